// What a merge or split would lead to: the site is concluded with the decision in mind, and nothing is kept.
import type { IdentityPreview, PreviewAsset } from '@penstock/contract/assets'
import {
  type Asset,
  buildAssetIndex,
  type DecisionHead,
  type Edited,
  findAssetOf,
  type Ledger,
  type MergeObjection,
  type Places,
  RegisterField,
  stateOf,
  whatIs,
  whereIs,
  whoOwns,
} from '@penstock/model/assets'
import { idOfUuid } from '@penstock/model/kernel'
import type { Caller } from '@penstock/server/http'
import { HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import type { AssetBody } from './asset-body.ts'
import { readEvidence, resolveAlone, resolveEvidence } from './conclude.ts'
import { accepted, laterThan } from './decide.ts'
import { ledgerOf } from './declared.ts'
import { followAssets } from './follow-assets.ts'
import type { AssetTableRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { answerView, fieldViews } from './views.ts'
import { type AssetsOptions, readAs } from './work.ts'

interface Question {
  /** The assets that it is about; refuses what the person may not see and what moved. */
  readonly find: (tx: Tx) => Promise<readonly AssetTableRow[]>
  readonly judge: (parts: readonly Asset[]) => readonly MergeObjection[]
  readonly decide: (ledger: Ledger, rows: readonly AssetTableRow[], head: DecisionHead) => Edited
}

export async function previewIdentity(
  options: AssetsOptions,
  caller: Caller,
  { find, judge, decide }: Question,
): Promise<IdentityPreview> {
  const found = await options.store.transaction(HUB_SERVICE, async (tx) => {
    const parts = await find(tx)
    const objections = judge(parts.map(assetOf))
    const site = parts[0]!.site
    if (objections.some(({ isFinal }) => isFinal)) return { parts, objections, outcome: null }
    const at = options.clock()
    const evidence = await readEvidence(tx, site, await options.conversations(tx, site), at)
    const ledger = ledgerOf(await queries.listDecisions(tx, site))
    const head = { id: newUuid(), by: caller.subject, at: laterThan(ledger, at), reason: 'preview' }
    const next = accepted(decide(ledger, parts, head))
    const { assets } = resolveEvidence(evidence, next)
    const rows = await queries.listAssetRows(tx, site)
    const { idOf } = followAssets(site, assets, resolveAlone(evidence, next, assets), rows)
    return { parts, objections, outcome: { assets, places: evidence.places, rows, idOf } }
  })
  const { parts, outcome } = found
  const objections = found.objections.map((one) => ({ ...one, found: [...one.found] }))
  if (outcome === null) return { objections, assets: [], movedFindings: 0, movedBreaches: 0 }
  const anchors = new Set(parts.flatMap((row) => assetOf(row).anchors))
  const touched = outcome.assets.filter((asset) => asset.anchors.some((anchor) => anchors.has(anchor)))
  const ids = parts.map(({ id }) => id)
  const follow = new Follow(outcome.assets, outcome.idOf)
  return await readAs(options, caller, async (tx) => {
    const conversations = caller.permissions.has('monitoring:read') ? await conversationsOf(tx, ids) : null
    const counts = conversations === null ? null : follow.count(conversations)
    const references = new Map(outcome.rows.map((row) => [row.id, row.reference]))
    return {
      objections,
      assets: touched.map((asset) =>
        assetView(asset, outcome.places, outcome.idOf.get(asset.key)!, references, counts),
      ),
      movedFindings: (await findingsOf(tx, ids)).filter((row) => follow.isMovedFinding(row)).length,
      movedBreaches: (await breachesOf(tx, ids)).filter((row) => follow.isMoved(row)).length,
    }
  })
}

interface Ends {
  readonly client_mac: string | null
  readonly client_ip: string | null
  readonly server_mac: string | null
  readonly server_ip: string | null
  readonly client_asset: string | null
  readonly server_asset: string | null
}

/** Where conversations and findings end up. */
class Follow {
  readonly #index: ReturnType<typeof buildAssetIndex>
  readonly #idOf: ReadonlyMap<string, string>

  constructor(assets: readonly Asset[], idOf: ReadonlyMap<string, string>) {
    this.#index = buildAssetIndex(assets)
    this.#idOf = idOf
  }

  count(conversations: readonly Ends[]): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const row of conversations) {
      for (const id of new Set(this.#ends(row))) if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    return counts
  }

  isMoved(row: Ends): boolean {
    const [client, server] = this.#ends(row)
    return client !== row.client_asset || server !== row.server_asset
  }

  isMovedFinding({ asset_id, body }: { readonly asset_id: string; readonly body: unknown }): boolean {
    const { anchors } = (body as { readonly finding: { readonly anchors: readonly string[] } }).finding
    const asset = anchors.map((anchor) => this.#index.byAnchor.get(anchor)).find((one) => one !== undefined)
    return asset !== undefined && this.#idOf.get(asset.key) !== asset_id
  }

  #ends(row: Ends): [string | null, string | null] {
    const idOf = (mac: string | null, ip: string | null) => {
      const asset = findAssetOf(this.#index, { mac, ip })
      return asset === null ? null : (this.#idOf.get(asset.key) ?? null)
    }
    return [idOf(row.client_mac, row.client_ip), idOf(row.server_mac, row.server_ip)]
  }
}

const ENDS = ['client_mac', 'client_ip', 'server_mac', 'server_ip', 'client_asset', 'server_asset'] as const

async function conversationsOf(tx: Tx, ids: readonly string[]): Promise<Ends[]> {
  return await tx
    .selectFrom('conversation')
    .select(ENDS)
    .where((where) => where.or([where('client_asset', 'in', ids), where('server_asset', 'in', ids)]))
    .execute()
}

async function breachesOf(tx: Tx, ids: readonly string[]): Promise<Ends[]> {
  return await tx
    .selectFrom('breach')
    .innerJoin('conversation', 'conversation.id', 'breach.conversation_id')
    .select(ENDS.map((end) => `conversation.${end}` as const))
    .where('breach.state', '=', 'open')
    .where((where) => where.or([where('breach.client_asset', 'in', ids), where('breach.server_asset', 'in', ids)]))
    .execute()
}

async function findingsOf(tx: Tx, ids: readonly string[]) {
  return await tx
    .selectFrom('unregistered_talker')
    .select(['asset_id', 'body'])
    .where('state', '=', 'open')
    .where('asset_id', 'in', ids)
    .execute()
}

function assetView(
  asset: Asset,
  places: Places,
  id: string,
  references: ReadonlyMap<string, string>,
  counts: ReadonlyMap<string, number> | null,
): PreviewAsset {
  const reference = references.get(id) ?? null
  const conflicting = RegisterField.options.filter((field) => stateOf(asset, field).conflicts > 0)
  return {
    assetId: reference === null ? null : idOfUuid('ast', id),
    reference,
    label: asset.fields.name.value ?? asset.ips[0] ?? asset.macs[0] ?? asset.declaredId ?? 'unknown',
    macs: asset.macs,
    ips: asset.ips,
    declaredId: asset.declaredId,
    what: answerView(whatIs(asset)),
    where: answerView(whereIs(asset, places)),
    who: answerView(whoOwns(asset)),
    conflicts: fieldViews(asset, conflicting, new Map()),
    conversations: counts === null ? null : (counts.get(id) ?? 0),
  }
}

function assetOf(row: AssetTableRow): Asset {
  return (row.body as AssetBody).asset
}
