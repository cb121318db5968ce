// Names of the DNS form, with pointers into their message. Source: RFC 1035 §3.1, §4.1.4.
import { utf8 } from '../text.ts'

/** A name has at most 255 octets (RFC 1035 §2.3.4); pointers only lead back, so this many jumps are plenty. */
const LONGEST_NAME = 255
const MOST_JUMPS = 16
const POINTER = 0xc0

/** Place behind the name at `from`; `end` when it does not end before. */
export function behindName(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end) {
    const length = bytes[at]!
    if (length === 0) return at + 1
    if (length >= POINTER) return Math.min(end, at + 2)
    at += 1 + length
  }
  return end
}

/** Labels joined by dots, without the root; null for a name that loops, points forward or does not fit. `start` is the message. */
export function nameAt(bytes: Uint8Array, start: number, from: number, end: number): string | null {
  const labels: string[] = []
  let at = from
  let jumps = 0
  for (let octets = 0; octets <= LONGEST_NAME; ) {
    const length = bytes[at]
    if (at >= end || length === undefined) return null
    if (length === 0) return labels.join('.')
    if (length >= POINTER) {
      const target = start + (((length & 0x3f) << 8) | (bytes[at + 1] ?? 0))
      if (at + 2 > end || target >= at || jumps === MOST_JUMPS) return null
      jumps += 1
      at = target
      continue
    }
    if (length >= 0x40 || at + 1 + length > end) return null
    labels.push(utf8(bytes, at + 1, at + 1 + length))
    octets += 1 + length
    at += 1 + length
  }
  return null
}
