// One change of many assets: all in one transaction and one deed, an audit entry for each, refusals told by asset.
import type { BulkChange, BulkResult, Selection } from '@penstock/contract/assets'
import {
  type Asset,
  confirmField,
  type DecisionHead,
  type Edited,
  editField,
  type PersonDecision,
} from '@penstock/model/assets'
import { idOfUuid, uuidOfId } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import type { AssetBody } from './asset-body.ts'
import { concludeAll, problemOf, storeDecisions } from './decide.ts'
import { CONFIRMED, entriesOf } from './edits.ts'
import { filtered } from './filter.ts'
import type { AssetTableRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { type AssetsOptions, readAs } from './work.ts'

/** As many as one transaction carries while people wait; the page tells when a filter means more. */
const MOST_ASSETS = 500

export async function editMany(
  options: AssetsOptions,
  caller: Caller,
  given: { selection: Selection; change: BulkChange; reason: string; isDryRun: boolean },
): Promise<BulkResult> {
  const { selection, change, reason, isDryRun } = given
  const { ids, absent } = await readAs(options, caller, (tx) => idsOf(tx, selection))
  const at = options.clock()
  const deed = newUuid()
  const done = await options.store.transaction(HUB_SERVICE, async (tx) => {
    const rows = await queries.lockAssetRows(tx, ids)
    const refused = [...absent]
    const decided: { readonly row: AssetTableRow; readonly decisions: readonly PersonDecision[] }[] = []
    for (const row of rows) {
      const asset = (row.body as AssetBody).asset
      const { decisions, code } = decideOne(asset, change, () => ({ id: newUuid(), by: caller.subject, at, reason }))
      if (code !== null)
        refused.push({ assetId: idOfUuid('ast', row.id), reference: row.reference, label: labelOf(row), code })
      else if (decisions.length > 0) decided.push({ row, decisions })
    }
    if (!isDryRun && decided.length > 0) {
      for (const [site, ofSite] of Map.groupBy(decided, ({ row }) => row.site))
        await storeDecisions(
          tx,
          caller,
          site,
          ofSite.flatMap(({ decisions }) => decisions),
          at,
          deed,
        )
      const action = 'fields' in change ? 'asset.edit' : 'asset.confirm'
      for (const { row, decisions } of decided) {
        const details = { reason, deed: idOfUuid('ded', deed), decisions: decisions.map(({ id }) => id) }
        await appendAudit(tx, { actor: caller.subject, action, object: idOfUuid('ast', row.id), details, at })
      }
    }
    return { decided, refused, total: rows.length + absent.length }
  })
  const { decided, refused, total } = done
  if (!isDryRun && decided.length === 0 && refused.length === 0) throw new AppError('assets.nothing-to-change')
  const sites = isDryRun ? [] : new Set(decided.map(({ row }) => row.site))
  const isConcluded = await concludeAll(options, sites)
  const deedId = isDryRun || decided.length === 0 ? null : idOfUuid('ded', deed)
  const changed = decided.length
  return { isDryRun, deedId, total, changed, unchanged: total - changed - refused.length, isConcluded, refused }
}

/** What the selection means to this person now; what is named and not there is told. */
async function idsOf(tx: Tx, selection: Selection): Promise<{ ids: string[]; absent: BulkResult['refused'] }> {
  if ('ids' in selection) {
    const wanted = new Map([...new Set(selection.ids)].map((id) => [uuidOfId(id), id]))
    const named = [...wanted.keys()].filter((id) => id !== null)
    const rows = named.length === 0 ? [] : await filtered(tx, {}).select('id').where('id', 'in', named).execute()
    const found = new Set(rows.map(({ id }) => id))
    const absent = [...wanted].filter(([id]) => id === null || !found.has(id)).map(([, assetId]) => assetId)
    return {
      ids: [...found],
      absent: absent.map((assetId) => ({ assetId, reference: '', label: assetId, code: 'not-found' })),
    }
  }
  const rows = await filtered(tx, selection.filter)
    .select('id')
    .limit(MOST_ASSETS + 1)
    .execute()
  if (rows.length > MOST_ASSETS) throw new AppError('assets.too-many', { most: MOST_ASSETS })
  if (rows.length !== selection.expected) throw new AppError('assets.selection-moved', { total: rows.length })
  return { ids: rows.map(({ id }) => id), absent: [] }
}

/** The decisions for one asset, or why there can be none of them. */
function decideOne(
  asset: Asset,
  change: BulkChange,
  nextHead: () => DecisionHead,
): { readonly decisions: readonly PersonDecision[]; readonly code: string | null } {
  const decisions: PersonDecision[] = []
  const take = (edited: Edited): string | null => {
    if (edited.ok) decisions.push(...edited.value)
    return edited.ok || edited.refusal.code === 'assets.nothing-changes' ? null : problemOf(edited.refusal.code)
  }
  const seen = { key: asset.key, seenVersion: asset.version }
  if ('fields' in change) {
    for (const [field, value] of entriesOf(asset, change.fields)) {
      const code = take(editField([], [asset], { ...seen, head: nextHead(), field, value }))
      if (code !== null) return { decisions: [], code }
    }
    return { decisions, code: null }
  }
  const codes = CONFIRMED[change.confirm].map((field) =>
    take(confirmField([], [asset], { ...seen, head: nextHead(), field })),
  )
  const code = decisions.length === 0 ? (codes.find((one) => one !== null) ?? null) : null
  return { decisions, code }
}

function labelOf(row: AssetTableRow): string {
  return row.name ?? row.ips[0] ?? row.macs[0] ?? row.reference
}
