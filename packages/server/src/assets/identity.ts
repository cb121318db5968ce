// Merging and splitting by hand, each shown before it is decided, and taking deeds back.
import type { IdentityPreview } from '@penstock/contract/assets'
import {
  type Asset,
  judgeMerge,
  type Ledger,
  mergeAssets,
  splitAsset,
  undoDecision,
  undoneIds,
} from '@penstock/model/assets'
import { idOfUuid, uuidOfId } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import type { AssetBody } from './asset-body.ts'
import { accepted, concludeAll, decide, laterThan, type Stored, storeDecisions } from './decide.ts'
import { ledgerOf } from './declared.ts'
import { previewIdentity } from './preview.ts'
import type { AssetTableRow, DecisionRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import type { AssetReads } from './reads.ts'
import { type AssetsOptions, seenRow } from './work.ts'

interface Part {
  readonly assetId: string
  readonly version: number
}

export class Identity {
  readonly #options: AssetsOptions
  readonly #reads: AssetReads

  constructor(options: AssetsOptions, reads: AssetReads) {
    this.#options = options
    this.#reads = reads
  }

  async previewMerge(caller: Caller, parts: readonly Part[]): Promise<IdentityPreview> {
    return await previewIdentity(this.#options, caller, {
      find: (tx) => seenParts(tx, caller, parts),
      judge: judgeMerge,
      decide: (ledger, rows, head) =>
        mergeAssets(ledger, rows.map(assetOf), { head, parts: rows.map(modelPart), isOverruled: true }),
    })
  }

  async merge(caller: Caller, given: { parts: readonly Part[]; reason: string; isOverruled: boolean }) {
    const { parts, reason, isOverruled } = given
    let rows: readonly AssetTableRow[] = []
    const stored = await decide(this.#options, {
      caller,
      action: 'asset.merge',
      reason,
      details: { parts: parts.map(({ assetId }) => assetId), isOverruled },
      find: async (tx) => {
        rows = await seenParts(tx, caller, parts)
        const objections = judgeMerge(rows.map(assetOf)).filter(({ isFinal }) => isFinal || !isOverruled)
        if (objections.length > 0) throw new AppError('assets.merge-objected', { objections })
        return rows[0]!
      },
      decide: (ledger, _asset, assets, nextHead) =>
        accepted(mergeAssets(ledger, assets, { head: nextHead(), parts: rows.map(modelPart), isOverruled })),
    })
    const record = await this.#reads.record(caller, parts[0]!.assetId)
    return { ...stored, assets: [record] }
  }

  async previewSplit(caller: Caller, assetId: string, given: { version: number; apart: readonly string[] }) {
    return await previewIdentity(this.#options, caller, {
      find: async (tx) => [await seenRow(tx, caller, assetId, given.version)],
      judge: () => [],
      decide: (ledger, rows, head) => {
        const [{ key, seenVersion }] = rows.map(modelPart) as [ReturnType<typeof modelPart>]
        return splitAsset(ledger, rows.map(assetOf), { head, key, seenVersion, apart: given.apart })
      },
    })
  }

  async split(caller: Caller, assetId: string, given: { version: number; apart: readonly string[]; reason: string }) {
    const { version, apart, reason } = given
    const stored = await decide(this.#options, {
      caller,
      action: 'asset.split',
      reason,
      details: { apart: [...apart] },
      find: (tx) => seenRow(tx, caller, assetId, version),
      decide: (ledger, { key, version: seenVersion }, assets, nextHead) =>
        accepted(splitAsset(ledger, assets, { head: nextHead(), key, seenVersion, apart })),
    })
    const ids = await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      const row = await queries.findAssetRow(tx, uuidOfId(assetId) ?? '')
      const rows = row === undefined ? [] : await queries.listAssetRows(tx, row.site)
      const isPart = (one: AssetTableRow) => assetOf(one).anchors.some((anchor) => apart.includes(anchor))
      return rows.filter((one) => one.merged_into === null && isPart(one)).map(({ id }) => id)
    })
    const others = ids.map((id) => idOfUuid('ast', id)).filter((id) => id !== assetId)
    const assets = []
    for (const id of [assetId, ...others]) assets.push(await this.#reads.record(caller, id))
    return { ...stored, assets }
  }

  /** Takes back whatever of the deed still holds. Who may not merge may not take a merge back. */
  async undo(caller: Caller, deedId: string, reason: string): Promise<Stored & { decisions: number }> {
    const deed = uuidOfId(deedId)
    const undo = newUuid()
    const sites = new Set<string>()
    const decisions = await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      const rows = deed === null ? [] : await queries.lockDeed(tx, deed)
      if (rows.length === 0 || !rows.every(({ site }) => maySeeSite(caller, site))) throw new AppError('not-found')
      let count = 0
      for (const [site, ofSite] of Map.groupBy(rows, (row) => row.site)) {
        const all = await queries.listDecisions(tx, site)
        if (!mayTakeBack(caller, ofSite, all)) throw new AppError('not-found')
        const ledger = ledgerOf(all)
        const at = laterThan(ledger, this.#options.clock())
        const undone = undoneIds(ledger)
        let next: Ledger = ledger
        for (const { id } of ofSite.toReversed()) {
          if (undone.has(id)) continue
          const head = { id: newUuid(), by: caller.subject, at, reason }
          next = accepted(undoDecision(next, { head, decisionId: id }))
        }
        const added = next.slice(ledger.length)
        if (added.length === 0) continue
        count += added.length
        sites.add(site)
        await storeDecisions(tx, caller, site, added, at, undo)
        const details = { reason, deed: deedId, decisions: added.map(({ id }) => id) }
        await appendAudit(tx, { actor: caller.subject, action: 'asset.undo', object: deedId, details, at })
      }
      if (count === 0) throw new AppError('assets.already-undone')
      return count
    })
    return { deedId: idOfUuid('ded', undo), decisions, isConcluded: await concludeAll(this.#options, sites) }
  }
}

function mayTakeBack(caller: Caller, deed: readonly DecisionRow[], all: readonly DecisionRow[]): boolean {
  if (caller.permissions.has('asset:merge')) return true
  const byId = new Map(all.map((row) => [row.id, row]))
  return deed.every((row) => {
    let decided: DecisionRow | undefined = row
    while (decided?.kind === 'undo') decided = byId.get((decided.body as { decisionId: string }).decisionId)
    return decided?.kind !== 'merge' && decided?.kind !== 'split'
  })
}

/** The parts at the versions that the person saw, locked in one order always. */
async function seenParts(tx: Tx, caller: Caller, parts: readonly Part[]): Promise<AssetTableRow[]> {
  const rows = new Map<string, AssetTableRow>()
  for (const { assetId, version } of parts.toSorted((a, b) => (a.assetId < b.assetId ? -1 : 1))) {
    const row = await seenRow(tx, caller, assetId, version)
    rows.set(row.id, row)
  }
  if (rows.size < 2)
    throw new AppError('invalid-request', { faults: [{ place: 'body.parts', message: 'these are one asset already' }] })
  return [...rows.values()]
}

function assetOf(row: AssetTableRow): Asset {
  return (row.body as AssetBody).asset
}

function modelPart(row: AssetTableRow) {
  const { key, version } = assetOf(row)
  return { key, seenVersion: version }
}
