// From a record to the place where its network header begins, for every link type that is read.
// Source: the registry of link-layer header types of tcpdump.org.
import { decodeEthernet, decodeType } from './ethernet.ts'
import { type Frame, MALFORMED, NO_VLAN, OK, UNKNOWN_LINK } from './frame.ts'

const NULL = 0
const ETHERNET = 1
const LOOP = 108
const SLL = 113
const SLL2 = 276
const IPV4 = 228
const IPV6 = 229

/** Fills the link part of `frame` and gives a verdict. Allocates nothing and never throws. */
export function decodeLink(
  link: number,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  frame: Frame,
): number {
  frame.family = 0
  if (link === ETHERNET) return decodeEthernet(bytes, view, at, end, frame)
  frame.hasMac = 0
  frame.vlan = NO_VLAN
  frame.end = end
  frame.at = at
  switch (link) {
    case NULL:
    case LOOP:
      if (end - at < 5) return MALFORMED
      frame.at = at + 4
      return rawIp(bytes, frame)
    case 12:
    case 14:
    case 101:
      if (end - at < 1) return MALFORMED
      return rawIp(bytes, frame)
    case IPV4:
      frame.type = 0x0800
      return OK
    case IPV6:
      frame.type = 0x86dd
      return OK
    // Cooked headers name only one side and not which, so no address is taken from them.
    case SLL:
      if (end - at < 16) return MALFORMED
      return decodeType(bytes, view, at + 14, end, frame)
    case SLL2:
      if (end - at < 20) return MALFORMED
      frame.type = view.getUint16(at)
      frame.at = at + 20
      return OK
    default:
      return UNKNOWN_LINK
  }
}

// Loopback headers name the address family in host order and with numbers of the host's own; the version nibble is surer.
function rawIp(bytes: Uint8Array, frame: Frame): number {
  const version = bytes[frame.at]! >> 4
  frame.type = version === 6 ? 0x86dd : version === 4 ? 0x0800 : 0
  return OK
}
