// Takes an import back as a whole: every entry and value that it made and that still holds goes back to what it was. What somebody
// changed since then stays, and is counted.
import type { AssetImport, TakenBack } from '@penstock/contract/assets'
import type { PersonDecision } from '@penstock/model/assets'
import { idOfUuid, uuidOfId } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import { type AssetsOptions, readAs } from '../work.ts'
import { declarationsOf } from './declarations.ts'
import { importView } from './import-register.ts'
import * as queries from './queries.ts'

export async function listImports(options: AssetsOptions, caller: Caller, site: string): Promise<AssetImport[]> {
  return await readAs(options, caller, async (tx) => {
    if ((await queries.findSiteName(tx, site)) === undefined) throw new AppError('not-found')
    return (await queries.listImportRows(tx, site)).map(importView)
  })
}

export async function takeBackImport(
  options: AssetsOptions,
  caller: Caller,
  site: string,
  importId: string,
  reason: string,
): Promise<TakenBack> {
  const at = options.clock()
  const id = uuidOfId(importId)
  if (id === null || !maySeeSite(caller, site)) throw new AppError('not-found')
  const taken = await options.store.transaction(HUB_SERVICE, async (tx) => {
    const row = await queries.lockImport(tx, site, id)
    if (row === undefined) throw new AppError('not-found')
    if (row.taken_back_at !== null) throw new AppError('assets.import-taken-back')
    const { undone, kept } = undoable(await queries.listDeclarations(tx, site), id)
    const head = () => ({ id: newUuid(), by: caller.subject, at, reason })
    const decisions = undone.map((decisionId): PersonDecision => ({ kind: 'undo', ...head(), decisionId }))
    await queries.insertImportDecisions(tx, site, newUuid(), decisions)
    await queries.markTakenBack(tx, id, caller.subject, at)
    const details = { importId: idOfUuid('imp', id), reason, undone: undone.length, kept }
    await appendAudit(tx, { actor: caller.subject, action: 'asset.import-take-back', object: site, details, at })
    return { import: importView(await queries.findImport(tx, id)), undone: undone.length, kept }
  })
  return { ...taken, isConcluded: await options.conclude(site) }
}

/**
 * The decisions of an import that can be undone. An entry that was declared anew since no longer holds the import's words: then what
 * the import had put aside for it must not come back either.
 */
function undoable(
  rows: readonly queries.DeclarationRow[],
  importId: string,
): { readonly undone: readonly string[]; readonly kept: number } {
  const { holding } = declarationsOf(rows)
  const entryOf = new Map(rows.map((row) => [row.id, row.entryId]))
  const mine = rows.filter((row) => row.importId === importId)
  const moved = new Set(
    mine.flatMap(({ id, kind, entryId }) =>
      kind === 'declare' && entryId !== null && !holding.has(id) ? [entryId] : [],
    ),
  )
  const undone = mine.filter(({ id, kind, entryId, decisionId }) => {
    if (!holding.has(id)) return false
    const entry = kind === 'undo' && decisionId !== null ? entryOf.get(decisionId) : entryId
    return entry === null || entry === undefined || !moved.has(entry)
  })
  return { undone: undone.map(({ id }) => id), kept: moved.size }
}
