// Live input: bytes are pushed as they come, batches are cut when the caller has room for one.
import type { LiveReport, ObservationBatch } from '@penstock/model/observations'
import { CaptureReader, COLUMN_ROWS } from '@penstock/sensor/capture'
import { Batcher, type ObserveOptions } from './batcher.ts'
import { CaptureError } from './open-captures.ts'

/** What the bounded tables gave up. */
const SHED = /-beyond-table$|^flows-given-up$/
/** Bytes from which a capture can be told. */
const OPENING_BYTES = 24

/**
 * Reads one endless capture. Nothing is lost when `cut` is not called for a while: facts are added up in bounded tables until
 * it is.
 */
export class LiveObserver {
  private readonly batcher: Batcher
  private readonly queue: Uint8Array[] = []
  private queued = 0
  private head = 0
  private reader: CaptureReader | null = null
  private isEnded = false

  constructor(options: ObserveOptions = {}) {
    this.batcher = new Batcher({ ...options, packetsPerBatch: Number.MAX_SAFE_INTEGER })
  }

  /** True when a cut would tell nothing that was read. */
  get isQuiet(): boolean {
    return this.batcher.packetsSinceCut === 0 && this.batcher.waitingFlows === 0
  }

  /** Takes the next bytes and reads all whole packets in them. Throws `CaptureError` when the first bytes open no capture. */
  push(chunk: Uint8Array): void {
    this.queue.push(chunk)
    this.queued += chunk.length
    if (this.reader === null && this.queued < OPENING_BYTES) return
    this.read()
  }

  /** No more bytes will come. */
  end(): void {
    this.isEnded = true
    this.read()
    if (this.reader !== null) this.batcher.addSkipped(this.reader.skipped)
  }

  /** Everything since the last cut. `live` says what the sensor listened to and lost meanwhile; its own tables' loss is added here. */
  cut(live?: LiveReport): ObservationBatch {
    const batch = this.batcher.cut(this.isEnded, !this.isEnded)
    if (live === undefined) return batch
    const tables = Object.entries(batch.skipped).reduce(
      (sum, [reason, count]) => sum + (SHED.test(reason) ? count : 0),
      0,
    )
    return { ...batch, live: tables === 0 ? live : { ...live, losses: { ...live.losses, tables } } }
  }

  private read(): void {
    const { batcher } = this
    const reader = this.reader ?? this.open()
    while (reader.next(batcher.columns, COLUMN_ROWS)) batcher.decode(reader.bytes, reader.view)
  }

  private open(): CaptureReader {
    const opened = new CaptureReader('live', (into, at, length) => this.drain(into, at, length)).open()
    if (!opened.ok) throw new CaptureError(opened.refusal)
    this.reader = opened.value
    return opened.value
  }

  private drain(into: Uint8Array, at: number, length: number): number {
    const first = this.queue[0]
    if (first === undefined) return this.isEnded ? 0 : -1
    const count = Math.min(length, first.length - this.head)
    into.set(first.subarray(this.head, this.head + count), at)
    this.head += count
    if (this.head === first.length) {
      this.queue.shift()
      this.head = 0
    }
    return count
  }
}
