// Calls of the context manager become functions, operations with results, identities of devices and modules.
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { PROFINET, protocolName } from '../ids.ts'
import { digestOf, hexBytes, utf8 } from '../text.ts'
import * as block from './decode.ts'
import { claimExpected, claimIm, claimObject, claimReal, differences, placeText, say } from './identity.ts'
import { AR_TYPES, CONNECT, callName, RELEASE, recordText, statusText, WRITE } from './names.ts'

const NAME = protocolName(PROFINET)!
const MOST_BLOCKS = 64
/** Records of one Multiple Write whose results are told. */
const MOST_RECORDS = 32
const MOST_OCTETS = 8
/** Calls and answers are in different flows, so they wait under a number that is no flow's. */
const NO_FLOW = -0x504e
/** Interface of the controller: in its calls the device asks. */
const CONTROLLER_INTERFACE = 0xdea00002

/** Reads one datagram; `side` sent it. */
export function profinetDatagram(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (!block.isCall(bytes, view, at, end)) {
    ledger.odd('profinet-header', flow, `${end - at} bytes that are no call of PROFINET IO`)
    return
  }
  const kind = bytes[at + 1]!
  if (kind !== block.REQUEST && kind !== block.RESPONSE) return
  const isLittle = block.isLittleEndian(bytes, at)
  const operation = view.getUint16(at + 68, isLittle)
  const body = at + block.HEADER
  const stop = body + view.getUint16(at + 74, isLittle)
  if (stop > end || stop - body < block.ARGUMENTS) {
    ledger.odd('profinet-length', flow, `${stop - body} bytes promised, ${end - body} there`)
    return
  }
  const isRequest = kind === block.REQUEST
  setClient(ledger.flows, flow, isRequest ? side : 1 - side)
  const key = block.callKey(bytes, view, at)
  const isToDevice = view.getUint32(at + 24, isLittle) !== CONTROLLER_INTERFACE
  if (isRequest) {
    ledger.functions.ask(flow, side, PROFINET, operation)
    request(ledger, bytes, view, body + block.ARGUMENTS, stop, flow, side, operation, key)
    return
  }
  ledger.functions.answer(flow, 1 - side, PROFINET, operation)
  if (isToDevice && !ledger.claims.isOldNews(flow ^ operation, bytes, at + 16, at + 24))
    claimObject(ledger, view, at + 20, flow, side, 'object-id')
  answer(ledger, bytes, view, body, stop, flow, side, key, view.getUint32(body, isLittle))
}

function request(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  from: number,
  end: number,
  flow: number,
  side: number,
  operation: number,
  key: number,
): void {
  if (operation === WRITE) {
    writes(ledger, bytes, view, from, end, flow, side, key)
    return
  }
  let text = ''
  let at = from
  for (let n = 0; n < MOST_BLOCKS; n += 1) {
    const length = block.blockLength(view, at, end)
    if (length === 0) break
    const type = view.getUint16(at)
    if (type === block.AR_REQUEST) text = relation(ledger, bytes, view, at + 6, at + length, flow, side)
    else if (type === block.EXPECTED_SUBMODULES) {
      if (!ledger.claims.isOldNews(flow, bytes, at, at + length))
        claimExpected(ledger, view, at, at + length, flow, 1 - side)
    } else if (type === block.MODULE_DIFFERENCE) differences(ledger, view, at, at + length, flow, side)
    at += length
  }
  if (operation !== CONNECT && operation !== RELEASE) return
  const ticket = open(ledger, flow, side, operation, digestOf(text), () => ({
    protocol: NAME,
    kind: 'control',
    code: String(operation),
    name: callName(operation),
    target: 'application relation',
    ...(text === '' ? {} : { values: [text] }),
  }))
  if (ticket >= 0) ledger.pending.put(NO_FLOW, key, ticket, 0)
}

// Type (2), id (16), session (2), MAC (6), object (16), properties (4), timeout (2), port (2), length of the name (2), name.
function relation(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): string {
  if (end - at < 52) return ''
  const length = view.getUint16(at + 50)
  if (length > end - at - 52) return ''
  const type = view.getUint16(at)
  const name = utf8(bytes, at + 52, at + 52 + length)
  if (!ledger.claims.isOldNews(flow, bytes, at + 20, at + 52 + length)) {
    say(ledger, flow, side, 'name', name, 'connect-station-name')
    claimObject(ledger, view, at + 38, flow, side, 'connect-object-id')
  }
  return `${AR_TYPES.get(type) ?? `relation type ${type}`}${name === '' ? '' : ` ${name}`}`
}

/** One write, or several in one: each head of 64 octets, then its record, filled up to a multiple of four. */
function writes(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  from: number,
  end: number,
  flow: number,
  side: number,
  key: number,
): void {
  let at = from
  for (let n = 0; n < MOST_RECORDS && isRecord(view, at, end, block.WRITE_REQUEST); n += 1) {
    const index = view.getUint16(at + 34)
    if (n === 0 && index === block.MULTIPLE_WRITE) {
      at += block.RECORD_HEAD
      n -= 1
      if (!isRecord(view, at, end, block.WRITE_REQUEST) || view.getUint16(at + 34) === block.MULTIPLE_WRITE) return
      continue
    }
    const length = view.getUint32(at + 36)
    const data = at + block.RECORD_HEAD
    const stop = Math.min(end, data + length)
    const slot = view.getUint16(at + 28)
    const subslot = view.getUint16(at + 30)
    const target = Math.imul((slot << 16) | subslot, 31) ^ index
    const ticket = open(ledger, flow, side, WRITE, target, () => ({
      protocol: NAME,
      kind: 'write',
      code: String(WRITE),
      name: callName(WRITE),
      target: `slot ${slot} subslot ${subslot} ${recordText(index)}`,
      values: [`${length} bytes`, hexBytes(bytes, data, Math.min(stop, data + MOST_OCTETS))],
    }))
    ledger.pending.put(NO_FLOW, key ^ (n << 24), ticket, 0)
    if (length > end - data) return
    at = data + ((length + 3) & ~3)
  }
}

function isRecord(view: DataView, at: number, end: number, type: number): boolean {
  return end - at >= block.RECORD_HEAD && view.getUint16(at) === type
}

function answer(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  body: number,
  end: number,
  flow: number,
  side: number,
  key: number,
  status: number,
): void {
  let at = body + block.ARGUMENTS
  let records = 0
  let place = ''
  for (let n = 0; n < MOST_BLOCKS; n += 1) {
    const length = block.blockLength(view, at, end)
    if (length === 0) break
    const type = view.getUint16(at)
    if (type === block.WRITE_RESPONSE && length >= block.RECORD_HEAD) {
      // The head of a Multiple Write answers for none of its records.
      if (view.getUint16(at + 34) !== block.MULTIPLE_WRITE) {
        settle(ledger, key ^ (records << 24), status === 0 ? view.getUint32(at + 44) : status)
        records += 1
      }
    } else if (type === block.READ_RESPONSE && length >= block.RECORD_HEAD)
      place = placeText(view.getUint16(at + 28), view.getUint16(at + 30))
    else if (type >= block.IM0 && type <= block.IM3) {
      if (!ledger.claims.isOldNews(flow ^ digestOf(place), bytes, at, at + length))
        claimIm(ledger, bytes, view, type, at + 6, at + length, flow, side, place)
    } else if (type === block.REAL_IDENTIFICATION) {
      if (!ledger.claims.isOldNews(flow, bytes, at, at + length))
        claimReal(ledger, bytes, view, at, at + length, flow, side)
    } else if (type === block.MODULE_DIFFERENCE) differences(ledger, view, at, at + length, flow, side)
    at += length
  }
  if (records === 0) settle(ledger, key, status)
}

function settle(ledger: Ledger, key: number, status: number): void {
  if (ledger.pending.take(NO_FLOW, key) && ledger.pending.first >= 0)
    ledger.operations.settle(ledger.pending.first, statusText(status))
}

function open(
  ledger: Ledger,
  flow: number,
  side: number,
  code: number,
  target: number,
  text: () => Parameters<Ledger['openOperation']>[5],
): number {
  const ticket = ledger.operation(flow, side, PROFINET, code, target)
  return ticket === -1 ? ledger.openOperation(flow, side, PROFINET, code, target, text()) : ticket
}
