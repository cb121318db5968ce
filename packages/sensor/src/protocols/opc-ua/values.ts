// Readings: nodes that somebody asked for or watches, and the values that come back in their order. Sources: OPC 10000-4 §5.10.2 (Read),
// §5.12.2 (CreateMonitoredItems), §5.13.5 (Publish), §7.25 (notifications).
import { type Ledger, NAMED } from '@penstock/sensor/facts'
import { OPC_UA } from '../ids.ts'
import { utf8 } from '../text.ts'
import type { UaCursor } from './decode.ts'
import { claimValue, tellsIdentity } from './identity.ts'
import type { UaMemory } from './memory.ts'
import { qualityOf } from './names.ts'
import { nodeText } from './text.ts'

const VALUE = 13
const DATA_CHANGE = 811

/** Number of the node at the cursor, and of what of it is meant; -1 when it is not its value or there is no room. */
export function pointAt(memory: UaMemory, cursor: UaCursor): number {
  const { points } = memory
  cursor.node()
  const { namespace, numeric, nodeKind, nodeFrom, nodeTo } = cursor
  const attribute = cursor.long()
  cursor.text()
  if (!cursor.isOk || attribute !== VALUE) return -1
  points.begin(namespace)
  if (nodeKind < 3) points.addNumber(numeric)
  else points.add(cursor.bytes, nodeFrom, nodeTo)
  points.addNumber(nodeKind < 3 ? 0 : nodeKind)
  points.add(cursor.bytes, cursor.from, cursor.to)
  const point = points.find()
  if (point >= 0) return point
  const range = cursor.to > cursor.from ? `[${utf8(cursor.bytes, cursor.from, cursor.to)}]` : ''
  return points.open(nodeText(cursor) + range)
}

/** The nodes of a Read; gives how many. */
export function askValues(memory: UaMemory, cursor: UaCursor): number {
  cursor.skip(12)
  let count = 0
  for (let left = cursor.count(); left > 0 && cursor.isOk; left -= 1) {
    const point = pointAt(memory, cursor)
    const known = cursor.namespace === 0 ? cursor.numeric : 0
    cursor.skip(2)
    cursor.text()
    if (!cursor.isOk) break
    memory.asked.push(point, -1, known)
    count += 1
  }
  return count
}

/** The values that answer a Read of the entries from `place` on. */
export function answerValues(
  ledger: Ledger,
  memory: UaMemory,
  cursor: UaCursor,
  flow: number,
  side: number,
  place: number,
  asked: number,
): void {
  const count = Math.min(cursor.count(), asked)
  for (let n = 0; n < count; n += 1) {
    cursor.dataValue()
    if (!cursor.isOk) return
    if (memory.asked.has(place + n))
      reading(ledger, cursor, flow, side, memory.asked.point(place + n), memory.asked.own(place + n))
  }
}

/** The nodes that are to be watched, each with the handle its notifications will bear. */
export function watchValues(ledger: Ledger, memory: UaMemory, cursor: UaCursor, flow: number, side: number): void {
  const subscription = cursor.long()
  cursor.skip(4)
  const ports = ledger.flows.word(flow, 2)
  const server = ledger.flows.word(flow, 1 - side)
  for (let left = cursor.count(); left > 0 && cursor.isOk; left -= 1) {
    const point = pointAt(memory, cursor)
    const known = cursor.namespace === 0 ? cursor.numeric : 0
    cursor.skip(2)
    cursor.text()
    cursor.skip(4)
    const handle = cursor.long()
    cursor.skip(8)
    cursor.extension()
    cursor.skip(5)
    if (cursor.isOk) memory.watch(ports, server, subscription, handle, point, known)
  }
}

/** What a subscription tells. */
export function publishedValues(ledger: Ledger, memory: UaMemory, cursor: UaCursor, flow: number, side: number): void {
  const subscription = cursor.long()
  for (let left = cursor.count(); left > 0 && cursor.isOk; left -= 1) cursor.skip(4)
  cursor.skip(1 + 4 + 8)
  const ports = ledger.flows.word(flow, 2)
  const server = ledger.flows.word(flow, side)
  for (let left = cursor.count(); left > 0 && cursor.isOk; left -= 1) {
    cursor.extension()
    if (cursor.extensionType !== DATA_CHANGE || !cursor.isOk) continue
    const change = memory.lookBack.open(cursor.bytes, cursor.view, cursor.from, cursor.to)
    for (let items = change.count(); items > 0 && change.isOk; items -= 1) {
      const row = memory.watched(ports, server, subscription, change.long())
      change.dataValue()
      if (row >= 0 && change.isOk)
        reading(ledger, change, flow, side, memory.watchedPoint(row), memory.watchedKnown(row))
    }
  }
}

function reading(ledger: Ledger, cursor: UaCursor, flow: number, side: number, point: number, known: number): void {
  if (known !== 0 && tellsIdentity(known)) claimValue(ledger, cursor, flow, side, known)
  else if (point >= 0 && !Number.isNaN(cursor.number))
    ledger.value(flow, side, OPC_UA, 0, NAMED, point, cursor.number, qualityOf(cursor.status))
}
