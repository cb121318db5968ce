// One element of the basic encoding rules at a time, by place. Definite lengths only. Source: ITU-T X.690 §8.1.

const LONGEST_LENGTH = 4

export class BerCursor {
  /** First octet of the identifier; a tag above 30 stands as `first << 8 | number` (class and form kept). */
  tag = 0
  /** Contents of the element; the next one begins at `to`. */
  from = 0
  to = 0

  /** Reads the head of the element at `at`. False when none fits before `end`. */
  read(bytes: Uint8Array, at: number, end: number): boolean {
    if (at < 0 || at + 2 > end) return false
    const first = bytes[at]!
    let next = at + 1
    let tag = first
    if ((first & 0x1f) === 0x1f) {
      let number = bytes[next]!
      next += 1
      if (number & 0x80) {
        if (next >= end) return false
        number = ((number & 0x7f) << 7) | (bytes[next]! & 0x7f)
        next += 1
      }
      tag = (first << 8) | (number & 0xff)
      if (next >= end) return false
    }
    const form = bytes[next]!
    next += 1
    let length = form
    if (form >= 0x80) {
      const digits = form & 0x7f
      if (digits === 0 || digits > LONGEST_LENGTH || next + digits > end) return false
      length = 0
      for (let n = 0; n < digits; n += 1) length = length * 256 + bytes[next + n]!
      next += digits
    }
    if (length > end - next) return false
    this.tag = tag
    this.from = next
    this.to = next + length
    return true
  }

  /** True when the element that was read last has this tag. */
  is(tag: number): boolean {
    return this.tag === tag
  }

  /** Finds the first element with this tag among those of `bytes[at..end)`. */
  find(bytes: Uint8Array, at: number, end: number, tag: number): boolean {
    for (let next = at; this.read(bytes, next, end); next = this.to) if (this.tag === tag) return true
    return false
  }
}

/** A signed whole number of at most six octets; 0 when there are none or more. */
export function signedOf(bytes: Uint8Array, from: number, to: number): number {
  if (to <= from || to - from > 6) return 0
  let value = bytes[from]! & 0x80 ? -1 : 0
  for (let at = from; at < to; at += 1) value = value * 256 + bytes[at]!
  return value
}

/** A whole number without sign, of at most six octets behind an optional zero. */
export function unsignedOf(bytes: Uint8Array, from: number, to: number): number {
  let value = 0
  for (let at = Math.max(from, to - 6); at < to; at += 1) value = value * 256 + bytes[at]!
  return value
}
