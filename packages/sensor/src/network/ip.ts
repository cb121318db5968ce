// IPv4 and IPv6 with extension headers. Sources: RFC 791 clause 3.1, RFC 8200 clauses 3 and 4.
import { type Frame, MALFORMED, OK } from '@penstock/sensor/link'

const MOST_EXTENSIONS = 8
const FRAGMENT_HEADER = 44
const AUTHENTICATION = 51

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
  frame.fragment = (fragment & 0x1fff) !== 0 ? 2 : (fragment & 0x2000) !== 0 ? 1 : 0
  frame.family = 4
  frame.protocol = bytes[at + 9]!
  frame.source = view.getInt32(at + 12)
  frame.target = view.getInt32(at + 16)
  frame.payloadAt = at + headerLength
  frame.payloadEnd = Math.min(at + length, frame.end)
  frame.payloadLength = length - headerLength
  return OK
}

/** Like `decodeIpv4`; addresses are left where they stand, because they do not fit a word. */
export function decodeIpv6(bytes: Uint8Array, view: DataView, frame: Frame): number {
  const start = frame.at
  if (frame.end - start < 40 || bytes[start]! >> 4 !== 6) return MALFORMED
  const promised = view.getUint16(start + 4)
  const stop = promised === 0 ? frame.end : start + 40 + promised
  let next = bytes[start + 6]!
  let at = start + 40
  frame.fragment = 0
  frame.family = 6
  frame.sourceAt = start + 8
  frame.targetAt = start + 24
  for (let n = 0; n < MOST_EXTENSIONS && isExtension(next); n += 1) {
    if (frame.end - at < 8) return MALFORMED
    const header = next
    next = bytes[at]!
    if (header === FRAGMENT_HEADER) {
      frame.fragment = (view.getUint16(at + 2) & 0xfff8) !== 0 ? 2 : 1
      at += 8
      if (frame.fragment === 2) break
    } else {
      at += header === AUTHENTICATION ? (bytes[at + 1]! + 2) << 2 : (bytes[at + 1]! + 1) << 3
    }
    if (at > frame.end || at > stop) return MALFORMED
  }
  frame.protocol = next
  frame.payloadAt = at
  frame.payloadEnd = Math.min(stop, frame.end)
  frame.payloadLength = stop - at
  return OK
}

function isExtension(header: number): boolean {
  return header === 0 || header === 43 || header === 60 || header === FRAGMENT_HEADER || header === AUTHENTICATION
}
