// A filter of conversations as SQL conditions. What was known now stands in the row, what was known then in the two histories.
// Beginnings are asked for by `^@`, which is leak-proof: under row-level security `like` would reach no index.
import type { ConversationFilter } from '@penstock/contract/traffic'
import { type EpochMicros, micros, uuidOfId } from '@penstock/model/kernel'
import { sqlInstant, sqlTexts } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type RawBuilder, sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type Condition = RawBuilder<boolean>

/** Columns by which a conversation is judged: `c` the row, `s` and `v` what was known at the instant. */
const NOW = {
  verdict: sql.ref('c.verdict'),
  conduit: sql.ref('c.conduit'),
  kinds: sql.ref('c.kinds'),
  answered: sql.ref('c.is_answered'),
  clientZone: sql.ref('c.client_zone'),
  serverZone: sql.ref('c.server_zone'),
}
const THEN: typeof NOW = {
  verdict: sql.ref('v.verdict'),
  conduit: sql.ref('v.conduit'),
  kinds: sql.ref('s.kinds'),
  answered: sql.ref('s.is_answered'),
  clientZone: sql.ref('s.client_zone'),
  serverZone: sql.ref('s.server_zone'),
}

/** Assets that a name stands for, at most; a name that means more is no name. */
const MOST_ASSETS = 500

/** Filter without names: those became ids, which the database has looked up. */
export interface Question {
  readonly filter: ConversationFilter
  readonly text: readonly string[] | null
  readonly asset: readonly string[] | null
  readonly client: readonly string[] | null
  readonly server: readonly string[] | null
}

/** Looks the names of a filter up in the register, under the person's own sites. */
export async function questionOf(tx: Tx, filter: ConversationFilter): Promise<Question> {
  const ids = async (name: string | undefined): Promise<readonly string[] | null> =>
    name === undefined ? null : await findAssetIds(tx, name, false)
  return {
    filter,
    text: filter.text === undefined ? null : await findAssetIds(tx, filter.text, true),
    asset: await ids(filter.asset),
    client: await ids(filter.client),
    server: await ids(filter.server),
  }
}

async function findAssetIds(tx: Tx, name: string, isBeginning: boolean): Promise<string[]> {
  const uuid = uuidOfId(name)
  if (uuid !== null && name.startsWith('ast_')) return [uuid]
  const lower = name.toLowerCase()
  const isCalled = isBeginning ? sql<boolean>`key ^@ ${lower}` : sql<boolean>`key = ${lower}`
  const rows = await tx
    .selectFrom('asset_key')
    .select('asset_id')
    .distinct()
    .where((where) =>
      where.or([
        where.and([where('kind', 'in', ['name', 'declared']), isCalled]),
        where.and([where('kind', '=', 'reference'), where('key', '=', name.toUpperCase())]),
        where.and([where('kind', '=', 'ip'), where('key', '=', lower)]),
        where.and([where('kind', '=', 'mac'), where('key', '=', lower.replaceAll('-', ':'))]),
      ]),
    )
    .limit(MOST_ASSETS)
    .execute()
  return rows.map((row) => row.asset_id)
}

/** Conditions on `c`, and on `s` and `v` where the filter names an instant. */
export function conditionsOf(question: Question, now: EpochMicros): Condition[] {
  const { filter } = question
  const { asOf, seen, began } = filter
  const conditions = kindConditions(filter, asOf === undefined ? NOW : THEN)
  const from = asOf ?? now
  if (asOf !== undefined) conditions.push(sql`c.known_at <= ${sqlInstant(asOf)}`)
  if (seen !== undefined) conditions.push(withinSql(sql.ref('c.last_at'), seen, from))
  if (began !== undefined) conditions.push(withinSql(sql.ref('c.first_at'), began, from))
  const { asset, client, server, text } = question
  const isIn = (column: string, ids: readonly string[]) =>
    sql<boolean>`${sql.ref(column)} = any(${sqlTexts(ids)}::uuid[])`
  if (asset !== null) conditions.push(sql`(${isIn('c.client_asset', asset)} or ${isIn('c.server_asset', asset)})`)
  if (client !== null)
    conditions.push(addressOr(filter.client, 'c.client_ip', 'c.client_mac', isIn('c.client_asset', client)))
  if (server !== null)
    conditions.push(addressOr(filter.server, 'c.server_ip', 'c.server_mac', isIn('c.server_asset', server)))
  if (text !== null && filter.text !== undefined) {
    const begins = filter.text.toLowerCase()
    conditions.push(
      sql`(${isIn('c.client_asset', text)} or ${isIn('c.server_asset', text)} or c.client_ip ^@ ${begins} or c.server_ip ^@ ${begins})`,
    )
  }
  return conditions
}

/** An end without an asset is known by its address alone. */
function addressOr(name: string | undefined, ip: string, mac: string, isAsset: Condition): Condition {
  const address = (name ?? '').toLowerCase()
  const isAddress = sql<boolean>`(${sql.ref(ip)} = ${address} or (${sql.ref(ip)} is null and ${sql.ref(mac)} = ${address}))`
  return sql`(${isAsset} or ${isAddress})`
}

/** Conditions that the counters can answer as well: they have the same columns under `c`. */
export function kindConditions(filter: ConversationFilter, at: typeof NOW = NOW): Condition[] {
  const { site, domain, zone, with: other, from, to, protocol, kind, verdict, conduit, crosses, answered } = filter
  const conditions: Condition[] = []
  const is = (column: RawBuilder<unknown>, value: string): Condition => sql`${column} = ${value}`
  if (site !== undefined) conditions.push(is(sql.ref('c.site'), site))
  if (domain !== undefined) conditions.push(is(sql.ref('c.cell'), domain))
  if (zone !== undefined && other !== undefined) {
    const there = sql`(${is(at.clientZone, zone)} and ${is(at.serverZone, other)})`
    const back = sql`(${is(at.clientZone, other)} and ${is(at.serverZone, zone)})`
    conditions.push(sql`(${there} or ${back})`)
  } else {
    const either = zone ?? other
    if (either !== undefined) conditions.push(sql`(${is(at.clientZone, either)} or ${is(at.serverZone, either)})`)
  }
  if (from !== undefined) conditions.push(is(at.clientZone, from))
  if (to !== undefined) conditions.push(is(at.serverZone, to))
  if (protocol !== undefined) conditions.push(sql`c.protocol_name ^@ ${protocol.toLowerCase()}`)
  if (kind !== undefined) conditions.push(sql`${at.kinds} @> ${sqlTexts([kind])}`)
  if (verdict === 'unjudged') conditions.push(sql`${at.verdict} is null`)
  else if (verdict !== undefined) conditions.push(is(at.verdict, verdict))
  if (conduit !== undefined) conditions.push(is(at.conduit, conduit))
  if (crosses !== undefined)
    conditions.push(
      crosses
        ? sql`${at.clientZone} <> ${at.serverZone}`
        : sql`not coalesce(${at.clientZone} <> ${at.serverZone}, false)`,
    )
  if (answered !== undefined) conditions.push(sql`${at.answered} = ${answered}`)
  return conditions
}

/** A filter that names one thing for either end: what else it says, and two ends that no row has both of. */
export interface EitherEnd {
  readonly rest: readonly Condition[]
  readonly ends: readonly [client: Condition, server: Condition]
}

/** The two ends of an asset or a zone, as known now; null where a filter names neither, or an asset that is several. */
export function eitherEnd(question: Question, now: EpochMicros): EitherEnd | null {
  const { filter, asset } = question
  if (filter.asOf !== undefined) return null
  const ends = (client: string, server: string, value: RawBuilder<unknown>): EitherEnd['ends'] => [
    sql`${sql.ref(client)} = ${value}`,
    sql`(${sql.ref(server)} = ${value} and ${sql.ref(client)} is distinct from ${value})`,
  ]
  if (asset?.length === 1) {
    const rest = conditionsOf({ ...question, asset: null }, now)
    return { rest, ends: ends('c.client_asset', 'c.server_asset', sql`${asset[0]}::uuid`) }
  }
  const { zone, with: other, ...others } = filter
  const either = zone ?? other
  if (either === undefined || asset !== null || (zone !== undefined && other !== undefined)) return null
  const rest = conditionsOf({ ...question, filter: others }, now)
  return { rest, ends: ends('c.client_zone', 'c.server_zone', sql`${either}`) }
}

/** Whether the counters know the answer: no name, no time. */
export function isCounted({ text, asset, client, server, seen, began, asOf }: ConversationFilter): boolean {
  return [text, asset, client, server, seen, began, asOf].every((value) => value === undefined)
}

/** Whether the filter names ends, so that few rows are meant and their index leads. */
export function isNamed({ text, asset, client, server }: ConversationFilter): boolean {
  return [text, asset, client, server].some((value) => value !== undefined)
}

/** Whether what was known at an instant names the few: a function or a zone, and nothing else does. */
export function isByHistory(filter: ConversationFilter): boolean {
  const { kind, zone, with: other, from, to, protocol } = filter
  if (isNamed(filter) || protocol !== undefined) return false
  return [kind, zone, other, from, to].some((value) => value !== undefined)
}

/** Whether the filter names a verdict, of now or then. */
export function isJudged({ verdict, conduit }: ConversationFilter): boolean {
  return verdict !== undefined || conduit !== undefined
}

/** What a filter says of the state that was known then, where the history itself can tell: its rows carry the label of the conversation. */
export function historyConditions(filter: ConversationFilter): Condition[] {
  const { site, zone, with: other, from, to, kind, crosses, answered } = filter
  const ofSite: Condition[] = site === undefined ? [] : [sql`s.site = ${site}`]
  return [...ofSite, ...kindConditions({ zone, with: other, from, to, kind, crosses, answered }, THEN)]
}

/**
 * The zones that a filter of an instant names, as ends of the rows of now: no row has two of these. Most conversations stand where they
 * stood, and of the rows there are indexes in order of time. Null where it names none.
 */
export function zonesOfNow({ zone, with: other, from, to }: ConversationFilter): readonly Condition[] | null {
  const isFrom = (value: string): Condition => sql`c.client_zone = ${value}`
  const isTo = (value: string): Condition => sql`c.server_zone = ${value}`
  const [a, b] = [zone ?? other, zone === undefined ? undefined : other]
  if (a !== undefined && b !== undefined) {
    const there: Condition = sql`(${isFrom(a)} and ${isTo(b)})`
    return a === b ? [there] : [there, sql`(${isFrom(b)} and ${isTo(a)})`]
  }
  if (a !== undefined) return [isFrom(a), sql`(${isTo(a)} and c.client_zone is distinct from ${a})`]
  if (from !== undefined) return [isFrom(from)]
  return to === undefined ? null : [isTo(to)]
}

/** Whether the state that was known then is all that a filter speaks of. */
export function isAllHistory({ domain, seen, began, verdict, conduit }: ConversationFilter): boolean {
  return [domain, seen, began, verdict, conduit].every((value) => value === undefined)
}

export function isOneOf(ids: readonly string[]): Condition {
  return sql`c.id = any(${sqlTexts(ids)}::uuid[])`
}

const UNIT_MICROS = { m: 60_000_000, h: 3_600_000_000, d: 86_400_000_000 } as const

function withinSql(column: RawBuilder<unknown>, within: string, from: EpochMicros): Condition {
  const unit = UNIT_MICROS[within.at(-1) as keyof typeof UNIT_MICROS]
  const edge = sqlInstant(micros(from - Number(within.slice(1, -1)) * unit))
  return within.startsWith('<') ? sql`${column} >= ${edge}` : sql`${column} < ${edge}`
}
