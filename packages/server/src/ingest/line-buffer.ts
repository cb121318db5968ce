// Gathers lines that come without an answer into batches. Bounded: what comes while it is full is counted and told, never passed over in silence.
import { AppError } from '@penstock/server/http'
import type { EventIntake } from './intake.ts'
import type { EventSource } from './standing.ts'

const FLUSH_MS = 200
const BATCH_BYTES = 1 << 20
/** Held until the store has taken them. */
const MOST_BYTES = 16 << 20
const RETRY_MS = 500
const LF = Buffer.from('\n')
const LF_BYTE = 0x0a
const SPACE = 0x20

/** Why a line was not taken: there was no room, or it was longer than a message may be. */
export type Refused = 'rate' | 'too-long'

export class LineBuffer {
  readonly #intake: EventIntake
  readonly #source: EventSource
  #lines: Buffer[] = []
  #bytes = 0
  readonly #refused = new Map<Refused, number>()
  #timer: NodeJS.Timeout | null = null
  #storing: Promise<void> | null = null
  #isStopped = false
  #onRoom: (() => void)[] = []

  constructor(intake: EventIntake, source: EventSource) {
    this.#intake = intake
    this.#source = source
  }

  /** True while more may come; a stream that can wait is held back until there is room. */
  get hasRoom(): boolean {
    return this.#bytes < MOST_BYTES
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  /** Resolves when there may be room, or nothing is taken any more. */
  async room(): Promise<void> {
    if (this.hasRoom || this.#isStopped) return
    await new Promise<void>((done) => this.#onRoom.push(done))
  }

  /** False when there was no room for it: it is counted as refused. */
  push(line: Buffer): boolean {
    if (!this.hasRoom || this.#isStopped) {
      this.refuse('rate')
      return false
    }
    this.#lines.push(onOneLine(line))
    this.#bytes += line.length + 1
    if (this.#bytes >= BATCH_BYTES) void this.#store()
    else this.#plan()
    return true
  }

  refuse(cause: Refused, count = 1): void {
    this.#refused.set(cause, (this.#refused.get(cause) ?? 0) + count)
    this.#plan()
  }

  /** Stores what there is, once, and takes nothing more. */
  async stop(): Promise<void> {
    this.#isStopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#wakeAll()
    await this.#storing
    await this.#storeOnce()
  }

  #plan(): void {
    if (this.#isStopped) return
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      void this.#store()
    }, FLUSH_MS)
  }

  /** One at a time: the batches of a source keep their order. */
  async #store(): Promise<void> {
    this.#storing ??= (async () => {
      while (!this.#isStopped && (this.#lines.length > 0 || this.#refused.size > 0))
        if (!(await this.#storeOnce())) await new Promise((done) => setTimeout(done, RETRY_MS))
    })().finally(() => {
      this.#storing = null
    })
    await this.#storing
  }

  /** False when it has to wait. */
  async #storeOnce(): Promise<boolean> {
    const lines = takeUpTo(this.#lines, BATCH_BYTES)
    const refused = [...this.#refused]
    this.#refused.clear()
    let told = 0
    try {
      for (const [cause, count] of refused) {
        await this.#intake.countRefused(this.#source, cause, count)
        told++
      }
      if (lines.length > 0) {
        const body = Buffer.concat(lines.flatMap((line) => [line, LF]))
        await this.#intake.take(this.#source, { key: null, seq: null, sentAt: null, mayWait: true, body })
        this.#bytes -= body.length
        this.#wakeAll()
      }
      return true
    } catch (cause) {
      // The store or the queue has no room: the lines wait here, and this buffer fills.
      this.#lines = [...lines, ...this.#lines]
      for (const [why, count] of refused.slice(told)) this.#refused.set(why, (this.#refused.get(why) ?? 0) + count)
      if (!(cause instanceof AppError))
        process.emitWarning(`lines of a listener were not stored: ${String(cause)}`, { code: 'PENSTOCK_LISTENER' })
      return false
    }
  }

  #wakeAll(): void {
    const waiting = this.#onRoom
    this.#onRoom = []
    for (const wake of waiting) wake()
  }
}

/** Takes out of the front what goes into one batch, one line at least. */
function takeUpTo(lines: Buffer[], bytes: number): Buffer[] {
  let end = 0
  let sum = 0
  while (end < lines.length && (end === 0 || sum + lines[end]!.length < bytes)) sum += lines[end++]!.length + 1
  return lines.splice(0, end)
}

/** A line end within a message would make two lines of it. */
function onOneLine(line: Buffer): Buffer {
  if (!line.includes(LF_BYTE)) return line
  return Buffer.from(line.map((byte) => (byte === LF_BYTE ? SPACE : byte)))
}
