// BACnet/IP datagrams become functions, discoveries, identities, operations with results, values, states and file transfers.
// Source: ANSI/ASHRAE 135-2020 annex J (virtual link), clauses 6 (network layer) and 20.1 (application layer).
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { BACNET } from '../ids.ts'
import { CHARACTERS, characters, readNpdu, readTag, Tag, unsignedAt } from './decode.ts'
import * as name from './names.ts'
import { hasPassword, linkText, objectAt, pointWord, requestText, targetOf, writeText } from './operation.ts'
import { closingOf, Entry, readEntry, readList, readProperty, sayVendor } from './property.ts'
import { addressedModule, addressedPart, NAME, Scene, say, speakingPart } from './scene.ts'
import { LOST, segmentsOf, WAITING } from './segments.ts'
import { fileAnswer, fileRequest, transferNumber } from './transfer.ts'

const HEADER = 4
const RESULT = 0
const FORWARDED = 4
const DISTRIBUTE = 9
const UNICAST = 10
const BROADCAST = 11
const FORWARDED_HEADER = 10

const IS_SEGMENTED = 8
const MORE_FOLLOW = 4
/** Writes of one message whose results are told, and objects of one answer that are read. */
const MOST_WRITES = 16
const MOST_OBJECTS = 64
const MOST_NETWORKS = 16
const MIX = 0x9e3779b1 | 0
/** Kinds of pending requests, in the second value. */
const PLAIN = 0
const WITH_PASSWORD = 1
const FILE_REQUEST = 2

const scene = new Scene()
const tag = new Tag()
const entry = new Entry()

/** Reads one datagram; `side` sent it. */
export function bacnetDatagram(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (end - at < HEADER || bytes[at] !== 0x81) {
    ledger.odd('bacnet-header', flow, `${end - at} bytes that are no BACnet message`)
    return
  }
  const told = at + view.getUint16(at + 2)
  const link = bytes[at + 1]!
  const header = link === FORWARDED ? FORWARDED_HEADER : HEADER
  // Some senders count wrong; what is there is read all the same.
  if (told !== end) ledger.odd('bacnet-length', flow, `${told - at} bytes promised, ${end - at} there`)
  const stop = Math.min(told, end)
  if (stop - at < header) return
  scene.begin(ledger, flow, side)
  if (link !== FORWARDED && link !== DISTRIBUTE && link !== UNICAST && link !== BROADCAST) {
    linkControl(view, at + HEADER, stop, link)
    return
  }
  // Nobody answers from a broadcast address.
  if (link === BROADCAST) setClient(ledger.flows, flow, side)
  if (link === FORWARDED) {
    scene.isForwarded = true
    scene.origin = view.getInt32(at + 4)
  }
  if (!readNpdu(bytes, view, at + header, stop, scene.npdu)) {
    ledger.odd('bacnet-network', flow, 'a network header that does not hold together')
    return
  }
  if (scene.npdu.isMessage) networkMessage(bytes, view, scene.npdu.at, stop)
  else application(bytes, view, scene.npdu.at, stop)
}

// Broadcast tables and foreign devices; each question has a code of its own answer, or a result.
function linkControl(view: DataView, at: number, end: number, link: number): void {
  const { ledger, flow, side } = scene
  const code = name.LINK_CONTROL | link
  if (link === RESULT || link === 3 || link === 7) {
    setClient(ledger.flows, flow, 1 - side)
    ledger.functions.answer(flow, 1 - side, BACNET, code)
    if (link !== RESULT || end - at < 2 || !ledger.pending.take(flow, name.LINK_CONTROL)) return
    const result = view.getUint16(at)
    ledger.operations.settle(
      ledger.pending.first,
      result === 0 ? 'ok' : `refused 0x${result.toString(16).padStart(4, '0')}`,
    )
    return
  }
  setClient(ledger.flows, flow, side)
  ledger.functions.ask(flow, side, BACNET, code)
  if (name.operationOf(code) === undefined) return
  const ticket = open(code, 0, () => linkText(view, at, end, code))
  if (ticket >= 0) ledger.pending.put(flow, name.LINK_CONTROL, ticket, PLAIN)
}

function networkMessage(bytes: Uint8Array, view: DataView, at: number, end: number): void {
  const { ledger, flow, side } = scene
  const type = bytes[at]!
  const code = name.NETWORK | type
  ledger.functions.ask(flow, side, BACNET, code)
  if (type === 0) ledger.discovery(flow, side, NAME, 'Who-Is-Router-To-Network')
  else if (type === 1) router(bytes, view, at + 1, end)
  else if (name.operationOf(code) !== undefined)
    open(code, addressedPart(scene), () => requestText(bytes, view, at + 1, end, code, addressedModule(scene)))
}

function router(bytes: Uint8Array, view: DataView, at: number, end: number): void {
  if (scene.ledger.claims.isOldNews(scene.flow ^ speakingPart(scene), bytes, at, end)) return
  const networks: number[] = []
  for (let next = at; next + 2 <= end && networks.length < MOST_NETWORKS; next += 2) networks.push(view.getUint16(next))
  if (networks.length > 0) say(scene, 'description', `BACnet router to networks ${networks.join(', ')}`, 'i-am-router')
}

function application(bytes: Uint8Array, view: DataView, at: number, end: number): void {
  const { ledger, flow, side } = scene
  const type = bytes[at]! >> 4
  const isLong = (type === 0 || type === 3) && (bytes[at]! & IS_SEGMENTED) !== 0
  const service = at + (type === 0 ? 3 : type === 1 ? 1 : 2) + (isLong ? 2 : 0)
  if (service >= end) {
    ledger.odd('bacnet-length', flow, 'an application header cut short')
    return
  }
  const invoke = bytes[at + (type === 0 ? 2 : 1)]!
  const code = bytes[service]!
  if (isLong) {
    segment(bytes, at, service, end, type, invoke, code)
    return
  }
  switch (type) {
    case 0:
      request(bytes, view, service + 1, end, code, invoke)
      break
    case 1:
      unconfirmed(bytes, view, service + 1, end, code)
      break
    case 2:
      answered(code)
      settle(invoke, 'ok')
      break
    case 3:
      answer(bytes, view, service + 1, end, code, invoke)
      break
    case 5:
      answered(code)
      settle(invoke, name.errorText(errorAt(bytes, view, service + 1, end)))
      break
    case 6:
      setClient(ledger.flows, flow, 1 - side)
      settle(invoke, name.rejectText(code))
      break
    case 7:
      // Bit 0: the server gives up; otherwise the client does.
      if ((bytes[at]! & 1) !== 0) settle(invoke, name.abortText(code))
      break
    default:
  }
}

function segment(
  bytes: Uint8Array,
  at: number,
  service: number,
  end: number,
  type: number,
  invoke: number,
  code: number,
): void {
  const { ledger, flow, side } = scene
  const part = type === 0 ? addressedPart(scene) : speakingPart(scene)
  const isLast = (bytes[at]! & MORE_FOLLOW) === 0
  const sequence = bytes[service - 2]!
  const key = `${flow}|${side}|${type}|${invoke}|${part}`
  const whole = segmentsOf(ledger).add(key, sequence, isLast, bytes, service + 1, end)
  if (whole === WAITING) return
  if (whole === LOST) {
    ledger.odd('bacnet-segment', flow, 'a segment is missing or the message is too long')
    return
  }
  if (type === 0) request(whole.bytes, whole.view, 0, whole.fill, code, invoke)
  else answer(whole.bytes, whole.view, 0, whole.fill, code, invoke)
}

function request(bytes: Uint8Array, view: DataView, at: number, end: number, code: number, invoke: number): void {
  const { ledger, flow, side } = scene
  setClient(ledger.flows, flow, side)
  ledger.functions.ask(flow, side, BACNET, code)
  const part = addressedPart(scene)
  const key = keyOf(part, side, invoke)
  if (code === name.COV_CONFIRMED) {
    notification(bytes, view, at, end)
    return
  }
  if (name.operationOf(code) === undefined) return
  if (code === name.WRITE_PROPERTY || code === name.WRITE_PROPERTY_MULTIPLE) {
    writes(bytes, view, at, end, code, part, key)
    return
  }
  const target = targetOf(bytes, view, at, end, code, part)
  const ticket = open(code, target, () => requestText(bytes, view, at, end, code, addressedModule(scene)))
  const isFile = code === name.READ_FILE || code === name.WRITE_FILE
  if (isFile) fileRequest(scene, bytes, view, at, end, part, addressedModule(scene), code === name.WRITE_FILE)
  const kind = isFile
    ? FILE_REQUEST
    : (code === name.REINITIALIZE || code === name.COMMUNICATION_CONTROL) && hasPassword(bytes, view, at, end, code)
      ? WITH_PASSWORD
      : PLAIN
  const number = isFile ? transferNumber(part, objectAt(bytes, view, at, end), code === name.WRITE_FILE) : 0
  if (ticket >= 0 || isFile) ledger.pending.put(flow, key, ticket, kind, number)
}

// One row for each property that is written; the answer of the message is the result of all of them.
function writes(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  code: number,
  part: number,
  key: number,
): void {
  const { ledger, flow } = scene
  let count = 0
  let next = at
  while (count < MOST_WRITES) {
    const object = objectAt(bytes, view, next, end)
    if (object < 0 || !readTag(bytes, view, next, end, tag)) return
    next = tag.next
    const isList = code === name.WRITE_PROPERTY_MULTIPLE
    if (isList) {
      if (!readTag(bytes, view, next, end, tag) || !tag.isOpening) return
      next = tag.next
    }
    while (count < MOST_WRITES && readEntry(bytes, view, next, end, isList ? 0 : 1, entry)) {
      next = entry.next
      const ticket = open(code, pointWord(part, object, entry), () =>
        writeText(bytes, view, code, addressedModule(scene), object, entry),
      )
      if (ticket >= 0) ledger.pending.put(flow, key ^ (count << 20), ticket, PLAIN)
      count += 1
      if (!isList) return
    }
    if (!readTag(bytes, view, next, end, tag) || !tag.isClosing) return
    next = tag.next
  }
}

function unconfirmed(bytes: Uint8Array, view: DataView, at: number, end: number, service: number): void {
  const { ledger, flow, side } = scene
  const code = name.UNCONFIRMED | service
  ledger.functions.ask(flow, side, BACNET, code)
  switch (service) {
    case name.WHO_IS:
    case name.WHO_HAS:
      setClient(ledger.flows, flow, side)
      ledger.discovery(flow, side, NAME, service === name.WHO_IS ? 'Who-Is' : 'Who-Has')
      break
    case name.I_AM:
      iAm(bytes, view, at, end)
      break
    case name.I_HAVE:
      iHave(bytes, view, at, end)
      break
    case name.COV_UNCONFIRMED:
      notification(bytes, view, at, end)
      break
    default:
      if (name.operationOf(code) !== undefined)
        open(code, addressedPart(scene), () => requestText(bytes, view, at, end, code, addressedModule(scene)))
  }
}

// Device, longest APDU, segmentation, vendor.
function iAm(bytes: Uint8Array, view: DataView, at: number, end: number): void {
  const from = scene.isForwarded ? scene.origin : scene.flow
  if (scene.ledger.claims.isOldNews(from ^ speakingPart(scene), bytes, at, end)) return
  if (!readTag(bytes, view, at, end, tag) || tag.length !== 4) return
  const device = unsignedAt(bytes, tag.at, 4)
  if (device >>> 22 !== name.DEVICE) return
  let vendor = -1
  for (let n = 0; n < 3 && readTag(bytes, view, tag.next, end, tag); n += 1)
    if (n === 2) vendor = unsignedAt(bytes, tag.at, tag.length)
  say(scene, 'description', `BACnet ${name.objectText(device)}${vendor < 0 ? '' : `, vendor id ${vendor}`}`, 'i-am')
  if (vendor >= 0) sayVendor(scene, vendor, 'i-am')
}

// Device, object, name of the object; that of the device itself is its name.
function iHave(bytes: Uint8Array, view: DataView, at: number, end: number): void {
  if (!readTag(bytes, view, at, end, tag) || tag.length !== 4) return
  const device = unsignedAt(bytes, tag.at, 4)
  if (!readTag(bytes, view, tag.next, end, tag) || tag.length !== 4) return
  const object = unsignedAt(bytes, tag.at, 4)
  if (object !== device || !readTag(bytes, view, tag.next, end, tag) || tag.number !== CHARACTERS) return
  say(scene, 'name', characters(bytes, tag), 'i-have')
}

// Process, device, object, time left, then the list of values.
function notification(bytes: Uint8Array, view: DataView, at: number, end: number): void {
  let object = -1
  for (let n = 0, next = at; n < 4 && readTag(bytes, view, next, end, tag) && tag.isContext; n += 1, next = tag.next)
    if (tag.number === 2 && tag.length === 4) object = unsignedAt(bytes, tag.at, 4)
  if (object < 0 || !readTag(bytes, view, tag.next, end, tag) || !tag.isOpening) return
  const from = tag.next
  const to = closingOf(bytes, view, from, end)
  if (to >= 0) readList(scene, bytes, view, from, to, 0, object)
}

function answer(bytes: Uint8Array, view: DataView, at: number, end: number, code: number, invoke: number): void {
  answered(code)
  if (code === name.READ_PROPERTY) {
    const object = objectAt(bytes, view, at, end)
    if (object < 0 || !readTag(bytes, view, at, end, tag) || !readEntry(bytes, view, tag.next, end, 1, entry)) return
    readProperty(scene, bytes, view, object, entry.property, entry.valueAt, entry.valueEnd, 0)
  } else if (code === name.READ_PROPERTY_MULTIPLE) readObjects(bytes, view, at, end)
  else if (code === name.READ_FILE) {
    const { ledger, flow, side } = scene
    if (!ledger.pending.take(flow, keyOf(speakingPart(scene), 1 - side, invoke))) return
    const { first, third } = ledger.pending
    if (first >= 0) ledger.operations.settle(first, 'ok')
    fileAnswer(scene, bytes, view, at, end, third)
  } else settle(invoke, 'ok')
}

// For each object: its identifier, then a list of results.
function readObjects(bytes: Uint8Array, view: DataView, at: number, end: number): void {
  let next = at
  for (let n = 0; n < MOST_OBJECTS; n += 1) {
    const object = objectAt(bytes, view, next, end)
    if (object < 0 || !readTag(bytes, view, next, end, tag)) return
    if (!readTag(bytes, view, tag.next, end, tag) || !tag.isOpening) return
    const from = tag.next
    const to = closingOf(bytes, view, from, end)
    if (to < 0) return
    readList(scene, bytes, view, from, to, 2, object)
    if (!readTag(bytes, view, to, end, tag)) return
    next = tag.next
  }
}

function answered(code: number): void {
  const { ledger, flow, side } = scene
  setClient(ledger.flows, flow, 1 - side)
  ledger.functions.answer(flow, 1 - side, BACNET, code)
}

function settle(invoke: number, result: string): void {
  const { ledger, flow, side } = scene
  const key = keyOf(speakingPart(scene), 1 - side, invoke)
  for (let n = 0; n < MOST_WRITES && ledger.pending.take(flow, key ^ (n << 20)); n += 1) {
    const { first, second, third } = ledger.pending
    if (first >= 0) ledger.operations.settle(first, result)
    if (second === FILE_REQUEST && result !== 'ok') ledger.transfers.end(flow, third, 'refused', ledger.wire)
    if (second === WITH_PASSWORD)
      ledger.logon(
        flow,
        1 - side,
        NAME,
        'password',
        null,
        result === 'ok' ? 'accepted' : isPasswordError(result) ? 'refused' : null,
      )
  }
}

function isPasswordError(result: string): boolean {
  return result.includes('password-failure')
}

// Class and code, two enumerations; some services put them within an opening tag.
function errorAt(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (!readTag(bytes, view, at, end, tag)) return 0
  if (tag.isOpening && !readTag(bytes, view, tag.next, end, tag)) return 0
  return readTag(bytes, view, tag.next, end, tag) && !tag.isClosing ? unsignedAt(bytes, tag.at, tag.length) : 0
}

function keyOf(part: number, client: number, invoke: number): number {
  return Math.imul(part, MIX) ^ (client << 8) ^ invoke
}

function open(code: number, target: number, text: () => Parameters<Ledger['openOperation']>[5]): number {
  const { ledger, flow, side } = scene
  const ticket = ledger.operation(flow, side, BACNET, code, target)
  return ticket === -1 ? ledger.openOperation(flow, side, BACNET, code, target, text()) : ticket
}
