// TriStation: the outer message of the communication module, and the command inside of it.
// Source: the public analyses of TRITON and their dissectors (FireEye, "A Totally Tubular Treatise on TRITON and TriStation", 2018; Nozomi
// Networks, tricotools, 2018). Numbers are little endian.

/** Type (1), channel (1), length of the body (2); behind the body CRC-16 (2). */
export const OUTER = 4
export const CRC = 2
/** Direction (1), connection (1), command (1), sequence (1), unknown (2), sum (2), length of itself and the data (2). */
export const INNER = 10
export const EXECUTE = 5

/** Outer types that only the workstation sends, as bits; ping may come from both, the rest is the controller's. */
const FROM_CLIENT = (1 << 1) | (1 << 4)
const FROM_SERVER = (1 << 2) | (1 << 3) | (1 << 7) | (1 << 8) | (1 << 9) | (1 << 10) | (1 << 11)

export function isFromClient(type: number): boolean {
  return ((FROM_CLIENT >> type) & 1) !== 0
}

export function isFromServer(type: number): boolean {
  return ((FROM_SERVER >> type) & 1) !== 0
}

/** CRC-16/ARC, one table entry an octet. */
const TABLE = Uint16Array.from({ length: 256 }, (_, octet) => {
  let crc = octet
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1
  return crc
})

export function crcOf(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0
  for (let at = from; at < to; at += 1) crc = (crc >>> 8) ^ TABLE[(crc ^ bytes[at]!) & 0xff]!
  return crc
}

/** True when `bytes[at..end)` is one whole message by its lengths; the checksum is not looked at. */
export function isMessage(bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
  if (end - at < OUTER + CRC || bytes[at]! > 11 || view.getUint16(at + 2, true) !== end - at - OUTER - CRC) return false
  return bytes[at] !== EXECUTE || end - at >= OUTER + INNER + CRC
}
