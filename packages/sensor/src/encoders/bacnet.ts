// BACnet/IP. Source: ANSI/ASHRAE 135-2020: annex J.2 (virtual link), clauses 6.2 (network header), 20.1 (APDUs), 20.2 (tags),
// 21 (services in ASN.1).
import { ipBytes } from './address.ts'
import { be16, be32, beFloat, bytes } from './bytes.ts'

export const LINK = { result: 0, registerForeign: 5, forwarded: 4, distribute: 9, unicast: 10, broadcast: 11 } as const
export const SERVICE = {
  readFile: 6,
  writeFile: 7,
  createObject: 10,
  deleteObject: 11,
  readProperty: 12,
  readPropertyMultiple: 14,
  writeProperty: 15,
  writePropertyMultiple: 16,
  communicationControl: 17,
  reinitialize: 20,
} as const
export const UNCONFIRMED = { iAm: 0, iHave: 1, cov: 2, timeSynchronization: 6, whoHas: 7, whoIs: 8 } as const

/** A network and an address in it. */
export interface Place {
  readonly network: number
  readonly address: readonly number[]
}

export interface Route {
  readonly to?: Place
  readonly from?: Place
  readonly expectsReply?: boolean
}

/** A datagram of the virtual link; a forwarded one names where it came from. */
export function link(type: number, payload: Uint8Array): Uint8Array {
  return bytes(0x81, type, be16(payload.length + 4), payload)
}

export function forwarded(ip: string, port: number, payload: Uint8Array): Uint8Array {
  return link(LINK.forwarded, bytes(ipBytes(ip), be16(port), payload))
}

/** The network header in front of an APDU. */
export function network(apdu: Uint8Array, { to, from, expectsReply }: Route = {}): Uint8Array {
  const control = (to === undefined ? 0 : 0x20) | (from === undefined ? 0 : 0x08) | (expectsReply === true ? 4 : 0)
  const target = to === undefined ? bytes() : place(to)
  const source = from === undefined ? bytes() : place(from)
  return bytes(1, control, target, source, to === undefined ? bytes() : bytes(255), apdu)
}

/** A message of the network layer itself. */
export function networkMessage(type: number, data: Uint8Array = bytes()): Uint8Array {
  return bytes(1, 0x80, type, data)
}

/** A whole unicast datagram. */
export function unicast(apdu: Uint8Array, route: Route = {}): Uint8Array {
  return link(LINK.unicast, network(apdu, route))
}

export function broadcast(apdu: Uint8Array, route: Route = {}): Uint8Array {
  return link(LINK.broadcast, network(apdu, route))
}

export function confirmed(invoke: number, service: number, data: Uint8Array = bytes()): Uint8Array {
  return bytes(0x00, 0x05, invoke, service, data)
}

export function unconfirmed(service: number, data: Uint8Array = bytes()): Uint8Array {
  return bytes(0x10, service, data)
}

export function simpleAck(invoke: number, service: number): Uint8Array {
  return bytes(0x20, invoke, service)
}

export function complexAck(invoke: number, service: number, data: Uint8Array): Uint8Array {
  return bytes(0x30, invoke, service, data)
}

/** One segment of a long answer. */
export function segmentedAck(
  invoke: number,
  service: number,
  sequence: number,
  isLast: boolean,
  data: Uint8Array,
): Uint8Array {
  return bytes(0x38 | (isLast ? 0 : 4), invoke, sequence, 4, service, data)
}

export function errorPdu(invoke: number, service: number, errorClass: number, code: number): Uint8Array {
  return bytes(0x50, invoke, service, enumerated(errorClass), enumerated(code))
}

export function reject(invoke: number, reason: number): Uint8Array {
  return bytes(0x60, invoke, reason)
}

export function abort(invoke: number, reason: number): Uint8Array {
  return bytes(0x71, invoke, reason)
}

/** Type and instance in one word. */
export function objectId(type: number, instance: number): number {
  return ((type << 22) | instance) >>> 0
}

export function unsigned(value: number): Uint8Array {
  return tagged(2, false, shortest(value))
}

export function signed(value: number): Uint8Array {
  return tagged(3, false, shortest(value))
}

export function enumerated(value: number): Uint8Array {
  return tagged(9, false, shortest(value))
}

export function boolean(value: boolean): Uint8Array {
  return bytes(0x10 | (value ? 1 : 0))
}

export function real(value: number): Uint8Array {
  return tagged(4, false, beFloat(value))
}

export function octets(data: Uint8Array): Uint8Array {
  return tagged(6, false, data)
}

/** UTF-8. */
export function text(value: string): Uint8Array {
  return tagged(7, false, bytes(0, value))
}

/** Bits from the first one on. */
export function bits(...values: readonly boolean[]): Uint8Array {
  const octet = values.reduce((sum, value, n) => sum | (value ? 0x80 >> n : 0), 0)
  return tagged(8, false, bytes(8 - values.length, octet))
}

export function object(identifier: number): Uint8Array {
  return tagged(12, false, bytes(be32(identifier)))
}

export function context(number: number, data: Uint8Array | number): Uint8Array {
  return tagged(number, true, typeof data === 'number' ? shortest(data) : data)
}

export function contextObject(number: number, identifier: number): Uint8Array {
  return tagged(number, true, bytes(be32(identifier)))
}

/** What stands between an opening and a closing tag. */
export function within(number: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return bytes((number << 4) | 0x0e, ...parts, (number << 4) | 0x0f)
}

export function iAm(device: number, vendor: number): Uint8Array {
  return unconfirmed(
    UNCONFIRMED.iAm,
    bytes(object(objectId(8, device)), unsigned(1476), enumerated(3), unsigned(vendor)),
  )
}

/** An answer to Read Property, or a Write Property: object, property, value, for a write perhaps a priority. */
export function property(identifier: number, number: number, value: Uint8Array, priority?: number): Uint8Array {
  const last = priority === undefined ? bytes() : context(4, priority)
  return bytes(contextObject(0, identifier), context(1, number), within(3, value), last)
}

/** A notification of changed values; `entries` are property and value. */
export function covNotification(
  device: number,
  identifier: number,
  entries: readonly (readonly [property: number, value: Uint8Array])[],
): Uint8Array {
  const list = entries.map(([number, value]) => bytes(context(0, number), within(2, value)))
  const head = bytes(context(0, 1), contextObject(1, objectId(8, device)), contextObject(2, identifier), context(3, 60))
  return unconfirmed(UNCONFIRMED.cov, bytes(head, within(4, ...list)))
}

function place({ network: number, address }: Place): Uint8Array {
  return bytes(be16(number), address.length, address)
}

function tagged(number: number, isContext: boolean, data: Uint8Array): Uint8Array {
  const form = Math.min(data.length, 5)
  const head = (number << 4) | (isContext ? 8 : 0) | form
  if (form < 5) return bytes(head, data)
  return data.length < 254 ? bytes(head, data.length, data) : bytes(head, 254, be16(data.length), data)
}

function shortest(value: number): Uint8Array {
  const word = be32(value)
  const from = word.findIndex((octet) => octet !== 0)
  return bytes(from < 0 ? [0] : word.slice(from))
}
