// GOOSE: what a publisher says, when its state changes, and what does not fit the rules of retransmission.
// Layout: APPID (2), length (2), reserved (2, the top bit says simulated), reserved (2), then one BER structure.
// Sources: IEC 61850-8-1:2011 §18 and annex A, IEC 61850-7-2 §18.2 (stNum, sqNum, TTL).
import { AT, type Ledger, TEST } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import type { Frame } from '@penstock/sensor/link'
import { unsignedOf } from '../ber-cursor.ts'
import { GOOSE, protocolName } from '../ids.ts'
import { BIT_STRING, qualityOf } from '../mms-data.ts'
import { ascii, hex } from '../text.ts'
import * as block from './memory.ts'
import { type GooseMemory, memoryOf } from './memory.ts'
import {
  ALL_DATA,
  CONTROL_BLOCK,
  DATA_SET,
  ENTRIES,
  HEADER_BYTES,
  ID,
  LIFETIME,
  NEEDS_COMMISSIONING,
  PDU,
  REVISION,
  SEQUENCE_NUMBER,
  SIMULATION,
  STATE_NUMBER,
} from './tags.ts'

const RETRANSMISSION = 0
export const NEW_STATE = 1

const MOST_MEMBERS = 256

/** Fields of the message that is read, as places and numbers. */
const fields = {
  blockFrom: 0,
  blockTo: 0,
  setFrom: 0,
  setTo: 0,
  idFrom: 0,
  idTo: 0,
  dataFrom: 0,
  dataTo: 0,
  lifetime: 0,
  state: -1,
  sequence: -1,
  revision: 0,
  entries: -1,
  flags: 0,
}

/** Reads one frame; `frame.at` is the place of its APPID. */
export function gooseFrame(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  frame: Frame,
  flow: number,
  side: number,
): void {
  const { at } = frame
  if (frame.end - at < HEADER_BYTES + 2) {
    ledger.odd('goose-length', flow, 'header cut short')
    return
  }
  const end = at + view.getUint16(at + 2)
  if (end > frame.end || end < at + HEADER_BYTES + 2) {
    ledger.odd('goose-length', flow, `${end - at} bytes promised, ${frame.end - at} there`)
    return
  }
  const memory = memoryOf(ledger)
  if (!readFields(memory, bytes, at + HEADER_BYTES, end)) {
    ledger.odd('goose-length', flow, 'fields that do not hold together')
    return
  }
  if (bytes[at + 4]! & 0x80) fields.flags |= block.SIMULATED
  setClient(ledger.flows, flow, 1 - side)
  publish(ledger, memory, bytes, view.getUint16(at), frame.source, flow, side)
}

function readFields(memory: GooseMemory, bytes: Uint8Array, at: number, end: number): boolean {
  const { ber } = memory
  if (!ber.read(bytes, at, end) || !ber.is(PDU)) return false
  fields.blockTo = 0
  fields.setTo = 0
  fields.idTo = 0
  fields.dataTo = 0
  fields.state = -1
  fields.sequence = -1
  fields.entries = -1
  fields.flags = 0
  const last = ber.to
  let next = ber.from
  for (; ber.read(bytes, next, last); next = ber.to) readField(bytes, ber.tag, ber.from, ber.to)
  return next === last && fields.blockTo > 0 && fields.state >= 0 && fields.sequence >= 0 && fields.dataTo > 0
}

function readField(bytes: Uint8Array, tag: number, from: number, to: number): void {
  switch (tag) {
    case CONTROL_BLOCK:
      fields.blockFrom = from
      fields.blockTo = to
      return
    case LIFETIME:
      fields.lifetime = unsignedOf(bytes, from, to)
      return
    case DATA_SET:
      fields.setFrom = from
      fields.setTo = to
      return
    case ID:
      fields.idFrom = from
      fields.idTo = to
      return
    case STATE_NUMBER:
      fields.state = unsignedOf(bytes, from, to)
      return
    case SEQUENCE_NUMBER:
      fields.sequence = unsignedOf(bytes, from, to)
      return
    case REVISION:
      fields.revision = unsignedOf(bytes, from, to)
      return
    case ENTRIES:
      fields.entries = unsignedOf(bytes, from, to)
      return
    case SIMULATION:
      if (to > from && bytes[from] !== 0) fields.flags |= block.SIMULATED
      return
    case NEEDS_COMMISSIONING:
      if (to > from && bytes[from] !== 0) fields.flags |= block.NEEDS_COMMISSIONING
      return
    case ALL_DATA:
      fields.dataFrom = from
      fields.dataTo = to
      return
    default:
  }
}

function publish(
  ledger: Ledger,
  memory: GooseMemory,
  bytes: Uint8Array,
  appId: number,
  mac: number,
  flow: number,
  side: number,
): void {
  const { points } = memory
  points.begin(1)
  points.add(bytes, fields.blockFrom, fields.blockTo)
  const row = memory.publisher(points.digest, mac)
  if (row < 0) return
  const { isNew } = memory
  if (memory.isSecond) odd(ledger, bytes, flow, 'goose-second-publisher', 'is published from a second address')
  points.begin(2)
  points.add(bytes, fields.dataFrom, fields.dataTo)
  const data = points.digest
  const before = memory.get(row, block.STATE)
  const isNewState = isNew || before !== (fields.state | 0)
  ledger.functions.ask(flow, 1 - side, GOOSE, isNewState && !isNew ? NEW_STATE : RETRANSMISSION)
  if (!isNew) judge(ledger, memory, bytes, row, data, flow, side)
  if (isNew || memory.get(row, block.REVISION) !== (fields.revision | 0))
    introduce(ledger, bytes, appId, isNew, flow, side)
  if (isNew || memory.get(row, block.FLAGS) !== fields.flags) tellFlags(ledger, memory, bytes, row, isNew, flow, side)
  if (isNewState || memory.get(row, block.DATA) !== data) noteValues(ledger, memory, bytes, flow, side)
  memory.set(row, block.STATE, fields.state)
  memory.set(row, block.SEQUENCE, fields.sequence)
  memory.set(row, block.REVISION, fields.revision)
  memory.set(row, block.DATA, data)
  memory.set(row, block.LIFETIME_MS, Math.min(fields.lifetime, 0x7fff_ffff))
  memory.set(row, block.FLAGS, fields.flags)
  memory.seen[row] = ledger.wire.floats[AT]!
}

// Within a state the sequence number rises by one; a new state begins with sequence 0 and new data; both restart at 1 and 0 or 1.
function judge(
  ledger: Ledger,
  memory: GooseMemory,
  bytes: Uint8Array,
  row: number,
  data: number,
  flow: number,
  side: number,
): void {
  const { state, sequence } = fields
  const before = memory.get(row, block.STATE) >>> 0
  const last = memory.get(row, block.SEQUENCE) >>> 0
  const silence = ledger.wire.floats[AT]! - memory.seen[row]!
  const lifetime = memory.get(row, block.LIFETIME_MS)
  if (lifetime > 0 && silence > lifetime * 1000)
    odd(ledger, bytes, flow, 'goose-overdue', `was silent longer than the ${lifetime} ms it had announced`)
  const isSameData = memory.get(row, block.DATA) === data
  if (state === before) {
    if (!isSameData) odd(ledger, bytes, flow, 'goose-data-without-state', `changed its data within state ${state}`)
    if (sequence < last && !(sequence <= 1 && last === 0xffff_ffff))
      odd(ledger, bytes, flow, 'goose-replay', `went back from sequence ${last} to ${sequence} of state ${state}`)
    return
  }
  if (state === 1 && sequence <= 1) {
    ledger.state(
      flow,
      side,
      GOOSE,
      protocolName(GOOSE)!,
      'restart',
      row,
      Math.trunc(ledger.wire.floats[AT]! / 1000) | 0,
      () => ({
        value: `${blockName(bytes)} starts again with state 1`,
        method: 'stNum',
      }),
    )
    return
  }
  if (state < before) odd(ledger, bytes, flow, 'goose-replay', `went back from state ${before} to ${state}`)
  else if (state > before + 1) odd(ledger, bytes, flow, 'goose-state-jump', `went from state ${before} to ${state}`)
  else if (isSameData)
    odd(ledger, bytes, flow, 'goose-state-without-data', `is in state ${state} with the data of ${before}`)
  else if (sequence > 1) odd(ledger, bytes, flow, 'goose-state-jump', `opens state ${state} with sequence ${sequence}`)
}

function introduce(ledger: Ledger, bytes: Uint8Array, appId: number, isNew: boolean, flow: number, side: number): void {
  const { revision } = fields
  if (!isNew) odd(ledger, bytes, flow, 'goose-configuration', `changed its configuration revision to ${revision}`)
  const set = ascii(bytes, fields.setFrom, fields.setTo)
  const id = fields.idTo > 0 ? `, ID ${ascii(bytes, fields.idFrom, fields.idTo)}` : ''
  const text = `GOOSE publisher ${blockName(bytes)}, data set ${set}${id}, APPID ${hex(appId, 4)}, revision ${revision}`
  const about = ledger.endpoint(flow, side)
  ledger.claims.claim(about, 'description', text, protocolName(GOOSE)!, 'goosePdu', ledger.wire)
}

function tellFlags(
  ledger: Ledger,
  memory: GooseMemory,
  bytes: Uint8Array,
  row: number,
  isNew: boolean,
  flow: number,
  side: number,
): void {
  const { flags } = fields
  const was = isNew ? 0 : memory.get(row, block.FLAGS)
  if (flags & block.SIMULATED) odd(ledger, bytes, flow, 'goose-simulation', 'is marked as simulated or under test')
  if (flags & block.NEEDS_COMMISSIONING)
    odd(ledger, bytes, flow, 'goose-needs-commissioning', 'says that it needs commissioning')
  if ((was | flags) & block.NEEDS_COMMISSIONING) {
    ledger.state(flow, side, GOOSE, protocolName(GOOSE)!, 'configuration', row, flags & 1, () => ({
      value: flags & block.NEEDS_COMMISSIONING ? 'needs commissioning' : 'commissioned',
      part: blockName(bytes),
      method: 'ndsCom',
    }))
  }
}

// Members are `data set[n]`; a quality of its own behind a member belongs to that member.
function noteValues(ledger: Ledger, memory: GooseMemory, bytes: Uint8Array, flow: number, side: number): void {
  const { ber, points, readings } = memory
  const from = fields.setTo > 0 ? fields.setFrom : fields.blockFrom
  const to = fields.setTo > 0 ? fields.setTo : fields.blockTo
  points.begin(0)
  points.add(bytes, from, to)
  const known = points.find()
  const set = known >= 0 ? known : points.open(ascii(bytes, from, to).replaceAll('\0', '?'))
  if (set < 0) return
  const test = fields.flags & block.SIMULATED ? TEST : 0
  let n = 0
  for (let at = fields.dataFrom; n < MOST_MEMBERS && ber.read(bytes, at, fields.dataTo); n += 1) {
    const behind = ber.to
    const quality =
      ber.read(bytes, behind, fields.dataTo) && ber.is(BIT_STRING) ? Math.max(0, qualityOf(bytes, ber.from, ber.to)) : 0
    readings.note(ledger, flow, side, GOOSE, readings.leaf(ledger, set, n), bytes, at, behind, quality | test)
    at = behind
  }
}

function odd(ledger: Ledger, bytes: Uint8Array, flow: number, kind: string, what: string): void {
  ledger.odd(kind, flow, `${blockName(bytes)} ${what}`)
}

function blockName(bytes: Uint8Array): string {
  return ascii(bytes, fields.blockFrom, fields.blockTo)
}
