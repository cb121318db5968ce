// Adds observation batches up to the whole, but for readings, which the sensor adds up itself: rows of the same key become one, the earliest packet stays the proof.
import {
  type AnomalySeen,
  addClientBytes,
  addDetails,
  addressOf,
  addSpans,
  addTally,
  type Binding,
  type Claim,
  type ConversationSeen,
  type DiscoverySeen,
  discoveryKey,
  type FunctionSeen,
  type LogonSeen,
  logonKey,
  type ObservationBatch,
  type OperationSeen,
  type StateSeen,
  type StreamsSeen,
  type TransferSeen,
} from '@penstock/model/observations'
import { earlier, inOrder } from './in-order.ts'

/** What a report holds at most. */
export interface Room {
  /** One host more is not named, and neither is what it does: a flood of made-up addresses ends here. */
  readonly hosts: number
  /** Rows of a kind. */
  readonly rows: number
}

const REPORT_ROOM: Room = { hosts: 20_000, rows: 100_000 }

/** Everything that batches said, added up. What came first is kept; what is beyond the room is counted in `skipped`. */
export class Sum {
  packets = 0
  bytes = 0
  malformed = 0
  firstAt: number | null = null
  lastAt: number | null = null
  readonly skipped: Record<string, number> = {}
  readonly streams = { connections: 0, oneSided: 0, gaps: 0, missingBytes: 0 }
  private readonly states: StateSeen[] = []
  private readonly transfers: TransferSeen[] = []
  private readonly room: Room
  private readonly hosts = new Set<string>()
  private readonly bindingRows = new Map<string, Binding>()
  private readonly conversationRows = new Map<string, ConversationSeen>()
  private readonly claimRows = new Map<string, Claim>()
  private readonly operationRows = new Map<string, OperationSeen>()
  private readonly anomalyRows = new Map<string, AnomalySeen>()
  private readonly logonRows = new Map<string, LogonSeen>()
  private readonly discoveryRows = new Map<string, DiscoverySeen>()

  constructor(room: Room = REPORT_ROOM) {
    this.room = room
  }

  add(batch: ObservationBatch): void {
    this.packets += batch.packets
    this.bytes += batch.bytes
    this.malformed += batch.malformed
    if (batch.firstAt !== null) this.firstAt = Math.min(this.firstAt ?? batch.firstAt, batch.firstAt)
    if (batch.lastAt !== null) this.lastAt = Math.max(this.lastAt ?? batch.lastAt, batch.lastAt)
    for (const [reason, count] of Object.entries(batch.skipped))
      this.skipped[reason] = (this.skipped[reason] ?? 0) + count
    if (batch.streams !== undefined) addStreams(this.streams, batch.streams)
    for (const row of batch.bindings) {
      if (this.isHeld(row.ip ?? row.mac)) this.put(this.bindingRows, bindingKey(row), row, addBinding, 'bindings')
      else this.giveUp('bindings')
    }
    for (const row of batch.conversations) {
      const areHeld = this.isHeld(addressOf(row.client)) && this.isHeld(addressOf(row.server))
      if (areHeld) this.put(this.conversationRows, conversationKey(row), row, addConversation, 'conversations')
      else this.giveUp('conversations')
    }
    for (const row of batch.claims) this.put(this.claimRows, claimKey(row), row, earlier, 'claims')
    for (const row of batch.operations) this.put(this.operationRows, operationKey(row), row, addOperation, 'operations')
    for (const row of batch.anomalies)
      this.put(this.anomalyRows, `${row.kind}|${row.detail}`, row, addAnomaly, 'anomalies')
    for (const row of batch.states ?? []) this.push(this.states, row, 'states')
    for (const row of batch.transfers ?? []) this.push(this.transfers, row, 'transfers')
    for (const row of batch.logons ?? []) this.put(this.logonRows, logonKey(row), row, addTally, 'logons')
    for (const row of batch.discoveries ?? [])
      this.put(this.discoveryRows, discoveryKey(row), row, addTally, 'discoveries')
  }

  /** Keys of the devices' states: each is told by the changes that one reader sees. */
  get stateKeys(): ReadonlySet<string> {
    return new Set(this.states.map(stateKey))
  }

  /** True for a host that has a place, or gets one now. */
  private isHeld(address: string): boolean {
    if (this.hosts.has(address)) return true
    if (this.hosts.size >= this.room.hosts) return false
    this.hosts.add(address)
    return true
  }

  private put<Row>(rows: Map<string, Row>, key: string, row: Row, add: (a: Row, b: Row) => Row, kind: string): void {
    const known = rows.get(key)
    if (known === undefined && rows.size >= this.room.rows) this.giveUp(kind)
    else rows.set(key, known === undefined ? row : add(known, row))
  }

  private push<Row>(rows: Row[], row: Row, kind: string): void {
    if (rows.length >= this.room.rows) this.giveUp(kind)
    else rows.push(row)
  }

  // Under the names that the sensor's own tables use.
  private giveUp(kind: string): void {
    const reason = `${kind}-beyond-table`
    this.skipped[reason] = (this.skipped[reason] ?? 0) + 1
  }

  /** Hands the rows out, in the order of their packets; nothing is added after that, so their keys make room for what is concluded from them. */
  takeRows(): SumRows {
    const rows = {
      bindings: inOrder([...this.bindingRows.values()]),
      conversations: inOrder([...this.conversationRows.values()]),
      claims: inOrder([...this.claimRows.values()]),
      operations: inOrder([...this.operationRows.values()]),
      anomalies: inOrder([...this.anomalyRows.values()]),
      states: inOrder(this.states),
      transfers: inOrder(this.transfers),
      logons: inOrder([...this.logonRows.values()]),
      discoveries: inOrder([...this.discoveryRows.values()]),
    }
    for (const table of [this.bindingRows, this.conversationRows, this.claimRows, this.operationRows]) table.clear()
    this.hosts.clear()
    return rows
  }
}

/** Rows of a kind by the name that batches have for them. */
export type SumRows = {
  readonly [Kind in
    | 'bindings'
    | 'conversations'
    | 'claims'
    | 'operations'
    | 'anomalies'
    | 'states'
    | 'transfers'
    | 'logons'
    | 'discoveries']: NonNullable<ObservationBatch[Kind]>
}

export function stateKey({ about, protocol, field, part }: StateSeen): string {
  return `${addressOf(about)}|${protocol}|${field}|${part}`
}

function addStreams(sum: Record<keyof StreamsSeen, number>, more: StreamsSeen): void {
  for (const field of Object.keys(sum) as (keyof StreamsSeen)[]) sum[field] += more[field]
}

function bindingKey(row: Binding): string {
  return `${row.mac}|${row.ip}|${row.vlan}|${row.ground}|${row.protocol}`
}

function claimKey({ about, field, method, value, protocol, basis }: Claim): string {
  return `${about.mac}|${about.ip}|${field}|${method}|${value}|${protocol}|${basis}`
}

function addBinding(a: Binding, b: Binding): Binding {
  return { ...earlier(a, b), packets: a.packets + b.packets, ...addSpans(a, b) }
}

function conversationKey(row: ConversationSeen): string {
  return `${addressOf(row.client)}|${addressOf(row.server)}|${row.protocol}|${row.transport}|${row.serverPort}`
}

function addConversation(a: ConversationSeen, b: ConversationSeen): ConversationSeen {
  return {
    ...earlier(a, b),
    sidesFrom: SIDES.indexOf(a.sidesFrom) <= SIDES.indexOf(b.sidesFrom) ? a.sidesFrom : b.sidesFrom,
    isAnswered: a.isAnswered || b.isAnswered,
    vlans: [...new Set([...a.vlans, ...b.vlans])].sort((x, y) => x - y),
    packets: a.packets + b.packets,
    bytes: a.bytes + b.bytes,
    ...addClientBytes(a, b),
    functions: addFunctions(a.functions, b.functions),
    ...(a.details === undefined && b.details === undefined
      ? {}
      : { details: addDetails(a.details ?? [], b.details ?? []) }),
    ...addSpans(a, b),
  }
}

const SIDES: readonly ConversationSeen['sidesFrom'][] = ['content', 'handshake', 'port', 'first-packet']

function addFunctions(a: readonly FunctionSeen[], b: readonly FunctionSeen[]): FunctionSeen[] {
  const sum = new Map(a.map((seen) => [seen.code, seen]))
  for (const seen of b) sum.set(seen.code, { ...seen, count: seen.count + (sum.get(seen.code)?.count ?? 0) })
  return [...sum.values()]
}

function operationKey(row: OperationSeen): string {
  return `${addressOf(row.client)}|${addressOf(row.server)}|${row.protocol}|${row.code}|${row.kind}|${row.target}`
}

function addOperation(a: OperationSeen, b: OperationSeen): OperationSeen {
  const result = a.result === null || a.result === 'ok' ? (b.result ?? a.result) : a.result
  return { ...earlier(a, b), count: a.count + b.count, result }
}

function addAnomaly(a: AnomalySeen, b: AnomalySeen): AnomalySeen {
  return { ...earlier(a, b), count: a.count + b.count }
}
