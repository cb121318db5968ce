// Ethernet II, 802.3 with LLC and SNAP, 802.1Q, QinQ, Cisco ISL and MPLS. Sources: IEEE 802.3 clause 3, 802.1Q clause 9.
import { ALL_MACS, CISCO_SNAP, type Frame, LLC, MALFORMED, NO_VLAN, OK } from './frame.ts'
import { decodeLabels } from './labels.ts'

const MOST_TAGS = 4
const ISL_HEADER = 26

/** Fills link addresses, VLAN, type and the place behind the header. Allocates nothing and never throws. */
export function decodeEthernet(bytes: Uint8Array, view: DataView, start: number, end: number, frame: Frame): number {
  let at = start
  if (end - at < 14) return MALFORMED
  let vlan = NO_VLAN
  if (isIsl(bytes, view, at)) {
    if (end - at < ISL_HEADER + 14) return MALFORMED
    vlan = (view.getUint16(at + 20) >> 1) & 0x0fff
    at += ISL_HEADER
  }
  frame.hasMac = ALL_MACS
  frame.targetMacHigh = view.getUint16(at)
  frame.targetMacLow = view.getInt32(at + 2)
  frame.sourceMacHigh = view.getUint16(at + 6)
  frame.sourceMacLow = view.getInt32(at + 8)
  frame.vlan = vlan
  frame.end = end
  return decodeType(bytes, view, at + 12, at + 14, end, frame)
}

/** Reads on from the ethertype or length at `typeAt`: tags, LLC and SNAP in the data at `start`. */
export function decodeType(
  bytes: Uint8Array,
  view: DataView,
  typeAt: number,
  start: number,
  end: number,
  frame: Frame,
): number {
  let at = start
  let type = view.getUint16(typeAt)
  for (let tag = 0; type === 0x8100 || type === 0x88a8 || type === 0x9100 || type === 0x9200; tag += 1) {
    if (end - at < 4 || tag === MOST_TAGS) return MALFORMED
    const vlan = view.getUint16(at) & 0x0fff
    if (vlan !== 0) frame.vlan = vlan
    type = view.getUint16(at + 2)
    at += 4
  }
  if (type > 0x05dc) {
    if (type === 0x8847 || type === 0x8848) return decodeLabels(bytes, at, end, frame)
    frame.type = type
    frame.at = at
    return OK
  }
  // A length: what follows is LLC, and anything behind it is padding.
  if (type > 0 && at + type < end) frame.end = at + type
  return decodeLlc(bytes, view, at, end, frame)
}

/** Reads the LLC header at `at`, and SNAP behind it (IEEE 802 clause 9). */
export function decodeLlc(bytes: Uint8Array, view: DataView, start: number, end: number, frame: Frame): number {
  let at = start
  if (end - at < 3) return MALFORMED
  const destination = bytes[at]!
  frame.type = LLC | destination
  if (destination === 0xaa && bytes[at + 1] === 0xaa && end - at >= 8) {
    const organisation = (bytes[at + 3]! << 16) | (bytes[at + 4]! << 8) | bytes[at + 5]!
    const protocol = view.getUint16(at + 6)
    if (organisation === 0) frame.type = protocol
    else if (organisation === 0x00000c) frame.type = CISCO_SNAP | protocol
    at += 8
  } else {
    at += 3
  }
  frame.at = at
  return frame.end < at ? MALFORMED : OK
}

// ISL wraps a whole frame; its destination is 01-00-0c-00-00 or 03-00-0c-00-00 and a sixth octet of type.
function isIsl(bytes: Uint8Array, view: DataView, at: number): boolean {
  const first = bytes[at]
  return (first === 1 || first === 3) && view.getUint32(at + 1) === 0x000c0000
}
