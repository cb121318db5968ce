// MMS (IEC 61850-8-1, ISO 9506) above COTP: recognised by its object identifier in a connect and by its PDU tags afterwards; who asks whom
// for what, with which result. Layout of a PDU: tag, invoke id, service.
import type { Ledger, OperationText } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { signedOf, unsignedOf } from '../ber-cursor.ts'
import { MMS, protocolName } from '../ids.ts'
import { digestOf, utf8 } from '../text.ts'
import { readAssociation } from './association.ts'
import { ACCEPT_SPDU, CONNECT_SPDU, findPdu, isAssociation, serviceAt } from './decode.ts'
import { claimDevices, claimIdentity, tellStatus } from './identity.ts'
import { type MmsMemory, memoryOf } from './memory.ts'
import * as name from './names.ts'
import { answerWrites, askReads, askWrites } from './operation.ts'
import { answerReads, readReport } from './readings.ts'
import { answerTransfer, askTransfer, refuseTransfer } from './transfer.ts'
import { readName, readSpecification, readVariables } from './variables.ts'

const REQUEST = 0xa0
const RESPONSE = 0xa1
const ERROR = 0xa2
const UNCONFIRMED = 0xa3
const CONCLUDE = 0x8b
const CONCLUDED = 0x8c
const INVOKE = 0x02
const LIST_OF = 0xa0
const DOMAINS = 9

/** True when the session message is MMS. */
export function mmsMessage(
  ledger: Ledger,
  bytes: Uint8Array,
  at: number,
  end: number,
  flow: number,
  side: number,
): boolean {
  const first = bytes[at]
  if (first === CONNECT_SPDU || first === ACCEPT_SPDU) {
    if (!isAssociation(bytes, at, end)) return false
    const client = first === CONNECT_SPDU ? side : 1 - side
    setClient(ledger.flows, flow, client)
    if (first === CONNECT_SPDU) ledger.functions.ask(flow, client, MMS, name.INITIATE)
    else ledger.functions.answer(flow, client, MMS, name.INITIATE)
    readAssociation(ledger, memoryOf(ledger), bytes, at, end, flow, side)
    return true
  }
  if (first !== 1) return false
  const memory = memoryOf(ledger)
  const { ber } = memory
  if (!findPdu(ber, bytes, at, end)) return false
  return pdu(ledger, memory, bytes, ber.tag, ber.from, ber.to, flow, side)
}

function pdu(
  ledger: Ledger,
  memory: MmsMemory,
  bytes: Uint8Array,
  tag: number,
  from: number,
  to: number,
  flow: number,
  side: number,
): boolean {
  switch (tag) {
    case REQUEST:
      return confirmed(ledger, memory, bytes, from, to, flow, side, true)
    case RESPONSE:
      return confirmed(ledger, memory, bytes, from, to, flow, side, false)
    case ERROR:
      refused(ledger, memory, bytes, from, to, flow, side)
      return true
    case UNCONFIRMED:
      setClient(ledger.flows, flow, 1 - side)
      ledger.functions.ask(flow, 1 - side, MMS, name.REPORT)
      if (memory.ber.read(bytes, from, to) && memory.ber.is(0xa0))
        readReport(ledger, memory, bytes, memory.ber.from, memory.ber.to, flow, side)
      return true
    case CONCLUDE:
      ledger.functions.ask(flow, side, MMS, name.CONCLUDE)
      return true
    case CONCLUDED:
      ledger.functions.answer(flow, 1 - side, MMS, name.CONCLUDE)
      return true
    default:
      return tag >= 0xa4 && tag <= 0xaf
  }
}

function confirmed(
  ledger: Ledger,
  memory: MmsMemory,
  bytes: Uint8Array,
  from: number,
  to: number,
  flow: number,
  side: number,
  isRequest: boolean,
): boolean {
  const { ber } = memory
  if (!ber.read(bytes, from, to) || !ber.is(INVOKE)) return false
  const invoke = unsignedOf(bytes, ber.from, ber.to) | 0
  // Modifiers may stand between invoke id and service.
  do {
    if (!ber.read(bytes, ber.to, to)) {
      ledger.odd('mms-length', flow, 'a PDU without its service')
      return true
    }
  } while (ber.is(0x30))
  const service = serviceAt(ber)
  const { from: begin, to: end } = ber
  if (isRequest) ask(ledger, memory, bytes, service, begin, end, flow, side, invoke)
  else answer(ledger, memory, bytes, service, begin, end, flow, side, invoke)
  return true
}

function ask(
  ledger: Ledger,
  memory: MmsMemory,
  bytes: Uint8Array,
  service: number,
  from: number,
  to: number,
  flow: number,
  side: number,
  invoke: number,
): void {
  // Segments of a download are asked for by the server.
  const isServers = service === name.DOWNLOAD_SEGMENT || service === name.TERMINATE_DOWNLOAD
  setClient(ledger.flows, flow, isServers ? 1 - side : side)
  ledger.functions.ask(flow, side, MMS, service)
  const { ber } = memory
  const key = keyOf(invoke, side)
  const place = memory.asked.place
  if (service === name.READ) {
    // Whether the answer is to repeat the names; then the names.
    let found = ber.read(bytes, from, to)
    if (found && ber.is(0x80)) found = ber.read(bytes, ber.to, to)
    if (!found || !ber.is(0xa1) || !ber.read(bytes, ber.from, ber.to)) return
    readSpecification(memory, bytes, ber.tag, ber.from, ber.to)
    const count = askReads(ledger, memory, bytes, flow, side)
    if (place + count === memory.asked.place) ledger.pending.put(flow, key, service, place, count)
    return
  }
  if (service === name.WRITE) {
    if (!ber.read(bytes, from, to)) return
    const { tag, from: begin, to: end } = ber
    readSpecification(memory, bytes, tag, begin, end)
    if (!ber.read(bytes, end, to) || !ber.is(LIST_OF)) return
    const count = askWrites(ledger, memory, bytes, ber.from, ber.to, flow, side)
    if (place + count === memory.asked.place) ledger.pending.put(flow, key, service, place, count)
    return
  }
  if (service === name.GET_LIST_ATTRIBUTES || service === name.DEFINE_LIST)
    askList(ledger, memory, bytes, service, from, to, flow, side)
  const listed = service === name.GET_LIST_ATTRIBUTES ? (memory.rows[0] ?? -1) : -1
  const isDomains = service === name.GET_NAME_LIST && asksDomains(memory, bytes, from, to)
  let number = isDomains ? 1 : service === name.GET_LIST_ATTRIBUTES ? (memory.count > 0 ? listed : -1) : 0
  if (service === name.INITIATE_UPLOAD || service === name.FILE_OPEN) {
    number = digestOf(`${key}`)
    const text = firstText(memory, bytes, service, from, to)
    if (text !== null) memory.keepTransferName(`${flow}|${number}`, text)
  } else if (name.describeMms(service).kind !== 'identity') {
    const transfer = askTransfer(ledger, memory, service, bytes, from, to, flow, side)
    if (transfer !== 0) number = transfer
  }
  let ticket = -1
  const kind = name.operationOfMms(service)
  if (kind !== undefined) {
    const text = firstText(memory, bytes, service, from, to)
    const target = digestOf(text ?? '')
    ticket = ledger.operation(flow, side, MMS, service, target)
    if (ticket === -1)
      ticket = ledger.openOperation(flow, side, MMS, service, target, operationText(service, kind, text))
  }
  ledger.pending.put(flow, key, service, ticket, number)
}

function answer(
  ledger: Ledger,
  memory: MmsMemory,
  bytes: Uint8Array,
  service: number,
  from: number,
  to: number,
  flow: number,
  side: number,
  invoke: number,
): void {
  const isServers = service === name.DOWNLOAD_SEGMENT || service === name.TERMINATE_DOWNLOAD
  setClient(ledger.flows, flow, isServers ? side : 1 - side)
  ledger.functions.answer(flow, 1 - side, MMS, service)
  const { ber, asked } = memory
  const isKnown = ledger.pending.take(flow, keyOf(invoke, 1 - side)) && ledger.pending.first === service
  const { second, third } = ledger.pending
  switch (service) {
    case name.IDENTIFY:
      claimIdentity(ledger, memory, bytes, from, to, flow, side)
      return
    case name.STATUS:
      tellStatus(ledger, memory, bytes, from, to, flow, side)
      return
    case name.READ:
      if (isKnown && asked.has(second) && ber.find(bytes, from, to, 0xa1))
        answerReads(ledger, memory, bytes, ber.from, ber.to, flow, side, second, third)
      return
    case name.WRITE:
      if (isKnown) answerWrites(ledger, memory, bytes, from, to, flow, side, second, third)
      return
    case name.GET_NAME_LIST:
      if (isKnown && third === 1) claimDevices(ledger, memory, bytes, from, to, flow, side)
      return
    case name.GET_LIST_ATTRIBUTES:
      if (!isKnown || third < 0 || !ber.find(bytes, from, to, 0xa1)) return
      memory.count = 0
      readVariables(memory, bytes, ber.from, ber.to)
      memory.keepMembers(ledger.flows.word(flow, side), third)
      return
    default:
  }
  if (!isKnown) return
  if (second >= 0) ledger.operations.settle(second, 'ok')
  answerTransfer(ledger, memory, service, bytes, from, to, flow, side, third)
}

// Invoke id, modifier, error: class in a choice of its own.
function refused(
  ledger: Ledger,
  memory: MmsMemory,
  bytes: Uint8Array,
  from: number,
  to: number,
  flow: number,
  side: number,
): void {
  const { ber, asked } = memory
  setClient(ledger.flows, flow, 1 - side)
  if (!ber.find(bytes, from, to, 0x80)) return
  const invoke = unsignedOf(bytes, ber.from, ber.to) | 0
  if (!ledger.pending.take(flow, keyOf(invoke, 1 - side))) return
  const { first: service, second, third } = ledger.pending
  ledger.functions.answer(flow, 1 - side, MMS, service)
  let text = 'error'
  if (ber.find(bytes, from, to, 0xa2) && ber.find(bytes, ber.from, ber.to, 0xa0) && ber.read(bytes, ber.from, ber.to))
    text = name.serviceErrorText(ber.tag & 0x1f, signedOf(bytes, ber.from, ber.to))
  if (service === name.READ || service === name.WRITE) {
    for (let n = 0; n < third; n += 1) {
      const ticket = asked.has(second + n) ? asked.ticket(second + n) : -1
      if (ticket >= 0) ledger.operations.settle(ticket, text)
    }
    return
  }
  if (second >= 0) ledger.operations.settle(second, text)
  refuseTransfer(ledger, service, flow, third)
}

function askList(
  ledger: Ledger,
  memory: MmsMemory,
  bytes: Uint8Array,
  service: number,
  from: number,
  to: number,
  flow: number,
  side: number,
): void {
  memory.count = 0
  readName(memory, bytes, from, to)
  if (service !== name.DEFINE_LIST || memory.count === 0) return
  const list = memory.rows[0]!
  if (!memory.ber.read(bytes, from, to) || !memory.ber.find(bytes, memory.ber.to, to, LIST_OF)) return
  memory.count = 0
  readVariables(memory, bytes, memory.ber.from, memory.ber.to)
  memory.keepMembers(ledger.flows.word(flow, 1 - side), list)
}

function asksDomains(memory: MmsMemory, bytes: Uint8Array, from: number, to: number): boolean {
  const { ber } = memory
  if (!ber.read(bytes, from, to) || !ber.read(bytes, ber.from, ber.to)) return false
  return ber.is(0x80) && signedOf(bytes, ber.from, ber.to) === DOMAINS
}

/** The first name in a request: of a domain, a program, a list or a file. */
function firstText(memory: MmsMemory, bytes: Uint8Array, service: number, from: number, to: number): string | null {
  const { ber } = memory
  if (service === 36 || service === 39) return utf8(bytes, from, to)
  // A file to obtain stands behind the server that has it.
  const begin = service === name.OBTAIN_FILE && ber.find(bytes, from, to, 0xa1) ? ber.from : from
  const parts: string[] = []
  collectText(memory, bytes, begin, to, parts, 0)
  const isNew = service === 3 || service === 75
  return parts.length === 0 ? null : isNew && parts.length > 1 ? `${parts[0]} to ${parts[1]}` : nameOf(service, parts)
}

function nameOf(service: number, parts: readonly string[]): string {
  const isObject = service >= 7 && service <= 16 && parts.length > 1
  return isObject ? `${parts[0]}/${parts[1]}` : parts[0]!
}

function collectText(
  memory: MmsMemory,
  bytes: Uint8Array,
  from: number,
  to: number,
  parts: string[],
  depth: number,
): void {
  const { ber } = memory
  for (let at = from; parts.length < 2 && ber.read(bytes, at, to); ) {
    const { tag, from: begin, to: end } = ber
    if (tag === 0x1a || tag === 0x19 || tag === 0x80 || tag === 0x82) parts.push(utf8(bytes, begin, end))
    else if ((tag & 0x20) !== 0 && depth < 4) collectText(memory, bytes, begin, end, parts, depth + 1)
    at = end
  }
}

function operationText(service: number, kind: OperationText['kind'], target: string | null): OperationText {
  const { code, name: text } = name.describeMms(service)
  return { protocol: protocolName(MMS)!, kind, code, name: text, target }
}

// Both sides may ask within one flow, with invoke ids of their own.
function keyOf(invoke: number, side: number): number {
  return (invoke ^ (side << 30)) | 0
}
