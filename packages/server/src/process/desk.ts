// Computations off the hub's thread: each lane is a thread of its own that takes one question after the other, so that a ranking of minutes
// holds up neither the hub nor a short question. A thread that takes too long is ended; it holds nothing that cannot be computed again.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { AppError } from '@penstock/server/http'
import type { Answers, Asked, QuestionKind, Questions, Reply, Told } from './question.ts'

interface LaneRule {
  readonly kinds: readonly QuestionKind[]
  readonly limitMs: number
}

/** Longest that a question is computed; a plant of 10,000 functions stays below a tenth of the first. */
const LANES: readonly LaneRule[] = [
  { kinds: ['network', 'outage', 'review'], limitMs: 10_000 },
  { kinds: ['contingencies', 'recovery'], limitMs: 45_000 },
]
/** Questions that wait in one lane at most. */
const MOST_WAITING = 32
/** A thread that nobody asked for so long is let go. */
const IDLE_MS = 300_000
const MOST_HEAP_MB = 1024
const MOST_ANSWERS = 32

export type LoadPlant = () => Promise<Readonly<Record<string, unknown>>>

export class ProcessDesk {
  readonly #lanes: readonly Lane[]
  /** Answers of the long lane, so that its pages are not computed one by one. */
  readonly #kept = new Map<string, Promise<Reply<QuestionKind>>>()

  /** `limitMs`: for all lanes, instead of their own. */
  constructor(options: { readonly limitMs?: number } = {}) {
    this.#lanes = LANES.map((rule) => new Lane({ ...rule, ...options }))
  }

  /** `key` names the plant: what is loaded under it is always the same. Throws `process.too-long` at the limit of its lane. */
  async ask<Kind extends QuestionKind>(
    key: string,
    load: LoadPlant,
    kind: Kind,
    question: Questions[Kind],
  ): Promise<Answers[Kind]> {
    const lane = this.#lanes.find(({ kinds }) => kinds.includes(kind))!
    const ask = () => lane.ask(load, { key, kind, question, plant: null })
    const reply = (await (lane === this.#lanes[1]
      ? this.#once(JSON.stringify([key, kind, question]), ask)
      : ask())) as Reply<Kind>
    if (reply.ok) return reply.value
    const { code, ...details } = reply.refusal
    throw new AppError(code, details)
  }

  async stop(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.stop()))
  }

  async #once(text: string, ask: () => Promise<Reply<QuestionKind>>): Promise<Reply<QuestionKind>> {
    const asked = this.#kept.get(text) ?? ask()
    this.#kept.delete(text)
    this.#kept.set(text, asked)
    for (const [oldest] of this.#kept) if (this.#kept.size > MOST_ANSWERS) this.#kept.delete(oldest)
    asked.catch(() => this.#kept.delete(text))
    return await asked
  }
}

class Lane {
  readonly kinds: readonly QuestionKind[]
  readonly #limitMs: number
  #worker: Worker | null = null
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0
  #idle: NodeJS.Timeout | undefined

  constructor({ kinds, limitMs }: LaneRule) {
    this.kinds = kinds
    this.#limitMs = limitMs
  }

  async ask(load: LoadPlant, asked: Asked): Promise<Reply<QuestionKind>> {
    if (this.#waiting >= MOST_WAITING) throw new AppError('too-many-requests')
    this.#waiting += 1
    const turn = this.#last.then(() => this.#answer(load, asked))
    this.#last = turn.catch(() => undefined)
    try {
      return await turn
    } finally {
      this.#waiting -= 1
    }
  }

  async stop(): Promise<void> {
    clearTimeout(this.#idle)
    const worker = this.#worker
    this.#worker = null
    await worker?.terminate()
  }

  async #answer(load: LoadPlant, asked: Asked): Promise<Reply<QuestionKind>> {
    clearTimeout(this.#idle)
    const first = await this.#tell(asked)
    const told = 'isMissing' in first ? await this.#tell({ ...asked, plant: await load() }) : first
    this.#idle = setTimeout(() => void this.stop(), IDLE_MS).unref()
    if ('isMissing' in told) throw new Error('the thread did not take the plant')
    return told
  }

  async #tell(asked: Asked): Promise<Told> {
    const worker = this.#worker ?? startWorker()
    this.#worker = worker
    const limit = AbortSignal.timeout(this.#limitMs)
    try {
      const told = once(worker, 'message', { signal: limit })
      worker.postMessage(asked)
      return ((await told) as [Told])[0]
    } catch (cause) {
      await this.stop()
      if (limit.aborted || isOutOfMemory(cause))
        throw new AppError('process.too-long', { limitS: this.#limitMs / 1000 }, { cause })
      throw cause
    }
  }
}

function startWorker(): Worker {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), {
    execArgv: [],
    name: 'process',
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
  })
  worker.unref()
  return worker
}

function isOutOfMemory(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
