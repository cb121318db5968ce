// The hub's backups: makes one by asking each process for its sealed section, has each prove its own, keeps them, by hand and by night,
// and hands one over to be restored. One such work at a time.
import type { BackupSettings, BackupsView, BackupWork } from '@penstock/contract/settings'
import { type EpochMicros, isoOfMicros, micros, microsOfIso } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { type Clock, HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { BackupError } from './errors.ts'
import { programVersion } from './head.ts'
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

export interface BackupsOptions extends MakingParts {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  /** Folder of the backups. */
  readonly shelf: string
  readonly restoreHere: RestoreHere | null
}

const TICK_MS = 5000

type Phase = BackupWork['phase']

export class BackupsService {
  readonly #options: BackupsOptions
  readonly #shelf: Shelf
  #work: BackupWork | null = null
  #running: Promise<unknown> = Promise.resolve()
  #lastFailure: BackupsView['lastFailure'] = null
  #triedAt: EpochMicros = micros(0)
  #timer: NodeJS.Timeout | null = null

  constructor(options: BackupsOptions) {
    this.#options = options
    this.#shelf = new Shelf(options.shelf)
  }

  /** Readies the folder and begins to look at the clock. */
  async begin(): Promise<void> {
    await this.#shelf.open()
    this.#timer = setInterval(() => void this.tick().catch(warn), TICK_MS)
  }

  /** Lets a running work end. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    await this.#running
  }

  /** Begins the nightly backup when it is due. */
  async tick(): Promise<void> {
    if (this.#work !== null) return
    const at = this.#options.clock()
    const settings = await this.#settings()
    const due = await this.#nextAt(settings)
    if (due === null || due > at || this.#work !== null) return
    this.#triedAt = at
    this.#start('nightly', 'penstock', settings)
    await this.#running
  }

  async read(): Promise<BackupsView> {
    const { changedAt: _, ...settings } = await this.#settings()
    const nextAt = await this.#nextAt(await this.#settings())
    return {
      items: [...(await this.#shelf.list())],
      settings,
      work: this.#work,
      lastFailure: this.#lastFailure,
      nextAt: nextAt === null ? null : isoOfMicros(nextAt),
      mayRestoreHere: this.#options.restoreHere !== null,
      program: programVersion(),
    }
  }

  async change(caller: Caller, given: BackupSettings): Promise<BackupSettings> {
    const { store, clock } = this.#options
    return await store.transaction(HUB_SERVICE, (tx) => changeSettings(tx, caller, given, clock()))
  }

  async create(caller: Caller): Promise<BackupWork> {
    const settings = await this.#settings()
    if (settings.recipients.length === 0) throw new AppError('settings.no-recipient')
    return this.#start('manual', caller.subject, settings)
  }

  /** A backup to a file of the caller's choice, for whoever owns the process. */
  async createAt(
    file: string,
    recipients: Readonly<Record<'core' | 'it' | 'ot', readonly Recipient[]>>,
    onProgress: (phase: Phase, done: number) => void,
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
      void this.#move('restore', phase as Phase, done, total)
    this.#running = restoreHere
      .restore({ file, identities, record, onProgress })
      .then(() => {
        this.#move('restore', 'stopping', 0, null)
        restoreHere.begin()
      })
      .catch(async (cause: unknown) => {
        await this.#fail('backup.restore-fail', reference, cause)
        this.#rest()
      })
    return work
  }

  #start(kind: 'manual' | 'nightly', by: string, { recipients, keep }: BackupSettings): BackupWork {
    if (this.#work !== null) throw new AppError('settings.busy')
    const work = this.#move('backup', 'opening', 0, null)
    const keys = recipients.map((key) => ({ key }))
    this.#running = this.#make(kind, by, { core: keys, it: keys, ot: keys }, keep).finally(() => this.#rest())
    return work
  }

  async #make(
    kind: 'manual' | 'nightly',
    by: string,
    recipients: Readonly<Record<'core' | 'it' | 'ot', readonly Recipient[]>>,
    keep: number,
  ): Promise<void> {
    let reference = kind
    try {
      const order = { kind, createdBy: by, file: (name: string) => this.#shelf.fileOf(name), recipients }
      const made = await makeBackup(this.#options, order, (phase, done) => void this.#move('backup', phase, done, null))
      reference = made.reference as typeof kind
      await this.#record('backup.create', by, made.reference, { kind, bytes: made.bytes })
      this.#move('backup', 'verifying', 0, null)
      const verdict = await made.prove()
      const at = isoOfMicros(this.#options.clock())
      await this.#shelf.keepVerdict(made.reference, { at, ...verdict, rows: { ...verdict.rows } })
      await this.#record('backup.verify', 'penstock', made.reference, { isRestorable: verdict.isRestorable })
      if (!verdict.isRestorable)
        throw new BackupError('backup.inconsistent', verdict.detail ?? 'it could not be restored')
      this.#lastFailure = null
      if (kind === 'nightly') await this.#shelf.prune(keep)
    } catch (cause) {
      await this.#fail('backup.fail', reference, cause)
    }
  }

  async #settings(): Promise<SettingsInForce> {
    return await this.#options.store.transaction(HUB_SERVICE, readSettings)
  }

  async #nextAt({ nightlyAt, changedAt }: SettingsInForce): Promise<EpochMicros | null> {
    if (nightlyAt === null || changedAt === null) return null
    const last = (await this.#shelf.list()).find(({ kind }) => kind === 'nightly')
    const madeAt = last === undefined ? null : microsOfIso(last.createdAt)
    return nextAtTimeOfDay(nightlyAt, micros(Math.max(changedAt, madeAt ?? 0, this.#triedAt)))
  }

  #move(kind: BackupWork['kind'], phase: Phase, done: number, total: number | null): BackupWork {
    const beganAt = this.#work?.beganAt ?? isoOfMicros(this.#options.clock())
    this.#work = { kind, phase, done, total, beganAt }
    return this.#work
  }

  #rest(): void {
    this.#work = null
  }

  async #fail(action: string, object: string, cause: unknown): Promise<void> {
    const isKnown = cause instanceof BackupError
    if (!isKnown) warn(cause)
    const code = isKnown ? cause.code : 'internal'
    // What nobody foresaw may name files and rows; the log has it.
    const detail = isKnown ? cause.message : 'an error that nobody foresaw; the log of the hub has it'
    this.#lastFailure = { at: isoOfMicros(this.#options.clock()), code, detail }
    await this.#record(action, 'penstock', object, { code }).catch(warn)
  }

  async #record(action: string, actor: string, object: string, details: Readonly<Record<string, unknown>>) {
    const { store, clock } = this.#options
    await store.transaction(HUB_SERVICE, (tx) => appendAudit(tx, { actor, action, object, details, at: clock() }))
  }
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
