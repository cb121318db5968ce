// Takes batches of lines in: what is answered stands in the store, and is read behind the answer. What waits is bounded, in all and for
// each source, so that one that floods is told to wait while the others are served.
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip as gzipWithCallback } from 'node:zlib'
import { findEventFormat } from '@penstock/model/events'
import type { EpochMicros } from '@penstock/model/kernel'
import type { Signal } from '@penstock/server/facts'
import { AppError } from '@penstock/server/http'
import { CELL_SERVICE, type Clock, newUuid, uuidOfContent } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { cutLines } from './lines.ts'
import type { SourceRow } from './queries.ts'
import * as queries from './queries.ts'
import { afterArrival, countNames, type EventSource, newStanding } from './standing.ts'

const gzip = promisify(gzipWithCallback)

/** Bytes of lines that wait to be read: in all, and of one source. They stand in the store, packed. */
export interface QueueBounds {
  readonly bytes: number
  readonly bytesOfSource: number
}
const QUEUE: QueueBounds = { bytes: 512 * 2 ** 20, bytesOfSource: 128 * 2 ** 20 }

export interface Arrival {
  /** As the source names the batch; without one every sending is new. */
  readonly key: string | null
  readonly seq: number | null
  readonly sentAt: EpochMicros | null
  /** Whoever brings it keeps it until there is room: then nothing was refused. */
  readonly mayWait?: boolean
  /** Up to where a file was read with this batch; kept in its transaction. */
  readonly place?: SourceRow['place'] | undefined
  /** Unpacked. */
  readonly body: Buffer
}

export interface Taken {
  readonly batch: string
  readonly lines: number
  readonly isRepeated: boolean
}

export interface EventIntakeOptions {
  readonly store: Store<MonitoringTables>
  readonly clock: Clock
  /** Wakes whoever reads what waits. */
  readonly onBatch: Signal<void>
  readonly bounds?: QueueBounds | undefined
}

export class EventIntake {
  readonly #options: EventIntakeOptions
  readonly #bounds: QueueBounds
  /** Bytes and lines that wait, by source; what is being taken counts. */
  readonly #waiting = new Map<string, { bytes: number; lines: number }>()
  #bytes = 0

  constructor(options: EventIntakeOptions) {
    this.#options = options
    this.#bounds = options.bounds ?? QUEUE
  }

  /** What a kill left waiting counts. Call once, before the first batch. */
  async begin(): Promise<void> {
    const rows = await this.#options.store.transaction(CELL_SERVICE, queries.listWaitingBytes)
    for (const { source, bytes, lines } of rows) this.#wait(source, bytes, lines)
  }

  /** Refuses with `ingest.queue-full` or `ingest.source-floods` before anything of it is stored. */
  async take(source: EventSource, arrival: Arrival): Promise<Taken> {
    const { store, clock, onBatch } = this.#options
    const format = findEventFormat(source.format)
    if (format === null) throw new AppError('ingest.format-unknown')
    const cause = this.#fullness(source)
    if (cause !== null) {
      if (arrival.mayWait !== true) await this.countRefused(source, cause, 1)
      throw new AppError(cause === 'flood' ? 'ingest.source-floods' : 'ingest.queue-full')
    }
    const { key, seq, sentAt, place = null, body } = arrival
    const at = clock()
    const id = key === null ? newUuid() : uuidOfContent([source.source, key])
    const lines = cutLines(body, format.framing === 'file').length
    const sha256 = createHash('sha256').update(body).digest()
    this.#wait(source.source, body.length, lines)
    let isKept = false
    try {
      const packed = lines === 0 ? null : await gzip(body, { level: 1 })
      const isRepeated = await store.transaction(CELL_SERVICE, async (tx) => {
        const before = await queries.lockSource(tx, newStanding(source, at))
        const row = {
          ...{ id, source: source.source, site: source.site, format: source.format, received_at: at },
          ...{ lines, bytes: body.length, sha256, body: packed },
        }
        if (lines > 0 && !(await queries.insertBatch(tx, row))) {
          const stored = await queries.findBatch(tx, id)
          if (stored !== undefined && !sha256.equals(stored.sha256)) throw new AppError('ingest.batch-differs')
          const repeated = before.repeated + 1
          await queries.updateSource(tx, { ...before, heard_at: at, repeated, place: place ?? before.place })
          return true
        }
        const now = { at, lines, bytes: body.length, seq, sentAt, place }
        await queries.updateSource(tx, afterArrival({ ...before, site: source.site, format: source.format }, now))
        return false
      })
      isKept = lines > 0 && !isRepeated
      return { batch: id, lines, isRepeated }
    } finally {
      if (isKept) onBatch.emit()
      else this.wasRead(source.source, body.length, lines)
    }
  }

  /** A batch no longer waits. */
  wasRead(source: string, bytes: number, lines: number): void {
    this.#wait(source, -bytes, -lines)
  }

  /** Lines that wait to be read, as of now. */
  waitingBySource(): ReadonlyMap<string, number> {
    return new Map([...this.#waiting].map(([source, { lines }]) => [source, lines]))
  }

  /** Lines of a source that wait to be read. */
  waitingLines(source: string): number {
    return this.#waiting.get(source)?.lines ?? 0
  }

  /** Counts what was not taken of a source, by cause. */
  async countRefused(source: EventSource, cause: string, count: number): Promise<void> {
    const at = this.#options.clock()
    await this.#options.store.transaction(CELL_SERVICE, async (tx) => {
      const row = await queries.lockSource(tx, newStanding(source, at))
      await queries.updateSource(tx, { ...row, heard_at: at, refused: countNames(row.refused, [cause], count) })
    })
  }

  #fullness(source: EventSource): 'flood' | 'queue-full' | null {
    const own = this.#waiting.get(source.source)?.bytes ?? 0
    if (own >= this.#bounds.bytesOfSource) return 'flood'
    return this.#bytes >= this.#bounds.bytes ? 'queue-full' : null
  }

  #wait(source: string, bytes: number, lines: number): void {
    const own = this.#waiting.get(source) ?? { bytes: 0, lines: 0 }
    own.bytes += bytes
    own.lines += lines
    this.#bytes += bytes
    if (own.lines <= 0 && own.bytes <= 0) this.#waiting.delete(source)
    else this.#waiting.set(source, own)
  }
}
