// Whether bytes that nothing announces begin an Ethernet frame. Source: the registry of ethertypes of IEEE.

/** True for a sender that is no group, and a type whose content fits it. */
export function looksLikeFrame(bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
  if (end - at < 15 || bytes[at + 6]! & 1) return false
  const first = bytes[at + 14]!
  switch (view.getUint16(at + 12)) {
    case 0x0800:
      return first >> 4 === 4 && (first & 15) >= 5
    case 0x86dd:
      return first >> 4 === 6
    case 0x0806:
      return end - at >= 18 && view.getUint32(at + 14) === 0x0001_0800
    case 0x8100:
    case 0x88a8:
    case 0x8847:
    case 0x8892:
    case 0x88b8:
    case 0x88ba:
    case 0x88cc:
      return true
    default:
      return false
  }
}
