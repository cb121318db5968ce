// __Title__: the header and what a message is by its form alone. This first form is a stand-in: replace layout and sources.
// Sources: name the document, its edition and the clause of each layout.
import { NEED_MORE, NOT_MINE } from '../verdicts.ts'

/** Octets: 0 mark, 1 function (top bit set in answers), 2-3 length of the body, big endian. */
const HEADER = 4
const MARK = 0x9d
const LONGEST_BODY = 1024

/** Bytes of the message that begins at `at`, or a verdict. Allocates nothing and never throws. */
export function __camel__Length(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (end > at && bytes[at] !== MARK) return NOT_MINE
  if (end - at < HEADER) return NEED_MORE
  const body = view.getUint16(at + 2)
  return body > LONGEST_BODY ? NOT_MINE : HEADER + body
}

/** True when `bytes[at..end)` is nothing but whole messages: the only ground on which a flow is called __kebab__. */
export function looksLike__Pascal__(bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
  let next = at
  for (let n = 0; next < end && n < 8; n += 1) {
    const length = __camel__Length(bytes, view, next, end)
    if (length <= 0 || next + length > end) return false
    next += length
  }
  return next > at
}
