// Concludes the register of a site from what interfaces said, the declared plant and people's decisions, and keeps its history:
// an asset keeps its id when its anchor moves (an IP gets its MAC), a merged one points at what it became.
import {
  type Asset,
  buildAssetIndex,
  type FactSource,
  type IdentityDecision,
  type Places,
  resolveAssets,
} from '@penstock/model/assets'
import { type EpochMicros, micros, SiteKey } from '@penstock/model/kernel'
import type { ConversationSeen } from '@penstock/model/observations'
import type { PlantFile } from '@penstock/model/plant'
import { findPlantSource, readDeclaredPlant } from '@penstock/server/plant'
import { uuidOfContent } from '@penstock/server/runtime'
import type { CaptureProof } from '@penstock/store/tables'
import type { AssetBody } from './asset-body.ts'
import { declaredAssets, ledgerOf } from './declared.ts'
import { placesOfPlant } from './lists.ts'
import type { AssetTableRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { redeclaredIds } from './redeclare.ts'
import { storeAssets } from './register-rows.ts'

/** A conversation of the site, with the capture that it was first seen in. */
export interface SourcedConversation {
  readonly source: string
  readonly seen: ConversationSeen
}

export interface Register {
  readonly site: string
  /** As declared now; null before the first import. */
  readonly plant: PlantFile | null
  readonly assets: readonly Asset[]
  readonly decisions: readonly IdentityDecision[]
  readonly places: Places
  /** Store id of an asset by its key. */
  readonly idOf: ReadonlyMap<string, string>
  readonly index: ReturnType<typeof buildAssetIndex>
  readonly sources: readonly FactSource[]
  readonly changed: number
}

export async function concludeRegister(
  tx: Tx,
  site: string,
  conversations: readonly SourcedConversation[],
  at: EpochMicros,
): Promise<Register> {
  const plant = await readDeclaredPlant(tx, site)
  const source = await findPlantSource(tx, site)
  const ledger = ledgerOf(await queries.listDecisions(tx, site))
  const redeclared = redeclaredIds(ledger)
  const ofPlant = declaredAssets(plant, source?.source ?? 'plant file', micros(source?.asOf ?? source?.at ?? at))
  const declared = ofPlant.filter((asset) => !redeclared.has(asset.id))
  const sources = await factSources(tx, site, conversations)
  const resolution = resolveAssets({ site: SiteKey.parse(site), sources, declared, decisions: ledger })
  const places = placesOfPlant(plant, source)
  const rows = await queries.listAssetRows(tx, site)
  const idOf = followAssets(site, resolution.assets, rows)
  const changed = await storeAssets(tx, site, resolution.assets, resolution.decisions, places, idOf, rows, at)
  const { assets, decisions } = resolution
  return { site, plant, assets, decisions, places, idOf, index: buildAssetIndex(assets), sources, changed }
}

async function factSources(tx: Tx, site: string, conversations: readonly SourcedConversation[]): Promise<FactSource[]> {
  const sources = new Map<
    string,
    {
      bindings: FactSource['bindings'][number][]
      claims: FactSource['claims'][number][]
      conversations: ConversationSeen[]
    }
  >()
  const of = (id: string) => {
    const known = sources.get(id) ?? { bindings: [], claims: [], conversations: [] }
    sources.set(id, known)
    return known
  }
  for (const row of await queries.listBindings(tx, site)) {
    const { captureId, proof } = bareProof(row.proof)
    of(captureId).bindings.push({
      mac: row.mac,
      ip: row.ip === '' ? null : row.ip,
      vlan: row.vlan === -1 ? null : row.vlan,
      ground: row.ground as FactSource['bindings'][number]['ground'],
      protocol: row.protocol,
      packets: row.packets,
      firstAt: row.first_at,
      lastAt: row.last_at,
      proof,
    })
  }
  for (const row of await queries.listClaims(tx, site)) {
    const { captureId, proof } = bareProof(row.proof)
    of(captureId).claims.push({
      about: { mac: row.mac === '' ? null : row.mac, ip: row.ip === '' ? null : row.ip },
      field: row.field as FactSource['claims'][number]['field'],
      value: row.value,
      protocol: row.protocol,
      method: row.method,
      basis: row.basis as FactSource['claims'][number]['basis'],
      proof,
    })
  }
  for (const { source, seen } of conversations) of(source).conversations.push(seen)
  return [...sources].map(([id, facts]) => ({ id, segment: null, ...facts }))
}

function bareProof(proof: CaptureProof) {
  const { captureId, captureName: _name, ...bare } = proof
  return { captureId, proof: bare }
}

/** Which stored asset each concluded one is: the one that stands on its key, else the oldest that stands on one of its anchors. */
function followAssets(site: string, assets: readonly Asset[], rows: readonly AssetTableRow[]): Map<string, string> {
  const living = rows.filter((row) => row.merged_into === null)
  const byAnchor = new Map<string, AssetTableRow[]>()
  for (const row of living)
    for (const anchor of (row.body as AssetBody).asset.anchors)
      byAnchor.set(anchor, [...(byAnchor.get(anchor) ?? []), row])
  const byKey = new Map(living.map((row) => [(row.body as AssetBody).asset.key, row]))
  const taken = new Set<string>()
  const idOf = new Map<string, string>()
  for (const asset of assets) {
    const row = byKey.get(asset.key)
    if (row === undefined) continue
    idOf.set(asset.key, row.id)
    taken.add(row.id)
  }
  for (const asset of assets) {
    if (idOf.has(asset.key)) continue
    const candidates = asset.anchors.flatMap((anchor) => byAnchor.get(anchor) ?? []).filter((row) => !taken.has(row.id))
    const oldest = candidates.sort((a, b) => (a.first_at ?? 0) - (b.first_at ?? 0) || (a.id < b.id ? -1 : 1))[0]
    const id = oldest?.id ?? uuidOfContent(['asset', site, asset.key])
    idOf.set(asset.key, id)
    taken.add(id)
  }
  return idOf
}
