// Concludes the register of a site from what interfaces said, the declared plant and people's decisions, and keeps its history:
// an asset keeps its id when its anchor moves (an IP gets its MAC), a merged one points at what it became.
import { randomInt } from 'node:crypto'
import {
  type Asset,
  buildAssetIndex,
  type FactSource,
  type IdentityDecision,
  type Places,
  resolveAssets,
  unknownCounts,
  whereIs,
} from '@penstock/model/assets'
import { type EpochMicros, micros, SiteKey } from '@penstock/model/kernel'
import type { ConversationSeen } from '@penstock/model/observations'
import { findPlantSource, readDeclaredPlant } from '@penstock/server/plant'
import { isSameJson, uuidOfContent } from '@penstock/server/runtime'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { CaptureProof } from '@penstock/store/tables'
import type { AssetBody } from './asset-body.ts'
import { declaredAssets, ledgerOf } from './declared.ts'
import { placesOf } from './lists.ts'
import type { AssetTableRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { redeclaredIds } from './redeclare.ts'

/** A conversation of the site, with the capture that it was first seen in. */
export interface SourcedConversation {
  readonly source: string
  readonly seen: ConversationSeen
}

export interface Register {
  readonly site: string
  readonly assets: readonly Asset[]
  readonly decisions: readonly IdentityDecision[]
  readonly places: Places
  /** Store id of an asset by its key. */
  readonly idOf: ReadonlyMap<string, string>
  readonly index: ReturnType<typeof buildAssetIndex>
  readonly sources: readonly FactSource[]
  readonly changed: number
}

const REFERENCE_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

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
  const places = await placesOf(tx, site)
  const rows = await queries.listAssetRows(tx, site)
  const idOf = followAssets(site, resolution.assets, rows)
  const changed = await storeAssets(tx, site, resolution.assets, resolution.decisions, places, idOf, rows, at)
  const { assets, decisions } = resolution
  return { site, assets, decisions, places, idOf, index: buildAssetIndex(assets), sources, changed }
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

async function storeAssets(
  tx: Tx,
  site: string,
  assets: readonly Asset[],
  decisions: readonly IdentityDecision[],
  places: Places,
  idOf: ReadonlyMap<string, string>,
  rows: readonly AssetTableRow[],
  at: EpochMicros,
): Promise<number> {
  const stored = new Map(rows.map((row) => [row.id, row]))
  const fields = Map.groupBy(await queries.listCurrentFields(tx, site), (row) => row.asset_id)
  const ofAsset = decisionsByKey(decisions)
  let changed = 0
  // Rows whose assets went into others give up their anchors first, so that these are free for their new holder.
  const kept = new Set(idOf.values())
  const gone = rows.filter((row) => row.merged_into === null && !kept.has(row.id))
  for (const row of gone) {
    const into = heirOf(row, assets, idOf)
    if (into !== undefined) await queries.mergeAssetRow(tx, row.id, into, at)
    changed++
  }
  for (const asset of assets) {
    const id = idOf.get(asset.key)!
    const body: AssetBody = { asset, decisions: ofAsset.get(asset.key) ?? [] }
    const before = stored.get(id)
    if (before !== undefined && isSameJson(before.body, body)) continue
    changed++
    const zone = whereIs(asset, places).zone
    const columns = columnsOf(asset, zone, places)
    await queries.upsertAsset(tx, {
      id,
      site,
      reference: before?.reference ?? newReference(),
      ...columns,
      merged_into: null,
      macs: [...asset.macs],
      ips: [...asset.ips],
      first_at: asset.firstAt === null ? null : sqlInstant(asset.firstAt),
      last_at: asset.lastAt === null ? null : sqlInstant(asset.lastAt),
      body: sqlJson(body),
      version: (before?.version ?? 0) + (before === undefined || isMoved(before, columns) ? 1 : 0),
      learned_at: sqlInstant(at),
    })
    await storeFields(tx, site, id, asset, columns, fields.get(id) ?? [], at)
  }
  return changed
}

function heirOf(row: AssetTableRow, assets: readonly Asset[], idOf: ReadonlyMap<string, string>): string | undefined {
  const anchors = new Set((row.body as AssetBody).asset.anchors)
  const heir = assets.find((asset) => asset.anchors.some((anchor) => anchors.has(anchor)))
  return heir === undefined ? undefined : idOf.get(heir.key)
}

function columnsOf(asset: Asset, zone: string | null, places: Places) {
  const value = (field: keyof Asset['fields']): string | null => asset.fields[field].value
  return {
    anchor: asset.key.slice(asset.key.indexOf('/') + 1),
    declared_id: asset.declaredId,
    status: asset.status,
    name: value('name'),
    vendor: value('vendor'),
    model: value('model') ?? value('orderNumber'),
    role: asset.role,
    purdue_level: asset.purdueLevel,
    zone,
    function: asset.functions[0] ?? null,
    owner: asset.owner?.person ?? asset.owner?.group ?? null,
    unknowns: Object.values(unknownCounts([asset], places)).reduce((sum, count) => sum + count, 0),
    conflicts: Object.values(asset.fields).reduce((sum, field) => sum + field.conflicts, 0),
  }
}

type Columns = ReturnType<typeof columnsOf>

function isMoved(before: AssetTableRow, columns: Columns): boolean {
  return (Object.keys(columns) as (keyof Columns)[]).some((key) => before[key] !== columns[key])
}

/** Fields whose every value is kept with the time it held and the time we learned it. */
async function storeFields(
  tx: Tx,
  site: string,
  id: string,
  asset: Asset,
  columns: Columns,
  known: readonly queries.FieldRow[],
  at: EpochMicros,
): Promise<void> {
  const before = new Map(known.map((row) => [row.field, row]))
  const now = new Map<string, { readonly value: string | null; readonly basis: string; readonly source: unknown }>()
  for (const [field, state] of Object.entries(asset.fields)) {
    const chosen = state.said[0]
    now.set(field, {
      value: state.value,
      basis: state.basis ?? 'unknown',
      source: chosen === undefined ? {} : sourceOf(chosen),
    })
  }
  const place = asset.declared === null ? 'inferred' : 'declared'
  for (const field of ['zone', 'owner', 'function'] as const)
    now.set(field, {
      value: columns[field],
      basis: columns[field] === null ? 'unknown' : place,
      source: asset.declared ?? {},
    })
  const moved = [...now].filter(([field, { value, basis }]) => {
    const row = before.get(field)
    return row === undefined ? value !== null : row.value !== value || row.basis !== basis
  })
  await queries.closeFields(
    tx,
    id,
    moved.map(([field]) => field).filter((field) => before.has(field)),
    at,
  )
  const heldFrom = asset.firstAt ?? asset.declared?.at ?? at
  await queries.insertFields(
    tx,
    moved.map(([field, said]) => ({
      asset_id: id,
      site,
      field,
      ...said,
      heldFrom: before.has(field) ? at : micros(Math.min(heldFrom, at)),
    })),
    at,
  )
}

function sourceOf(said: Asset['fields']['name']['said'][number]) {
  const { protocol, method, source, proof } = said
  return { protocol, method, source, proof }
}

function decisionsByKey(decisions: readonly IdentityDecision[]): Map<string, IdentityDecision[]> {
  const found = new Map<string, IdentityDecision[]>()
  for (const decision of decisions)
    for (const key of new Set(decision.assets)) found.set(key, [...(found.get(key) ?? []), decision])
  return found
}

/** `AST-` and six random characters: never a running number, so it tells nothing of how many there are. */
function newReference(): string {
  return `AST-${Array.from({ length: 6 }, () => REFERENCE_ALPHABET[randomInt(REFERENCE_ALPHABET.length)]).join('')}`
}
