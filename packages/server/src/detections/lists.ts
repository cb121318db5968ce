// What people read of detections, under the reading role and within their sites.
import type { listDetections } from '@penstock/contract/detections'
import type { Query } from '@penstock/contract/route'
import { FINDING_LEVELS } from '@penstock/model/detections'
import { beyond, type Caller, type Keyset, keysetOf } from '@penstock/server/http'
import { type Scope, sqlInstant, sqlTexts } from '@penstock/store/state'
import { type RawBuilder, sql } from 'kysely'
import type { DetectionRow, EntryRow, Tx } from './queries.ts'

export type DetectionQuestion = Query<typeof listDetections>

export function readingScope(caller: Caller): Scope {
  return { role: 'monitoring_read', sites: caller.sites, clearance: 0 }
}

const SORTS = {
  '-lastAt': { sort: '-last_at', column: 'last_at' },
  '-raisedAt': { sort: '-raised_at', column: 'raised_at' },
  raisedAt: { sort: 'raised_at', column: 'raised_at' },
} as const

export function keysetBy({ sort, ...page }: Pick<DetectionQuestion, 'sort' | 'cursor' | 'limit'>): Keyset {
  return keysetOf(page, { ...SORTS[sort], kind: 'instant', isAlwaysKnown: true })
}

export async function listRows(tx: Tx, question: DetectionQuestion, keyset: Keyset): Promise<DetectionRow[]> {
  return await filtered(tx, question)
    .selectAll()
    .where(beyond(keyset))
    .orderBy(sql.ref(keyset.column), keyset.sort.startsWith('-') ? 'desc' : 'asc')
    .orderBy('id')
    .limit(keyset.limit + 1)
    .execute()
}

export async function countRows(tx: Tx, question: DetectionQuestion): Promise<number> {
  const row = await filtered(tx, question)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export async function findRow(tx: Tx, id: string): Promise<DetectionRow | undefined> {
  return await tx.selectFrom('detection').selectAll().where('id', '=', id).executeTakeFirst()
}

/** What was said to one, in order. */
export async function listEntries(tx: Tx, detection: string): Promise<EntryRow[]> {
  return await tx
    .selectFrom('detection_entry')
    .selectAll()
    .where('detection', '=', detection)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

interface Place {
  readonly site?: string | undefined
  readonly address?: readonly string[] | undefined
}

export async function countStandings(tx: Tx, place: Place) {
  return await tx
    .selectFrom('detection')
    .select(['state', 'verdict', 'level', sql<boolean>`suppressed_by is not null`.as('is_suppressed')])
    .select((select) => [select.fn.countAll<number>().as('detections'), select.fn.sum<number>('count').as('findings')])
    .where(isAtPlace(place))
    .groupBy(['state', 'verdict', 'level', sql`suppressed_by is not null`])
    .execute()
}

export async function countRefusedCloses(tx: Tx, place: Place): Promise<number> {
  const row = await tx
    .selectFrom('detection_entry')
    .innerJoin('detection', 'detection.id', 'detection_entry.detection')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('detection_entry.kind', '=', 'refused-close')
    .where(isAtPlace(place))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** Whether one of its addresses is among these. */
export function isAbout(row: DetectionRow, addresses: readonly string[]): boolean {
  const { sourceIp, sourceMac, destinationIp, destinationMac } = row.subject
  return [sourceIp, sourceMac, destinationIp, destinationMac].some(
    (address) => address !== undefined && addresses.includes(address),
  )
}

function filtered(tx: Tx, question: DetectionQuestion) {
  const { state, kind, level, rule, technique, verdict, text, from, to, suppressed } = question
  let found = tx.selectFrom('detection').where(isAtPlace(question))
  if (state === 'open') found = found.where('state', '<>', 'closed')
  else if (state !== 'all') found = found.where('state', '=', state)
  if (kind !== undefined) found = found.where('kind', '=', kind)
  if (rule !== undefined) found = found.where('rule', '=', rule)
  if (verdict !== undefined) found = found.where('verdict', '=', verdict)
  if (level !== undefined) found = found.where('level', 'in', FINDING_LEVELS.slice(FINDING_LEVELS.indexOf(level)))
  if (technique !== undefined) found = found.where(sql<boolean>`${technique} = any(techniques)`)
  if (from !== undefined) found = found.where('raised_at', '>=', sqlInstant(from))
  if (to !== undefined) found = found.where('raised_at', '<', sqlInstant(to))
  if (suppressed !== 'all') found = found.where('suppressed_by', suppressed === 'no' ? 'is' : 'is not', null)
  if (text !== undefined)
    found = found.where(sql<boolean>`position(lower(${text}) in lower(concat_ws(' ', title, rule, subject_key))) > 0`)
  return found
}

function isAtPlace({ site, address }: Place): RawBuilder<boolean> {
  const atSite = site === undefined ? sql`true` : sql`detection.site = ${site}`
  if (address === undefined) return sql<boolean>`${atSite}`
  const list = sqlTexts(address)
  return sql<boolean>`(${atSite} and (subject ->> 'sourceIp' = any(${list}) or subject ->> 'sourceMac' = any(${list})
    or subject ->> 'destinationIp' = any(${list}) or subject ->> 'destinationMac' = any(${list})))`
}
