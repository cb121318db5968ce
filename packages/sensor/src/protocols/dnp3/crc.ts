// The CRC of DNP3 link frames. Source: IEEE 1815-2012 §9.2.4.3: x^16+x^13+x^12+x^11+x^10+x^8+x^6+x^5+x^2+1, bits reflected, complemented.

const REFLECTED = 0xa6bc
const TABLE = new Uint16Array(256)
for (let octet = 0; octet < 256; octet += 1) {
  let rest = octet
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ REFLECTED : rest >>> 1
  TABLE[octet] = rest
}

/** True when the two octets behind `bytes[at..end)` are its CRC, least significant first. */
export function hasCrc(bytes: Uint8Array, at: number, end: number): boolean {
  let rest = 0
  for (let n = at; n < end; n += 1) rest = (rest >>> 8) ^ TABLE[(rest ^ bytes[n]!) & 255]!
  rest = ~rest & 0xffff
  return bytes[end] === (rest & 255) && bytes[end + 1] === rest >>> 8
}
