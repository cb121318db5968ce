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
  return sql<boolean>`(${isAtEitherEnd(question)} and ${isKind} and ${isState})`
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
