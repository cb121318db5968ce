// Brings advisories and lists in as a job of the hub: read one at a time, stored a few at a time, faults told by file and place while
// the rest comes in. What is stored stays when the job ends early, and is not stored twice when it goes on.
import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { JobView } from '@penstock/contract/jobs'
import { idOfUuid, isoOfMicros, microsOfIso } from '@penstock/model/kernel'
import { type FeedFault, feedFaultText, missingOf, type SoftwareBill } from '@penstock/model/vulnerabilities'
import type { UploadSpool } from '@penstock/server/assets'
import { appendAudit } from '@penstock/server/audit'
import type { Caller } from '@penstock/server/http'
import { JobFailure, type JobsService, WHOLE, type Worker } from '@penstock/server/jobs'
import { type Clock, HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import { type Store, sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { z } from 'zod'
import * as queries from './queries.ts'
import { type BroughtFile, filesIn, type ReadFile } from './read-files.ts'

export interface AdvisoryIntakeOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly spool: UploadSpool
  readonly jobs: JobsService
  /** Called when something new is stored, also by a job that ended early. */
  readonly onStored: () => void
}

const packed = promisify(gzip)

const Input = z.strictObject({ file: z.uuid(), fileName: z.string(), sha256: z.string() })

/** Revisions that are stored in one transaction. */
const BATCH = 50
/** Faults that are kept for the page. */
const MOST_FAULTS = 200

interface Tally {
  added: number
  known: number
  ignored: number
  faulty: number
  readonly lists: { kind: 'kev' | 'epss'; version: string; entries: number }[]
  readonly bills: { subject: string; components: number }[]
  readonly faults: { file: string; place: string; message: string }[]
}

export class AdvisoryIntake {
  readonly #options: AdvisoryIntakeOptions

  constructor(options: AdvisoryIntakeOptions) {
    this.#options = options
    options.jobs.onMove.listen((job) => {
      if (job.kind === 'advisories' && job.state === 'failed' && !job.isResumable) void this.sweep().catch(() => {})
    })
  }

  /** Bytes of a file that are taken in at most. */
  get limitBytes(): number {
    return this.#options.spool.limitBytes
  }

  /** Removes files that no job needs any more. */
  async sweep(): Promise<void> {
    const { spool, jobs } = this.#options
    const inputs = await jobs.openInputs('advisories')
    await spool.sweep(new Set(inputs.map((input) => Input.parse(input).file)))
  }

  /** Takes a file in and begins its job. */
  async start(caller: Caller, body: Readable | undefined, fileName: string): Promise<JobView> {
    const { spool, jobs, store } = this.#options
    const kept = await spool.keep(body)
    const input: z.input<typeof Input> = {
      file: kept.path.slice(-36),
      fileName,
      sha256: kept.sha256.toString('hex'),
    }
    const about = { kind: 'advisories', site: WHOLE, subject: fileName, total: null, unit: 'files' } as const
    try {
      const job = await store.transaction(HUB_SERVICE, (tx) =>
        jobs.add(tx, { ...about, created_by: caller.subject, input }),
      )
      jobs.onMove.emit(job)
      jobs.wake()
      return job
    } catch (cause) {
      await rm(kept.path, { force: true })
      throw cause
    }
  }

  readonly worker: Worker = async (job, progress, signal) => {
    const { store, spool, jobs, clock, onStored } = this.#options
    const input = Input.parse(job.input)
    const path = join(spool.folder, input.file)
    const files = filesIn(await bytesOf(path), input.fileName)
    if (!files.ok) throw failure(`${input.fileName}: ${feedFaultText(files.refusal)}`)
    const tally: Tally = { added: 0, known: 0, ignored: 0, faulty: 0, lists: [], bills: [], faults: [] }
    try {
      await this.#readAll(files.value, job.created_by, tally, (done) => {
        signal.throwIfAborted()
        progress('reviewing', done, files.value.length)
      })
    } finally {
      if (tally.added + tally.lists.length + tally.bills.length > 0) onStored()
    }
    const { added, known, faulty, lists, bills } = tally
    const isNothing = added + known + lists.length + bills.length === 0
    const first = tally.faults[0]
    const result = {
      advisoryImportId: idOfUuid('imp', job.id),
      added,
      known,
      lists: lists.length,
      bills: bills.length,
      faulty,
    }
    await store.transaction(HUB_SERVICE, async (tx) => {
      const at = clock()
      const { faults, ...counts } = tally
      await queries.insertAdvisoryImport(tx, {
        id: job.id,
        file_name: input.fileName,
        sha256: Buffer.from(input.sha256, 'hex'),
        counts: sqlJson(counts),
        faults: sqlJson(faults),
        faulty,
        imported_by: job.created_by,
        imported_at: sqlInstant(at),
      })
      await appendAudit(tx, {
        actor: job.created_by,
        action: 'vulnerability.import',
        object: idOfUuid('imp', job.id),
        details: {
          fileName: input.fileName,
          sha256: input.sha256,
          added,
          known,
          lists: lists.length,
          bills: bills.length,
          faulty,
        },
        at,
      })
      if (!isNothing) await jobs.endIn(tx, job.id, result)
    })
    await rm(path, { force: true })
    if (isNothing)
      throw failure(
        first === undefined ? 'holds no advisory and no list' : `${first.file}: ${first.place}: ${first.message}`,
      )
    return result
  }

  async #readAll(
    files: readonly BroughtFile[],
    by: string,
    tally: Tally,
    onFile: (done: number) => void,
  ): Promise<void> {
    let waiting: queries.NewRevision[] = []
    const { store, clock } = this.#options
    const flush = async (): Promise<void> => {
      const batch = waiting
      waiting = []
      if (batch.length === 0) return
      const at = sqlInstant(clock())
      const added = await store.transaction(HUB_SERVICE, (tx) => queries.insertRevisions(tx, batch, at))
      tally.added += added
      tally.known += batch.length - added
    }
    for (const [done, { name, read }] of files.entries()) {
      onFile(done)
      const file = await read()
      if (!file.ok) tellFaults(tally, name, file.refusal)
      else if (file.value.kind === 'feed') {
        const missing = missingOf(
          file.value.list,
          files.map((each) => each.name),
        )
        if (missing.length > 0) tellFaults(tally, name, [{ path: '$.feed.entry', message: missingText(missing) }])
      } else if (file.value.kind === 'ignored') tally.ignored += 1
      else if (file.value.kind === 'advisory') {
        const { bill, text } = file.value
        waiting.push(revisionOf(file.value, name, by))
        if (bill !== null) await this.#keepBill(bill, text, name, by, tally)
      } else if (file.value.kind === 'bill') await this.#keepBill(file.value.bill, file.value.text, name, by, tally)
      else {
        const { kind, version, entries, text } = file.value
        const document = await packed(text)
        const list = { kind, version, entries, document, sha256: sha256Of(text), source: name, brought_by: by }
        await store.transaction(HUB_SERVICE, (tx) => queries.insertExploitList(tx, list, sqlInstant(clock())))
        tally.lists.push({ kind, version, entries })
      }
      if (waiting.length >= BATCH) await flush()
      // One file is a few milliseconds of reading: in between the hub answers.
      await setImmediate()
    }
    await flush()
  }

  async #keepBill(bill: SoftwareBill, text: string, source: string, by: string, tally: Tally): Promise<void> {
    const { store, clock } = this.#options
    const { serial, version, date, components } = bill
    const subject = [bill.subject.maker, bill.subject.name, bill.subject.version ?? ''].join(' ').trim()
    const row = {
      ...{ serial, version, subject, components: components.length, source, brought_by: by },
      ...{ sha256: sha256Of(text), document: await packed(text), published_at: isoOfMicros(microsOfIso(date)!) },
    }
    await store.transaction(HUB_SERVICE, (tx) => queries.insertBill(tx, row, sqlInstant(clock())))
    tally.bills.push({ subject, components: components.length })
  }
}

function tellFaults(tally: Tally, file: string, faults: readonly FeedFault[]): void {
  tally.faulty += 1
  for (const { path, message } of faults)
    if (tally.faults.length < MOST_FAULTS) tally.faults.push({ file, place: path, message })
}

/** Ids that one sentence names. */
const MOST_NAMED = 10

function missingText(missing: readonly string[]): string {
  const named = missing.slice(0, MOST_NAMED).join(', ')
  const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : ''
  return `the list names ${named}${more}, and no such file came with it`
}

function revisionOf(
  { advisory, text }: Extract<ReadFile, { kind: 'advisory' }>,
  source: string,
  by: string,
): queries.NewRevision {
  const { id, version, title, publisher, isWithdrawn, currentDate, weaknesses } = advisory
  return {
    id: newUuid(),
    advisory_id: id,
    version,
    sha256: sha256Of(text),
    document: text,
    title,
    publisher,
    is_withdrawn: isWithdrawn,
    cves: [...new Set(weaknesses.map((weakness) => weakness.id))],
    published_at: isoOfMicros(microsOfIso(currentDate)!),
    source,
    brought_by: by,
  }
}

function sha256Of(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    throw failure('the file is gone from the hub; bring it again')
  }
}

function failure(detail: string): JobFailure {
  return new JobFailure('vulnerabilities.import-faults', detail, 'what was here before')
}
