// A file into the register: first a plan, then, with the consent to exactly that plan, all its sound rows in one transaction, each a
// decision of the person who brings it. A plan that came out differently is not stored.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { AssetImport, ImportPlan, RowFault } from '@penstock/contract/assets'
import type { PersonDecision } from '@penstock/model/assets'
import { idOfUuid, isoOfMicros, isoOrNull } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type KeptUpload } from '@penstock/server/http'
import type { JobProgress } from '@penstock/server/jobs'
import { type DiskRoom, HUB_SERVICE, isSameJson, newUuid } from '@penstock/server/runtime'
import type { Tx } from '../queries.ts'
import type { AssetsOptions } from '../work.ts'
import { faultView } from './fault-view.ts'
import type { OpenedFile } from './opened-file.ts'
import { type Ask, planRows, type RowPlan } from './plan-import.ts'
import * as queries from './queries.ts'
import { openRegisterFile } from './read-file.ts'

const MOST_SAMPLES = 20
const MOST_FAULTS = 1000
const ROWS_PER_STORE = 500
/** How often it is planned when people go on deciding meanwhile. */
const MOST_TRIES = 3

export interface Upload {
  readonly fileName: string
  readonly sheet?: string | undefined
}

export interface ImportOrder extends Upload {
  readonly site: string
  readonly consent: string
  readonly by: string
  /** Id of the import, and batch of its decisions. */
  readonly importId: string
}

/** What goes on around an import: where it says how far it is, when it is stopped, and what is stored with it. */
export interface ImportRun {
  readonly progress: JobProgress
  readonly signal: AbortSignal
  readonly room: DiskRoom
  /** Runs in the transaction that stores it. */
  readonly conclude: (tx: Tx, done: AssetImport) => Promise<void>
}

export async function planRegister(
  options: AssetsOptions,
  site: string,
  kept: KeptUpload,
  upload: Upload,
): Promise<ImportPlan> {
  const opened = await openRegisterFile(kept, upload.sheet)
  return await planOf(apart(options), site, opened, kept.sha256, async () => {})
}

/**
 * Stores a file whose plan was consented to: its rows are planned anew and their decisions laid beside the file, a few hundred at a time,
 * so that others are served meanwhile; then all of them are stored in one transaction. When people decided something in between, it is
 * planned again, the last time inside that transaction.
 */
export async function importRegister(
  options: AssetsOptions,
  kept: KeptUpload,
  order: ImportOrder,
  run: ImportRun,
): Promise<{ readonly plan: ImportPlan; readonly done: AssetImport }> {
  const { site } = order
  run.progress('checking', 0, null)
  const opened = await openRegisterFile(kept, order.sheet)
  const laid = `${kept.path}.decisions`
  try {
    for (let tries = 1; ; tries++) {
      const isLast = tries === MOST_TRIES
      const before = await inHub(options, (tx) => queries.findMark(tx, site))
      const stage = (ask: Ask): Promise<ImportPlan> => stageRows(options, ask, opened, kept, laid, order, run)
      const staged = isLast ? null : await stage(apart(options))
      const stored = await inHub(options, async (tx) => {
        const isSame = isSameJson(before, await queries.findMark(tx, site))
        if (staged !== null && !isSame) return null
        const plan = staged ?? (await stage((ask) => ask(tx)))
        return { plan, done: await storeStaged(options, tx, opened, kept, laid, plan, order, run) }
      })
      if (stored !== null) return stored
    }
  } finally {
    await rm(laid, { force: true })
  }
}

/** Each question in a transaction of its own. */
function apart(options: AssetsOptions): Ask {
  return (ask) => inHub(options, ask)
}

async function inHub<T>({ store }: AssetsOptions, run: (tx: Tx) => Promise<T>): Promise<T> {
  return await store.transaction(HUB_SERVICE, run)
}

async function stageRows(
  options: AssetsOptions,
  ask: Ask,
  opened: OpenedFile,
  kept: KeptUpload,
  laid: string,
  order: ImportOrder,
  { progress, signal, room }: ImportRun,
): Promise<ImportPlan> {
  const total = opened.file.rowCount
  const at = options.clock()
  const head = () => ({ id: newUuid(), by: order.by, at, reason: `imported from ${order.fileName}` })
  const file = await open(laid, 'w', 0o600)
  try {
    let [lines, rows] = [[] as string[], 0]
    const lay = async (): Promise<void> => {
      if (!(await room.isThere())) throw new AppError('disk-full', { place: 'core/spool' })
      await file.appendFile(lines.join(''))
      lines = []
    }
    const plan = await planOf(ask, order.site, opened, kept.sha256, async (row) => {
      signal.throwIfAborted()
      progress('comparing', ++rows, total)
      if (row.kind === 'bad' || row.kind === 'unchanged') return
      for (const decision of row.decisions(head)) lines.push(`${JSON.stringify(decision)}\n`)
      if (lines.length >= ROWS_PER_STORE) await lay()
    })
    await lay()
    if (plan.consent !== order.consent) throw new AppError('assets.import-moved', { consent: plan.consent })
    return plan
  } finally {
    await file.close()
  }
}

async function storeStaged(
  options: AssetsOptions,
  tx: Tx,
  opened: OpenedFile,
  kept: KeptUpload,
  laid: string,
  plan: ImportPlan,
  order: ImportOrder,
  { progress, signal, conclude }: ImportRun,
): Promise<AssetImport> {
  const { site, importId, fileName, by } = order
  const { format } = opened
  const at = options.clock()
  const made = { id: importId, site, format, file_name: fileName, sha256: kept.sha256, imported_by: by }
  await queries.insertImport(tx, made, at)
  let stored = 0
  for await (const decisions of decisionsIn(laid)) {
    signal.throwIfAborted()
    await queries.insertImportDecisions(tx, site, importId, decisions)
    stored += decisions.length
    progress('applying', stored, null)
  }
  await queries.countImport(tx, importId, plan)
  const { added, changed, bad } = plan
  const counts = { sha256: kept.sha256.toString('hex'), added, changed, bad }
  const details = { importId: idOfUuid('imp', importId), file: fileName, format, ...counts }
  await appendAudit(tx, { actor: by, action: 'asset.import', object: site, details, at })
  const done = importView(await queries.findImport(tx, importId))
  await conclude(tx, done)
  return done
}

/** Decisions of a file that is ours, some hundred at a time. */
async function* decisionsIn(path: string): AsyncGenerator<readonly PersonDecision[]> {
  let run: PersonDecision[] = []
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    run.push(JSON.parse(line) as PersonDecision)
    if (run.length < ROWS_PER_STORE) continue
    yield run
    run = []
  }
  if (run.length > 0) yield run
}

async function planOf(
  ask: Ask,
  site: string,
  opened: OpenedFile,
  sha256: Uint8Array,
  see: (row: RowPlan) => Promise<void>,
): Promise<ImportPlan> {
  const digest = createHash('sha256')
    .update(sha256)
    .update(`${site} ${opened.format} ${opened.sheet ?? ''}`)
  const counts = { rows: 0, added: 0, changed: 0, unchanged: 0, bad: 0, conflicts: 0 }
  const samples: ImportPlan['samples'] = { added: [], changed: [], conflicts: [] }
  const faults: RowFault[] = []
  for await (const row of planRows(ask, site, opened.file)) {
    await see(row)
    counts.rows++
    counts[row.kind]++
    digest.update(`\n${row.line} ${row.kind}`)
    if (row.kind === 'bad')
      for (const fault of row.faults) if (faults.length < MOST_FAULTS) faults.push(structuredClone(faultView(fault)))
    if (row.kind === 'bad' || row.kind === 'unchanged') continue
    const changes = row.changes.map(({ column, from, to }) => ({ column, from, to }))
    digest.update(JSON.stringify([row.id, changes, row.conflicts]))
    counts.conflicts += row.conflicts.length > 0 ? 1 : 0
    const { line, id, name } = row
    if (samples[row.kind].length < MOST_SAMPLES) samples[row.kind].push({ line, id, name, changes })
    for (const conflict of row.conflicts)
      if (samples.conflicts.length < MOST_SAMPLES) samples.conflicts.push({ line, id, ...conflict })
  }
  const { format, sheets, sheet } = opened
  return {
    site,
    format,
    sheets: [...sheets],
    sheet,
    columns: opened.file.mapping.map((column) => ({ ...column })),
    ...counts,
    samples,
    faults,
    consent: counts.added + counts.changed === 0 ? null : digest.digest('hex'),
  }
}

export function importView(row: queries.ImportRow): AssetImport {
  return {
    id: idOfUuid('imp', row.id),
    site: row.site,
    format: row.format,
    fileName: row.file_name,
    added: row.added,
    changed: row.changed,
    unchanged: row.unchanged,
    bad: row.bad,
    by: row.imported_by,
    at: isoOfMicros(row.imported_at),
    takenBackBy: row.taken_back_by,
    takenBackAt: isoOrNull(row.taken_back_at),
  }
}
