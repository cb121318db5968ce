// SQL of the visibility room. It reads what other rooms keep and writes nothing.
import type { Domain, EpochMicros } from '@penstock/model/kernel'
import { beyond, type Keyset } from '@penstock/server/http'
import { sqlInstant, sqlTexts } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type RawBuilder, sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>

export interface GapQuestion {
  readonly site: string | undefined
  readonly zone: string | undefined
  readonly missing: 'sensor' | 'study' | 'owner' | undefined
  /** Sensors that watch, as stored; null where nothing is said of coverage. */
  readonly watching: readonly string[] | null
  /** Whose assets are told of coverage; null for both. */
  readonly domain: Domain | null
  /** What was heard before covers nothing. */
  readonly since: EpochMicros
}

export interface FoundGap {
  readonly id: string
  readonly place: number | null
  readonly sensor: boolean
  readonly study: boolean
  readonly owner: boolean
  readonly told: boolean
}

export interface GapCounts {
  readonly assets: number
  readonly any: number
  readonly sensor: number
  readonly study: number
  readonly owner: number
}

/** Assets that these sensors heard: by an address of their own, or of the gateway behind which they stand. */
function heard({ watching, since, site }: GapQuestion): RawBuilder<unknown> {
  const sightings = sql`select distinct kind.kind, case kind.kind when 'mac' then s.mac else s.ip end as key, s.site
    from core.sensor_sighting s, (values ('mac'), ('ip')) as kind (kind)
    where s.sensor_id = any(${sqlTexts(watching ?? [])}::uuid[]) and s.last_at >= ${sqlInstant(since)}
      and (${site ?? null}::text is null or s.site = ${site ?? null}::text)`
  return sql`with sighting as materialized (${sightings}),
    direct as materialized (
      select distinct k.asset_id as id from sighting s join core.asset_key k on k.kind = s.kind and k.key = s.key and k.site = s.site
    ),
    heard as materialized (
      select id from direct
      union
      select part.id from direct join core.asset gateway on gateway.id = direct.id
        join core.asset part on part.site = gateway.site
          and part.body -> 'asset' -> 'behind' ->> 'gateway' = gateway.site || '/' || gateway.anchor
        where part.body -> 'asset' -> 'behind' is not null
    )`
}

/** Every listed asset with what is missing of it. */
function judged(question: GapQuestion): RawBuilder<unknown> {
  const { site, zone, watching, domain } = question
  const told =
    watching === null
      ? sql`false`
      : domain === null
        ? sql`true`
        : sql`(case coalesce(asset.body -> 'asset' ->> 'domain',
            case when asset.purdue_level >= 4 then 'it' else 'ot' end) when 'it' then 'it' else 'ot' end) = ${domain}`
  return sql`select line.id, -c.place as place, ${told} as told,
      (${told}) and not exists (select from heard where heard.id = line.id) as sensor,
      coalesce(cardinality(c.studies), 0) = 0 and not exists (
        select from core.vulnerability_match match join core.vulnerability_step step on step.match_id = match.id
        where match.asset_id = line.id and step.by is not null) as study,
      line.owner is null and line.team is null as owner
    from core.asset_line line join core.asset asset on asset.id = line.id
      left join core.asset_criticality c on c.site = asset.site and c.declared_id = asset.declared_id
    where (${site ?? null}::text is null or line.site = ${site ?? null}::text)
      and (${zone ?? null}::text is null or line.zone = ${zone ?? null}::text)`
}

/** A page of those with a gap; and how many assets there are, and how many have each gap, whichever is asked for. */
export async function listGaps(
  tx: Tx,
  question: GapQuestion,
  keyset: Keyset,
): Promise<{ readonly page: FoundGap[]; readonly counts: GapCounts }> {
  const { missing } = question
  const wanted = missing === undefined ? sql`(sensor or study or owner)` : sql.ref(missing)
  // Without a page the counts stand alone in a row.
  const query: RawBuilder<{ counts: GapCounts; page: FoundGap | null }> = sql`${heard(question)},
    found as materialized (${judged(question)}),
    counts as (
      select count(*) as assets, count(*) filter (where sensor or study or owner) as any,
        count(*) filter (where sensor) as sensor, count(*) filter (where study) as study,
        count(*) filter (where owner) as owner
      from found
    ),
    page as (
      select * from found where ${wanted} and ${beyond(keyset)}
      order by place desc nulls last, id limit ${keyset.limit + 1}
    )
    select to_jsonb(counts) as counts, case when page.id is null then null else to_jsonb(page) end as page
    from counts left join page on true
    order by page.place desc nulls last, page.id`
  const { rows } = await query.execute(tx)
  return { page: rows.flatMap(({ page }) => page ?? []), counts: rows[0]!.counts }
}

/** Which sensors heard each of these assets since, by an address of its own, and when last. */
export async function listHeardBy(
  tx: Tx,
  ids: readonly string[],
  since: EpochMicros,
): Promise<{ asset_id: string; sensor_id: string; last_at: EpochMicros }[]> {
  if (ids.length === 0) return []
  return await tx
    .selectFrom('asset_key as k')
    .innerJoin('sensor_sighting as s', (join) =>
      join
        .onRef('s.site', '=', 'k.site')
        .on((on) =>
          on.or([
            on.and([on('k.kind', '=', 'mac'), on('s.mac', '=', on.ref('k.key'))]),
            on.and([on('k.kind', '=', 'ip'), on('s.ip', '=', on.ref('k.key'))]),
          ]),
        ),
    )
    .select((select) => ['k.asset_id', 's.sensor_id', select.fn.max('s.last_at').as('last_at')])
    .where('k.asset_id', 'in', [...ids])
    .where('s.last_at', '>=', sqlInstant(since))
    .groupBy(['k.asset_id', 's.sensor_id'])
    .execute()
}
