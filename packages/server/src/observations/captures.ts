// Captures and files of other systems that people give: streamed to disk, named by their content, read as a job by a process of its own.
import { createReadStream, existsSync, mkdirSync } from 'node:fs'
import { open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { JobView } from '@penstock/contract/jobs'
import type { ObservationBatch } from '@penstock/model/observations'
import { OTHER_SYSTEMS, RECOGNISED_BY, recogniseOther } from '@penstock/model/others'
import { AppError, type Caller, keepUpload, maySeeSite } from '@penstock/server/http'
import { JobFailure, type JobRow, type JobsService, type Worker } from '@penstock/server/jobs'
import { CELL_SERVICE, type Clock, type DiskRoom, newUuid } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { z } from 'zod'
import type { Ingest } from './ingest.ts'
import * as queries from './queries.ts'
import { unpacked } from './unpacked.ts'

/** What the process that reads a capture says on its way; each batch is answered before the next comes. */
export interface CaptureRun {
  /** Batches after `afterSeq`, with how far into the file the reader is; ends when the file does. */
  readonly batches: AsyncIterable<{ readonly batch: ObservationBatch; readonly readBytes: number }>
  stop(): void
}
/** Starts a reader of a file. Throws (or its batches throw) a CaptureRefusal for a file that is no capture. */
export type StartCapture = (file: string, afterSeq: number) => CaptureRun

export class CaptureRefusal extends Error {}
/** The reader's process ended before the file did; the message says how. */
export class ReaderDeath extends Error {}

export interface CapturesOptions {
  readonly store: Store<MonitoringTables>
  readonly folder: string
  readonly clock: Clock
  readonly ingest: Ingest
  readonly startCapture: StartCapture
  readonly room: DiskRoom
}

const Input = z.strictObject({ captureId: z.string() })

/** First bytes of what we read: pcap in µs and ns and either byte order, and pcapng. */
const MAGICS = new Set(['a1b2c3d4', 'd4c3b2a1', 'a1b23c4d', '4d3cb2a1', '0a0d0d0a'])
/** A pcap file's header; a pcapng file's is longer. */
const HEADER_BYTES = 24

export class Captures {
  readonly #options: CapturesOptions

  constructor(options: CapturesOptions) {
    this.#options = options
    mkdirSync(this.#folder(), { recursive: true, mode: 0o700 })
  }

  /** Removes what a kill left of files that nobody was told of. Call before the cell serves. */
  async sweep(): Promise<void> {
    for (const name of await readdir(this.#folder())) {
      const file = join(this.#folder(), name)
      const id = /^([0-9a-f-]{36})\.cap$/.exec(name)?.[1]
      const isKept = id !== undefined && (await this.#isStored(id))
      if (!isKept) await rm(file, { force: true })
    }
  }

  async #isStored(id: string): Promise<boolean> {
    return await this.#options.store.transaction(
      CELL_SERVICE,
      async (tx) => (await queries.findCapture(tx, id)) !== undefined,
    )
  }

  /** Takes a file in, unpacked when it is a gzip file; size and hash are those of what is kept. It is on disk, whole and synced, before the job is answered; a refused one leaves nothing behind. */
  async drop(caller: Caller, site: string, name: string, body: Readable, jobs: JobsService): Promise<JobView> {
    if (!maySeeSite(caller, site)) throw new AppError('not-found')
    const id = newUuid()
    const part = join(this.#folder(), `${id}.part`)
    try {
      const place = { path: part, called: 'captures', room: this.#options.room }
      const { sha256, bytes } = await keepUpload(unpacked(body, name), place)
      if (bytes === 0) throw new AppError('observations.empty-capture', { name })
      const sensor = sensorOf(await firstBytes(part), bytes, name)
      const job = await this.#options.store.transaction(CELL_SERVICE, async (tx) => {
        const known = await queries.findCaptureByContent(tx, site, sha256)
        if (known?.is_complete === true)
          throw new AppError('observations.capture-known', { captureId: known.id, name: known.name })
        const captureId = known?.id ?? id
        await rename(part, this.fileOf(captureId))
        const capture = { id: captureId, site, name, sha256, bytes, sensor }
        await queries.insertCapture(tx, { ...capture, created_by: caller.subject }, this.#options.clock())
        const input = { captureId } satisfies z.input<typeof Input>
        return await jobs.add(tx, {
          kind: 'capture',
          site,
          subject: name,
          total: bytes,
          unit: 'bytes',
          created_by: caller.subject,
          input,
        })
      })
      jobs.wake()
      return job
    } catch (cause) {
      if (!(await this.#isStored(id))) await rm(this.fileOf(id), { force: true })
      throw cause
    } finally {
      await rm(part, { force: true })
    }
  }

  /** Reads a capture to its end; begins after what is stored of it. */
  readonly worker: Worker = async (job, progress, signal) => await this.#read(job, progress, signal)

  async #read(job: JobRow, progress: (phase: string, done: number) => void, signal: AbortSignal) {
    const { captureId } = Input.parse(job.input)
    const { store, ingest, startCapture, room } = this.#options
    const file = this.fileOf(captureId)
    if (!existsSync(file))
      throw new JobFailure('observations.not-a-capture', 'the file is gone from the cell', 'what was read before')
    const storedTo = await store.transaction(CELL_SERVICE, (tx) => queries.findStoredTo(tx, captureId))
    const run = startCapture(file, storedTo)
    signal.addEventListener('abort', () => run.stop(), { once: true })
    let conversations = 0
    let operations = 0
    let lines: number | null = null
    try {
      for await (const { batch, readBytes } of run.batches) {
        if (signal.aborted) throw new Error('stopped')
        if (!(await room.isThere()))
          throw new JobFailure('disk-full', 'the disk has no room for more', 'what was read before')
        await ingest.storeBatches(captureId, [batch])
        conversations += batch.conversations.length
        operations += batch.operations.length
        if (batch.lines !== undefined) lines = (lines ?? 0) + batch.lines.read
        progress('reading', readBytes)
      }
    } catch (cause) {
      if (cause instanceof CaptureRefusal)
        throw new JobFailure('observations.not-a-capture', cause.message, 'nothing was stored')
      if (cause instanceof ReaderDeath) throw new JobFailure('internal', cause.message, 'what was read before')
      throw cause
    }
    if (signal.aborted) throw new Error('stopped')
    const capture = await store.transaction(CELL_SERVICE, (tx) => queries.findCapture(tx, captureId))
    return {
      captureId,
      packets: capture?.packets ?? 0,
      ...(lines === null ? {} : { lines }),
      conversations,
      operations,
    }
  }

  /** The bytes of a packet that one of this cell's proofs names; null when the file is gone. */
  async frameBytes(captureId: string, offset: number, length: number): Promise<Buffer | null> {
    const file = this.fileOf(captureId)
    if (!existsSync(file)) return null
    const handle = await open(file, 'r')
    try {
      const bytes = Buffer.alloc(length)
      const { bytesRead } = await handle.read(bytes, 0, length, offset)
      return bytes.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  }

  fileOf(captureId: string): string {
    return join(this.#folder(), `${captureId}.cap`)
  }

  #folder(): string {
    return join(this.#options.folder, 'captures')
  }
}

/** Who saw what the file tells: a capture's packets speak for themselves, else the system that wrote it. Throws for anything else. */
function sensorOf(head: Buffer, bytes: number, name: string): string {
  const magic = head.subarray(0, 4).toString('hex')
  if (MAGICS.has(magic) && bytes >= HEADER_BYTES) return 'capture file'
  const isWide = head[0] === 0xff && head[1] === 0xfe
  const known = recogniseOther(new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(head))
  if (known === null) throw new AppError('observations.not-a-capture', { name, firstBytes: magic })
  return OTHER_SYSTEMS[known.system].name
}

async function firstBytes(file: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of createReadStream(file, { end: RECOGNISED_BY - 1 }) as AsyncIterable<Buffer>)
    chunks.push(chunk)
  return Buffer.concat(chunks)
}
