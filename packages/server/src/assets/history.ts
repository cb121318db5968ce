// The register through time: each asset's state as a comparison sees it, when it became so, and the register as of a moment in the
// shape of its table, so that one filter serves both.
import type { Asset, FieldState, Places, UnregisteredTalker } from '@penstock/model/assets'
import { whereIs } from '@penstock/model/assets'
import { type Concluded, changedFields, type State, stateOf } from '@penstock/model/history'
import { type EpochMicros, isoOrNull, micros } from '@penstock/model/kernel'
import { growStates, type Moment, wasSoAt } from '@penstock/server/history'
import { sql } from 'kysely'
import type { Tx } from './queries.ts'
import * as queries from './queries.ts'
import { careOf, columnsOf } from './register-rows.ts'

export interface HistoryOf {
  readonly site: string
  readonly assets: readonly Asset[]
  readonly places: Places
  readonly idOf: ReadonlyMap<string, string>
  /** When the plant file says that it holds; what it leaves out ceased then. */
  readonly plantAsOf: EpochMicros | null
}

export async function recordAssets(tx: Tx, register: HistoryOf, at: EpochMicros): Promise<void> {
  const { site, assets, places, idOf, plantAsOf } = register
  const references = await queries.listSiteReferences(tx, site)
  const now = new Map(
    assets.map((asset) => {
      const id = idOf.get(asset.key)!
      return [id, concludedOf(asset, places, references.get(id) ?? '', at)] as const
    }),
  )
  const merged = await queries.listMergedIds(tx, site)
  await growStates(tx, site, 'asset', now, at, (id) => (merged.has(id) ? at : (plantAsOf ?? at)))
}

function concludedOf(asset: Asset, places: Places, reference: string, at: EpochMicros): Concluded {
  const columns = columnsOf(asset, whereIs(asset, places).zone, places)
  const said = Object.fromEntries(Object.entries(asset.fields).map(([field, { value }]) => [field, value]))
  const state = stateOf({
    ...said,
    status: asset.status,
    declaredId: asset.declaredId,
    role: asset.role,
    purdueLevel: asset.purdueLevel,
    zone: columns.zone,
    function: columns.function,
    owner: columns.owner,
    team: columns.team,
    ...careOf(asset),
    macs: [...asset.macs],
    ips: [...asset.ips],
  })
  const firstAt = isoOrNull(asset.firstAt)
  const { unknowns, conflicts } = columns
  const confirmedAt = columns.owner_confirmed_at
  const ownerConfirmedAt = isoOrNull(confirmedAt)
  return {
    state,
    shown: stateOf({ reference, firstAt, unknowns, conflicts, ownerConfirmedAt }),
    source: asset.declared?.source ?? asset.fields.name.said[0]?.protocol ?? 'traffic',
    bornAt: micros(Math.min(asset.firstAt ?? at, asset.declared?.at ?? at)),
    changedAt: (before) => changedAt(asset, before.state, state, before.heldFrom ?? at, at),
  }
}

/** The latest instant that a source gives for any of the fields that moved. */
function changedAt(asset: Asset, before: State, after: State, from: EpochMicros, at: EpochMicros): EpochMicros {
  const instants = changedFields(before, after).map(({ field }): number => {
    const told = { ...asset.kept, ...asset.fields } as Readonly<Record<string, FieldState | undefined>>
    const said = told[field]?.said[0]
    if (said !== undefined) return said.firstAt > from ? said.firstAt : said.lastAt
    // Registered and heard: since the later of the two.
    if (field === 'status' && asset.status === 'confirmed')
      return Math.max(asset.firstAt ?? at, asset.declared?.at ?? 0)
    if (field === 'ips' || field === 'macs') return latestInterface(asset, before) ?? at
    return asset.declared?.at ?? at
  })
  return micros(Math.max(from, ...instants))
}

/** When the newest of the addresses that it did not have before was first seen. */
function latestInterface(asset: Asset, before: State): number | null {
  const known = new Set([...((before['macs'] ?? []) as string[]), ...((before['ips'] ?? []) as string[])])
  const fresh = asset.interfaces.filter(({ mac, ip }) => [mac, ip].some((each) => each !== null && !known.has(each)))
  const instants = fresh.flatMap(({ firstAt }) => firstAt ?? [])
  return instants.length === 0 ? null : Math.max(...instants)
}

/** The register as of a moment with the columns of its table. When a device last talked is not kept: it is null. */
export function registerAt(tx: Tx, moment: Moment) {
  return tx
    .selectFrom('state_version')
    .where('kind', '=', 'asset')
    .where(wasSoAt(moment))
    .select([
      sql<string>`object_id::uuid`.as('id'),
      'site',
      sql<string>`shown ->> 'reference'`.as('reference'),
      sql<string>`object_id`.as('anchor'),
      sql<string | null>`state ->> 'declaredId'`.as('declared_id'),
      sql<string>`state ->> 'status'`.as('status'),
      sql<null>`null::uuid`.as('merged_into'),
      sql<null>`null::timestamptz`.as('withdrawn_at'),
      sql<string | null>`state ->> 'name'`.as('name'),
      sql<string | null>`state ->> 'vendor'`.as('vendor'),
      sql<string | null>`coalesce(state ->> 'model', state ->> 'orderNumber')`.as('model'),
      sql<string | null>`state ->> 'role'`.as('role'),
      sql<number | null>`(state ->> 'purdueLevel')::real`.as('purdue_level'),
      sql<string | null>`state ->> 'zone'`.as('zone'),
      sql<string | null>`state ->> 'function'`.as('function'),
      sql<string | null>`state ->> 'owner'`.as('owner'),
      sql<string[]>`array(select jsonb_array_elements_text(state -> 'macs'))`.as('macs'),
      sql<string[]>`array(select jsonb_array_elements_text(state -> 'ips'))`.as('ips'),
      sql<EpochMicros | null>`(shown ->> 'firstAt')::timestamptz`.as('first_at'),
      sql<null>`null::timestamptz`.as('last_at'),
      sql<number>`(shown ->> 'unknowns')::integer`.as('unknowns'),
      sql<number>`(shown ->> 'conflicts')::integer`.as('conflicts'),
      sql<null>`null::jsonb`.as('body'),
      sql<number>`0`.as('version'),
      sql<EpochMicros>`lower(learned)`.as('learned_at'),
      sql<string | null>`state ->> 'team'`.as('team'),
      sql<EpochMicros | null>`(shown ->> 'ownerConfirmedAt')::timestamptz`.as('owner_confirmed_at'),
      // Fields of maintenance have their own names among the others.
      sql<Readonly<Record<string, string>>>`state`.as('care'),
      // How much it matters is not kept through time.
      sql<number | null>`null::integer`.as('criticality'),
      sql<number | null>`null::integer`.as('criticality_place'),
      sql<string | null>`lower(state ->> 'vendor')`.as('vendor_key'),
      sql<string>`core.words_of(state ->> 'name', state ->> 'declaredId', shown ->> 'reference', state ->> 'vendor',
        coalesce(state ->> 'model', state ->> 'orderNumber'), array(select jsonb_array_elements_text(state -> 'ips')),
        array(select jsonb_array_elements_text(state -> 'macs')))`.as('words'),
    ])
    .as('asset_line')
}

function talkerLabel({ body }: queries.TalkerRow): string | null {
  const { talker } = body as { readonly talker: UnregisteredTalker }
  return talker.names[0] ?? talker.ips[0] ?? talker.macs[0] ?? null
}

/** Findings that are open now; one that closed ceases with its closing. */
export async function recordTalkers(tx: Tx, site: string, at: EpochMicros): Promise<void> {
  const rows = await queries.listTalkers(tx, site)
  const now = new Map(
    rows.flatMap((row) => {
      if (row.state !== 'open') return []
      const { zone, likely_function: likelyFunction, asset_id: asset } = row
      const concluded: Concluded = {
        state: stateOf({ zone, likelyFunction }),
        shown: stateOf({ asset, label: talkerLabel(row) }),
        source: 'traffic',
        bornAt: row.first_seen_at,
        changedAt: () => at,
      }
      return [[row.id, concluded] as const]
    }),
  )
  await growStates(tx, site, 'talker', now, at)
}
