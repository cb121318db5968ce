// Reading the register: the list by filter, counts of what is known, one record. Under the person's own SQL role and sites.
import type { AnswerCounts, AssetFilter, AssetRow, PeerView } from '@penstock/contract/assets'
import { CareField, type Places } from '@penstock/model/assets'
import { type EpochMicros, idOfUuid, isoOfMicros, microsOfIso } from '@penstock/model/kernel'
import type { PlantFile } from '@penstock/model/plant'
import { type Moment, wasSoAt } from '@penstock/server/history'
import { beyond, isWhole, keysetOf, pagedBy } from '@penstock/server/http'
import { findPlantSource, readDeclaredPlant } from '@penstock/server/plant'
import { sqlInstant, sqlTexts } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type SelectQueryBuilder, sql } from 'kysely'
import { type Criticality, criticalityOf, rankedLines } from './criticality.ts'
import { type Exposure, exposureOf } from './exposure.ts'
import { registerAt } from './history.ts'
import type { AssetTableRow, Tx } from './queries.ts'
import { type AssetMarks, assetRow } from './views.ts'

const SORTS = {
  name: 'name',
  zone: 'zone',
  role: 'role',
  vendor: 'vendor',
  lastAt: 'last_at',
  criticality: 'criticality_place',
} as const

type Found = SelectQueryBuilder<CoreTables, 'asset_line', object>

/** The lines of the assets that a filter means, now or as of a moment; merged and withdrawn ones are not listed. */
export function filtered(
  tx: Tx,
  filter: AssetFilter,
  moment: Moment | null = null,
  { isRanked = filter.criticality !== undefined }: { readonly isRanked?: boolean } = {},
): Found {
  let found: Found = linesOf(tx, moment, isRanked)
  if (filter.criticality !== undefined)
    found = found.where(sql.ref<number | null>('criticality'), '>=', filter.criticality)
  const { site, text, zone, role, vendor, owner, status, unknown, unregistered } = filter
  const { team, supportEndsBefore, backupBefore, ownershipBefore } = filter
  if (site !== undefined) found = found.where('site', '=', site)
  if (zone !== undefined) found = found.where('zone', '=', zone)
  if (role !== undefined) found = found.where('role', '=', role)
  if (vendor !== undefined) found = found.where(sql<boolean>`vendor_key ^@ lower(${vendor})`)
  if (owner !== undefined) found = found.where('owner', '=', owner)
  if (status !== undefined) found = found.where('status', '=', status)
  if (unknown !== undefined) found = found.where(isCare(unknown) ? careOf(unknown) : sql.ref(unknown), 'is', null)
  if (team !== undefined) found = found.where('team', '=', team)
  for (const field of CareField.options) {
    const wanted = filter[field]
    if (wanted !== undefined) found = found.where(careOf(field), 'ilike', `%${escaped(wanted)}%`)
  }
  if (supportEndsBefore !== undefined) found = found.where(careOf('supportEnd'), '<', supportEndsBefore)
  if (backupBefore !== undefined) found = found.where(careOf('lastBackupAt'), '<', backupBefore)
  const day = ownershipBefore === undefined ? null : microsOfIso(`${ownershipBefore}T00:00:00Z`)
  if (day !== null)
    found = found
      .where('owner', 'is not', null)
      .where((where) =>
        where.or([where('owner_confirmed_at', 'is', null), where('owner_confirmed_at', '<', sqlInstant(day))]),
      )
  if (unregistered === true) found = found.where('id', 'in', openTalkers(tx, moment))
  if (text !== undefined && text !== '') found = found.where(sql<boolean>`words like lower(${`%${escaped(text)}%`})`)
  return found
}

/** The same columns under the same name, whatever the list stands on: what narrows and sorts it cannot tell them apart. */
function linesOf(tx: Tx, moment: Moment | null, isRanked: boolean): Found {
  if (moment !== null) return tx.selectFrom(registerAt(tx, moment)) as unknown as Found
  return isRanked ? (tx.selectFrom(rankedLines(tx)) as unknown as Found) : tx.selectFrom('asset_line')
}

function isCare(field: string): field is CareField {
  return (CareField.options as readonly string[]).includes(field)
}

/** A field of maintenance in SQL; null when it is not known. Dates are kept so that their texts stand in order. */
function careOf(field: CareField) {
  return sql<string | null>`care ->> ${sql.lit(field)}`
}

function openTalkers(tx: Tx, moment: Moment | null): SelectQueryBuilder<CoreTables, never, { asset_id: string }> {
  const open =
    moment === null
      ? tx.selectFrom('unregistered_talker').select('asset_id').where('state', '=', 'open')
      : tx
          .selectFrom('state_version')
          .where('kind', '=', 'talker')
          .where(wasSoAt(moment))
          .select(sql<string>`(shown ->> 'asset')::uuid`.as('asset_id'))
  return open as unknown as SelectQueryBuilder<CoreTables, never, { asset_id: string }>
}

const KINDS: Readonly<Record<string, 'instant' | 'number'>> = { last_at: 'instant', criticality_place: 'number' }

/** Whether the list needs how much assets matter to be narrowed or sorted. */
export function isRanked(filter: AssetFilter, sort: string): boolean {
  return filter.criticality !== undefined || columnOfSort(sort) === 'criticality_place'
}

function columnOfSort(sort: string) {
  return SORTS[sort.replace('-', '') as keyof typeof SORTS]
}

/** In the order that a list shows; what is unknown comes last. */
export function sorted(found: Found, sort: string): Found {
  const isDown = sort.startsWith('-')
  return found
    .orderBy(sql.ref(columnOfSort(sort)), (order) => (isDown ? order.desc() : order.asc()).nullsLast())
    .orderBy('id')
}

function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, (character) => `\\${character}`)
}

export async function listRows(
  tx: Tx,
  filter: AssetFilter,
  page: { readonly sort: string; readonly cursor?: string | undefined; readonly limit: number },
  moment: Moment | null = null,
  isExposureWanted = false,
) {
  const column = columnOfSort(page.sort)
  const keyset = keysetOf(page, { sort: page.sort, column, kind: KINDS[column] ?? 'text' })
  const found = filtered(tx, filter, moment, { isRanked: isRanked(filter, page.sort) })
  const asked = sorted(found, page.sort)
    .where(beyond(keyset))
    .limit(page.limit + 1)
  const rows =
    moment === null
      ? await wholeRows(tx, await asked.select(['id', sql.ref<unknown>(column).as(column)]).execute(), column)
      : await rowsAt(asked)
  const total = isWhole(keyset, rows) ? rows.length : await countLines(found)
  const { items, ...rest } = pagedBy(keyset, rows, total)
  return { ...rest, items: await rowsOf(tx, items, moment, isExposureWanted) }
}

async function countLines(found: Found): Promise<number> {
  const counted = await found.select((select) => select.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  return Number(counted.total)
}

/** As of a moment a line is the whole row: no document is kept through time. */
async function rowsAt(found: Found): Promise<AssetTableRow[]> {
  return (await found.selectAll().execute()) as unknown as AssetTableRow[]
}

/** Whole rows by id, as they are now or as they were at a moment. */
export async function findAssetRows(
  tx: Tx,
  ids: readonly string[],
  moment: Moment | null = null,
): Promise<Map<string, AssetTableRow>> {
  if (ids.length === 0) return new Map()
  const rows =
    moment === null
      ? await tx
          .selectFrom('asset')
          .selectAll()
          .where('id', 'in', [...ids])
          .execute()
      : await rowsAt(filtered(tx, {}, moment).where('id', 'in', [...ids]))
  return new Map(rows.map((row) => [row.id, row]))
}

/** The rows of these lines, in their order, each with what its line is sorted by. */
async function wholeRows(tx: Tx, lines: readonly { readonly id: string }[], column: string): Promise<AssetTableRow[]> {
  const rows = await findAssetRows(
    tx,
    lines.map(({ id }) => id),
  )
  return lines.flatMap((line) => {
    const row = rows.get(line.id)
    return row === undefined ? [] : [{ ...row, [column]: (line as Readonly<Record<string, unknown>>)[column] }]
  })
}

async function rowsOf(
  tx: Tx,
  rows: readonly AssetTableRow[],
  moment: Moment | null,
  isExposureWanted: boolean,
): Promise<AssetRow[]> {
  const ids = rows.map((row) => row.id)
  const marks = await marksOf(tx, ids, moment, isExposureWanted)
  return rows.map((row) => assetRow(row, marks.get(row.id) ?? { isUnregistered: false, breaches: 0 }))
}

/** Rows of the list by id, as they are now. */
export async function listAssetRowsOf(tx: Tx, ids: readonly string[]): Promise<Map<string, AssetRow>> {
  const found = [...(await findAssetRows(tx, ids)).values()]
  const rows = await rowsOf(tx, found, null, false)
  return new Map(rows.map((row, at) => [found[at]!.id, row]))
}

export async function marksOf(
  tx: Tx,
  ids: readonly string[],
  moment: Moment | null = null,
  isExposureWanted = false,
): Promise<Map<string, AssetMarks>> {
  // Whom an asset talks to is counted as of now only.
  const exposures = isExposureWanted && moment === null ? await exposureOf(tx, ids) : new Map<string, Exposure>()
  if (ids.length === 0) return new Map()
  const talkers = await openTalkers(tx, moment).execute()
  const isTalker = new Set(talkers.map((row) => row.asset_id))
  // How much it mattered then is told on its page.
  const criticalities = moment === null ? await criticalityOf(tx, ids) : new Map<string, Criticality>()
  const counts = new Map<string | null, number>()
  for (const { client_asset, server_asset } of await listBreachEnds(tx, ids, moment))
    for (const id of new Set([client_asset, server_asset])) counts.set(id, (counts.get(id) ?? 0) + 1)
  return new Map(
    ids.map((id) => [
      id,
      {
        isUnregistered: isTalker.has(id),
        breaches: counts.get(id) ?? 0,
        exposure: exposures.get(id),
        criticality: criticalities.get(id),
      },
    ]),
  )
}

interface BreachEnds {
  readonly client_asset: string | null
  readonly server_asset: string | null
}

async function listBreachEnds(tx: Tx, ids: readonly string[], moment: Moment | null): Promise<readonly BreachEnds[]> {
  if (moment === null)
    return await tx
      .selectFrom('breach')
      .select(['client_asset', 'server_asset'])
      .where('state', '=', 'open')
      .where((where) => where.or([where('client_asset', 'in', [...ids]), where('server_asset', 'in', [...ids])]))
      .execute()
  return await tx
    .selectFrom('state_version')
    .select([
      sql<string | null>`shown ->> 'clientAsset'`.as('client_asset'),
      sql<string | null>`shown ->> 'serverAsset'`.as('server_asset'),
    ])
    .where('kind', '=', 'breach')
    .where(wasSoAt(moment))
    .execute()
}

export async function countKnown(tx: Tx, site: string | undefined): Promise<AnswerCounts> {
  const row = await filtered(tx, site === undefined ? {} : { site })
    .select((select) => [
      select.fn.countAll<number>().as('total'),
      sql<number>`count(*) filter (where vendor is not null or model is not null or role is not null or name is not null)`.as(
        'what',
      ),
      sql<number>`count(*) filter (where zone is not null)`.as('where'),
      sql<number>`count(*) filter (where owner is not null)`.as('who'),
      sql<number>`count(*) filter (where status = 'observed')`.as('observed'),
      sql<number>`count(*) filter (where status = 'declared')`.as('declared'),
      sql<number>`count(*) filter (where status = 'confirmed')`.as('confirmed'),
    ])
    .executeTakeFirstOrThrow()
  const total = Number(row.total)
  const known = (count: number) => ({ known: Number(count), unknown: total - Number(count) })
  return {
    total,
    what: known(row.what),
    where: known(row.where),
    who: known(row.who),
    byStatus: { observed: Number(row.observed), declared: Number(row.declared), confirmed: Number(row.confirmed) },
  }
}

/** Conversations of an asset that the person's own label shows; the SQL role leaves out what it may not see. */
export async function listPeers(tx: Tx, id: string): Promise<PeerView[]> {
  const rows = await tx
    .selectFrom('conversation')
    .selectAll()
    .where((where) => where.or([where('client_asset', '=', id), where('server_asset', '=', id)]))
    .orderBy('last_at', 'desc')
    .limit(500)
    .execute()
  const others = rows.map((row) => (row.client_asset === id ? row.server_asset : row.client_asset))
  const labels = await findAssetLabels(tx, others)
  return rows.map((row) => {
    const isClient = row.client_asset === id
    const peer = isClient ? row.server_asset : row.client_asset
    const address = isClient ? (row.server_ip ?? row.server_mac) : (row.client_ip ?? row.client_mac)
    return {
      conversationId: idOfUuid('cnv', row.id),
      assetId: peer === null ? null : idOfUuid('ast', peer),
      label: (peer === null ? undefined : labels.get(peer)) ?? address ?? 'unknown',
      side: isClient ? 'client' : 'server',
      protocol: row.protocol,
      portGuess: row.port_guess,
      serverPort: row.server_port,
      functions: (row.functions as { readonly kind: string }[]).map(({ kind }) => kind),
      packets: row.packets,
      lastAt: isoOfMicros(row.last_at),
      verdict: row.verdict as PeerView['verdict'],
      conduit: row.conduit,
      rule: row.rule,
    }
  })
}

export async function findAssetLabels(tx: Tx, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const named = [...new Set(ids.filter((id) => id !== null))]
  if (named.length === 0) return new Map()
  const rows = await tx
    .selectFrom('asset')
    .select(['id', 'declared_id', 'name', 'ips', 'macs'])
    .where(sql<boolean>`id = any(${sqlTexts(named)}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.id, row.declared_id ?? row.name ?? row.ips[0] ?? row.macs[0] ?? 'unknown']))
}

/** Which asset of the register each entry of the declared plant is now, by its id in the plant file. */
export async function findDeclaredAssets(tx: Tx, site: string): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('asset')
    .select(['id', 'declared_id'])
    .where('site', '=', site)
    .where('declared_id', 'is not', null)
    .where('merged_into', 'is', null)
    .execute()
  return new Map(rows.flatMap(({ id, declared_id }) => (declared_id === null ? [] : [[declared_id, id] as const])))
}

/** Assets, observed ones and open unregistered talkers by zone. */
export async function countZones(tx: Tx, site: string, moment: Moment | null = null) {
  const rows = await filtered(tx, { site }, moment)
    .select((select) => [
      'zone',
      select.fn.countAll<number>().as('assets'),
      sql<number>`count(*) filter (where first_at is not null)`.as('observed'),
    ])
    .where('zone', 'is not', null)
    .groupBy('zone')
    .execute()
  const unregistered = await countTalkersByZone(tx, site, moment)
  return new Map(
    rows.map((row) => [
      row.zone ?? '',
      {
        assets: Number(row.assets),
        observedAssets: Number(row.observed),
        unregistered: unregistered.get(row.zone) ?? 0,
      },
    ]),
  )
}

async function countTalkersByZone(tx: Tx, site: string, moment: Moment | null): Promise<Map<string | null, number>> {
  const open =
    moment === null
      ? tx.selectFrom('unregistered_talker').select('zone').where('site', '=', site).where('state', '=', 'open')
      : tx
          .selectFrom('state_version')
          .select(sql<string | null>`state ->> 'zone'`.as('zone'))
          .where('site', '=', site)
          .where('kind', '=', 'talker')
          .where(wasSoAt(moment))
  const counts = new Map<string | null, number>()
  for (const { zone } of await open.execute()) counts.set(zone, (counts.get(zone) ?? 0) + 1)
  return counts
}

/** Zones of the declared plant, for the answer to "where". */
export async function placesOf(tx: Tx, site: string): Promise<Places> {
  return placesOfPlant(await readDeclaredPlant(tx, site), await findPlantSource(tx, site))
}

export function placesOfPlant(
  plant: PlantFile | null,
  source: { readonly source: string; readonly at: EpochMicros } | null,
): Places {
  return {
    zones: (plant?.zones ?? []).map((zone) => ({
      id: zone.id,
      name: zone.name,
      purdue: zone.purdue ?? null,
      subnets: typeof zone.subnet === 'string' ? [zone.subnet] : [],
    })),
    segments: [],
    source: source?.source ?? 'plant file',
    at: source?.at ?? null,
  }
}
