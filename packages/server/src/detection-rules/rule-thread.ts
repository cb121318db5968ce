// A thread of rules, from the cell's side: questions are answered in their order; when it ends, every open one is refused.
import { Worker } from 'node:worker_threads'
import type { Answers, Question } from './words.ts'

const MOST_HEAP_MB = 2048

interface Open {
  readonly resolve: (answer: never) => void
  readonly reject: (cause: Error) => void
}

export class RuleThread {
  readonly #worker: Worker
  readonly #open = new Map<number, Open>()
  #ended: Error | null = null
  #next = 1

  constructor() {
    this.#worker = new Worker(new URL('./thread.ts', import.meta.url), {
      execArgv: [],
      name: 'detection-rules',
      resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
    })
    this.#worker.unref()
    this.#worker.on('message', (told: { id: number; answer?: never; failure?: string }) => {
      const open = this.#open.get(told.id)
      this.#open.delete(told.id)
      if (told.failure === undefined) open?.resolve(told.answer!)
      else open?.reject(new Error(told.failure))
    })
    this.#worker.on('error', (cause) => this.#end(cause instanceof Error ? cause : new Error(String(cause))))
    this.#worker.on('exit', () => this.#end(new Error('the thread of the rules has ended')))
  }

  get isEnded(): boolean {
    return this.#ended !== null
  }

  async ask<Do extends Question['do']>(question: Question & { readonly do: Do }): Promise<Answers[Do]> {
    if (this.#ended !== null) throw this.#ended
    const id = this.#next++
    return await new Promise<Answers[Do]>((resolve, reject) => {
      this.#open.set(id, { resolve, reject })
      this.#worker.postMessage({ id, question })
    })
  }

  async stop(): Promise<void> {
    await this.#worker.terminate()
  }

  #end(cause: Error): void {
    this.#ended ??= cause
    for (const { reject } of this.#open.values()) reject(this.#ended)
    this.#open.clear()
  }
}
