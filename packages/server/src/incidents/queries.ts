// SQL of incidents: frames, sides and entries. What a person reads, they read under their own role.
import type { Entry, EntryBody } from '@penstock/model/incidents'
import { type Domain, type EpochMicros, idOfUuid } from '@penstock/model/kernel'
import { beyond, type Keyset } from '@penstock/server/http'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type SideRow = Selectable<CoreTables['incident_side']>
export type FrameRow = Selectable<CoreTables['incident']>

export interface SideFilter {
  readonly site?: string | undefined
  readonly states: readonly string[]
  readonly text?: string | undefined
}

export async function listSides(tx: Tx, domain: Domain, filter: SideFilter, keyset: Keyset): Promise<SideRow[]> {
  return await asked(tx, domain, filter)
    .selectAll()
    .where(beyond(keyset))
    .orderBy('rank')
    .orderBy('id')
    .limit(keyset.limit + 1)
    .execute()
}

export async function countSides(tx: Tx, domain: Domain, filter: SideFilter): Promise<number> {
  const row = await asked(tx, domain, filter).select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow()
  return Number(row.count)
}

function asked(tx: Tx, domain: Domain, { site, states, text }: SideFilter) {
  const pattern = `%${(text ?? '').replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return tx
    .selectFrom('incident_side')
    .where('domain', '=', domain)
    .where('state', 'in', states)
    .where((where) => (site === undefined ? where.lit(true) : where('site', '=', site)))
    .where((where) =>
      text === undefined
        ? where.lit(true)
        : where.or([where('title', 'ilike', pattern), where('reference', 'ilike', pattern)]),
    )
}

export async function findSide(tx: Tx, incident: string, domain: Domain): Promise<SideRow | undefined> {
  return await tx
    .selectFrom('incident_side')
    .selectAll()
    .where('incident_id', '=', incident)
    .where('domain', '=', domain)
    .executeTakeFirst()
}

export async function lockSide(tx: Tx, incident: string, domain: Domain): Promise<SideRow | undefined> {
  return await tx
    .selectFrom('incident_side')
    .selectAll()
    .where('incident_id', '=', incident)
    .where('domain', '=', domain)
    .forUpdate()
    .executeTakeFirst()
}

/** Which of these incidents both domains have a part in. */
export async function listJoint(tx: Tx, incidents: readonly string[]): Promise<ReadonlySet<string>> {
  if (incidents.length === 0) return new Set()
  const rows = await tx
    .selectFrom('incident')
    .select('id')
    .where('id', 'in', incidents)
    .where(sql<boolean>`cardinality(domains) > 1`)
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** Team and state of the other sides, and nothing that they wrote. */
export async function listOtherSides(tx: Tx, incident: string, domain: Domain) {
  return await tx
    .selectFrom('incident_side')
    .select(['domain', 'team', 'state'])
    .where('incident_id', '=', incident)
    .where('domain', '<>', domain)
    .execute()
}

export async function listEntries(tx: Tx, incidents: readonly string[], domain: Domain) {
  const rows = await tx
    .selectFrom('incident_entry')
    .select(['id', 'incident_id', 'at', 'by', 'body'])
    .where('incident_id', 'in', incidents)
    .where('domain', '=', domain)
    .orderBy('incident_id')
    .orderBy('ordinal')
    .execute()
  return rows.map(({ id, incident_id, at, by, body }) => {
    const entry: Entry = { id: idOfUuid('ent', id), at, by, body: body as EntryBody }
    return { incident: idOfUuid('inc', incident_id), entry }
  })
}

/** What was written at a site since an instant, the oldest first. */
export async function listEntriesSince(tx: Tx, domain: Domain, site: string, since: EpochMicros, most: number) {
  return await tx
    .selectFrom('incident_entry as entry')
    .innerJoin('incident_side as side', (join) =>
      join.onRef('side.incident_id', '=', 'entry.incident_id').onRef('side.domain', '=', 'entry.domain'),
    )
    .select(['side.reference', 'entry.at', 'entry.by', 'entry.body'])
    .where('entry.domain', '=', domain)
    .where('entry.site', '=', site)
    .where('entry.at', '>=', sqlInstant(since))
    .orderBy('entry.at', 'desc')
    .orderBy('entry.id')
    .limit(most)
    .execute()
}

/** Other cases of the domain with one of these observables, the most shared first. */
export async function listSimilar(tx: Tx, domain: Domain, incident: string, values: readonly string[]) {
  if (values.length === 0) return []
  const rows = await tx
    .selectFrom('incident_entry as entry')
    .innerJoin('incident_side as side', (join) =>
      join.onRef('side.incident_id', '=', 'entry.incident_id').onRef('side.domain', '=', 'entry.domain'),
    )
    .select(['side.incident_id', 'side.reference', 'side.title'])
    .select(sql<number>`count(distinct entry.body ->> 'value')`.as('shared'))
    .where('entry.domain', '=', domain)
    .where('entry.kind', '=', 'observable')
    .where('entry.incident_id', '<>', incident)
    .where(
      sql<boolean>`md5(entry.body ->> 'value') in (select md5(one) from unnest(${sql.val([...values])}::text[]) one)`,
    )
    .groupBy(['side.incident_id', 'side.reference', 'side.title'])
    .orderBy('shared', 'desc')
    .orderBy('side.reference')
    .limit(10)
    .execute()
  return rows.map((row) => ({ ...row, shared: Number(row.shared) }))
}

export async function insertIncident(tx: Tx, row: Omit<FrameRow, 'marking'>): Promise<void> {
  await tx
    .insertInto('incident')
    .values({ ...row, opened_at: sqlInstant(row.opened_at) })
    .execute()
}

export async function addDomain(tx: Tx, incident: string, domain: Domain): Promise<void> {
  await tx
    .updateTable('incident')
    .set({ domains: sql`array_append(domains, ${domain})` })
    .where('id', '=', incident)
    .where(sql<boolean>`not (${domain} = any (domains))`)
    .execute()
}

export async function getFrame(tx: Tx, incident: string): Promise<FrameRow> {
  return await tx.selectFrom('incident').selectAll().where('id', '=', incident).executeTakeFirstOrThrow()
}

export async function findFrame(tx: Tx, incident: string): Promise<FrameRow | undefined> {
  return await tx.selectFrom('incident').selectAll().where('id', '=', incident).executeTakeFirst()
}

export type SideState = Pick<
  SideRow,
  | 'title'
  | 'severity'
  | 'consequence'
  | 'function'
  | 'team'
  | 'state'
  | 'opened_at'
  | 'acknowledged_at'
  | 'closed_at'
  | 'merged_into'
  | 'rank'
  | 'rung'
  | 'version'
>

export async function insertSide(
  tx: Tx,
  key: Pick<SideRow, 'incident_id' | 'domain' | 'id' | 'reference' | 'site'>,
  state: SideState,
): Promise<void> {
  await tx
    .insertInto('incident_side')
    .values({ ...key, ...written(state) })
    .execute()
}

export async function updateSide(tx: Tx, incident: string, domain: string, state: SideState): Promise<void> {
  await tx
    .updateTable('incident_side')
    .set(written(state))
    .where('incident_id', '=', incident)
    .where('domain', '=', domain)
    .execute()
}

function written(state: SideState) {
  const { opened_at, acknowledged_at, closed_at, ...rest } = state
  return {
    ...rest,
    opened_at: sqlInstant(opened_at),
    acknowledged_at: acknowledged_at === null ? null : sqlInstant(acknowledged_at),
    closed_at: closed_at === null ? null : sqlInstant(closed_at),
  }
}

export interface NewEntry {
  readonly id: string
  readonly incident_id: string
  readonly domain: string
  readonly site: string
  readonly ordinal: number
  readonly at: EpochMicros
  readonly by: string | null
  readonly body: EntryBody
}

export async function insertEntries(tx: Tx, rows: readonly NewEntry[]): Promise<void> {
  await tx
    .insertInto('incident_entry')
    .values(rows.map(({ at, body, ...row }) => ({ ...row, at: sqlInstant(at), kind: body.kind, body: sqlJson(body) })))
    .execute()
}

/** Sides that nobody has acknowledged: their ladder climbs. */
export async function listWaitingSides(tx: Tx) {
  return await tx
    .selectFrom('incident_side')
    .select(['incident_id', 'domain', 'opened_at', 'severity', 'rung'])
    .where('state', '=', 'open')
    .where('rung', '<', 3)
    .orderBy('opened_at')
    .execute()
}

/** Cases of the domain in which a playbook was begun. */
export async function listCasesWithRuns(tx: Tx, domain: Domain): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('incident_entry')
    .select('incident_id')
    .distinct()
    .where('domain', '=', domain)
    .where('kind', '=', 'playbook-begun')
    .execute()
  return rows.map(({ incident_id }) => incident_id)
}

/** What the register says of these assets of a site. */
export async function listTargets(tx: Tx, site: string, assets: readonly string[]) {
  if (assets.length === 0) return []
  return await tx
    .selectFrom('asset')
    .select(['name', 'declared_id', 'reference', 'role'])
    .where('site', '=', site)
    .where('merged_into', 'is', null)
    .where('id', 'in', assets)
    .execute()
}

/** What the register calls these assets, as far as the role sees them. */
export async function listNamed(tx: Tx, assets: readonly string[]) {
  if (assets.length === 0) return []
  return await tx
    .selectFrom('asset')
    .select(['id', 'name', 'declared_id', 'reference'])
    .where('id', 'in', assets)
    .orderBy('name')
    .orderBy('id')
    .execute()
}

/** Living assets of a site by their ids in the plant file. */
export async function listDeclared(tx: Tx, site: string, declared: readonly string[]) {
  if (declared.length === 0) return []
  return await tx
    .selectFrom('asset')
    .select(['id', 'declared_id'])
    .where('site', '=', site)
    .where('merged_into', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('declared_id', 'in', declared)
    .orderBy('declared_id')
    .execute()
}

/** Playbooks that the domain brought along, the newest first. */
export async function listPlaybooks(tx: Tx, domain: Domain) {
  return await tx
    .selectFrom('playbook')
    .select(['playbook_id', 'body', 'imported_by', 'imported_at as at'])
    .where('domain', '=', domain)
    .orderBy('imported_at', 'desc')
    .orderBy('id')
    .execute()
}

/** False when the domain has one of this id. */
export async function insertPlaybook(
  tx: Tx,
  row: {
    readonly id: string
    readonly domain: Domain
    readonly playbook_id: string
    readonly body: unknown
    readonly imported_by: string
    readonly at: EpochMicros
  },
): Promise<boolean> {
  const { at, body, ...rest } = row
  const made = await tx
    .insertInto('playbook')
    .values({ ...rest, body: sqlJson(body), imported_at: sqlInstant(at) })
    .onConflict((conflict) => conflict.columns(['domain', 'playbook_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return made !== undefined
}
