// Concludes the register of a site from what interfaces said, the declared plant and people's decisions, and keeps its history:
// an asset keeps its id when its anchor moves (an IP gets its MAC), a merged one points at what it became.
import {
  type Asset,
  type AssetResolution,
  activeDecisions,
  buildAssetIndex,
  type DeclaredAsset,
  type FactSource,
  type IdentityDecision,
  type Ledger,
  type Places,
  resolveAssets,
} from '@penstock/model/assets'
import { type EpochMicros, micros, SiteKey } from '@penstock/model/kernel'
import type { ConversationSeen } from '@penstock/model/observations'
import type { PlantFile } from '@penstock/model/plant'
import { findPlantSource, readDeclaredPlant } from '@penstock/server/plant'
import type { CaptureProof } from '@penstock/store/tables'
import { declaredAssets, ledgerOf } from './declared.ts'
import { followAssets } from './follow-assets.ts'
import { recordAssets } from './history.ts'
import { placesOfPlant } from './lists.ts'
import type { Tx } from './queries.ts'
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

/** What a site's register is concluded from, but for people's decisions. */
export interface Evidence {
  readonly site: string
  readonly plant: PlantFile | null
  /** When the plant file says that it holds; null when it does not say. */
  readonly plantAsOf: EpochMicros | null
  readonly places: Places
  readonly ofPlant: readonly DeclaredAsset[]
  readonly sources: readonly FactSource[]
}

export async function readEvidence(
  tx: Tx,
  site: string,
  conversations: readonly SourcedConversation[],
  at: EpochMicros,
): Promise<Evidence> {
  const plant = await readDeclaredPlant(tx, site)
  const source = await findPlantSource(tx, site)
  const ofPlant = declaredAssets(plant, source?.source ?? 'plant file', micros(source?.asOf ?? source?.at ?? at))
  const sources = await factSources(tx, site, conversations)
  const plantAsOf = source?.asOf ?? null
  return { site, plant, plantAsOf, places: placesOfPlant(plant, source), ofPlant, sources }
}

/** The register that follows from the evidence and these decisions. */
export function resolveEvidence({ site, ofPlant, sources }: Evidence, ledger: Ledger): AssetResolution {
  const redeclared = redeclaredIds(ledger)
  const declared = ofPlant.filter((asset) => !redeclared.has(asset.id))
  return resolveAssets({ site: SiteKey.parse(site), sources, declared, decisions: ledger })
}

/** The same without people's merges and splits: which devices there are by what was heard and registered. */
export function resolveAlone(evidence: Evidence, ledger: Ledger, assets: readonly Asset[]): readonly Asset[] {
  const isOfIdentity = ({ kind }: Ledger[number]) => kind === 'merge' || kind === 'split'
  if (!activeDecisions(ledger).some(isOfIdentity)) return assets
  return resolveEvidence(
    evidence,
    ledger.filter((decision) => !isOfIdentity(decision)),
  ).assets
}

export async function concludeRegister(
  tx: Tx,
  site: string,
  conversations: readonly SourcedConversation[],
  at: EpochMicros,
): Promise<Register> {
  const evidence = await readEvidence(tx, site, conversations, at)
  const { plant, places, sources } = evidence
  const ledger = ledgerOf(await queries.listDecisions(tx, site))
  const { assets, decisions } = resolveEvidence(evidence, ledger)
  const rows = await queries.listAssetRows(tx, site)
  const followed = followAssets(site, assets, resolveAlone(evidence, ledger, assets), rows)
  const { idOf } = followed
  const changed = await storeAssets(tx, site, assets, decisions, places, followed, rows, at)
  await recordAssets(tx, { site, assets, places, idOf, plantAsOf: evidence.plantAsOf }, at)
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
  const { captureId, captureName: _name, isLine: _line, ...bare } = proof
  return { captureId, proof: bare }
}
