// What a client does to a server: writes, method calls, changes of the address space. Sources: OPC 10000-4 §5.7, §5.10.4, §5.11.
import type { Ledger, OperationText } from '@penstock/sensor/facts'
import { OPC_UA, protocolName } from '../ids.ts'
import { utf8 } from '../text.ts'
import type { UaCursor } from './decode.ts'
import type { UaMemory } from './memory.ts'
import { ADD_NODES, CALL, describeUa, operationOfUa, statusText, WRITE } from './names.ts'
import { nodeText, valueText } from './text.ts'
import { pointAt } from './values.ts'

/** Methods of the server object that only read: GetMonitoredItems, ResendData. */
const READING_METHODS: ReadonlySet<number> = new Set([11_492, 12_873])
const STATE_CHANGE_METHOD = 12_886
const MOST_ARGUMENTS = 8

/** Reads the request of a service that changes something; gives how many entries it pushed. */
export function askOperations(
  ledger: Ledger,
  memory: UaMemory,
  cursor: UaCursor,
  flow: number,
  side: number,
  service: number,
): number {
  if (service === WRITE) return askWrites(ledger, memory, cursor, flow, side)
  if (service === CALL) return askCalls(ledger, memory, cursor, flow, side)
  return askOther(ledger, memory, cursor, flow, side, service)
}

/** Settles the operations from `place` on with the status of each, in the form in which the service gives it. */
export function answerOperations(
  ledger: Ledger,
  memory: UaMemory,
  cursor: UaCursor,
  service: number,
  place: number,
  asked: number,
): void {
  const count = cursor.count()
  let worst = 0
  for (let n = 0; n < count && cursor.isOk; n += 1) {
    const status = cursor.long()
    if (service === CALL) passCallResult(cursor)
    else if (service === ADD_NODES) cursor.node()
    if (status < 0 && worst === 0) worst = status
    if (asked > 1 && n < asked && memory.asked.has(place + n))
      ledger.operations.settle(memory.asked.ticket(place + n), statusText(status))
  }
  if (asked === 1 && memory.asked.has(place)) ledger.operations.settle(memory.asked.ticket(place), statusText(worst))
}

/** Settles all operations from `place` on alike. */
export function settleAll(ledger: Ledger, memory: UaMemory, place: number, asked: number, status: number): void {
  for (let n = 0; n < asked; n += 1) {
    if (memory.asked.has(place + n)) ledger.operations.settle(memory.asked.ticket(place + n), statusText(status))
  }
}

function askWrites(ledger: Ledger, memory: UaMemory, cursor: UaCursor, flow: number, side: number): number {
  let count = 0
  for (let left = cursor.count(); left > 0 && cursor.isOk; left -= 1) {
    const from = cursor.at
    const point = pointAt(memory, cursor)
    cursor.dataValue()
    if (!cursor.isOk) break
    let ticket = ledger.operation(flow, side, OPC_UA, WRITE, point)
    if (ticket === -1)
      ticket = ledger.openOperation(flow, side, OPC_UA, WRITE, point, writeText(memory.lookBack, cursor, from))
    memory.asked.push(point, ticket, 0)
    count += 1
  }
  return count
}

function writeText(again: UaCursor, cursor: UaCursor, from: number): OperationText {
  again.open(cursor.bytes, cursor.view, from, cursor.end)
  again.node()
  const node = nodeText(again)
  const attribute = again.long()
  again.text()
  const range = again.to > again.from ? `[${utf8(again.bytes, again.from, again.to)}]` : ''
  again.dataValue()
  const target = `${node}${range}${attribute === 13 ? '' : ` attribute ${attribute}`}`
  return { ...base(WRITE, 'write'), target, values: [valueText(again)] }
}

// Of each method: object, method, arguments.
function askCalls(ledger: Ledger, memory: UaMemory, cursor: UaCursor, flow: number, side: number): number {
  const { points } = memory
  let count = 0
  for (let left = cursor.count(); left > 0 && cursor.isOk; left -= 1) {
    const from = cursor.at
    cursor.node()
    cursor.node()
    const method = cursor.namespace === 0 ? cursor.numeric : 0
    points.begin(0)
    points.add(cursor.bytes, from, cursor.at)
    const target = points.digest
    for (let inputs = cursor.count(); inputs > 0 && cursor.isOk; inputs -= 1) cursor.variant()
    if (!cursor.isOk) break
    let ticket = -2
    if (!READING_METHODS.has(method)) {
      ticket = ledger.operation(flow, side, OPC_UA, CALL, target)
      if (ticket === -1) {
        const text = callText(memory.lookBack, cursor, from, method)
        ticket = ledger.openOperation(flow, side, OPC_UA, CALL, target, text)
      }
    }
    memory.asked.push(-1, ticket, 0)
    count += 1
  }
  return count
}

function callText(again: UaCursor, cursor: UaCursor, from: number, method: number): OperationText {
  again.open(cursor.bytes, cursor.view, from, cursor.end)
  again.node()
  const object = nodeText(again)
  again.node()
  const target = `${object} ${nodeText(again)}`
  const values: string[] = []
  for (let left = Math.min(again.count(), MOST_ARGUMENTS); left > 0 && again.isOk; left -= 1) {
    again.variant()
    values.push(valueText(again))
  }
  if (method !== STATE_CHANGE_METHOD) return { ...base(CALL, 'control'), target, values }
  return { ...base(CALL, 'mode'), name: 'Call: RequestServerStateChange', target, values }
}

// Status of the call, of each argument and its diagnostics, then what the method gives back.
function passCallResult(cursor: UaCursor): void {
  for (let left = cursor.count(); left > 0 && cursor.isOk; left -= 1) cursor.skip(4)
  for (let left = cursor.count(); left > 0 && cursor.isOk; left -= 1) cursor.diagnostic()
  for (let left = cursor.count(); left > 0 && cursor.isOk; left -= 1) cursor.variant()
}

/** One row for the whole request, named after its first node. */
function askOther(
  ledger: Ledger,
  memory: UaMemory,
  cursor: UaCursor,
  flow: number,
  side: number,
  service: number,
): number {
  const { points } = memory
  const count = cursor.count()
  const from = cursor.at
  cursor.node()
  if (!cursor.isOk || count === 0) return 0
  if (service === ADD_NODES) {
    cursor.node()
    cursor.node()
    cursor.skip(2)
    cursor.text()
  }
  points.begin(service)
  points.add(cursor.bytes, from, cursor.at)
  const target = points.digest
  let ticket = ledger.operation(flow, side, OPC_UA, service, target)
  if (ticket === -1) {
    const text = otherText(memory.lookBack, cursor, from, service, count)
    ticket = ledger.openOperation(flow, side, OPC_UA, service, target, text)
  }
  memory.asked.push(-1, ticket, 0)
  return 1
}

function otherText(again: UaCursor, cursor: UaCursor, from: number, service: number, count: number): OperationText {
  again.open(cursor.bytes, cursor.view, from, cursor.end)
  // HistoryUpdate hands in extension objects: what stands first is their type, no node of the plant.
  const kind = operationOfUa(service) ?? 'config'
  again.node()
  let target = kind === 'config' ? nodeText(again) : null
  if (service === ADD_NODES) {
    again.node()
    again.node()
    again.skip(2)
    again.text()
    target = `${utf8(again.bytes, again.from, again.to)} under ${target}`
  }
  const more = count > 1 ? ` and ${count - 1} more` : ''
  return { ...base(service, kind), target: target === null ? null : target + more }
}

function base(service: number, kind: OperationText['kind']): Omit<OperationText, 'target'> {
  const { code, name } = describeUa(service)
  return { protocol: protocolName(OPC_UA)!, kind, code, name }
}
