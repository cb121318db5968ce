// From a record to the place where its network header begins, for every link type that is read.
// Source: the registry of link-layer header types of tcpdump.org.
import { decodeEthernet, decodeLlc, decodeType } from './ethernet.ts'
import { type Frame, LLC, MALFORMED, NO_MACS, NO_VLAN, OK, SOURCE_MAC, UNKNOWN_LINK } from './frame.ts'

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
  frame.hasMac = NO_MACS
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
    case SLL:
      if (end - at < 16) return MALFORMED
      cookedSender(view, frame, view.getUint16(at + 2), view.getUint16(at + 4), at + 6)
      return cooked(bytes, view, at + 14, at + 16, end, frame)
    case SLL2:
      if (end - at < 20) return MALFORMED
      cookedSender(view, frame, view.getUint16(at + 8), bytes[at + 11]!, at + 12)
      return cooked(bytes, view, at, at + 20, end, frame)
    default:
      return UNKNOWN_LINK
  }
}

// Cooked headers name the sender only. Its address is one where the hardware is Ethernet (1) and the address has six octets.
function cookedSender(view: DataView, frame: Frame, hardware: number, length: number, address: number): void {
  if (hardware !== 1 || length !== 6) return
  frame.hasMac = SOURCE_MAC
  frame.sourceMacHigh = view.getUint16(address)
  frame.sourceMacLow = view.getInt32(address + 2)
}

// Protocol numbers below 1536 are Linux' own: 4 is a frame with LLC; the others carry nothing that is read.
function cooked(bytes: Uint8Array, view: DataView, type: number, data: number, end: number, frame: Frame): number {
  const protocol = view.getUint16(type)
  frame.at = data
  if (protocol > 0x05dc) return decodeType(bytes, view, type, data, end, frame)
  if (protocol === 4) return decodeLlc(bytes, view, data, end, frame)
  frame.type = LLC
  return OK
}

// Loopback headers name the address family in host order and with numbers of the host's own; the version nibble is surer.
function rawIp(bytes: Uint8Array, frame: Frame): number {
  const version = bytes[frame.at]! >> 4
  frame.type = version === 6 ? 0x86dd : version === 4 ? 0x0800 : 0
  return OK
}
