// Writes and controls. A control of IEC 61850 is a write to `LD/LN$CO$DO$Oper`, `SBOw` or `Cancel`, or the read of `SBO`.
// Sources: IEC 61850-8-1 §20 (control), IEC 61850-7-2 §20; ISO 9506-2 (Write).
import type { Ledger, OperationText } from '@penstock/sensor/facts'
import { signedOf } from '../ber-cursor.ts'
import { MMS, protocolName } from '../ids.ts'
import { ARRAY, BOOLEAN, dataText, INTEGER, STRUCTURE } from '../mms-data.ts'
import { ascii, digestOf } from '../text.ts'
import type { MmsMemory } from './memory.ts'
import {
  accessErrorText,
  CANCEL,
  CONTROLS,
  causeText,
  describeMms,
  OPERATE,
  OPERATE_SELECTED,
  ORIGINS,
  READ,
  SELECT,
  SELECT_WITH_VALUE,
  WRITE,
} from './names.ts'

const FAILURE = 0x80
const MOST_VALUES = 8
const DOLLAR = 0x24

/** What asks: the variables in `memory` are read. Gives how many entries it pushed. */
export function askReads(ledger: Ledger, memory: MmsMemory, bytes: Uint8Array, flow: number, side: number): number {
  const { count, isList } = memory
  for (let n = 0; n < count; n += 1) {
    const kind = isList ? 0 : controlOf(bytes, memory.itemFrom[n]!, memory.itemTo[n]!)
    if (kind !== SELECT) {
      memory.asked.push(memory.rows[n]!, -1, isList ? -1 : 0)
      continue
    }
    const target = targetOf(memory, bytes, n)
    const ticket = operation(ledger, memory, bytes, flow, side, SELECT, target, n, -1, 0)
    memory.asked.push(-1, ticket, target)
  }
  return count
}

/** The variables in `memory` are written with the Data in `bytes[from..to)`. Gives how many entries it pushed. */
export function askWrites(
  ledger: Ledger,
  memory: MmsMemory,
  bytes: Uint8Array,
  from: number,
  to: number,
  flow: number,
  side: number,
): number {
  const { ber, count } = memory
  const { flows } = ledger
  const client = flows.word(flow, side)
  const server = flows.word(flow, 1 - side)
  let at = from
  for (let n = 0; n < count; n += 1) {
    const isThere = ber.read(bytes, at, to)
    const end = isThere ? ber.to : at
    let kind = controlOf(bytes, memory.itemFrom[n]!, memory.itemTo[n]!)
    const target = kind === 0 ? memory.rows[n]! : targetOf(memory, bytes, n)
    if (kind === OPERATE && memory.hasSelected(server, target, client)) kind = OPERATE_SELECTED
    if (kind === OPERATE_SELECTED || kind === CANCEL) memory.deselect(server, target)
    const ticket = operation(ledger, memory, bytes, flow, side, kind === 0 ? WRITE : kind, target, n, at, end)
    memory.asked.push(kind, ticket, target)
    at = end
  }
  return count
}

/** Results of a Write of the entries from `place` on. */
export function answerWrites(
  ledger: Ledger,
  memory: MmsMemory,
  bytes: Uint8Array,
  from: number,
  to: number,
  flow: number,
  side: number,
  place: number,
  asked: number,
): void {
  const { ber } = memory
  const { flows } = ledger
  let at = from
  for (let n = 0; n < asked && ber.read(bytes, at, to); n += 1) {
    at = ber.to
    if (!memory.asked.has(place + n)) continue
    const isRefused = ber.is(FAILURE)
    const kind = memory.asked.point(place + n)
    if (kind === SELECT_WITH_VALUE && !isRefused)
      memory.select(flows.word(flow, side), memory.asked.own(place + n), flows.word(flow, 1 - side))
    const error = signedOf(bytes, ber.from, ber.to)
    const cause = kind > 0 ? memory.takeCause(flow) : -1
    const why = cause < 0 ? '' : ` (${causeText(cause)})`
    const said = isRefused ? accessErrorText(error) + why : 'ok'
    ledger.operations.settle(memory.asked.ticket(place + n), said)
  }
}

function operation(
  ledger: Ledger,
  memory: MmsMemory,
  bytes: Uint8Array,
  flow: number,
  side: number,
  code: number,
  target: number,
  n: number,
  from: number,
  to: number,
): number {
  const ticket = ledger.operation(flow, side, MMS, code, target)
  if (ticket !== -1) return ticket
  return ledger.openOperation(flow, side, MMS, code, target, textOf(memory, bytes, code, n, from, to))
}

function textOf(
  memory: MmsMemory,
  bytes: Uint8Array,
  code: number,
  n: number,
  from: number,
  to: number,
): OperationText {
  const domain = ascii(bytes, memory.domainFrom[n]!, memory.domainTo[n]!)
  const item = ascii(bytes, memory.itemFrom[n]!, itemEnd(memory, bytes, code, n))
  const protocol = protocolName(MMS)!
  const target = domain === '' ? item : `${domain}/${item}`
  const control = CONTROLS.get(code)
  const service = describeMms(code === SELECT ? READ : WRITE)
  if (control === undefined) {
    const values: string[] = []
    collect(memory, bytes, from, to, values)
    return { protocol, kind: 'write', code: service.code, name: service.name, target, values }
  }
  return {
    protocol,
    kind: 'control',
    code: service.code,
    name: control,
    target,
    values: code === SELECT ? [] : controlValues(memory, bytes, from, to),
  }
}

// Of a control: value, origin (category, identity), number, time, test, checks.
function controlValues(memory: MmsMemory, bytes: Uint8Array, at: number, end: number): string[] {
  const { ber } = memory
  if (!ber.read(bytes, at, end)) return []
  if (!ber.is(STRUCTURE)) return [dataText(bytes, ber.tag, ber.from, ber.to)]
  const behind = ber.to
  const values: string[] = []
  for (let next = ber.from, n = 0; ber.read(bytes, next, behind) && n < 8; n += 1) {
    const { tag, from, to } = ber
    if (n === 0) collect(memory, bytes, next, to, values)
    else if (tag === STRUCTURE && ber.read(bytes, from, to) && ber.is(INTEGER)) {
      const origin = ORIGINS[signedOf(bytes, ber.from, ber.to)]
      if (origin !== undefined) values.push(origin)
    } else if (tag === BOOLEAN && bytes[from] !== 0) values.push('test')
    next = to
  }
  return values
}

function collect(memory: MmsMemory, bytes: Uint8Array, at: number, end: number, values: string[], depth = 0): void {
  const { ber } = memory
  if (values.length >= MOST_VALUES || !ber.read(bytes, at, end)) return
  const { tag, from, to } = ber
  if (tag !== STRUCTURE && tag !== ARRAY) {
    values.push(dataText(bytes, tag, from, to))
    return
  }
  for (let next = from; depth < 4 && values.length < MOST_VALUES && ber.read(bytes, next, to); ) {
    const behind = ber.to
    collect(memory, bytes, next, to, values, depth + 1)
    next = behind
  }
}

/** The kind of control that a name asks for, or 0: `LN$CO$DO$Oper`. */
function controlOf(bytes: Uint8Array, from: number, to: number): number {
  let last = to - 1
  while (last > from && bytes[last] !== DOLLAR) last -= 1
  if (last <= from || !hasControlPart(bytes, from, last)) return 0
  const length = to - last - 1
  const at = last + 1
  if (length === 4 && is(bytes, at, 'Oper')) return OPERATE
  if (length === 4 && is(bytes, at, 'SBOw')) return SELECT_WITH_VALUE
  if (length === 3 && is(bytes, at, 'SBO')) return SELECT
  return length === 6 && is(bytes, at, 'Cancel') ? CANCEL : 0
}

function hasControlPart(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at + 3 < to; at += 1) {
    if (bytes[at] === DOLLAR) return bytes[at + 1] === 0x43 && bytes[at + 2] === 0x4f && bytes[at + 3] === DOLLAR
  }
  return false
}

function is(bytes: Uint8Array, at: number, text: string): boolean {
  for (let n = 0; n < text.length; n += 1) if (bytes[at + n] !== text.charCodeAt(n)) return false
  return true
}

/** A number for the object that is controlled, whatever is done to it. */
function targetOf(memory: MmsMemory, bytes: Uint8Array, n: number): number {
  const end = itemEnd(memory, bytes, OPERATE, n)
  return digestOf(ascii(bytes, memory.domainFrom[n]!, memory.domainTo[n]!) + ascii(bytes, memory.itemFrom[n]!, end))
}

/** End of the item's name, without the part that says what is done to it. */
function itemEnd(memory: MmsMemory, bytes: Uint8Array, code: number, n: number): number {
  const to = memory.itemTo[n]!
  if (!CONTROLS.has(code)) return to
  let last = to - 1
  while (last > memory.itemFrom[n]! && bytes[last] !== DOLLAR) last -= 1
  return last
}
