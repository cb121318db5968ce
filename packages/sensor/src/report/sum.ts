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

/** Everything that batches said, added up. */
export class Sum {
  packets = 0
  bytes = 0
  malformed = 0
  firstAt: number | null = null
  lastAt: number | null = null
  readonly skipped: Record<string, number> = {}
  readonly streams = { connections: 0, oneSided: 0, gaps: 0, missingBytes: 0 }
  readonly claims: Claim[] = []
  readonly states: StateSeen[] = []
  readonly transfers: TransferSeen[] = []
  private readonly bindingRows = new Map<string, Binding>()
  private readonly conversationRows = new Map<string, ConversationSeen>()
  private readonly operationRows = new Map<string, OperationSeen>()
  private readonly anomalyRows = new Map<string, AnomalySeen>()
  private readonly logonRows = new Map<string, LogonSeen>()
  private readonly discoveryRows = new Map<string, DiscoverySeen>()

  add(batch: ObservationBatch): void {
    this.packets += batch.packets
    this.bytes += batch.bytes
    this.malformed += batch.malformed
    if (batch.firstAt !== null) this.firstAt = Math.min(this.firstAt ?? batch.firstAt, batch.firstAt)
    if (batch.lastAt !== null) this.lastAt = Math.max(this.lastAt ?? batch.lastAt, batch.lastAt)
    for (const [reason, count] of Object.entries(batch.skipped))
      this.skipped[reason] = (this.skipped[reason] ?? 0) + count
    if (batch.streams !== undefined) addStreams(this.streams, batch.streams)
    for (const row of batch.claims) this.claims.push(row)
    for (const row of batch.bindings) put(this.bindingRows, bindingKey(row), row, addBinding)
    for (const row of batch.conversations) put(this.conversationRows, conversationKey(row), row, addConversation)
    for (const row of batch.operations) put(this.operationRows, operationKey(row), row, addOperation)
    for (const row of batch.anomalies) put(this.anomalyRows, `${row.kind}|${row.detail}`, row, addAnomaly)
    for (const row of batch.states ?? []) this.states.push(row)
    for (const row of batch.transfers ?? []) this.transfers.push(row)
    for (const row of batch.logons ?? []) put(this.logonRows, logonKey(row), row, addTally)
    for (const row of batch.discoveries ?? []) put(this.discoveryRows, discoveryKey(row), row, addTally)
  }

  get bindings(): Binding[] {
    return [...this.bindingRows.values()]
  }

  get conversations(): ConversationSeen[] {
    return [...this.conversationRows.values()]
  }

  get operations(): OperationSeen[] {
    return [...this.operationRows.values()]
  }

  get anomalies(): AnomalySeen[] {
    return [...this.anomalyRows.values()]
  }

  get logons(): LogonSeen[] {
    return [...this.logonRows.values()]
  }

  get discoveries(): DiscoverySeen[] {
    return [...this.discoveryRows.values()]
  }
}

function addStreams(sum: Record<keyof StreamsSeen, number>, more: StreamsSeen): void {
  for (const field of Object.keys(sum) as (keyof StreamsSeen)[]) sum[field] += more[field]
}

function put<Row>(rows: Map<string, Row>, key: string, row: Row, add: (a: Row, b: Row) => Row): void {
  const known = rows.get(key)
  rows.set(key, known === undefined ? row : add(known, row))
}

function bindingKey(row: Binding): string {
  return `${row.mac}|${row.ip}|${row.vlan}|${row.ground}|${row.protocol}`
}

function addBinding(a: Binding, b: Binding): Binding {
  return { ...a, packets: a.packets + b.packets, ...addSpans(a, b) }
}

function conversationKey(row: ConversationSeen): string {
  return `${addressOf(row.client)}|${addressOf(row.server)}|${row.protocol}|${row.transport}|${row.serverPort}`
}

function addConversation(a: ConversationSeen, b: ConversationSeen): ConversationSeen {
  return {
    ...a,
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
  return { ...a, count: a.count + b.count, result }
}

function addAnomaly(a: AnomalySeen, b: AnomalySeen): AnomalySeen {
  return { ...a, count: a.count + b.count }
}
