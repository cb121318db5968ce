// Reading the register: rows of the list, what is told beside them, counts of what is known. Under the person's own SQL role and sites.
import type { AnswerCounts, AssetFilter, AssetRow, PeerView } from '@penstock/contract/assets'
import type { Places } from '@penstock/model/assets'
import { type EpochMicros, idOfUuid, isoOfMicros } from '@penstock/model/kernel'
import type { PlantFile } from '@penstock/model/plant'
import { type Moment, wasSoAt } from '@penstock/server/history'
import { beyond, isWhole, keysetOf, pagedBy } from '@penstock/server/http'
import { findPlantSource, readDeclaredPlant } from '@penstock/server/plant'
import { sqlTexts } from '@penstock/store/state'
import { sql } from 'kysely'
import { type Criticality, criticalityOf } from './criticality.ts'
import { type Exposure, exposureOf } from './exposure.ts'
import { columnOfSort, type Found, filtered, openTalkers, sorted } from './filter.ts'
import type { AssetTableRow, Tx } from './queries.ts'
import { type AssetMarks, assetRow } from './views.ts'

const KINDS: Readonly<Record<string, 'instant' | 'number'>> = { last_at: 'instant', criticality_place: 'number' }

export async function listRows(
  tx: Tx,
  filter: AssetFilter,
  page: { readonly sort: string; readonly cursor?: string | undefined; readonly limit: number },
  moment: Moment | null = null,
  isExposureWanted = false,
) {
  const column = columnOfSort(page.sort)
  const keyset = keysetOf(page, { sort: page.sort, column, kind: KINDS[column] ?? 'text' })
  const asked = sorted(filtered(tx, filter, moment, page.sort), page.sort)
    .where(beyond(keyset))
    .limit(page.limit + 1)
  const rows =
    moment === null
      ? await wholeRows(tx, await asked.select(['id', sql.ref<unknown>(column).as(column)]).execute(), column)
      : await rowsAt(asked)
  const total = isWhole(keyset, rows) ? rows.length : await countLines(filtered(tx, filter, moment))
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

/** The id of an entry's asset, as the API writes it, by what `findDeclaredAssets` gave; null where the register has none. */
export function declaredAssetId(declared: ReadonlyMap<string, string>, id: string): string | null {
  const uuid = declared.get(id)
  return uuid === undefined ? null : idOfUuid('ast', uuid)
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
