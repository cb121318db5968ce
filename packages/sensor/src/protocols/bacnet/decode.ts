// BACnet: the network header behind the virtual link, and the tags of which everything else is made.
// Source: ANSI/ASHRAE 135-2020 clauses 6.2 (NPDU) and 20.2 (tags).
import { ipv4Text } from '@penstock/sensor/network'
import { hexBytes } from '../text.ts'

const HAS_TARGET = 0x20
const HAS_SOURCE = 0x08
const IS_MESSAGE = 0x80
const LONGEST_ADDRESS = 7
/** UDP ports that BACnet/IP uses in practice. */
const FIRST_PORT = 0xbac0
const LAST_PORT = 0xbacf
const MIX = 0x01000193

/** Filled in place; one at a time is in use. Addresses stay where they lie in `bytes`. */
export class Npdu {
  bytes: Uint8Array = new Uint8Array(0)
  /** Network 0: none is named; 0xffff all. */
  targetNetwork = 0
  targetAt = 0
  targetLength = 0
  sourceNetwork = 0
  sourceAt = 0
  sourceLength = 0
  isMessage = false
  /** Place of the message type or of the APDU. */
  at = 0
}

/** Reads the network header at `at`. False when it does not hold together. */
export function readNpdu(bytes: Uint8Array, view: DataView, at: number, end: number, out: Npdu): boolean {
  if (end - at < 2 || bytes[at] !== 1) return false
  const control = bytes[at + 1]!
  out.bytes = bytes
  out.targetNetwork = 0
  out.targetLength = 0
  out.sourceNetwork = 0
  out.sourceLength = 0
  out.isMessage = (control & IS_MESSAGE) !== 0
  let next = at + 2
  if (control & HAS_TARGET) {
    if (end - next < 3 || bytes[next + 2]! > LONGEST_ADDRESS) return false
    out.targetNetwork = view.getUint16(next)
    out.targetLength = bytes[next + 2]!
    out.targetAt = next + 3
    next = out.targetAt + out.targetLength
  }
  if (control & HAS_SOURCE) {
    if (end - next < 3 || bytes[next + 2]! > LONGEST_ADDRESS || bytes[next + 2] === 0) return false
    out.sourceNetwork = view.getUint16(next)
    out.sourceLength = bytes[next + 2]!
    out.sourceAt = next + 3
    next = out.sourceAt + out.sourceLength
  }
  if (control & HAS_TARGET) next += 1
  if (next >= end) return false
  out.at = next
  return true
}

/** A number for an address behind a router: `network << 16 | octet` for the usual one octet, a digest for longer ones, 0 for none. */
export function partOf(bytes: Uint8Array, network: number, at: number, length: number): number {
  if (network === 0 || network === 0xffff) return 0
  if (length <= 1) return ((network << 16) | (length === 0 ? 0 : bytes[at]!)) >>> 0
  let digest = network
  for (let n = 0; n < length; n += 1) digest = Math.imul(digest ^ bytes[at + n]!, MIX)
  return digest >>> 0
}

/** `network 5 address 3`, or an empty text for the device that was addressed itself. */
export function moduleText(bytes: Uint8Array, network: number, at: number, length: number): string {
  if (network === 0 || network === 0xffff) return ''
  if (length === 0) return `network ${network}`
  return `network ${network} address ${addressText(bytes, at, length)}`
}

/** The same from the number of `partOf`, where the address was one octet. */
export function shortModuleText(part: number): string {
  return part === 0 ? '' : `network ${part >>> 16} address ${part & 0xffff}`
}

function addressText(bytes: Uint8Array, at: number, length: number): string {
  if (length === 1) return String(bytes[at]!)
  const port = length === 6 ? (bytes[at + 4]! << 8) | bytes[at + 5]! : 0
  if (port < FIRST_PORT || port > LAST_PORT) return hexBytes(bytes, at, at + length)
  const word = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
  return `${ipv4Text(word)}:${port}`
}

/** Numbers of application tags. */
export const BOOLEAN = 1
export const UNSIGNED = 2
export const SIGNED = 3
export const REAL = 4
const DOUBLE = 5
export const OCTETS = 6
export const CHARACTERS = 7
export const BITS = 8
export const ENUMERATED = 9
export const OBJECT = 12

/** One tag, filled in place. A boolean's value is its length. */
export class Tag {
  number = 0
  isContext = false
  isOpening = false
  isClosing = false
  length = 0
  /** Place of the data, and of what stands behind it. */
  at = 0
  next = 0
}

/** Reads the tag at `at`. False when there is none, or it goes beyond `end`. */
export function readTag(bytes: Uint8Array, view: DataView, at: number, end: number, out: Tag): boolean {
  if (at >= end) return false
  const head = bytes[at]!
  let next = at + 1
  out.isContext = (head & 8) !== 0
  out.number = head >> 4
  if (out.number === 15) {
    if (next >= end) return false
    out.number = bytes[next]!
    next += 1
  }
  const form = head & 7
  out.isOpening = out.isContext && form === 6
  out.isClosing = out.isContext && form === 7
  out.length = form
  if (out.isOpening || out.isClosing) out.length = 0
  else if (form === 5) {
    if (next >= end) return false
    out.length = bytes[next]!
    next += 1
    if (out.length === 254) {
      if (end - next < 2) return false
      out.length = view.getUint16(next)
      next += 2
    } else if (out.length === 255) {
      if (end - next < 4) return false
      out.length = view.getUint32(next)
      next += 4
    }
  }
  out.at = next
  const octets = !out.isContext && out.number === BOOLEAN ? 0 : out.length
  out.next = next + octets
  return octets <= end - next
}

/** The unsigned number of `length` octets; 0 when it is wider than four. */
export function unsignedAt(bytes: Uint8Array, at: number, length: number): number {
  if (length > 4) return 0
  let value = 0
  for (let n = 0; n < length; n += 1) value = value * 256 + bytes[at + n]!
  return value
}

/** The number that an application tag carries, or not a number for what is none. */
export function numberOf(bytes: Uint8Array, view: DataView, tag: Tag): number {
  if (tag.isContext) return Number.NaN
  switch (tag.number) {
    case BOOLEAN:
      return tag.length & 1
    case UNSIGNED:
    case ENUMERATED:
      return tag.length === 0 || tag.length > 4 ? Number.NaN : unsignedAt(bytes, tag.at, tag.length)
    case SIGNED: {
      if (tag.length === 0 || tag.length > 4) return Number.NaN
      const value = unsignedAt(bytes, tag.at, tag.length)
      return bytes[tag.at]! & 0x80 ? value - 256 ** tag.length : value
    }
    case REAL:
      return tag.length === 4 ? view.getFloat32(tag.at) : Number.NaN
    case DOUBLE:
      return tag.length === 8 ? view.getFloat64(tag.at) : Number.NaN
    default:
      return Number.NaN
  }
}

const UTF8 = new TextDecoder('utf-8')
const LATIN = new TextDecoder('latin1')
const UTF16 = new TextDecoder('utf-16be')

/** A character string: its set in the first octet (clause 20.2.9). */
export function characters(bytes: Uint8Array, tag: Tag): string {
  if (tag.length < 1) return ''
  const text = bytes.subarray(tag.at + 1, tag.at + tag.length)
  const set = bytes[tag.at]!
  return set === 4 ? UTF16.decode(text) : set === 5 ? LATIN.decode(text) : UTF8.decode(text)
}
