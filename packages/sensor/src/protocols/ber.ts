// Elements of the basic encoding rules by place, without taking them apart. Every place is at most `end`, so that a walk over bad lengths
// ends there. Source: ITU-T X.690 §8.1.

export const BER = {
  integer: 0x02,
  octets: 0x04,
  objectId: 0x06,
  sequence: 0x30,
} as const

const LONGEST_LENGTH = 4
const MOST_ARCS = 64

/** Place of the contents of the element at `at`; `end` when its head does not fit. */
export function enter(bytes: Uint8Array, at: number, end: number): number {
  if (at + 2 > end) return end
  const form = bytes[at + 1]!
  return Math.min(end, form < 0x80 ? at + 2 : at + 2 + (form & 0x7f))
}

/** Place behind the element at `at`; `end` when it does not fit, or when its length is of no definite form. */
export function behind(bytes: Uint8Array, at: number, end: number): number {
  if (at + 2 > end) return end
  const form = bytes[at + 1]!
  if (form < 0x80) return Math.min(end, at + 2 + form)
  const digits = form & 0x7f
  if (digits === 0 || digits > LONGEST_LENGTH || at + 2 + digits > end) return end
  let length = 0
  for (let n = 0; n < digits; n += 1) length = length * 256 + bytes[at + 2 + n]!
  return Math.min(end, at + 2 + digits + length)
}

/** The INTEGER at `at`, of at most six bytes; 0 when it is none. */
export function integerAt(bytes: Uint8Array, at: number, end: number): number {
  const from = enter(bytes, at, end)
  const to = behind(bytes, at, end)
  if (from >= to || to - from > 6) return 0
  let value = bytes[from]! & 0x80 ? -1 : 0
  for (let n = from; n < to; n += 1) value = value * 256 + bytes[n]!
  return value
}

/** The object identifier with the contents `bytes[from..to)`, with dots. */
export function objectIdText(bytes: Uint8Array, from: number, to: number): string {
  const arcs: number[] = []
  let arc = 0
  for (let at = from; at < to && arcs.length < MOST_ARCS; at += 1) {
    arc = arc * 128 + (bytes[at]! & 0x7f)
    if (bytes[at]! & 0x80) continue
    if (arcs.length === 0) {
      const root = Math.min(2, Math.floor(arc / 40))
      arcs.push(root, arc - root * 40)
    } else arcs.push(arc)
    arc = 0
  }
  return arcs.join('.')
}
