// A listener that reads a file or a folder for the one source that is enrolled at it.
import { setTimeout as sleep } from 'node:timers/promises'
import { findEventFormat } from '@penstock/model/events'
import type { ListenerOptions } from '@penstock/model/sources'
import { AppError } from '@penstock/server/http'
import { CELL_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { FileFollower } from './follow-file.ts'
import type { EventIntake } from './intake.ts'
import type { BoundSource, Listener, ListenerState } from './listener.ts'
import { findSource } from './queries.ts'
import { FolderTaker } from './take-folder.ts'

const POLL_MS = 500

export type FileOptions = Extract<ListenerOptions, { readonly by: 'file' | 'folder' }>

export interface FileListenerParts {
  readonly store: Store<MonitoringTables>
  readonly intake: EventIntake
  /** Milliseconds between two looks, and how long a file is quiet when it is whole; tests look oftener. */
  readonly pollMs?: number | undefined
  readonly quietMs?: number | undefined
}

interface Work {
  readonly source: string
  readonly reader: FileFollower | FolderTaker
}

export class FileListener implements Listener {
  readonly options: FileOptions
  readonly #parts: FileListenerParts
  readonly #stopping = new AbortController()
  #source: BoundSource | null = null
  #fault: string | null = null
  #isWaiting = true
  #loop: Promise<void> = Promise.resolve()

  constructor(options: FileOptions, parts: FileListenerParts) {
    this.options = options
    this.#parts = parts
  }

  async begin(): Promise<void> {
    this.#loop = this.#run()
    await Promise.resolve()
  }

  take(sources: readonly BoundSource[]): void {
    this.#source = sources[0] ?? null
  }

  state(): ListenerState {
    const told = { port: null, connections: 0, lost: null }
    if (this.#source === null) return { ...told, state: 'not-enrolled', detail: null }
    if (this.#fault !== null) return { ...told, state: 'failed', detail: this.#fault }
    return { ...told, state: this.#isWaiting ? 'waiting' : 'listening', detail: null }
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#loop
  }

  async #run(): Promise<void> {
    let work: Work | null = null
    while (!this.#stopping.signal.aborted) {
      let hasMore = false
      try {
        const source = this.#source
        if (work !== null && work.source !== source?.source) {
          await work.reader.close()
          work = null
        }
        if (source !== null) {
          work ??= { source: source.source, reader: await this.#readerOf(source) }
          hasMore = await work.reader.look()
          this.#isWaiting = work.reader instanceof FileFollower && !work.reader.isOpen
          this.#fault = null
        }
      } catch (cause) {
        // No room is no fault: what was read is kept, and stored when there is.
        this.#isWaiting = cause instanceof AppError
        this.#fault = cause instanceof AppError ? null : cause instanceof Error ? cause.message : String(cause)
      }
      if (!hasMore) await sleep(this.#parts.pollMs ?? POLL_MS, null, this.#stopping).catch(() => null)
    }
    await work?.reader.close()
  }

  async #readerOf(source: BoundSource): Promise<FileFollower | FolderTaker> {
    const { store, intake, quietMs } = this.#parts
    const { path } = this.options
    const row = await store.transaction(CELL_SERVICE, (tx) => findSource(tx, source.source))
    const place = row?.place ?? null
    const arrival = { seq: null, sentAt: null, mayWait: true }
    if (this.options.by === 'file')
      return new FileFollower({
        ...{ path, place, lingerMs: quietMs },
        take: async (step) => void (await intake.take(source, { ...arrival, ...step, key: null })),
        onLost: () => intake.countRefused(source, 'file-gone', 1),
      })
    return new FolderTaker({
      ...{ path, place, quietMs },
      isOneRecord: findEventFormat(source.format)?.framing === 'file',
      take: async (step, key) => void (await intake.take(source, { ...arrival, ...step, key })),
      onRefused: () => intake.countRefused(source, 'too-long', 1),
    })
  }
}
