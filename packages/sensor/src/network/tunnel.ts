// Packets inside packets: IP in IP, GRE with what it carries, mirror sessions (ERSPAN), Ethernet over IP, VXLAN. Headers are read, checked and
// passed; what they wrap is handed back for the reader to go round again.
// Sources: RFC 2003, RFC 4213, RFC 2784 and 2890 (GRE), RFC 7637 (NVGRE), draft-foschiano-erspan-03, RFC 3378, RFC 4023, RFC 7348.
import { type Frame, NO_VLAN } from '@penstock/sensor/link'

/** What is inside. */
export const NOTHING_INSIDE = 0
export const FRAME_INSIDE = 1
export const PACKET_INSIDE = 2
export const LABELS_INSIDE = 3

/** What `openTunnel` and `openVxlan` answer: opened, a mirror session that was opened, carries what is not read, does not hold together. */
export const OPENED = 0
export const OPENED_MIRROR = 1
export const NOT_READ = 2
export const BAD_TUNNEL = 3

const IPV4_IN_IP = 4
const IPV6_IN_IP = 41
const GRE = 47
const ETHERNET_IN_IP = 97
const MPLS_IN_IP = 137

const GRE_CHECKSUM = 0x8000
const GRE_ROUTING = 0x4000
const GRE_KEY = 0x2000
const GRE_SEQUENCE = 0x1000
const GRE_VERSION = 7
const MIRROR_CUT = 0x0400

const NO_BYTES: Uint8Array = new Uint8Array(0)

/** One object for the whole capture, filled in place. */
export class Inside {
  kind = NOTHING_INSIDE
  bytes = NO_BYTES
  view: DataView = new DataView(NO_BYTES.buffer)
  at = 0
  /** End of what was captured, and bytes that were promised from `at` on. */
  end = 0
  length = 0
  /** VLAN that the tunnel says the frame was on, or NO_VLAN. */
  vlan = NO_VLAN
  /** The tunnel says that it carries only the beginning. */
  isCut = false
}

/** True when packets of this IP protocol may hold others. */
export function isTunnel(protocol: number): boolean {
  return (
    protocol === GRE ||
    protocol === IPV4_IN_IP ||
    protocol === IPV6_IN_IP ||
    protocol === ETHERNET_IN_IP ||
    protocol === MPLS_IN_IP
  )
}

/** Looks into the payload of an IP packet whose protocol `isTunnel`. Allocates nothing and never throws. */
export function openTunnel(bytes: Uint8Array, view: DataView, frame: Frame, inside: Inside): number {
  const { payloadAt: at, payloadEnd: end, protocol } = frame
  switch (protocol) {
    case GRE:
      return openGre(bytes, view, frame, inside)
    case IPV4_IN_IP:
    case IPV6_IN_IP:
      if (end <= at) return shortOf(frame)
      if (bytes[at]! >> 4 !== (protocol === IPV4_IN_IP ? 4 : 6)) return BAD_TUNNEL
      return holds(PACKET_INSIDE, bytes, view, frame, at, inside)
    case ETHERNET_IN_IP:
      if (end - at < 2) return shortOf(frame)
      if (view.getUint16(at) !== 0x3000) return BAD_TUNNEL
      return holds(FRAME_INSIDE, bytes, view, frame, at + 2, inside)
    default:
      return holds(LABELS_INSIDE, bytes, view, frame, at, inside)
  }
}

/** Looks into the UDP payload from `at` to `end`; the caller has seen that it is VXLAN. */
export function openVxlan(bytes: Uint8Array, view: DataView, frame: Frame, at: number, inside: Inside): number {
  if (frame.payloadEnd - at < VXLAN_HEADER) return shortOf(frame)
  if (!opensVxlan(view, at)) return BAD_TUNNEL
  return holds(FRAME_INSIDE, bytes, view, frame, at + VXLAN_HEADER, inside)
}

export const VXLAN_HEADER = 8

/** RFC 7348 §5: only the flag of a valid identifier is set, and what is reserved is zero. Eight bytes are there. */
export function opensVxlan(view: DataView, at: number): boolean {
  return view.getUint32(at) === 0x0800_0000 && view.getUint8(at + 7) === 0
}

function openGre(bytes: Uint8Array, view: DataView, frame: Frame, inside: Inside): number {
  const { payloadAt: at, payloadEnd: end } = frame
  if (end - at < 4) return shortOf(frame)
  const flags = view.getUint16(at)
  // Version 1 is PPTP's; routing was given up with RFC 1701.
  if (flags & (GRE_VERSION | GRE_ROUTING)) return NOT_READ
  const options = (flags & GRE_CHECKSUM ? 4 : 0) + (flags & GRE_KEY ? 4 : 0) + (flags & GRE_SEQUENCE ? 4 : 0)
  const body = at + 4 + options
  if (body > end) return shortOf(frame)
  switch (view.getUint16(at + 2)) {
    case 0x0800:
    case 0x86dd:
      return holds(PACKET_INSIDE, bytes, view, frame, body, inside)
    case 0x6558:
      return holds(FRAME_INSIDE, bytes, view, frame, body, inside)
    case 0x8847:
    case 0x8848:
      return holds(LABELS_INSIDE, bytes, view, frame, body, inside)
    case 0x88be:
      // Without sequence numbers it is the first kind, which has no header of its own.
      if ((flags & GRE_SEQUENCE) === 0) return mirrored(FRAME_INSIDE, bytes, view, frame, body, body, inside)
      if (end - body < 8) return shortOf(frame)
      return bytes[body]! >> 4 === 1 ? mirrored(FRAME_INSIDE, bytes, view, frame, body, body + 8, inside) : BAD_TUNNEL
    case 0x22eb: {
      if (end - body < 12) return shortOf(frame)
      if (bytes[body]! >> 4 !== 2) return BAD_TUNNEL
      const word = view.getUint16(body + 10)
      const kind = (word >> 10) & 31
      if (kind !== 0 && kind !== 2) return NOT_READ
      const start = body + (word & 1 ? 20 : 12)
      return mirrored(kind === 0 ? FRAME_INSIDE : PACKET_INSIDE, bytes, view, frame, body, start, inside)
    }
    default:
      return NOT_READ
  }
}

/** A mirrored frame at `start`; the header at `head` says its VLAN and whether it was cut. */
function mirrored(
  kind: number,
  bytes: Uint8Array,
  view: DataView,
  frame: Frame,
  head: number,
  start: number,
  inside: Inside,
): number {
  const verdict = holds(kind, bytes, view, frame, start, inside)
  if (verdict !== OPENED) return verdict
  if (start > head) {
    const vlan = view.getUint16(head) & 0x0fff
    if (vlan !== 0) inside.vlan = vlan
    inside.isCut = (view.getUint16(head + 2) & MIRROR_CUT) !== 0
  }
  return OPENED_MIRROR
}

function holds(kind: number, bytes: Uint8Array, view: DataView, frame: Frame, at: number, inside: Inside): number {
  if (at >= frame.payloadEnd) return shortOf(frame)
  inside.kind = kind
  inside.bytes = bytes
  inside.view = view
  inside.at = at
  inside.end = frame.payloadEnd
  inside.length = frame.payloadAt + frame.payloadLength - at
  inside.vlan = NO_VLAN
  inside.isCut = false
  return OPENED
}

/** What ends too early was cut when it was captured, or does not hold together. */
function shortOf(frame: Frame): number {
  return frame.payloadEnd < frame.payloadAt + frame.payloadLength ? NOT_READ : BAD_TUNNEL
}
