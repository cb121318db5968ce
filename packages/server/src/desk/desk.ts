// Computations off the hub's thread: each lane is a thread of its own that takes one question after the other, so that a ranking of minutes
// holds up neither the hub nor a short question. A thread that takes too long is ended; it holds nothing that cannot be computed again.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { ProblemCode } from '@penstock/contract/problems'
import { isOutOfMemory } from '@penstock/server/runtime'
import type { Asked, Lists, Reply, Told } from './words.ts'

export interface LaneRule<Kind> {
  readonly kinds: readonly Kind[]
  /** Longest that a question is computed. */
  readonly limitMs: number
  /** Whether answers are kept, so that the pages of one are not computed one by one. */
  readonly isKept?: boolean
}

export interface DeskOptions<Kind> {
  /** Name of the threads. */
  readonly name: string
  /** The file that a thread runs; it calls `answerFrom`. */
  readonly thread: URL
  readonly lanes: readonly LaneRule<Kind>[]
  /** The refusal of what takes longer than its lane allows, or more memory. */
  readonly tooLong: ProblemCode
  /** Makes of a refusal what a caller throws. */
  readonly refuse: (code: ProblemCode, details?: Readonly<Record<string, unknown>>, cause?: unknown) => Error
}

/** Questions that wait in one lane at most. */
const MOST_WAITING = 32
/** A thread that nobody asked for so long is let go. */
const IDLE_MS = 300_000
const MOST_HEAP_MB = 1024
const MOST_ANSWERS = 32

export type LoadPlant = () => Promise<Lists>

export class Desk<Questions, Answers extends { readonly [Kind in keyof Questions]: unknown }> {
  readonly #lanes: readonly Lane[]
  readonly #refuse: DeskOptions<unknown>['refuse']
  readonly #kept = new Map<string, Promise<Reply<unknown>>>()

  constructor({ lanes, ...options }: DeskOptions<keyof Questions & string>) {
    this.#lanes = lanes.map((rule) => new Lane({ ...rule, ...options }))
    this.#refuse = options.refuse
  }

  /** `key` names the plant: what is loaded under it is always the same. Throws the refusal of the answer, and `tooLong` at the limit. */
  async ask<Kind extends keyof Questions & string>(
    key: string,
    load: LoadPlant,
    kind: Kind,
    question: Questions[Kind],
  ): Promise<Answers[Kind]> {
    const lane = this.#lanes.find(({ rule }) => rule.kinds.includes(kind))!
    const ask = () => lane.ask(load, { key, kind, question, plant: null })
    const reply = await (lane.rule.isKept === true ? this.#once(JSON.stringify([key, kind, question]), ask) : ask())
    if (reply.ok) return reply.value as Answers[Kind]
    const { code, ...details } = reply.refusal
    throw this.#refuse(code, details)
  }

  async stop(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.stop()))
  }

  async #once(text: string, ask: () => Promise<Reply<unknown>>): Promise<Reply<unknown>> {
    const asked = this.#kept.get(text) ?? ask()
    this.#kept.delete(text)
    this.#kept.set(text, asked)
    for (const [oldest] of this.#kept) if (this.#kept.size > MOST_ANSWERS) this.#kept.delete(oldest)
    asked.catch(() => this.#kept.delete(text))
    return await asked
  }
}

type OfLane = LaneRule<string> & Pick<DeskOptions<string>, 'name' | 'thread' | 'tooLong' | 'refuse'>

class Lane {
  readonly rule: OfLane
  #worker: Worker | null = null
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0
  #idle: NodeJS.Timeout | undefined

  constructor(rule: OfLane) {
    this.rule = rule
  }

  async ask(load: LoadPlant, asked: Asked): Promise<Reply<unknown>> {
    if (this.#waiting >= MOST_WAITING) throw this.rule.refuse('too-many-requests')
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

  async #answer(load: LoadPlant, asked: Asked): Promise<Reply<unknown>> {
    clearTimeout(this.#idle)
    const first = await this.#tell(asked)
    const told = 'isMissing' in first ? await this.#tell({ ...asked, plant: await load() }) : first
    this.#idle = setTimeout(() => void this.stop(), IDLE_MS).unref()
    if ('isMissing' in told) throw new Error('the thread did not take the plant')
    return told
  }

  async #tell(asked: Asked): Promise<Told> {
    const { limitMs, tooLong, refuse } = this.rule
    const worker = this.#worker ?? (await startWorker(this.rule))
    this.#worker = worker
    const limit = AbortSignal.timeout(limitMs)
    try {
      const told = once(worker, 'message', { signal: limit })
      worker.postMessage(asked)
      return ((await told) as [Told])[0]
    } catch (cause) {
      await this.stop()
      if (limit.aborted || isOutOfMemory(cause)) throw refuse(tooLong, { limitS: limitMs / 1000 }, cause)
      throw cause
    }
  }
}

/** Loading a thread is not the question's fault: its limit begins when the thread says that it listens. */
async function startWorker({ name, thread }: OfLane): Promise<Worker> {
  const worker = new Worker(thread, {
    execArgv: [],
    name,
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
  })
  worker.unref()
  await once(worker, 'message')
  return worker
}
