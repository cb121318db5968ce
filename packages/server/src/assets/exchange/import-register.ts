// A file into the register: first a plan, then, with the consent to exactly that plan, all its sound rows in one transaction, each a
// decision of the person who brings it. A plan that came out differently is not stored.
import { createHash } from 'node:crypto'
import type { AssetImport, ImportAnswer, ImportPlan, RowFault } from '@penstock/contract/assets'
import type { PersonDecision } from '@penstock/model/assets'
import { type EpochMicros, idOfUuid, isoOfMicros } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller, type KeptUpload } from '@penstock/server/http'
import { HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import type { Tx } from '../queries.ts'
import type { AssetsOptions } from '../work.ts'
import { faultView } from './fault-view.ts'
import type { OpenedFile } from './opened-file.ts'
import { planRows, type RowPlan } from './plan-import.ts'
import * as queries from './queries.ts'
import { openRegisterFile } from './read-file.ts'

/** A person waits this long for the register to take up what was stored; longer, and the pages follow by themselves. */
const PATIENCE_MS = 10_000
const MOST_SAMPLES = 20
const MOST_FAULTS = 1000
const ROWS_PER_STORE = 500

export interface Upload {
  readonly fileName: string
  readonly sheet?: string | undefined
  readonly consent?: string | undefined
}

export async function importRegister(
  options: AssetsOptions,
  caller: Caller,
  site: string,
  kept: KeptUpload,
  upload: Upload,
): Promise<ImportAnswer> {
  const at = options.clock()
  const opened = await openRegisterFile(kept, upload.sheet)
  const { sha256 } = kept
  const { plan, done } = await options.store.transaction(HUB_SERVICE, async (tx) => {
    if (upload.consent === undefined) return { plan: await planOf(tx, site, opened, sha256, null), done: null }
    const importId = newUuid()
    const made = { id: importId, site, format: opened.format, file_name: upload.fileName, sha256 }
    await queries.insertImport(tx, { ...made, imported_by: caller.subject }, at)
    const keep = keeper(tx, site, importId, caller.subject, at, `imported from ${upload.fileName}`)
    const stored = await planOf(tx, site, opened, sha256, keep)
    if (stored.consent !== upload.consent) throw new AppError('assets.import-moved', { consent: stored.consent })
    await queries.countImport(tx, importId, stored)
    const { added, changed, bad } = stored
    const details = { importId: idOfUuid('imp', importId), file: upload.fileName, format: opened.format }
    const counts = { sha256: sha256.toString('hex'), added, changed, bad }
    const entry = {
      actor: caller.subject,
      action: 'asset.import',
      object: site,
      details: { ...details, ...counts },
      at,
    }
    await appendAudit(tx, entry)
    return { plan: stored, done: importView(await queries.findImport(tx, importId)) }
  })
  const isConcluded = done === null || (await concludedInTime(options, site))
  return { plan, done, isConcluded }
}

/** True when the register took it up in time; otherwise it goes on behind the answer, and is tried again when it failed: it is stored. */
export async function concludedInTime(options: AssetsOptions, site: string): Promise<boolean> {
  const concluded = options.conclude(site).then(
    () => true,
    () => false,
  )
  let timer: ReturnType<typeof setTimeout> | undefined
  const patience = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS)
  })
  return await Promise.race([concluded, patience]).finally(() => clearTimeout(timer))
}

type Keep = (plan: Extract<RowPlan, { kind: 'added' | 'changed' }> | null) => Promise<void>

/** Stores decisions as they come, in runs; null stores the last run. */
function keeper(tx: Tx, site: string, importId: string, by: string, at: EpochMicros, reason: string): Keep {
  let waiting: PersonDecision[] = []
  return async (row) => {
    if (row !== null) waiting.push(...row.decisions(() => ({ id: newUuid(), by, at, reason })))
    if (waiting.length < ROWS_PER_STORE && row !== null) return
    await queries.insertImportDecisions(tx, site, importId, waiting)
    waiting = []
  }
}

async function planOf(
  tx: Tx,
  site: string,
  opened: OpenedFile,
  sha256: Uint8Array,
  keep: Keep | null,
): Promise<ImportPlan> {
  const digest = createHash('sha256')
    .update(sha256)
    .update(`${site} ${opened.format} ${opened.sheet ?? ''}`)
  const counts = { rows: 0, added: 0, changed: 0, unchanged: 0, bad: 0, conflicts: 0 }
  const samples: ImportPlan['samples'] = { added: [], changed: [], conflicts: [] }
  const faults: RowFault[] = []
  for await (const row of planRows(tx, site, opened.file)) {
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
    await keep?.(row)
  }
  await keep?.(null)
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
    takenBackAt: row.taken_back_at === null ? null : isoOfMicros(row.taken_back_at),
  }
}
