// IPv4 and IPv6 with extension headers. Sources: RFC 791 clause 3.1, RFC 8200 clauses 3 and 4, RFC 4302 clause 2.
import { type Frame, MALFORMED, OK } from '@penstock/sensor/link'

/** RFC 8200 §4.1 names seven kinds, one of which may come twice; a longer chain only hides what it carries. */
const MOST_EXTENSIONS = 8
const HOP_BY_HOP = 0
const ROUTING = 43
const FRAGMENT_HEADER = 44
const AUTHENTICATION = 51
const DESTINATION = 60
const MOBILITY = 135
const MORE_FRAGMENTS = 0x2000

/** Fills the IP part of `frame` from the place its link part names. Allocates nothing and never throws. */
export function decodeIpv4(bytes: Uint8Array, view: DataView, frame: Frame): number {
  const at = frame.at
  if (frame.end - at < 20) return MALFORMED
  const first = bytes[at]!
  const headerLength = (first & 0x0f) << 2
  if (first >> 4 !== 4 || headerLength < 20 || frame.end - at < headerLength) return MALFORMED
  const total = view.getUint16(at + 2)
  // Segmentation offload leaves the length 0 in captures taken on the sending host.
  const length = total === 0 ? frame.end - at : total
  if (length < headerLength) return MALFORMED
  const fragment = view.getUint16(at + 6)
  frame.fragment = (fragment & 0x1fff) !== 0 ? 2 : (fragment & MORE_FRAGMENTS) !== 0 ? 1 : 0
  frame.family = 4
  frame.protocol = bytes[at + 9]!
  frame.source = view.getInt32(at + 12)
  frame.target = view.getInt32(at + 16)
  frame.payloadAt = at + headerLength
  frame.payloadEnd = Math.min(at + length, frame.end)
  frame.payloadLength = length - headerLength
  if (frame.fragment !== 0) {
    frame.fragmentId = view.getUint16(at + 4)
    frame.fragmentOffset = (fragment & 0x1fff) << 3
    frame.hasMore = (fragment & MORE_FRAGMENTS) !== 0
    return OK
  }
  return frame.protocol === AUTHENTICATION ? passExtensions(bytes, view, frame) : OK
}

/** Like `decodeIpv4`; addresses are left where they stand, because they do not fit a word. */
export function decodeIpv6(bytes: Uint8Array, view: DataView, frame: Frame): number {
  const at = frame.at
  if (frame.end - at < 40 || bytes[at]! >> 4 !== 6) return MALFORMED
  const promised = view.getUint16(at + 4)
  const stop = promised === 0 ? frame.end : at + 40 + promised
  frame.fragment = 0
  frame.family = 6
  frame.sourceAt = at + 8
  frame.targetAt = at + 24
  frame.protocol = bytes[at + 6]!
  frame.payloadAt = at + 40
  frame.payloadEnd = Math.min(stop, frame.end)
  frame.payloadLength = stop - frame.payloadAt
  return isExtension(frame.protocol) ? passExtensions(bytes, view, frame) : OK
}

/**
 * Moves the payload of `frame` behind the extension headers at its beginning. Stops behind a fragment header of a packet that
 * is in pieces: what follows is a piece of what is in front of it and has to be put together first.
 */
export function passExtensions(bytes: Uint8Array, view: DataView, frame: Frame): number {
  const stop = frame.payloadAt + frame.payloadLength
  let at = frame.payloadAt
  let next = frame.protocol
  for (let n = 0; isExtension(next); n += 1) {
    if (n === MOST_EXTENSIONS || frame.payloadEnd - at < 8) return MALFORMED
    const header = next
    next = bytes[at]!
    if (header === FRAGMENT_HEADER) {
      const word = view.getUint16(at + 2)
      frame.fragmentOffset = word & 0xfff8
      frame.hasMore = (word & 1) !== 0
      frame.fragmentId = view.getInt32(at + 4)
      at += 8
      // RFC 8200 §4.5: one that is first and last at once is no fragment (an atomic one).
      frame.fragment = frame.fragmentOffset !== 0 ? 2 : frame.hasMore ? 1 : 0
      if (frame.fragment !== 0) break
    } else {
      at += header === AUTHENTICATION ? (bytes[at + 1]! + 2) << 2 : (bytes[at + 1]! + 1) << 3
    }
    if (at > frame.payloadEnd) return MALFORMED
  }
  frame.protocol = next
  frame.payloadAt = at
  frame.payloadLength = stop - at
  return OK
}

function isExtension(header: number): boolean {
  return (
    header === HOP_BY_HOP ||
    header === ROUTING ||
    header === FRAGMENT_HEADER ||
    header === AUTHENTICATION ||
    header === DESTINATION ||
    header === MOBILITY
  )
}
