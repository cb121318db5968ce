// The hub's backups: makes one by asking each process for its sealed section, has each prove its own, keeps them, by hand and by night,
// and hands one over to be restored. One such work at a time; those that go to the shelf are jobs.
import type { JobView } from '@penstock/contract/jobs'
import type { BackupSettings, BackupsView, BackupWork } from '@penstock/contract/settings'
import { type EpochMicros, isoOfMicros, isoOrNull, micros, microsOfIso } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { JobFailure, type JobProgress, type JobRow, type JobsService, WHOLE, type Worker } from '@penstock/server/jobs'
import { type Clock, HUB_SERVICE, programVersion } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Transaction } from 'kysely'
import { z } from 'zod'
import { BackupError } from './errors.ts'
import { newReference } from './head.ts'
import { type MadeBackup, type MakingParts, makeBackup } from './make.ts'
import type { Recipient } from './recipients.ts'
import { readIdentity } from './recipients.ts'
import type { RestoreRecord } from './restoring.ts'
import { nextAtTimeOfDay } from './schedule.ts'
import { changeSettings, readSettings, type SettingsInForce } from './settings.ts'
import { Shelf } from './shelf.ts'

/** Puts a restored folder in the place of the one that is served; only who started the processes can. */
export interface RestoreHere {
  restore(order: {
    readonly file: string
    readonly identities: readonly string[]
    readonly record: Omit<RestoreRecord, 'object'>
    readonly onProgress: (phase: string, done: number, total: number | null) => void
  }): Promise<void>
  /** Stops everything and begins again on what was restored. Nobody waits for it: who calls is stopped by it. */
  begin(): void
}

const Input = z.strictObject({ kind: z.enum(['manual', 'nightly']), reference: z.string() })

export interface BackupsOptions extends MakingParts {
  readonly jobs: JobsService
  readonly store: Store<CoreTables>
  readonly clock: Clock
  /** Folder of the backups. */
  readonly shelf: string
  readonly restoreHere: RestoreHere | null
}

const TICK_MS = 5000
/** Who makes the nightly ones. */
const BY_NIGHT = 'penstock'
const KEPT = 'nothing of this one; older backups are as they were'

export class BackupsService {
  readonly #options: BackupsOptions
  readonly #shelf: Shelf
  #work: BackupWork | null = null
  /** A restore, or a backup for the owner of the process. */
  #running: Promise<unknown> = Promise.resolve()
  #restoreFailure: BackupsView['lastFailure'] = null
  #timer: NodeJS.Timeout | null = null

  constructor(options: BackupsOptions) {
    this.#options = options
    this.#shelf = new Shelf(options.shelf)
  }

  /** Readies the folder, removes what a kill left of cancelled backups, and begins to look at the clock. */
  async begin(): Promise<void> {
    await this.#shelf.ready()
    for (const reference of await this.#options.jobs.cancelledSubjects('backup'))
      if ((await this.#shelf.find(reference))?.verdict === null) await this.#shelf.remove(reference)
    this.#timer = setInterval(() => void this.tick().catch(warn), TICK_MS)
  }

  /** Lets a restore, or a backup for the owner, end. Those that are jobs end with the jobs. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    await this.#running
  }

  /** Begins the nightly backup when it is due. */
  async tick(): Promise<void> {
    if (this.#work !== null) return
    const due = await this.#nextAt(await this.#settings())
    if (due === null || due > this.#options.clock()) return
    const { store, jobs } = this.#options
    const job = await store.transaction(HUB_SERVICE, async (tx) =>
      (await jobs.isBusy(tx, 'backup')) ? null : await this.#add(tx, 'nightly', BY_NIGHT),
    )
    if (job !== null) this.#wake(job)
  }

  async read(): Promise<BackupsView> {
    const { changedAt: _, ...settings } = await this.#settings()
    const nextAt = await this.#nextAt(await this.#settings())
    const newest = await this.#options.jobs.newest('backup')
    return {
      items: [...(await this.#shelf.list())],
      settings,
      work: this.#work ?? waiting(newest),
      lastFailure: lastFailure(newest, this.#restoreFailure),
      nextAt: isoOrNull(nextAt),
      mayRestoreHere: this.#options.restoreHere !== null,
      program: programVersion(),
    }
  }

  async change(caller: Caller, given: BackupSettings): Promise<BackupSettings> {
    const { store, clock } = this.#options
    return await store.transaction(HUB_SERVICE, (tx) => changeSettings(tx, caller, given, clock()))
  }

  async create(caller: Caller): Promise<JobView> {
    const { store, jobs } = this.#options
    if ((await this.#settings()).recipients.length === 0) throw new AppError('settings.no-recipient')
    if (this.#work !== null) throw new AppError('settings.busy')
    const job = await store.transaction(HUB_SERVICE, async (tx) => {
      if (await jobs.isBusy(tx, 'backup')) throw new AppError('settings.busy')
      return await this.#add(tx, 'manual', caller.subject)
    })
    this.#wake(job)
    return job
  }

  /** The sealed file, for whoever keeps it elsewhere. Throws `not-found`. */
  async download(caller: Caller, reference: string): ReturnType<Shelf['read']> {
    if ((await this.#shelf.find(reference)) === undefined) throw new AppError('not-found')
    const file = await this.#shelf.read(reference)
    await this.#record('backup.download', caller.subject, reference, { bytes: file.bytes })
    return file
  }

  /** Makes a backup and has it proven; one that is stopped, or that cannot be made, leaves nothing on the shelf. */
  readonly worker: Worker = async (job, progress, signal) => {
    const { kind, reference } = Input.parse(job.input)
    // A restore, or a backup for the owner of the process, goes first.
    await this.#running
    this.#move('backup', 'opening', 0, null)
    try {
      const made = await this.#shelf.find(reference)
      // It was proven, and a kill came before the end of the job.
      if (made?.verdict?.isRestorable === true) return resultOf(reference, made.bytes, made.verdict.rows)
      await this.#shelf.remove(reference)
      return await this.#make(job, { kind, reference }, progress, signal)
    } catch (cause) {
      if (signal.aborted) await this.#shelf.remove(reference)
      throw signal.aborted ? cause : await this.#failed(reference, cause)
    } finally {
      this.#rest()
    }
  }

  /** A backup to a file of the caller's choice, for whoever owns the process. */
  async createAt(
    file: string,
    recipients: Readonly<Record<'core' | 'it' | 'ot', readonly Recipient[]>>,
    onProgress: (phase: BackupWork['phase'], done: number) => void,
  ): Promise<MadeBackup> {
    if (this.#work !== null) throw new AppError('settings.busy')
    this.#move('backup', 'opening', 0, null)
    const making = makeBackup(
      this.#options,
      { kind: 'manual', createdBy: 'penstock', file, recipients },
      (phase, done) => {
        this.#move('backup', phase, done, null)
        onProgress(phase, done)
      },
    )
    this.#running = making.catch(() => undefined).finally(() => this.#rest())
    const made = await making
    await this.#record('backup.create', 'penstock', made.reference, { file, bytes: made.bytes })
    return made
  }

  async restore(caller: Caller, reference: string, identities: readonly string[]): Promise<BackupWork> {
    const { restoreHere, clock } = this.#options
    const found = await this.#shelf.find(reference)
    if (found === undefined) throw new AppError('not-found')
    if (restoreHere === null) throw new AppError('settings.restore-elsewhere')
    if (!identities.every(isIdentity)) throw new AppError('settings.bad-identity')
    if (this.#work !== null) throw new AppError('settings.busy')
    const work = this.#move('restore', 'checking', 0, found.bytes)
    await this.#record('backup.restore-begin', caller.subject, reference, {})
    const record = {
      actor: caller.subject,
      details: { by: caller.name, madeAt: found.createdAt, program: found.program },
      at: clock(),
    }
    const file = this.#shelf.fileOf(reference)
    const onProgress = (phase: string, done: number, total: number | null): void =>
      void this.#move('restore', phase as BackupWork['phase'], done, total)
    this.#running = restoreHere
      .restore({ file, identities, record, onProgress })
      .then(() => {
        this.#move('restore', 'stopping', 0, null)
        restoreHere.begin()
      })
      .catch(async (cause: unknown) => {
        await this.#restoreFailed(reference, cause)
        this.#rest()
      })
    return work
  }

  async #add(tx: Transaction<CoreTables>, kind: 'manual' | 'nightly', by: string): Promise<JobView> {
    const reference = newReference()
    const input: z.input<typeof Input> = { kind, reference }
    const about = { site: WHOLE, subject: reference, total: null, unit: 'bytes', created_by: by }
    return await this.#options.jobs.add(tx, { kind: 'backup', ...about, input })
  }

  #wake(job: JobView): void {
    const { jobs } = this.#options
    jobs.onMove.emit(job)
    jobs.wake()
  }

  async #make(
    job: JobRow,
    { kind, reference }: z.output<typeof Input>,
    progress: JobProgress,
    signal: AbortSignal,
  ): Promise<NonNullable<JobView['result']>> {
    const { store, jobs, clock } = this.#options
    const { recipients: public_, keep } = await this.#settings()
    if (public_.length === 0) throw new JobFailure('settings.no-recipient', 'nobody could open it', KEPT)
    const keys = public_.map((key) => ({ key }))
    const recipients = { core: keys, it: keys, ot: keys }
    const by = job.created_by
    const tell = (phase: BackupWork['phase'], done: number): void => {
      this.#move('backup', phase, done, null)
      progress(phase, done, null)
    }
    const order = { kind, createdBy: by, file: this.#shelf.fileOf(reference), reference, recipients, signal }
    const made = await makeBackup(this.#options, order, tell)
    await this.#record('backup.create', by, reference, { kind, bytes: made.bytes })
    tell('verifying', 0)
    const verdict = await made.prove()
    signal.throwIfAborted()
    const { isRestorable } = verdict
    await this.#shelf.keepVerdict(reference, { at: isoOfMicros(clock()), ...verdict, rows: { ...verdict.rows } })
    const result = resultOf(reference, made.bytes, verdict.rows)
    await store.transaction(HUB_SERVICE, async (tx) => {
      const event = { actor: BY_NIGHT, action: 'backup.verify', object: reference, details: { isRestorable } }
      await appendAudit(tx, { ...event, at: clock() })
      if (isRestorable) await jobs.endIn(tx, job.id, result)
    })
    if (!isRestorable) throw new BackupError('backup.inconsistent', verdict.detail ?? 'it could not be restored')
    if (kind === 'nightly') await this.#shelf.prune(keep)
    return result
  }

  async #settings(): Promise<SettingsInForce> {
    return await this.#options.store.transaction(HUB_SERVICE, readSettings)
  }

  async #nextAt({ nightlyAt, changedAt }: SettingsInForce): Promise<EpochMicros | null> {
    if (nightlyAt === null || changedAt === null) return null
    const last = (await this.#shelf.list()).find(({ kind }) => kind === 'nightly')
    const tried = await this.#options.jobs.newest('backup', BY_NIGHT)
    const since = [last?.createdAt, tried?.createdAt].map((at) => (at === undefined ? 0 : (microsOfIso(at) ?? 0)))
    return nextAtTimeOfDay(nightlyAt, micros(Math.max(changedAt, ...since)))
  }

  #move(kind: BackupWork['kind'], phase: BackupWork['phase'], done: number, total: number | null): BackupWork {
    const beganAt = this.#work?.beganAt ?? isoOfMicros(this.#options.clock())
    this.#work = { kind, phase, done, total, beganAt }
    return this.#work
  }

  #rest(): void {
    this.#work = null
  }

  /** What the job tells; the audit log keeps the code. */
  async #failed(reference: string, cause: unknown): Promise<JobFailure> {
    const { code, detail } = wordsOf(cause)
    await this.#record('backup.fail', BY_NIGHT, reference, { code }).catch(warn)
    const kept = code === 'backup.inconsistent' ? 'the file, marked as one that cannot be restored' : KEPT
    return cause instanceof JobFailure ? cause : new JobFailure(code, detail, kept)
  }

  async #restoreFailed(reference: string, cause: unknown): Promise<void> {
    const { code, detail } = wordsOf(cause)
    this.#restoreFailure = { at: isoOfMicros(this.#options.clock()), code, detail }
    await this.#record('backup.restore-fail', BY_NIGHT, reference, { code }).catch(warn)
  }

  async #record(action: string, actor: string, object: string, details: Readonly<Record<string, unknown>>) {
    const { store, clock } = this.#options
    await store.transaction(HUB_SERVICE, (tx) => appendAudit(tx, { actor, action, object, details, at: clock() }))
  }
}

function resultOf(reference: string, bytes: number, rows: Readonly<Record<string, number>>) {
  return { reference, bytes, rows: Object.values(rows).reduce((sum, count) => sum + count, 0) }
}

/** A backup whose job has not begun to work. */
function waiting(job: JobView | undefined): BackupWork | null {
  if (job === undefined || (job.state !== 'queued' && job.state !== 'running')) return null
  return { kind: 'backup', phase: 'queued', done: 0, total: null, beganAt: job.createdAt }
}

/** Why the last one failed, be it a backup or a restore; null when a backup was made since. */
function lastFailure(job: JobView | undefined, ofRestore: BackupsView['lastFailure']): BackupsView['lastFailure'] {
  if (job === undefined || job.endedAt === null || job.endedAt < (ofRestore?.at ?? '')) return ofRestore
  if (job.state === 'cancelled') return ofRestore
  return job.problem === null ? null : { at: job.endedAt, code: job.problem.code, detail: job.problem.detail }
}

/** What nobody foresaw may name files and rows; the log has it. */
function wordsOf(cause: unknown): { readonly code: string; readonly detail: string } {
  if (cause instanceof BackupError || cause instanceof JobFailure) return { code: cause.code, detail: cause.message }
  warn(cause)
  return { code: 'internal', detail: 'an error that nobody foresaw; the log of the hub has it' }
}

function isIdentity(text: string): boolean {
  try {
    readIdentity(text)
    return true
  } catch {
    return false
  }
}

function warn(cause: unknown): void {
  process.emitWarning(`backup: ${String(cause)}`, { code: 'PENSTOCK_BACKUP' })
}
