// Bytes as text for rows that are emitted once.

/** ASCII of `bytes[from..to)`; anything outside 32 to 126 becomes a NUL, which claims drop. */
export function ascii(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let at = from; at < to; at += 1) {
    const octet = bytes[at]!
    text += octet >= 32 && octet < 127 ? String.fromCharCode(octet) : '\0'
  }
  return text
}

const UTF8 = new TextDecoder('utf-8')

/** UTF-8 of `bytes[from..to)`; octets that are none become U+FFFD. */
export function utf8(bytes: Uint8Array, from: number, to: number): string {
  return UTF8.decode(bytes.subarray(from, Math.max(from, to)))
}

const UTF16 = new TextDecoder('utf-16le')

/** UTF-16 of `bytes[from..to)`, least significant byte first, as Windows protocols carry it. */
export function utf16(bytes: Uint8Array, from: number, to: number): string {
  return UTF16.decode(bytes.subarray(from, Math.max(from, to)))
}

/** `0x` and at least `digits` hexadecimal digits. */
export function hex(value: number, digits = 2): string {
  return `0x${(value >>> 0).toString(16).padStart(digits, '0')}`
}

/** Hexadecimal digits of `bytes[from..to)` without a prefix. */
export function hexBytes(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let at = from; at < to; at += 1) text += bytes[at]!.toString(16).padStart(2, '0')
  return text
}

/** A 32-bit digest, to tell targets apart that are text. */
export function digestOf(text: string): number {
  let digest = 0x811c9dc5 | 0
  for (let n = 0; n < text.length; n += 1) digest = Math.imul(digest ^ text.charCodeAt(n), 0x01000193)
  return digest
}
