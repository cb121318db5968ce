// What a client does to a CPU: mode changes, writes, blocks that come and go, calls. Source: as in `names.ts`.
import type { Ledger, OperationText } from '@penstock/sensor/facts'
import { protocolName, S7COMM_PLUS } from '../ids.ts'
import { utf8 } from '../text.ts'
import type { PlusCursor } from './decode.ts'
import * as name from './names.ts'

const MOST_LIDS = 8
const LONGEST_TEXT = 64

/** Opens the operation of a request whose function begins at the cursor, if it is one. Gives its ticket, -1 for none. */
export function askOperation(ledger: Ledger, cursor: PlusCursor, flow: number, side: number, code: number): number {
  switch (code) {
    case name.SET_VARIABLE:
      return setVariable(ledger, cursor, flow, side)
    case name.SET_MULTIPLE:
      return setMultiple(ledger, cursor, flow, side)
    case name.CREATE_OBJECT: {
      const parent = cursor.word()
      // Sessions and what belongs to them are objects, too.
      if (!cursor.isOk || parent !== name.PROGRAM) return -1
      return note(ledger, flow, side, code, parent, () => ({ kind: 'program-download', target: 'program' }))
    }
    case name.DELETE_OBJECT: {
      const id = cursor.word() >>> 0
      if (!cursor.isOk || (id >= 0x7000_0000 && id < 0x8000_0000)) return -1
      return note(ledger, flow, side, code, id | 0, () => ({ kind: 'config', target: name.objectText(id) }))
    }
    case name.INVOKE: {
      const id = cursor.word() >>> 0
      if (!cursor.isOk) return -1
      return note(ledger, flow, side, code, id | 0, () => ({ kind: 'control', target: name.objectText(id) }))
    }
    default:
      return -1
  }
}

// Object (4), count of address fields, attribute, value.
function setVariable(ledger: Ledger, cursor: PlusCursor, flow: number, side: number): number {
  const id = cursor.word() >>> 0
  const fields = cursor.variable()
  const attribute = cursor.variable()
  // What a session sets of its own subscriptions is no change of the CPU.
  if (!cursor.isOk || fields !== 1 || (id >= name.SESSION_OBJECTS && id < 0x8000_0000)) return -1
  cursor.value()
  const isMode = id === name.EXECUTION_UNIT && attribute === name.STATE_REQUEST
  const target = isMode ? cursor.number | 0x4000_0000 : Math.imul(id, 31) ^ attribute
  return note(ledger, flow, side, name.SET_VARIABLE, target, () => {
    if (!isMode)
      return { kind: 'write', target: `${name.objectText(id)} attribute ${attribute}`, values: valuesOf(cursor) }
    const mode = name.MODES.get(cursor.number) ?? `state ${cursor.number}`
    return { kind: 'mode', name: `SetVariable: CPU ${mode}`, target: 'CPU', values: [mode] }
  })
}

// Link (4, zero where addresses follow), items, address fields, then of each item: CRC of its name, area, count, LIDs; then values, each behind
// the number of its item. What stands first names the row.
function setMultiple(ledger: Ledger, cursor: PlusCursor, flow: number, side: number): number {
  const link = cursor.word()
  const items = cursor.variable()
  const fields = cursor.variable()
  if (!cursor.isOk || link !== 0 || items <= 0 || fields <= 0 || fields > cursor.end - cursor.at) return -1
  const first = cursor.at
  cursor.variable()
  const area = cursor.variable()
  const lids = cursor.variable()
  if (!cursor.isOk || lids < 0 || lids > MOST_LIDS) return -1
  let digest = area
  for (let n = 0; n < lids; n += 1) digest = Math.imul(digest, 31) ^ cursor.variable()
  if (!cursor.isOk || (area >= name.SESSION_OBJECTS && area > 0)) return -1
  return note(ledger, flow, side, name.SET_MULTIPLE, digest, () => {
    const text = addressText(cursor, first)
    cursor.at = first
    for (let n = 0; n < fields && cursor.isOk; n += 1) cursor.variable()
    cursor.variable()
    cursor.value()
    const more = items > 1 ? ` and ${items - 1} more` : ''
    return { kind: 'write', target: text + more, values: cursor.isOk ? valuesOf(cursor) : [] }
  })
}

function addressText(cursor: PlusCursor, first: number): string {
  cursor.at = first
  cursor.variable()
  const area = cursor.variable()
  const lids = cursor.variable()
  const parts: number[] = []
  // The first one only says that a value is meant.
  for (let n = 0; n < lids && cursor.isOk; n += 1) parts.push(cursor.variable())
  return `${name.objectText(area)} LID ${parts.slice(1).join('.')}`
}

function valuesOf(cursor: PlusCursor): string[] {
  if (!Number.isNaN(cursor.number))
    return [cursor.type === 1 ? (cursor.number === 0 ? 'false' : 'true') : String(cursor.number)]
  return cursor.to > cursor.from
    ? [utf8(cursor.bytes, cursor.from, Math.min(cursor.to, cursor.from + LONGEST_TEXT))]
    : []
}

function note(
  ledger: Ledger,
  flow: number,
  side: number,
  code: number,
  target: number,
  text: () => Pick<OperationText, 'kind' | 'target'> & Partial<Pick<OperationText, 'name' | 'values'>>,
): number {
  const ticket = ledger.operation(flow, side, S7COMM_PLUS, code, target | 0)
  if (ticket !== -1) return ticket
  const { code: number, name: what } = name.describeS7Plus(code)
  const row = { protocol: protocolName(S7COMM_PLUS)!, code: number, name: what, ...text() }
  return ledger.openOperation(flow, side, S7COMM_PLUS, code, target | 0, row)
}
