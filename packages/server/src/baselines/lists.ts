// What a person reads of baselines, under the reading role and within their sites.
import type { DeviationKind } from '@penstock/model/baselines'
import { beyond, type Caller, isWhole, type Keyset } from '@penstock/server/http'
import type { Scope } from '@penstock/store/state'
import { type RawBuilder, sql } from 'kysely'
import type { DeviationRow, PairRow, PlanRow, Tx } from './queries.ts'

export interface OfDevice {
  readonly site?: string | undefined
  readonly address?: readonly string[] | undefined
}

export interface DeviationQuestion extends OfDevice {
  /** A module behind the addresses; without it everything of them. */
  readonly part?: string | undefined
  readonly kind?: DeviationKind | undefined
  readonly state?: string | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

export function readingScope(caller: Caller): Scope {
  return { role: 'monitoring_read', sites: caller.sites, clearance: 0 }
}

export async function listPlans(tx: Tx): Promise<PlanRow[]> {
  return await tx.selectFrom('baseline_plan').selectAll().orderBy('site').execute()
}

/** Pairs of a device, those that talk most first; one more than `most` when there are more. */
export async function listPairs(tx: Tx, place: OfDevice, most: number): Promise<PairRow[]> {
  return await tx
    .selectFrom('baseline_pair')
    .selectAll()
    .where(isAtEitherEnd(place))
    .where('server', '<>', '')
    .orderBy(sql`(profile ->> 'intervals')::bigint`, 'desc')
    .orderBy('id')
    .limit(most + 1)
    .execute()
}

/** Pairs of a site in the order of their ids. */
export async function listPairsAfter(tx: Tx, site: string, after: string | null, limit: number): Promise<PairRow[]> {
  return await tx
    .selectFrom('baseline_pair')
    .selectAll()
    .where('site', '=', site)
    .where('server', '<>', '')
    .where(after === null ? sql<boolean>`true` : sql<boolean>`id > ${after}`)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** The ends of a site's pairs, those that talk most first. */
export async function listEnds(
  tx: Tx,
  site: string,
  limit: number,
): Promise<Pick<PairRow, 'id' | 'client' | 'server'>[]> {
  return await tx
    .selectFrom('baseline_pair')
    .select(['id', 'client', 'server'])
    .where('site', '=', site)
    .where('server', '<>', '')
    .orderBy(sql`(profile ->> 'intervals')::bigint`, 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** These pairs, in the order of `ids`. */
export async function listPairsById(tx: Tx, ids: readonly string[]): Promise<PairRow[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .selectFrom('baseline_pair')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

/** Open deviations of a site by their ends. */
export async function countOpen(
  tx: Tx,
  site: string,
): Promise<{ readonly client: string; readonly server: string; readonly open: number }[]> {
  const rows = await tx
    .selectFrom('baseline_deviation')
    .select(['client', 'server'])
    .select((select) => select.fn.countAll<number>().as('open'))
    .where('site', '=', site)
    .where('state', '=', 'open')
    .groupBy(['client', 'server'])
    .execute()
  return rows.map(({ client, server, open }) => ({ client, server, open: Number(open) }))
}

export async function countPairs(tx: Tx, place: OfDevice): Promise<number> {
  const row = await tx
    .selectFrom('baseline_pair')
    .select((select) => select.fn.countAll<number>().as('total'))
    .where(isAtEitherEnd(place))
    .where('server', '<>', '')
    .executeTakeFirstOrThrow()
  return Number(row.total)
}

export async function countPoints(tx: Tx, { site, address = [] }: OfDevice): Promise<number> {
  const row = await tx
    .selectFrom('baseline_points')
    .select(sql<number | null>`sum((select count(*) from jsonb_object_keys(profiles)))::bigint`.as('total'))
    .where(sql<boolean>`device = any(${address}::text[])`)
    .where('site', '=', site ?? '')
    .executeTakeFirstOrThrow()
  return Number(row.total ?? 0)
}

export async function listDeviations(
  tx: Tx,
  question: DeviationQuestion,
  keyset: Keyset,
): Promise<{ readonly rows: DeviationRow[]; readonly total: number; readonly gone: number }> {
  const found = tx.selectFrom('baseline_deviation').where(isAsked(question))
  const rows = await found
    .selectAll()
    .where(beyond(keyset))
    .orderBy('last_at', 'desc')
    .orderBy('id')
    .limit(question.limit + 1)
    .execute()
  const counted = isWhole(keyset, rows)
    ? rows.length
    : (await found.select((select) => select.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()).total
  const gone = await tx
    .selectFrom('baseline_gone')
    .select(sql<number | null>`sum(gone)::bigint`.as('gone'))
    .where(
      question.address === undefined ? sql<boolean>`true` : sql<boolean>`device = any(${question.address}::text[])`,
    )
    .where(isAtSite(question))
    .executeTakeFirst()
  return { rows, total: Number(counted), gone: Number(gone?.gone ?? 0) }
}

function isAsked(question: DeviationQuestion): RawBuilder<boolean> {
  const { kind, state } = question
  const isKind = kind === undefined ? sql<boolean>`true` : sql<boolean>`kind = ${kind}`
  const isState = state === undefined ? sql<boolean>`true` : sql<boolean>`state = ${state}`
  return sql<boolean>`(${isAtEitherEnd(question)} and ${isOfPart(question)} and ${isKind} and ${isState})`
}

/** Points and targets begin with the module's place: `unit 5 register 9` is of `unit 5`, and not of `unit 50`. */
function isOfPart({ part }: DeviationQuestion): RawBuilder<boolean> {
  return part === undefined ? sql<boolean>`true` : sql<boolean>`(name = ${part} or starts_with(name, ${`${part} `}))`
}

function isAtSite({ site }: OfDevice): RawBuilder<boolean> {
  return site === undefined ? sql<boolean>`true` : sql<boolean>`site = ${site}`
}

function isAtEitherEnd(place: OfDevice): RawBuilder<boolean> {
  const { address } = place
  return address === undefined
    ? isAtSite(place)
    : sql<boolean>`((client = any(${address}::text[]) or server = any(${address}::text[])) and ${isAtSite(place)})`
}
