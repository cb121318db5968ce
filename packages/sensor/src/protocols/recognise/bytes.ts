// Comparing bytes with text, without making strings.

/** True when `bytes[at..end)` begins with this ASCII text. */
export function startsWith(bytes: Uint8Array, at: number, end: number, text: string): boolean {
  if (end - at < text.length) return false
  for (let n = 0; n < text.length; n += 1) {
    if (bytes[at + n] !== text.charCodeAt(n)) return false
  }
  return true
}

/** Place of ASCII text within `bytes[at..end)`, letters compared without case, or -1. `text` is lower case. */
export function find(bytes: Uint8Array, at: number, end: number, text: string): number {
  const last = end - text.length
  const first = text.charCodeAt(0)
  for (let from = at; from <= last; from += 1) {
    if (lower(bytes[from]!) !== first) continue
    let n = 1
    while (n < text.length && lower(bytes[from + n]!) === text.charCodeAt(n)) n += 1
    if (n === text.length) return from
  }
  return -1
}

/** True when `<`, one to three digits and `>` stand at `at`, as log lines begin (RFC 5424 §6.2.1). */
export function isPriority(bytes: Uint8Array, at: number, end: number): boolean {
  let n = at + 1
  while (n < end && n < at + 4 && bytes[n]! >= 0x30 && bytes[n]! <= 0x39) n += 1
  return n > at + 1 && bytes[n] === 0x3e
}

function lower(octet: number): number {
  return octet >= 65 && octet <= 90 ? octet + 32 : octet
}
