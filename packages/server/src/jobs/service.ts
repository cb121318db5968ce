// Runs the long work of a cell, or of the hub, one of a kind at a time. A job is stored before it is answered; one that a kill cut off is
// taken up again at the next start, and what it had stored is not stored twice.
import type { JobView, Phase } from '@penstock/contract/jobs'
import type { ProblemCode } from '@penstock/contract/problems'
import type { Domain } from '@penstock/model/kernel'
import { idOfUuid, isoOfMicros, isoOrNull, uuidOfId } from '@penstock/model/kernel'
import type { Permission } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import { Signal } from '@penstock/server/facts'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { type Clock, isDiskFull, newUuid } from '@penstock/server/runtime'
import type { JobRow, JobsTx } from './queries.ts'
import * as queries from './queries.ts'

/** `total` once the whole is known. */
export type JobProgress = (phase: string, done: number, total?: number | null) => void

/** What a kind of job does. It reports progress, looks at the signal, and gives its result; what it throws ends the job. */
export type Worker = (
  job: JobRow,
  progress: JobProgress,
  signal: AbortSignal,
) => Promise<NonNullable<JobView['result']>>

/** Ends a job with a code that the page can tell, and with what was kept. */
export class JobFailure extends Error {
  readonly code: string
  readonly kept: string

  constructor(code: string, detail: string, kept: string) {
    super(detail)
    this.code = code
    this.kept = kept
  }
}

interface Running {
  readonly id: string
  readonly abort: AbortController
  /** The end that whoever cancelled it stores. */
  ending?: Promise<unknown>
}

const RETRY_MS = 5000
/** Attempts without getting further before a job is given up. */
const MOST_ATTEMPTS = 5
/** Site of a job that works on everything. */
export const WHOLE = '*'
/** Progress is stored at most this often, and sent to pages each time. */
const STORE_PROGRESS_MS = 1000

export interface JobsOptions {
  readonly transaction: <T>(run: (tx: JobsTx) => Promise<T>) => Promise<T>
  /** Null in the hub. */
  readonly domain: Domain | null
  readonly clock: Clock
  readonly workers: Readonly<Record<string, Worker>>
  /** What each kind asks of who looks at it and of who stops it, where the route does not say it for all. */
  readonly rights?: Readonly<Record<string, { readonly read: Permission; readonly change: Permission }>>
}

/** Jobs of one kind, one after another. */
interface Lane {
  readonly kind: string
  loop: Promise<void> | null
  isWoken: boolean
  running: Running | null
}

/** Of each kind its first phase, and what is there of one that ended in a way that its worker did not foresee. */
const KINDS: Readonly<Record<JobView['kind'], { readonly begins: Phase; readonly kept: string }>> = {
  capture: { begins: 'reading', kept: 'what was read before' },
  import: { begins: 'checking', kept: 'nothing; the file waits for the job to go on' },
  advisories: { begins: 'reviewing', kept: 'what was read before; the file waits for the job to go on' },
  backup: { begins: 'opening', kept: 'nothing of this one; older backups are as they were' },
}

export class JobsService {
  readonly onMove = new Signal<JobView>()
  readonly #options: JobsOptions
  readonly #lanes: readonly Lane[]
  #isStopped = false

  constructor(options: JobsOptions) {
    this.#options = options
    this.#lanes = Object.keys(options.workers).map((kind) => ({ kind, loop: null, isWoken: false, running: null }))
  }

  /** Takes up what is not finished. Call once the cell serves. */
  wake(): void {
    for (const lane of this.#lanes) this.#wakeLane(lane)
  }

  #wakeLane(lane: Lane): void {
    lane.isWoken = true
    if (lane.loop !== null || this.#isStopped) return
    lane.loop = this.#work(lane)
      .catch(retryLater(this))
      .finally(() => {
        lane.loop = null
        // Woken after it had looked for the last time: it looks again.
        if (lane.isWoken) this.#wakeLane(lane)
      })
  }

  /** Ends the running job's process; the job itself stays `running` and is taken up at the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true
    for (const { running } of this.#lanes) running?.abort.abort('stop')
    await Promise.all(this.#lanes.map(async ({ loop }) => await loop))
  }

  /** Adds a job inside the caller's transaction; `wake` after it has committed. */
  async add(
    tx: JobsTx,
    job: Pick<JobRow, 'kind' | 'site' | 'subject' | 'total' | 'unit' | 'created_by'> & { readonly input: unknown },
  ): Promise<JobView> {
    const at = this.#options.clock()
    const id = newUuid()
    await queries.insertJob(tx, { ...job, id, phase: 'queued' }, at)
    await appendAudit(tx, {
      actor: job.created_by,
      action: 'job.create',
      object: idOfUuid('job', id),
      details: { kind: job.kind, site: job.site },
      at,
    })
    const row = await queries.findJob(tx, id)
    if (row === undefined) throw new AppError('internal')
    return this.#view(row)
  }

  async list(caller: Caller): Promise<JobView[]> {
    const rows = await this.#options.transaction(queries.listJobRows)
    return rows.map((row) => this.#view(row)).filter((job) => this.maySee(caller, job))
  }

  async read(caller: Caller, jobId: string): Promise<JobView> {
    return this.#view(await this.#get(caller, jobId, 'read'))
  }

  maySee(caller: Caller, { kind, site }: Pick<JobView, 'kind' | 'site'>, act: 'read' | 'change' = 'read'): boolean {
    const rights = this.#options.rights?.[kind]
    // What is about no site is about the whole installation; its right alone says who sees it.
    const isInSight = site === WHOLE || maySeeSite(caller, site)
    return isInSight && (rights === undefined || caller.permissions.has(rights[act]))
  }

  /** The newest job of a kind, of all or of one maker; undefined before the first. */
  async newest(kind: JobView['kind'], createdBy?: string): Promise<JobView | undefined> {
    const row = await this.#options.transaction((tx) => queries.findNewest(tx, kind, createdBy))
    return row === undefined ? undefined : this.#view(row)
  }

  /** True while a job of the kind waits or runs. */
  async isBusy(tx: JobsTx, kind: JobView['kind']): Promise<boolean> {
    return (await queries.findUnfinished(tx, kind)) !== undefined
  }

  /** Subjects of jobs of a kind that were cancelled. */
  async cancelledSubjects(kind: JobView['kind']): Promise<string[]> {
    return await this.#options.transaction((tx) => queries.listCancelled(tx, kind))
  }

  /** Inputs of jobs of a kind that are not done or may still go on. */
  async openInputs(kind: string): Promise<unknown[]> {
    return await this.#options.transaction((tx) => queries.listOpenInputs(tx, kind))
  }

  /**
   * Ends a job as done inside the transaction that stores what it made: both are there, or neither. Throws when the job was cancelled,
   * so that nothing of it is stored.
   */
  async endIn(tx: JobsTx, id: string, result: NonNullable<JobView['result']>): Promise<void> {
    const ended = await this.#endIn(tx, id, { state: 'succeeded', problem: null, result }, 'penstock')
    if (ended === undefined) throw new Error('the job was ended by somebody else')
  }

  async cancel(caller: Caller, jobId: string): Promise<JobView> {
    const row = await this.#get(caller, jobId, 'change')
    if (row.state !== 'queued' && row.state !== 'running') throw new AppError('jobs.already-ended')
    const running = this.#lanes.find((lane) => lane.running?.id === row.id)?.running ?? null
    // The worker first: where all share one session of the store, it has to let go of it.
    running?.abort.abort('cancel')
    const ending = this.#end(row.id, { state: 'cancelled', problem: null, result: null }, caller.subject)
    if (running !== null) running.ending = ending
    const ended = await ending
    if (ended === undefined) throw new AppError('jobs.already-ended')
    return ended
  }

  /** Lets a job that failed or was cancelled go on; what it has stored is not stored twice. */
  async resume(caller: Caller, jobId: string): Promise<JobView> {
    const found = await this.#get(caller, jobId, 'change')
    if (!isResumable(found)) throw new AppError('jobs.not-resumable')
    const at = this.#options.clock()
    const row = await this.#options.transaction(async (tx) => {
      const resumed = await queries.resumeJob(tx, found.id)
      if (resumed !== undefined)
        await appendAudit(tx, { actor: caller.subject, action: 'job.resume', object: jobId, details: {}, at })
      return resumed
    })
    if (row === undefined) throw new AppError('jobs.not-resumable')
    const view = this.#view(row)
    this.onMove.emit(view)
    this.wake()
    return view
  }

  async #work(lane: Lane): Promise<void> {
    while (!this.#isStopped) {
      lane.isWoken = false
      const job = await this.#options.transaction((tx) => queries.findUnfinished(tx, lane.kind))
      if (job === undefined || this.#isStopped) return
      if (job.attempts >= MOST_ATTEMPTS) await this.#giveUp(job)
      else await this.#run(lane, job)
    }
  }

  async #run(lane: Lane, job: JobRow): Promise<void> {
    const abort = new AbortController()
    const running: Running = { id: job.id, abort }
    lane.running = running
    await this.#options.transaction((tx) => queries.startJob(tx, job.id, kindOf(job).begins, this.#options.clock()))
    await this.#announce(job.id)
    let [storedAt, storedPhase] = [0, '']
    const progress: JobProgress = (phase, done, total) => {
      const now = performance.now()
      if (phase === storedPhase && now - storedAt < STORE_PROGRESS_MS) return
      storedAt = now
      storedPhase = phase
      void this.#options
        .transaction((tx) => queries.moveJob(tx, job.id, phase, done, total))
        .then(() => this.#announce(job.id))
        .catch(() => {})
    }
    try {
      const worker = this.#options.workers[lane.kind]
      if (worker === undefined) throw new JobFailure('internal', `no worker for ${lane.kind}`, 'nothing')
      const result = await worker(job, progress, abort.signal)
      const ended = await this.#end(job.id, { state: 'succeeded', problem: null, result }, 'penstock')
      if (ended === undefined) await this.#announce(job.id)
    } catch (cause) {
      if (abort.signal.aborted) {
        // A worker that ends while its job still counts as running would be started again.
        await running.ending?.catch(() => undefined)
        if (abort.signal.reason === 'stop') await this.#options.transaction((tx) => queries.forgetAttempts(tx, job.id))
        return
      }
      const failure = failureOf(job, cause)
      const problem = { code: failure.code, detail: failure.message, kept: failure.kept }
      await this.#end(job.id, { state: 'failed', problem, result: null }, 'penstock')
    } finally {
      lane.running = null
    }
  }

  async #giveUp(job: JobRow): Promise<void> {
    const detail = `taken up ${job.attempts} times, and each time the process ended at the same place`
    const problem = { code: 'jobs.gave-up', detail, kept: kindOf(job).kept }
    await this.#end(job.id, { state: 'failed', problem, result: null }, 'penstock')
  }

  async #end(id: string, end: Parameters<typeof queries.endJob>[2], actor: string): Promise<JobView | undefined> {
    const row = await this.#options.transaction((tx) => this.#endIn(tx, id, end, actor))
    if (row === undefined) return undefined
    const view = this.#view(row)
    this.onMove.emit(view)
    return view
  }

  async #endIn(
    tx: JobsTx,
    id: string,
    end: Parameters<typeof queries.endJob>[2],
    actor: string,
  ): Promise<JobRow | undefined> {
    const at = this.#options.clock()
    const ended = await queries.endJob(tx, id, end, at)
    if (ended !== undefined)
      await appendAudit(tx, { actor, action: `job.${end.state}`, object: idOfUuid('job', id), details: {}, at })
    return ended
  }

  async #announce(id: string): Promise<void> {
    const row = await this.#options.transaction((tx) => queries.findJob(tx, id))
    if (row !== undefined) this.onMove.emit(this.#view(row))
  }

  async #get(caller: Caller, jobId: string, act: 'read' | 'change'): Promise<JobRow> {
    const row = await this.#options.transaction((tx) => queries.findJob(tx, uuidOfId(jobId) ?? newUuid()))
    if (row === undefined || !this.maySee(caller, this.#view(row), act)) throw new AppError('not-found')
    return row
  }

  #view(row: JobRow): JobView {
    return {
      id: idOfUuid('job', row.id),
      domain: this.#options.domain,
      kind: row.kind as JobView['kind'],
      site: row.site,
      subject: row.subject,
      state: row.state as JobView['state'],
      phase: row.phase,
      done: row.done,
      total: row.total,
      unit: row.unit as JobView['unit'],
      createdBy: row.created_by,
      createdAt: isoOfMicros(row.created_at),
      startedAt: isoOrNull(row.started_at),
      endedAt: isoOrNull(row.ended_at),
      isResumable: isResumable(row),
      problem: row.problem as JobView['problem'],
      result: row.result as JobView['result'],
    }
  }
}

/** A file that cannot be read stays so, and a plan that is not the one consented to needs a new consent; everything else may go on. */
const FINAL: ReadonlySet<string> = new Set<ProblemCode>([
  'observations.not-a-capture',
  'assets.import-faults',
  'assets.import-unreadable',
  'assets.import-moved',
  'vulnerabilities.import-faults',
  'too-large',
  'jobs.put-back',
])

function isResumable({ state, problem }: JobRow): boolean {
  const code = (problem as JobView['problem'])?.code ?? ''
  return state === 'cancelled' || (state === 'failed' && !FINAL.has(code))
}

/** What nobody foresaw is told to whoever runs the cell, not to whoever reads the job: it may name files and rows. */
function failureOf(job: JobRow, cause: unknown): JobFailure {
  if (cause instanceof JobFailure) return cause
  const { kept } = kindOf(job)
  if (isDiskFull(cause)) return new JobFailure('disk-full', 'the disk is full', kept)
  process.emitWarning(`job ${job.id} failed: ${String(cause)}`, { code: 'PENSTOCK_JOB' })
  return new JobFailure('internal', 'an error that nobody foresaw; the log has it', kept)
}

function kindOf({ kind }: Pick<JobRow, 'kind'>): (typeof KINDS)[JobView['kind']] {
  return KINDS[kind as JobView['kind']]
}

/** The store did not answer: the jobs are in it and wait. */
function retryLater(jobs: JobsService): (cause: unknown) => void {
  return (cause) => {
    process.emitWarning(`jobs were not taken up: ${String(cause)}`, { code: 'PENSTOCK_JOBS' })
    setTimeout(() => jobs.wake(), RETRY_MS).unref()
  }
}
