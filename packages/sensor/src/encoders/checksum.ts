// The internet checksum: ones' complement sum of 16-bit words. Source: RFC 1071.

/** Checksum over the joined parts, each but the last of even length. The field itself counts as zero. */
export function internetChecksum(...parts: readonly Uint8Array[]): number {
  let sum = 0
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 2) sum += (part[i]! << 8) | (part[i + 1] ?? 0)
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

/** Cyclic redundancy check of Ethernet and gzip (ISO 3309), bit by bit: what it is made for is small. */
export function crc32(...parts: readonly Uint8Array[]): number {
  let remainder = -1
  for (const part of parts) {
    for (const octet of part) {
      remainder ^= octet
      for (let bit = 0; bit < 8; bit += 1) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0)
    }
  }
  return ~remainder
}
