// Fragments of DNP3: who asks what of which station, and what it answers. Source: IEEE 1815-2012 §4.2-4.4.
import { TOUCHED_SPAN } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { DNP3, protocolName } from '../ids.ts'
import { FILE, fileRequest, fileResponse, fitsFile } from './files.ts'
import { attributes } from './identity.ts'
import {
  AUTHENTICATION,
  AUTHENTICATION_RESPONSE,
  CONFIRM,
  controlStatus,
  DIRECT_NO_ANSWER,
  FUNCTIONS,
  READ,
  RESPONSE,
  refusalText,
  SELECT,
  stationText,
  UNSOLICITED,
  WRITE,
} from './names.ts'
import { ATTRIBUTES, header, ONE_BIT, readHeader, sizeOf, UNKNOWN_SIZE, wordAt } from './objects.ts'
import { ANALOG_COMMAND, CROB, control, headerText, objects, statusOf, textOf, whole } from './operation.ts'
import { answered, expect, expectAnswer, NO_POINT, settle, settleRest } from './pairing.ts'
import { indicate } from './states.ts'
import { isValue, packedValues, value } from './values.ts'

const FIR = 0x80
const SEQUENCE = 0x0f
const TIME = 50
const AUTHENTICATION_GROUP = 120
const AUTHENTICATION_ERROR = 7
const IS_AUTHENTICATION = 1 << 18
const MOST_HEADERS = 8

/** What is known of the fragment that is read; one at a time. */
const fragment = {
  code: 0,
  station: 0,
  sequence: 0,
  asked: -1,
  flow: 0,
  side: 0,
  isResponse: false,
  operations: 0,
  isBroken: false,
  result: '',
}

/** Reads one whole fragment that `side` sent. */
export function application(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  source: number,
  destination: number,
  flow: number,
  side: number,
): void {
  if (end - at < 2) {
    ledger.odd('dnp3-length', flow, `a fragment of ${end - at} octets`)
    return
  }
  const code = bytes[at + 1]!
  if (!FUNCTIONS.has(code)) {
    ledger.odd('dnp3-unknown-function', flow, `function ${code}`)
    return
  }
  fragment.code = code
  fragment.sequence = bytes[at]! & SEQUENCE
  fragment.flow = flow
  fragment.side = side
  fragment.operations = 0
  fragment.isBroken = false
  fragment.isResponse = code >= RESPONSE && code <= AUTHENTICATION_RESPONSE
  fragment.station = fragment.isResponse ? source : destination
  if (fragment.isResponse) response(ledger, bytes, view, at, end)
  else request(ledger, bytes, view, at, end)
}

function request(ledger: Ledger, bytes: Uint8Array, view: DataView, at: number, end: number): void {
  const { code, station, sequence, flow, side } = fragment
  if (code === CONFIRM) {
    // Both sides confirm: the master what came unsolicited, the station what asked to be confirmed.
    ledger.functions.unsure(flow, side, DNP3, code)
    return
  }
  ledger.functions.ask(flow, side, DNP3, code)
  expectAnswer(ledger, flow, station, sequence, code)
  walk(ledger, bytes, view, at + 2, end)
  if (fragment.isBroken || fragment.operations > 0 || FUNCTIONS.get(code)!.operation === null || hasObjects(code))
    return
  note(ledger, whole(ledger, headersOf(bytes, view, at + 2, end), code, station, flow, side), NO_POINT)
}

function response(ledger: Ledger, bytes: Uint8Array, view: DataView, at: number, end: number): void {
  const { code, station, sequence, flow, side } = fragment
  if (end - at < 4) {
    ledger.odd('dnp3-length', flow, `a response of ${end - at} octets`)
    return
  }
  const indications = view.getUint16(at + 2, true)
  fragment.asked = code === UNSOLICITED ? -1 : answered(ledger, flow, station, sequence)
  // A response in several fragments answers once.
  if (fragment.asked >= 0) ledger.functions.answer(flow, 1 - side, DNP3, fragment.asked)
  else if (bytes[at]! & FIR) ledger.functions.answer(flow, 1 - side, DNP3, code)
  indicate(ledger, indications, station, flow, side)
  fragment.result = refusalText(indications)
  walk(ledger, bytes, view, at + 4, end)
  if (code !== UNSOLICITED) settleRest(ledger, flow, station, sequence, fragment.operations, fragment.result)
}

/** Reads the objects of a fragment, header by header, as far as they fit. */
function walk(ledger: Ledger, bytes: Uint8Array, view: DataView, at: number, end: number): void {
  for (let next = at; next < end; ) {
    const data = readHeader(bytes, view, next, end)
    if (data < 0) {
      ledger.odd('dnp3-header', fragment.flow, `group ${bytes[next]} in a header that does not fit`)
      return
    }
    next = carriesData() ? readObjects(ledger, bytes, view, data, end) : passIndexes(ledger, view, data, end)
    if (next < 0) return
  }
}

/** Objects of the header's group, each behind its prefix. Gives the place behind them, or -1 when they do not fit. */
function readObjects(ledger: Ledger, bytes: Uint8Array, view: DataView, at: number, end: number): number {
  const { group, variation, count, first, prefix, isSized, isAll } = header
  if (isAll || count === 0) return at
  if (isSized) return sizedObjects(ledger, bytes, view, at, end, group, variation, count, prefix)
  const { station, flow, side, isResponse } = fragment
  if (group === ATTRIBUTES && isResponse && prefix === 0) {
    const next = attributes(ledger, bytes, at, end, variation, count, station, flow, side)
    return next < 0 ? beyond(ledger, group, variation) : next
  }
  const size = sizeOf(group, variation)
  if (size === UNKNOWN_SIZE || (size < 0 && prefix > 0)) {
    ledger.odd('dnp3-unknown-object', flow, `${headerText(group, variation)}, its size is not known`)
    return -1
  }
  const octets = size < 0 ? Math.ceil((count * (size === ONE_BIT ? 1 : 2)) / 8) : count * (prefix + size)
  if (octets > end - at) return beyond(ledger, group, variation)
  if (size < 0) {
    if (isResponse && isValue(group)) packedValues(ledger, bytes, at, group, size, first, count, station, flow, side)
    else if (!isResponse) written(ledger, view, at, group, variation, first)
    return at + octets
  }
  for (let n = 0, next = at; n < count && next < at + octets; n += 1, next += prefix + size) {
    const index = prefix === 0 ? first + n : wordAt(view, next, prefix)
    if (isResponse) told(ledger, bytes, view, next + prefix, group, variation, size, index)
    else commanded(ledger, view, next + prefix, group, variation, index)
  }
  return at + octets
}

/** Objects that tell their own size: files, authentication, names of applications. */
function sizedObjects(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  group: number,
  variation: number,
  count: number,
  prefix: number,
): number {
  let next = at
  for (let n = 0; n < count; n += 1) {
    if (end - next < prefix) return beyond(ledger, group, variation)
    const octets = wordAt(view, next, prefix)
    const object = next + prefix
    if (octets > end - object) return beyond(ledger, group, variation)
    if (group === FILE) file(ledger, bytes, view, object, object + octets, variation)
    else if (group === AUTHENTICATION_GROUP) authentication(ledger, variation)
    next = object + octets
  }
  return next
}

function told(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  group: number,
  variation: number,
  size: number,
  index: number,
): void {
  const { station, sequence, flow, side } = fragment
  if (isValue(group)) value(ledger, view, at, group, variation, index, station, flow, side)
  else if (group === CROB || group === ANALOG_COMMAND) {
    const status = statusOf(bytes, at, size)
    const result = status === 0 ? fragment.result : controlStatus(status)
    settle(ledger, flow, station, sequence, pointOf(group, index), result)
    fragment.operations += 1
  } else if (group === AUTHENTICATION_GROUP) authentication(ledger, variation)
}

function commanded(ledger: Ledger, view: DataView, at: number, group: number, variation: number, index: number): void {
  const { code, station, flow, side } = fragment
  const isControl = code >= SELECT && code <= DIRECT_NO_ANSWER
  if (isControl && (group === CROB || group === ANALOG_COMMAND))
    note(ledger, control(ledger, view, at, code, group, variation, index, station, flow, side), pointOf(group, index))
  else if (group === AUTHENTICATION_GROUP) authentication(ledger, variation)
  else written(ledger, view, at, group, variation, index)
}

function written(ledger: Ledger, view: DataView, at: number, group: number, variation: number, index: number): void {
  const { code, station, flow, side } = fragment
  if (code === WRITE)
    note(ledger, objects(ledger, view, at, code, group, variation, index, station, flow, side), NO_POINT)
}

function file(ledger: Ledger, bytes: Uint8Array, view: DataView, at: number, end: number, variation: number): void {
  const { code, station, asked, flow, side, isResponse } = fragment
  if (!fitsFile(variation, end - at)) {
    // Nothing of it is believed, not even that the file was meant.
    fragment.isBroken = true
    ledger.odd('dnp3-length', flow, `${headerText(FILE, variation)} of ${end - at} octets`)
    return
  }
  if (isResponse)
    fragment.result =
      fileResponse(ledger, bytes, view, at, end, asked, variation, station, flow, side) ?? fragment.result
  else note(ledger, fileRequest(ledger, bytes, view, at, end, code, variation, station, flow, side), NO_POINT)
}

/** Secure authentication: that it is used, by which step, and that it failed. Its contents are not taken apart. */
function authentication(ledger: Ledger, variation: number): void {
  const { code, station, flow, side, isResponse } = fragment
  if (isResponse) {
    if (variation === AUTHENTICATION_ERROR)
      ledger.logon(flow, 1 - side, protocolName(DNP3)!, 'challenge', null, 'refused')
    return
  }
  const word = (station << 8) | variation
  let ticket = ledger.operation(flow, side, DNP3, code | IS_AUTHENTICATION, word)
  if (ticket === -1) {
    const text = textOf(code)
    ticket = ledger.openOperation(flow, side, DNP3, code | IS_AUTHENTICATION, word, {
      ...text,
      kind: 'auth',
      name: `${text.name}: ${AUTHENTICATION[variation] || `variation ${variation}`}`,
      target: stationText(station),
    })
  }
  // In front of controls it is no operation that the response repeats.
  if (!hasObjects(code)) note(ledger, ticket, NO_POINT)
}

/** Lets an operation of this request wait for its response. */
function note(ledger: Ledger, ticket: number, point: number): void {
  if (ticket < 0) return
  const { station, sequence, flow, operations, code } = fragment
  if (code !== DIRECT_NO_ANSWER) expect(ledger, flow, station, sequence, operations, ticket, point)
  fragment.operations += 1
}

function beyond(ledger: Ledger, group: number, variation: number): number {
  fragment.isBroken = true
  ledger.odd('dnp3-length', fragment.flow, `${headerText(group, variation)} reaches beyond its fragment`)
  return -1
}

/** A read names attributes; other requests without objects only have indexes to pass over. */
function passIndexes(ledger: Ledger, view: DataView, at: number, end: number): number {
  const { group, variation, count, prefix, isAll, isRange, first } = header
  const { code, station, flow, side } = fragment
  if (code === READ && group === ATTRIBUTES)
    note(ledger, objects(ledger, view, at, code, group, variation, first, station, flow, side), NO_POINT)
  if (code === READ && isRange && prefix === 0 && count > 0) {
    const low = group * TOUCHED_SPAN.dnp3 + first
    ledger.functions.touch(flow, side, low, low + count - 1)
  }
  if (isAll || prefix === 0) return at
  return count * prefix > end - at ? beyond(ledger, group, variation) : at + count * prefix
}

/** True when objects stand behind the header that was read last. */
function carriesData(): boolean {
  return (
    fragment.isResponse ||
    header.isSized ||
    hasObjects(fragment.code) ||
    (header.group === TIME && fragment.code !== READ)
  )
}

export function hasObjects(code: number): boolean {
  return code >= WRITE && code <= DIRECT_NO_ANSWER
}

function pointOf(group: number, index: number): number {
  return ((group << 24) ^ index) | 0
}

/** The first headers of a request in words. */
function headersOf(bytes: Uint8Array, view: DataView, at: number, end: number): string[] {
  const texts: string[] = []
  for (let next = at; next < end && texts.length < MOST_HEADERS; ) {
    const data = readHeader(bytes, view, next, end)
    if (data < 0 || header.isSized) return texts
    if (header.group !== TIME) texts.push(headerText(header.group, header.variation))
    const octets = header.prefix + (header.group === TIME ? Math.max(0, sizeOf(TIME, header.variation)) : 0)
    next = data + (header.isAll ? 0 : header.count * octets)
    if (header.group !== TIME && header.prefix === 0) next = data
  }
  return texts
}
