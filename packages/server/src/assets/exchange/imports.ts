// Imports as jobs of the hub: the file stays in the spool until its job is done, so that a job goes on after a restart, a full disk or a
// cancellation. What is stored and the end of the job stand in one transaction.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportAnswer } from '@penstock/contract/assets'
import type { JobView } from '@penstock/contract/jobs'
import { PROBLEMS } from '@penstock/contract/problems'
import { idOfUuid } from '@penstock/model/kernel'
import { AppError, type Caller, type KeptUpload } from '@penstock/server/http'
import { JobFailure, type Worker } from '@penstock/server/jobs'
import { HUB_SERVICE, isDiskFull } from '@penstock/server/runtime'
import { z } from 'zod'
import type { AssetsOptions } from '../work.ts'
import { importRegister, type Upload } from './import-register.ts'

const Input = z.strictObject({
  /** Name of the file in the spool. */
  file: z.uuid(),
  bytes: z.int(),
  sha256: z.string(),
  fileName: z.string(),
  sheet: z.string().optional(),
  consent: z.string(),
})

interface Waiting {
  readonly resolve: (answer: ImportAnswer) => void
  readonly reject: (cause: unknown) => void
}

export class Imports {
  readonly #options: AssetsOptions
  readonly #waiting = new Map<string, Waiting>()

  constructor(options: AssetsOptions) {
    this.#options = options
    options.intake?.jobs.onMove.listen((job) => {
      if (job.state === 'cancelled') this.#waiting.get(job.id)?.reject(new AppError('assets.import-stopped'))
      if (job.state === 'failed' && !job.isResumable) void this.sweep().catch(() => {})
    })
  }

  /** Removes files that no job needs any more. */
  async sweep(): Promise<void> {
    const { spool, jobs } = this.#intake()
    const inputs = await jobs.openInputs('import')
    await spool.sweep(new Set(inputs.map((input) => Input.parse(input).file)))
  }

  /** Stores the job of a file that is in the spool; from then on the file is the job's. */
  async begin(caller: Caller, site: string, kept: KeptUpload, upload: Upload & { readonly consent: string }) {
    const { jobs } = this.#intake()
    const { fileName, sheet, consent } = upload
    const input: z.input<typeof Input> = {
      file: kept.path.slice(-36),
      bytes: kept.bytes,
      sha256: kept.sha256.toString('hex'),
      fileName,
      consent,
      ...(sheet === undefined ? {} : { sheet }),
    }
    const job = {
      kind: 'import',
      site,
      subject: fileName,
      total: null,
      unit: 'rows',
      created_by: caller.subject,
      input,
    }
    const view = await this.#options.store.transaction(HUB_SERVICE, (tx) => jobs.add(tx, job))
    jobs.onMove.emit(view)
    return view
  }

  /** Lets the job run and waits for what comes of it. */
  async outcome(job: JobView): Promise<ImportAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<ImportAnswer>()
    this.#waiting.set(job.id, { resolve, reject })
    this.#intake().jobs.wake()
    return await promise.finally(() => this.#waiting.delete(job.id))
  }

  readonly worker: Worker = async (job, progress, signal) => {
    const { spool, jobs } = this.#intake()
    const id = idOfUuid('job', job.id)
    try {
      const { file, bytes, sha256, ...upload } = Input.parse(job.input)
      const kept = { path: join(spool.folder, file), bytes, sha256: Buffer.from(sha256, 'hex') }
      const order = { ...upload, site: job.site, by: job.created_by, importId: job.id }
      const { plan, done } = await importRegister(this.#options, kept, order, {
        progress,
        signal,
        room: spool.room,
        conclude: (tx, { id: importId, added, changed, unchanged, bad }) =>
          jobs.endIn(tx, job.id, { importId, added, changed, unchanged, bad }),
      })
      await rm(kept.path, { force: true })
      const concluded = this.#options.conclude(job.site)
      void concluded.then((isConcluded) => this.#waiting.get(id)?.resolve({ plan, done, isConcluded }))
      const { added, changed, unchanged, bad } = done
      return { importId: done.id, added, changed, unchanged, bad }
    } catch (cause) {
      this.#waiting.get(id)?.reject(signal.aborted ? new AppError('assets.import-stopped') : cause)
      throw signal.aborted ? cause : failureOf(cause)
    }
  }

  #intake() {
    const { intake } = this.#options
    if (intake === null) throw new AppError('internal')
    return intake
  }
}

const KEPT = 'nothing was stored; the file waits for the job to go on'

/** What the page tells of a refusal: the first thing that is wrong, or what it seems to be. */
function failureOf(cause: unknown): unknown {
  if (isDiskFull(cause)) return new JobFailure('disk-full', 'the disk of the hub is full', KEPT)
  if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
    return new JobFailure('assets.import-unreadable', 'the file is gone from the hub; bring it again', 'nothing')
  if (!(cause instanceof AppError)) return cause
  const { faults, what } = (cause.details ?? {}) as { faults?: { line: number; message: string }[]; what?: string }
  const first = faults?.[0]
  const detail = first === undefined ? (what ?? PROBLEMS[cause.code].title) : `line ${first.line}: ${first.message}`
  return new JobFailure(cause.code, detail, cause.code === 'disk-full' ? KEPT : 'nothing was stored')
}
