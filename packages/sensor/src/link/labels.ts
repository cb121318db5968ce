// MPLS label stacks, and what can be told of what they carry: nothing in them says it. Sources: RFC 3032 §2.1, RFC 4385 §3, RFC 4448 §4.6.
import { type Frame, MALFORMED, OK } from './frame.ts'
import { looksLikeFrame } from './looks-like-frame.ts'

/** Ethertype that stands for labels which carry no IP packet. */
export const TYPE_LABELS = 0x8847
const MOST_LABELS = 16

/** Passes the labels at `start`: an IP packet sets the type, anything else leaves TYPE_LABELS with `at` behind them. */
export function decodeLabels(bytes: Uint8Array, start: number, end: number, frame: Frame): number {
  let at = start
  for (let label = 0; ; label += 1) {
    if (end - at < 4 || label === MOST_LABELS) return MALFORMED
    at += 4
    if (bytes[at - 2]! & 1) break
  }
  const version = at < end ? bytes[at]! >> 4 : 0
  frame.type = version === 4 ? 0x0800 : version === 6 ? 0x86dd : TYPE_LABELS
  frame.at = at
  return OK
}

/** Where the frame of a pseudowire begins, behind a control word or at once; -1 when these bytes are none. */
export function frameBehindLabels(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (at < end && bytes[at]! >> 4 === 0 && looksLikeFrame(bytes, view, at + 4, end)) return at + 4
  return looksLikeFrame(bytes, view, at, end) ? at : -1
}
