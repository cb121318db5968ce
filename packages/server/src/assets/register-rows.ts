// The register's rows and the history of their fields: what a conclusion changed, and nothing else, is written.
import {
  type Asset,
  CareField,
  type FieldState,
  type IdentityDecision,
  type Places,
  unknownCounts,
  whereIs,
} from '@penstock/model/assets'
import { type EpochMicros, isoOfMicros, isoOrNull, micros } from '@penstock/model/kernel'
import { isSameJson } from '@penstock/server/runtime'
import type { AssetBody } from './asset-body.ts'
import { type Followed, keptAlone } from './follow-assets.ts'
import type { AssetTableRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { drawReferences } from './references.ts'

/** Stores what of the concluded assets moved, in a few statements; answers how many assets that were. */
export async function storeAssets(
  tx: Tx,
  site: string,
  assets: readonly Asset[],
  decisions: readonly IdentityDecision[],
  places: Places,
  { idOf, aloneOf }: Followed,
  rows: readonly AssetTableRow[],
  at: EpochMicros,
): Promise<number> {
  const stored = new Map(rows.map((row) => [row.id, row]))
  const fields = Map.groupBy(await queries.listCurrentFields(tx, site), (row) => row.asset_id)
  const references = await drawReferences(tx, assets.filter(({ key }) => !stored.has(idOf.get(key)!)).length)
  const ofAsset = decisionsByKey(decisions)
  const moved: queries.AssetToStore[] = []
  const fieldsMoved: FieldsMoved = { closed: [], added: [] }
  for (const asset of assets) {
    const id = idOf.get(asset.key)!
    const body: AssetBody = { asset, decisions: ofAsset.get(asset.key) ?? [], ...keptAlone(asset, aloneOf.get(id)) }
    const before = stored.get(id)
    const zone = whereIs(asset, places).zone
    const columns = columnsOf(asset, zone, places)
    const care = careOf(asset)
    // A plant file can move an asset's place without a word about the asset.
    const isKept = before?.withdrawn_at === null && !isMoved(before, columns, care) && isSameJson(before.body, body)
    if (isKept) continue
    moved.push({
      id,
      site,
      reference: before?.reference ?? references.pop()!,
      ...columns,
      owner_confirmed_at: isoOrNull(columns.owner_confirmed_at),
      care,
      merged_into: null,
      withdrawn_at: null,
      macs: [...asset.macs],
      ips: [...asset.ips],
      first_at: isoOrNull(asset.firstAt),
      last_at: isoOrNull(asset.lastAt),
      body,
      version: (before?.version ?? 0) + (before === undefined || isMoved(before, columns, care) ? 1 : 0),
      learned_at: isoOfMicros(at),
    })
    collectFields(fieldsMoved, site, id, asset, columns, fields.get(id) ?? [], at)
  }
  // Rows give up their anchors first where another one stands on them from now on.
  const holders = new Map(moved.map(({ id, anchor }) => [anchor, id]))
  const leaving = rows.filter(({ id, anchor }) => (holders.get(anchor) ?? id) !== id)
  await queries.leaveAnchors(tx, site, leaving)
  await queries.upsertAssets(tx, moved)
  const kept = new Set(idOf.values())
  const gone = rows.filter((row) => row.merged_into === null && row.withdrawn_at === null && !kept.has(row.id))
  for (const row of gone) {
    const into = heirOf(row, assets, idOf)
    if (into !== undefined) await queries.mergeAssetRow(tx, row.id, into, at)
    else await queries.withdrawAssetRow(tx, row.id, at)
  }
  await queries.closeFields(tx, fieldsMoved.closed, at)
  await queries.insertFields(tx, fieldsMoved.added, at)
  return gone.length + moved.length
}

function heirOf(row: AssetTableRow, assets: readonly Asset[], idOf: ReadonlyMap<string, string>): string | undefined {
  const anchors = new Set((row.body as AssetBody).asset.anchors)
  const heir = assets.find((asset) => asset.anchors.some((anchor) => anchors.has(anchor)))
  return heir === undefined ? undefined : idOf.get(heir.key)
}

export function columnsOf(asset: Asset, zone: string | null, places: Places) {
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
    team: asset.owner?.group ?? null,
    owner_confirmed_at: asset.owner?.confirmedAt ?? null,
    unknowns: Object.values(unknownCounts([asset], places)).reduce((sum, count) => sum + count, 0),
    conflicts: Object.values(asset.fields).reduce((sum, field) => sum + field.conflicts, 0),
  }
}

/** What is known of its maintenance, by field. */
export function careOf(asset: Asset): Record<string, string> {
  return Object.fromEntries(
    CareField.options.flatMap((field) => {
      const value = asset.kept[field]?.value ?? null
      return value === null ? [] : [[field, value]]
    }),
  )
}

type Columns = ReturnType<typeof columnsOf>

function isMoved(before: AssetTableRow, columns: Columns, care: Readonly<Record<string, string>>): boolean {
  return (
    !isSameJson(before.care, care) ||
    (Object.keys(columns) as (keyof Columns)[]).some((key) => before[key] !== columns[key])
  )
}

interface FieldsMoved {
  readonly closed: { readonly asset_id: string; readonly field: string }[]
  readonly added: Parameters<typeof queries.insertFields>[1][number][]
}

/** Fields whose every value is kept with the time it held and the time we learned it. */
function collectFields(
  into: FieldsMoved,
  site: string,
  id: string,
  asset: Asset,
  columns: Columns,
  known: readonly queries.FieldRow[],
  at: EpochMicros,
): void {
  const before = new Map(known.map((row) => [row.field, row]))
  const now = new Map<string, { readonly value: string | null; readonly basis: string; readonly source: unknown }>()
  for (const [field, state] of Object.entries(asset.fields)) {
    now.set(field, saidOf(state))
  }
  for (const [field, state] of Object.entries(asset.kept)) now.set(field, saidOf(state))
  // A zone that follows from an address is kept too; an owner is whoever answers for it, be it a team.
  if (asset.zone === null && columns.zone !== null)
    now.set('zone', { value: columns.zone, basis: 'inferred', source: {} })
  const answering = asset.kept.owner?.value == null ? asset.kept.team : asset.kept.owner
  if (answering !== undefined) now.set('owner', { ...saidOf(answering), value: columns.owner })
  const moved = [...now].filter(([field, { value, basis }]) => {
    const row = before.get(field)
    return row === undefined ? value !== null : row.value !== value || row.basis !== basis
  })
  for (const [field] of moved) if (before.has(field)) into.closed.push({ asset_id: id, field })
  const heldFrom = asset.firstAt ?? asset.declared?.at ?? at
  for (const [field, said] of moved)
    into.added.push({
      asset_id: id,
      site,
      field,
      ...said,
      heldFrom: before.has(field) ? at : micros(Math.min(heldFrom, at)),
    })
}

function saidOf({ value, basis, said: [chosen] }: FieldState) {
  const isKnown = value !== null && basis !== null
  return { value, basis: isKnown ? basis : 'unknown', source: chosen === undefined ? {} : sourceOf(chosen) }
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
