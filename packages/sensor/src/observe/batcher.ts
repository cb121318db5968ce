// Cuts the packet stream into observation batches at fixed packet counts, so that the same capture gives the same batches
// whatever the size of the reads.
import { micros } from '@penstock/model/kernel'
import type { ExchangeSeen, ObservationBatch, ValueSeen } from '@penstock/model/observations'
import { RecordColumns } from '@penstock/sensor/capture'
import { names, pointText, protocolName } from '@penstock/sensor/protocols'
import { Engine } from './engine.ts'
import { Inference } from './inference.ts'
import type { Share } from './share.ts'

export interface ObserveOptions {
  /** Packets a batch; the last one holds fewer. Default 50,000. */
  readonly packetsPerBatch?: number
  /** Cuts a batch sooner, at a whole number of 262,144 packets, once so many conversations wait in it. Never unless given. */
  readonly rowsPerBatch?: number
  /** Hard cap of flows that are remembered at once. Default 262,144. */
  readonly maxFlows?: number
  /** Seed of the hash tables; never changes what comes out. Default random. */
  readonly seed?: number
  /** Two sightings of a packet less than so many microseconds apart are one; 0 keeps all. Default 1,000. */
  readonly duplicateMicros?: number
  /** Told the readings of each point over all packets, at the end; no batch has any then. Null when nobody wants them. */
  readonly onValue?: ((row: ValueSeen) => void) | null
  /** False leaves out how each function was asked: nobody learns from it. */
  readonly hasExchanges?: boolean
  /** Reads the hosts of one share only; the other shares are for other readers of the same files. */
  readonly share?: Share
  /** Largest read in bytes; only tests change it. */
  readonly chunkBytes?: number
}

export const PACKETS_PER_BATCH = 50_000
/** How often a long batch is asked whether it is full of rows: at counts of packets, so that the size of reads cuts nothing. */
const PACKETS_BETWEEN_LOOKS = 1 << 18
/** Flows that are remembered at once unless told otherwise. */
export const MAX_FLOWS = 262_144

export class Batcher {
  readonly columns = new RecordColumns()
  private readonly engine: Engine
  private readonly inference = new Inference()
  private readonly perBatch: number
  private readonly rowsPerBatch: number
  private readonly onValue: ObserveOptions['onValue']
  private readonly hasExchanges: boolean
  private seq = 0
  private frame = 0
  private before = { packets: 0, malformed: 0, bytes: 0 }
  private readonly reported = new Map<string, number>()

  constructor(options: ObserveOptions) {
    this.perBatch = Math.max(1, options.packetsPerBatch ?? PACKETS_PER_BATCH)
    this.rowsPerBatch = options.rowsPerBatch ?? Number.POSITIVE_INFINITY
    this.onValue = options.onValue
    this.hasExchanges = options.hasExchanges ?? true
    const seed = options.seed ?? Math.floor(Math.random() * 0x7fff_ffff)
    const { maxFlows = MAX_FLOWS, duplicateMicros, share } = options
    this.engine = new Engine({ maxFlows: Math.max(4096, maxFlows), seed, duplicateMicros, share })
  }

  /** Packets until the batch is full, or is asked whether it is. */
  get room(): number {
    const { packetsSinceCut: read } = this
    return Math.min(this.perBatch - read, PACKETS_BETWEEN_LOOKS - (read % PACKETS_BETWEEN_LOOKS))
  }

  /** True where the batch is to be cut. */
  get isFull(): boolean {
    const { packetsSinceCut: read } = this
    if (read >= this.perBatch) return true
    if (read === 0 || read % PACKETS_BETWEEN_LOOKS !== 0) return false
    return this.waitingFlows + this.engine.ledger.conversations.size >= this.rowsPerBatch
  }

  /** Reads what the columns hold and empties them. */
  decode(bytes: Uint8Array, view: DataView): void {
    const { columns } = this
    this.engine.decode(bytes, view, columns, 0, columns.count, this.frame)
    this.frame += columns.count
    columns.count = 0
  }

  /** Begins the next file: frame numbers start again. */
  nextFile(file: number): void {
    this.engine.releaseHeld()
    this.engine.ledger.settle()
    this.engine.ledger.wire.file = file
    this.engine.nextFile()
    this.frame = 0
  }

  /** Notes what a container reader passed over. */
  addSkipped(skipped: ReadonlyMap<string, number>): void {
    for (const [reason, count] of skipped) {
      this.engine.skipped.set(reason, (this.engine.skipped.get(reason) ?? 0) + count)
    }
  }

  get packetsSinceCut(): number {
    return this.engine.packets - this.before.packets
  }

  /** TCP flows whose packets wait for the next batch. */
  get waitingFlows(): number {
    return this.engine.ledger.flows.touchedCount
  }

  /**
   * Closes the batch: everything that became known since the one before. With `mayWait` what is not decided yet waits for the next one,
   * once, so that where a live capture is cut changes nothing in sum.
   */
  cut(isLast: boolean, mayWait = false): ObservationBatch {
    const { engine } = this
    const { ledger, totals } = engine
    if (!mayWait) engine.releaseHeld()
    ledger.settle(mayWait)
    engine.askedNames.settle(mayWait)
    if (isLast) engine.fragments.forgetAll()
    const bindings = ledger.bindings.drain(ledger.addresses, (protocol) => protocolName(protocol) ?? 'ip')
    const exchanges: ExchangeSeen[] = []
    const conversations = ledger.conversations.drain(ledger.addresses, names, this.hasExchanges ? exchanges : null)
    const operations = ledger.operations.drain(ledger.addresses)
    const claims = ledger.claims.drain()
    const batch: ObservationBatch = {
      seq: this.seq,
      isLast,
      packets: this.packetsSinceCut,
      bytes: totals[0]! - this.before.bytes,
      malformed: engine.malformed - this.before.malformed,
      skipped: this.skippedSince(),
      firstAt: this.packetsSinceCut === 0 ? null : micros(totals[1]!),
      lastAt: this.packetsSinceCut === 0 ? null : micros(totals[2]!),
      bindings,
      claims: [...claims, ...this.inference.of(bindings, conversations)],
      conversations,
      operations,
      anomalies: ledger.anomalies.drain(),
      ...engine.streams.take(),
      ...whereAny('values', this.values(isLast)),
      ...whereAny('states', ledger.states.drain()),
      ...whereAny('transfers', ledger.transfers.drain(isLast)),
      ...whereAny('logons', ledger.logons.drain()),
      ...whereAny('discoveries', ledger.discoveries.drain()),
      ...whereAny('exchanges', exchanges),
    }
    this.before = { packets: engine.packets, malformed: engine.malformed, bytes: totals[0]! }
    totals[1] = Number.POSITIVE_INFINITY
    totals[2] = Number.NEGATIVE_INFINITY
    this.seq += 1
    return batch
  }

  private values(isLast: boolean): ValueSeen[] {
    const { values, addresses } = this.engine.ledger
    if (this.onValue === undefined) return values.drain(addresses, pointText, protocolName)
    if (isLast && this.onValue !== null) values.tell(addresses, pointText, protocolName, this.onValue)
    return []
  }

  private skippedSince(): Record<string, number> {
    const { engine } = this
    const { ledger } = engine
    const now = engine.passedOver()
    now.set('functions-beyond-table', ledger.functions.overflow)
    now.set('operations-beyond-table', ledger.operations.overflow)
    now.set('claims-beyond-table', ledger.claims.overflow)
    now.set('bindings-beyond-table', ledger.bindings.overflow)
    now.set('conversations-beyond-table', ledger.conversations.overflow)
    now.set('details-beyond-table', ledger.details.overflow)
    now.set('anomalies-beyond-table', ledger.anomalies.overflow)
    now.set('values-beyond-table', ledger.values.overflow)
    now.set('states-beyond-table', ledger.states.overflow)
    now.set('transfers-beyond-table', ledger.transfers.overflow)
    now.set('logons-beyond-table', ledger.logons.overflow)
    now.set('discoveries-beyond-table', ledger.discoveries.overflow)
    const since: Record<string, number> = {}
    for (const [reason, count] of now) {
      const more = count - (this.reported.get(reason) ?? 0)
      if (more > 0) since[reason] = more
      this.reported.set(reason, count)
    }
    return since
  }
}

/** The rows under their name; nothing when there are none. */
function whereAny<Name extends string, Row>(name: Name, rows: Row[]): { [key in Name]?: Row[] } {
  return rows.length === 0 ? {} : ({ [name]: rows } as { [key in Name]?: Row[] })
}
