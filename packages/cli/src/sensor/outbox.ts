// Cuts what was seen into batches and keeps them on disk. While the spool is full nothing is cut; while the disk takes nothing, one batch
// is held in memory and nothing further is cut: facts add up in the observer's bounded tables, which count what does not fit.
import type { LiveReport, Losses, ObservationBatch } from '@penstock/model/observations'
import { type Clocks, LiveWatch } from './live-watch.ts'
import type { Spool } from './spool.ts'

/** What was seen, added up until it is cut. */
export interface Observer {
  readonly isQuiet: boolean
  /** Nothing more comes. */
  end(): void
  cut(live: LiveReport): ObservationBatch
}

/** Keeps how far a source was read, together with the batches that hold it. */
export interface Places {
  /** The batch of this number holds all up to here, once it is on disk. */
  intend(seq: number): void
  /** It is. */
  confirm(): void
}

export interface OutboxOptions {
  readonly observer: Observer
  /** Of a source that can be read again. */
  readonly places?: Places
  readonly spool: Spool
  readonly heartbeatMs: number
  readonly clocks: Clocks
  /** Packets lost before the observer since this was last asked. */
  readonly takeLosses: () => Losses
  readonly say: (text: string) => void
  /** A batch is on disk. */
  readonly onKept: () => void
}

export class Outbox {
  private readonly options: OutboxOptions
  private readonly watch: LiveWatch
  private held: ObservationBatch | null = null
  private isFullTold = false
  private isDiskTold = false

  constructor(options: OutboxOptions) {
    this.options = options
    this.watch = new LiveWatch(options.clocks)
  }

  /** True when what is read now can be kept. */
  get takes(): boolean {
    return this.held === null && this.options.spool.hasRoom()
  }

  get isHolding(): boolean {
    return this.held !== null
  }

  get heldPackets(): number {
    return this.held?.packets ?? 0
  }

  /** Cuts a batch when there is something to say and room to keep it. */
  tick(): void {
    const { observer, spool, heartbeatMs } = this.options
    if (!this.keepHeld()) return
    if (!this.hasRoom()) return
    // A heartbeat that waits on disk tells nobody anything; the next one covers its stretch as well.
    if (observer.isQuiet && (this.watch.elapsed < heartbeatMs * 1000 || !spool.isEmpty())) return
    this.cut()
  }

  /** The input ended; `isWhole` when it ended as a capture does. */
  end(isWhole: boolean): void {
    const { observer } = this.options
    if (isWhole) observer.end()
    if ((isWhole || !observer.isQuiet) && this.keepHeld()) this.cut()
  }

  /** True when nothing is held any longer. */
  keepHeld(): boolean {
    if (this.held === null) return true
    const { spool, places, say, onKept } = this.options
    try {
      places?.intend(this.held.seq)
      spool.add(this.held)
      this.held = null
      // Before anybody sends it: a batch that is gone from the disk was kept.
      places?.confirm()
      if (this.isDiskTold) say('the disk takes batches again')
      this.isDiskTold = false
      onKept()
      return true
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      if (!this.isDiskTold)
        say(`a batch cannot be kept on disk (${reason}); it is held in memory, and what follows adds up`)
      this.isDiskTold = true
      return false
    }
  }

  private cut(): void {
    const { stretch, jump } = this.watch.take()
    const batch = this.options.observer.cut({ ...stretch, losses: this.options.takeLosses() })
    this.held = jump === null ? batch : { ...batch, anomalies: [...batch.anomalies, jump] }
    this.keepHeld()
  }

  private hasRoom(): boolean {
    const { spool, say } = this.options
    const hasRoom = spool.hasRoom()
    if (!hasRoom && !this.isFullTold)
      say('the spool is full; no batch is cut until the cell takes some, and facts add up')
    this.isFullTold = !hasRoom
    return hasRoom
  }
}
