// CIP messages: requests and answers, those inside of Multiple Service Packet and Unconnected Send counted on their own.
// Sources: The CIP Networks Library, Volume 1, chapter 2-4 (message router), 3-5.5.4 (unconnected send), appendix A-4.10.
import { TOUCHED_SPAN } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { INTS, STATE, setClient } from '@penstock/sensor/flow'
import { ETHERNET_IP, protocolName } from '../ids.ts'
import { ascii, digestOf, hex, hexBytes } from '../text.ts'
import { CipPath } from './decode.ts'
import { FILE, fileAnswered, fileAsked } from './file.ts'
import { claimAttributes } from './identity.ts'
import { CLASSES, operationOfCip } from './names.ts'
import { DIRECT, routeOf, UNKNOWN_CONNECTION } from './route.ts'
import { statusIn } from './state.ts'

const REPLY = 0x80
const MULTIPLE = 0x0a
const UNCONNECTED_SEND = 0x52
const CONNECTION_MANAGER = 0x06
const IDENTITY = 0x01
const DEEPEST = 3
const MOST_INNER = 512

const FORWARD_OPEN = 0x54
const LARGE_FORWARD_OPEN = 0x5b
/** Octets before the length of the connection path in a Forward Open; the large form has 32-bit parameters twice. */
const BEFORE_PATH = 35

const path = new CipPath()
/** Where the message that is being read goes. */
const place = { route: DIRECT }

/**
 * Reads one CIP message and those inside it; `key` pairs a request with its answer. A flow's state keeps where its
 * connections lead, one more than the route, because each connection of a programming tool leads to one controller.
 */
export function cipMessage(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  key: number,
  isConnected: boolean,
): void {
  if (end - at < 2) {
    ledger.odd('cip-length', flow, 'message cut short')
    return
  }
  const isReply = (bytes[at]! & REPLY) !== 0
  const known = ledger.flows.ints[flow * INTS + STATE]!
  place.route = !isConnected ? DIRECT : known === 0 ? UNKNOWN_CONNECTION : known - 1
  setClient(ledger.flows, flow, isReply ? 1 - side : side)
  if (isReply) answer(ledger, bytes, view, at, end, flow, side, key, 0)
  else request(ledger, bytes, view, at, end, flow, side, key, 0)
}

// Service, path length in words, path, data.
function request(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  key: number,
  depth: number,
): void {
  const service = bytes[at]!
  const data = at + 2 + bytes[at + 1]! * 2
  if (data > end) {
    ledger.odd('cip-length', flow, `path of service ${hex(service)} beyond the message`)
    return
  }
  path.read(bytes, view, at + 2, data)
  const { classId } = path
  ledger.functions.ask(flow, side, ETHERNET_IP, service)
  if (classId >= 0 && path.instance >= 0) {
    const place = classId * TOUCHED_SPAN['ethernet-ip'] + path.instance
    ledger.functions.touch(flow, side, place, place)
  }
  const ticket = note(ledger, bytes, data, end, flow, side, service)
  if (depth === 0 || classId === IDENTITY) remember(ledger, flow, key, service, classId, ticket)
  if (classId === FILE) {
    const noted = fileAsked(ledger, bytes, view, service, data, end, flow, side, path.instance, place.route)
    ledger.pending.put(flow, key, (FILE << 8) | service, ticket, noted)
  }
  if (depth >= DEEPEST) return
  if (service === MULTIPLE) {
    inner(ledger, bytes, view, data, end, flow, side, key, depth, false)
    return
  }
  if (service === UNCONNECTED_SEND && classId === CONNECTION_MANAGER) {
    if (end - data < 6) {
      ledger.odd('cip-length', flow, 'unconnected send cut short')
      return
    }
    const stop = data + 4 + view.getUint16(data + 2, true)
    if (stop > end) {
      ledger.odd('cip-length', flow, 'embedded message beyond the message')
      return
    }
    // Behind the message, padded to whole words: route length in words, a reserved octet, the route.
    const route = stop + ((stop - data) & 1)
    place.route = route + 2 <= end ? routeOf(bytes, route + 2, Math.min(end, route + 2 + bytes[route]! * 2)) : DIRECT
    request(ledger, bytes, view, data + 4, stop, flow, side, key, depth + 1)
    return
  }
  if ((service === FORWARD_OPEN || service === LARGE_FORWARD_OPEN) && classId === CONNECTION_MANAGER) {
    const length = data + BEFORE_PATH + (service === FORWARD_OPEN ? 0 : 4)
    if (length >= end) return
    const stop = Math.min(end, length + 1 + bytes[length]! * 2)
    ledger.flows.ints[flow * INTS + STATE] = routeOf(bytes, length + 1, stop) + 1
  }
}

// Service with the reply bit, reserved, status, extended status length in words, extended status, data.
function answer(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  key: number,
  depth: number,
): void {
  if (end - at < 4) {
    ledger.odd('cip-length', flow, 'answer cut short')
    return
  }
  const service = bytes[at]! & 0x7f
  const status = bytes[at + 2]!
  const data = Math.min(at + 4 + bytes[at + 3]! * 2, end)
  ledger.functions.answer(flow, 1 - side, ETHERNET_IP, service)
  if (ledger.pending.take(flow, key)) {
    const asked = ledger.pending.first
    ledger.operations.settle(ledger.pending.second, status === 0 ? 'ok' : `status ${hex(status)}`)
    const noted = ledger.pending.third
    if (asked === ((IDENTITY << 8) | service) && status === 0) {
      statusIn(ledger, bytes, view, service, data, end, flow, side, noted)
      claimAttributes(ledger, bytes, view, service, data, end, flow, side, noted)
    } else if (asked === ((FILE << 8) | service))
      fileAnswered(ledger, bytes, view, service, data, end, flow, noted, status === 0)
  }
  if (service === MULTIPLE && depth < DEEPEST) inner(ledger, bytes, view, data, end, flow, side, key, depth, true)
}

// Count (2), offsets (2 each, from the count on), messages.
function inner(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  data: number,
  end: number,
  flow: number,
  side: number,
  key: number,
  depth: number,
  isReply: boolean,
): void {
  // An answer that failed as a whole carries no list.
  if (end - data < 2) {
    if (!isReply) ledger.odd('cip-length', flow, 'multiple service without a list')
    return
  }
  const count = view.getUint16(data, true)
  if (count > MOST_INNER || data + 2 + count * 2 > end) {
    ledger.odd('cip-length', flow, `list of ${count} services`)
    return
  }
  for (let n = 0; n < count; n += 1) {
    const at = data + view.getUint16(data + 2 + n * 2, true)
    const stop = n + 1 < count ? data + view.getUint16(data + 4 + n * 2, true) : end
    if (at < data || stop > end || stop - at < 2) {
      ledger.odd('cip-length', flow, `service ${n + 1} of ${count} beyond the message`)
      return
    }
    const own = Math.imul(key, 0x01000193) ^ (n + 1)
    if (isReply) answer(ledger, bytes, view, at, stop, flow, side, own, depth + 1)
    else request(ledger, bytes, view, at, stop, flow, side, own, depth + 1)
  }
}

function remember(ledger: Ledger, flow: number, key: number, service: number, classId: number, ticket: number): void {
  if (classId === IDENTITY || ticket >= 0) ledger.pending.put(flow, key, (classId << 8) | service, ticket, place.route)
}

/** Notes an operation; gives its ticket or -1. */
function note(
  ledger: Ledger,
  bytes: Uint8Array,
  data: number,
  end: number,
  flow: number,
  side: number,
  service: number,
): number {
  const { classId, instance, attribute } = path
  const operation = operationOfCip(service, classId)
  if (operation === undefined) return -1
  const symbol = path.symbolAt === 0 ? '' : ascii(bytes, path.symbolAt, path.symbolEnd)
  const target = path.symbolAt === 0 ? (classId << 20) ^ (instance << 8) ^ attribute : digestOf(symbol)
  const ticket = ledger.operation(flow, side, ETHERNET_IP, service, target)
  if (ticket !== -1) return ticket
  const value =
    operation.kind === 'write' && data < end ? { values: [`0x${hexBytes(bytes, data, Math.min(end, data + 16))}`] } : {}
  return ledger.openOperation(flow, side, ETHERNET_IP, service, target, {
    protocol: protocolName(ETHERNET_IP)!,
    kind: operation.kind,
    code: hex(service),
    name: operation.name,
    target: symbol === '' ? objectText(classId, instance, attribute) : `tag ${symbol}`,
    ...value,
  })
}

function objectText(classId: number, instance: number, attribute: number): string | null {
  if (classId < 0) return instance < 0 ? null : `instance ${instance}`
  const name = CLASSES.get(classId)
  const member = `${instance < 0 ? '' : ` instance ${instance}`}${attribute < 0 ? '' : ` attribute ${attribute}`}`
  return `class ${hex(classId)}${name === undefined ? '' : ` ${name}`}${member}`
}
