// A listener that is bound to a port: whose lines come from whom, and that it is bound again when it could not be.
import { findPeer } from '@penstock/model/sources'
import type { EventIntake } from './intake.ts'
import { LineBuffer } from './line-buffer.ts'
import { listenOnNetwork, type NetworkListening, type NetworkOptions } from './listen-network.ts'
import type { BoundSource, Listener, ListenerState } from './listener.ts'
import type { Strangers } from './strangers.ts'

const RETRY_MS = 10_000

export class NetworkListener implements Listener {
  readonly options: NetworkOptions
  readonly #intake: EventIntake
  readonly #strangers: Strangers
  readonly #buffers = new Map<string, LineBuffer>()
  #sources: readonly BoundSource[] = []
  #listening: NetworkListening | null = null
  #fault: string | null = null
  #timer: NodeJS.Timeout | null = null
  #isStopped = false
  #leaving: Promise<unknown> = Promise.resolve()

  constructor(options: NetworkOptions, intake: EventIntake, strangers: Strangers) {
    this.options = options
    this.#intake = intake
    this.#strangers = strangers
  }

  async begin(): Promise<void> {
    try {
      this.#listening = await listenOnNetwork(this.options, {
        linesOf: (address) => this.#linesOf(address),
        onStranger: (address) => this.#strangers.note(this.options.name, address),
      })
      this.#fault = null
    } catch (cause) {
      this.#fault = cause instanceof Error ? cause.message : String(cause)
      if (!this.#isStopped) this.#timer = setTimeout(() => void this.begin(), RETRY_MS)
    }
  }

  take(sources: readonly BoundSource[]): void {
    this.#sources = sources
    const known = new Set(sources.map(({ source }) => source))
    for (const [source, buffer] of this.#buffers)
      if (!known.has(source)) {
        this.#buffers.delete(source)
        this.#leaving = Promise.all([this.#leaving, buffer.stop()])
      }
    this.#listening?.recheck()
  }

  state(): ListenerState {
    const port = this.#listening?.port ?? null
    const connections = this.#listening?.connections() ?? 0
    const lost = this.#listening?.lost() ?? null
    const told = { port, connections, lost }
    if (this.#fault !== null) return { ...told, state: 'failed', detail: this.#fault }
    return { ...told, state: this.#sources.length === 0 ? 'not-enrolled' : 'listening', detail: null }
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#listening?.stop()
    await this.#leaving
    await Promise.all([...this.#buffers.values()].map((buffer) => buffer.stop()))
  }

  #linesOf(address: string): LineBuffer | null {
    const found = findPeer(this.#sources, address)
    if (found === null) return null
    const buffer = this.#buffers.get(found.source) ?? new LineBuffer(this.#intake, found)
    this.#buffers.set(found.source, buffer)
    return buffer
  }
}
