// SQL of advisories and lists as they were brought in, and of what each asset was when it was last held against them.
import type { EpochMicros } from '@penstock/model/kernel'
import { type Moment, wasSoAt } from '@penstock/server/history'
import { chunks, newUuid } from '@penstock/server/runtime'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type Insertable, type RawBuilder, type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type RevisionRow = Selectable<CoreTables['advisory_revision']>
export type NewRevision = Omit<Insertable<CoreTables['advisory_revision']>, 'learned_at'>

/** How many were not here already. */
export async function insertRevisions(tx: Tx, rows: readonly NewRevision[], at: RawBuilder<never>): Promise<number> {
  const added = await tx
    .insertInto('advisory_revision')
    .values(rows.map((row) => ({ ...row, learned_at: at })))
    .onConflict((conflict) => conflict.columns(['advisory_id', 'sha256']).doNothing())
    .returning('id')
    .execute()
  return added.length
}

export async function insertExploitList(
  tx: Tx,
  list: Omit<Insertable<CoreTables['exploit_list']>, 'learned_at' | 'id'>,
  at: RawBuilder<never>,
): Promise<void> {
  await tx
    .insertInto('exploit_list')
    .values({ ...list, id: newUuid(), learned_at: at })
    .onConflict((conflict) => conflict.columns(['kind', 'sha256']).doNothing())
    .execute()
}

/** False where it was here already. */
export async function insertBill(
  tx: Tx,
  bill: Omit<Insertable<CoreTables['software_bill']>, 'learned_at' | 'id'>,
  at: RawBuilder<never>,
): Promise<boolean> {
  const added = await tx
    .insertInto('software_bill')
    .values({ ...bill, id: newUuid(), learned_at: at })
    .onConflict((conflict) => conflict.columns(['serial', 'sha256']).doNothing())
    .returning('id')
    .execute()
  return added.length > 0
}

/** Bills that were published and learned by a moment, all of them without one. */
export async function listBills(tx: Tx, moment: Moment | null) {
  const column = moment?.clock === 'held' ? 'published_at' : 'learned_at'
  return await tx
    .selectFrom('software_bill')
    .select(['serial', 'document'])
    .where((where) => (moment === null ? where.lit(true) : where(column, '<=', sqlInstant(moment.at))))
    .orderBy('learned_at')
    .orderBy('id')
    .execute()
}

export async function insertAdvisoryImport(
  tx: Tx,
  row: Omit<Insertable<CoreTables['advisory_import']>, 'counts' | 'faults' | 'imported_at'> & {
    readonly counts: RawBuilder<never>
    readonly faults: RawBuilder<never>
    readonly imported_at: RawBuilder<never>
  },
): Promise<void> {
  await tx.insertInto('advisory_import').values(row).execute()
}

export async function listAdvisoryImports(tx: Tx) {
  return await tx
    .selectFrom('advisory_import')
    .selectAll()
    .orderBy('imported_at', 'desc')
    .orderBy('id')
    .limit(50)
    .execute()
}

/** How many revisions, lists and bills there are: it rises with each that comes in. */
export async function countFeed(tx: Tx): Promise<number> {
  const row = await tx
    .selectNoFrom((select) => [
      select.selectFrom('advisory_revision').select(sql<number>`count(*)`.as('count')).as('revisions'),
      select.selectFrom('exploit_list').select(sql<number>`count(*)`.as('count')).as('lists'),
      select.selectFrom('software_bill').select(sql<number>`count(*)`.as('count')).as('bills'),
    ])
    .executeTakeFirstOrThrow()
  return Number(row.revisions) + Number(row.lists) + Number(row.bills)
}

/** Every revision without its document. */
export async function listRevisionMarks(tx: Tx) {
  return await tx
    .selectFrom('advisory_revision')
    .select(['id', 'advisory_id', 'version', 'published_at', 'is_withdrawn', 'cves'])
    .orderBy('learned_at')
    .orderBy('id')
    .execute()
}

export async function listDocuments(tx: Tx, ids: readonly string[]) {
  return await tx.selectFrom('advisory_revision').select(['id', 'document']).where('id', 'in', ids).execute()
}

/** The revisions of one advisory, oldest first. */
export async function listRevisions(tx: Tx, advisoryId: string): Promise<RevisionRow[]> {
  return await tx
    .selectFrom('advisory_revision')
    .selectAll()
    .where('advisory_id', '=', advisoryId)
    .orderBy('published_at')
    .orderBy('learned_at')
    .orderBy('id')
    .execute()
}

/** Revisions of other documents that name one of these weaknesses, oldest first. */
export async function listRevisionsNaming(tx: Tx, cves: readonly string[], besides: string): Promise<RevisionRow[]> {
  if (cves.length === 0) return []
  return await tx
    .selectFrom('advisory_revision')
    .selectAll()
    .where('advisory_id', '<>', besides)
    .where(sql<boolean>`cves && ${sql.val(cves)}::text[]`)
    .orderBy('published_at')
    .orderBy('learned_at')
    .orderBy('id')
    .execute()
}

/** Of each kind the list that its publisher dates last. */
export async function listNewestLists(tx: Tx) {
  return await tx
    .selectFrom('exploit_list')
    .distinctOn('kind')
    .select(['id', 'kind', 'version', 'entries', 'learned_at'])
    .orderBy('kind')
    .orderBy('version', 'desc')
    .orderBy('learned_at', 'desc')
    .execute()
}

export async function getListDocument(tx: Tx, id: string): Promise<Uint8Array> {
  const row = await tx.selectFrom('exploit_list').select('document').where('id', '=', id).executeTakeFirstOrThrow()
  return row.document
}

export interface SubjectRow {
  readonly id: string
  readonly declared_id: string | null
  readonly zone: string | null
  readonly body: unknown
  readonly learned_at: EpochMicros
  readonly is_gone: boolean
  /** Null for one that was never held against anything. */
  readonly known: KnownSubject | null
}

export interface KnownSubject {
  readonly identity: unknown
  readonly facts: unknown
  readonly context: unknown
  readonly feed: number
  /** The asset's row that was held against them. */
  readonly learnedAt: EpochMicros
}

/** Assets whose row moved since they were held against the advisories, or that were held against fewer; with `all` every one. */
export async function listToJudge(
  tx: Tx,
  site: string,
  feed: number,
  { all, after, limit }: { readonly all: boolean; readonly after: string; readonly limit: number },
): Promise<SubjectRow[]> {
  const rows = await tx
    .selectFrom('asset')
    .leftJoin('vulnerability_subject as subject', 'subject.asset_id', 'asset.id')
    .select(['asset.id', 'asset.declared_id', 'asset.zone', 'asset.body', 'asset.learned_at'])
    .select(sql<boolean>`(asset.merged_into is not null or asset.withdrawn_at is not null)`.as('is_gone'))
    .select(['subject.asset_id', 'subject.identity', 'subject.facts', 'subject.context', 'subject.feed'])
    .select('subject.learned_at as judged_at')
    .where('asset.site', '=', site)
    .where('asset.id', '>', after)
    .where(
      all
        ? sql<boolean>`true`
        : sql<boolean>`(subject.asset_id is null or subject.feed <> ${feed} or subject.learned_at <> asset.learned_at)`,
    )
    // One that is gone and had no identity has nothing to lose.
    .where(
      sql<boolean>`not ((asset.merged_into is not null or asset.withdrawn_at is not null) and subject.identity is null)`,
    )
    .orderBy('asset.id')
    .limit(limit)
    .execute()
  return rows.map(({ asset_id, identity, facts, context, feed: of, judged_at, ...row }) => ({
    ...row,
    known: asset_id === null ? null : { identity, facts, context, feed: of!, learnedAt: judged_at! },
  }))
}

export interface JudgedSubject {
  readonly asset_id: string
  readonly identity: unknown
  readonly facts: unknown
  readonly context: unknown
  readonly learned_at: string
}

export async function storeSubjects(tx: Tx, site: string, feed: number, rows: readonly JudgedSubject[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('vulnerability_subject')
      .values(
        chunk.map(({ identity, facts, context, ...row }) => ({
          ...row,
          site,
          feed,
          identity: identity === null ? null : sqlJson(identity),
          facts: sqlJson(facts),
          context: sqlJson(context),
        })),
      )
      .onConflict((conflict) =>
        conflict.column('asset_id').doUpdateSet((update) => ({
          identity: update.ref('excluded.identity'),
          facts: update.ref('excluded.facts'),
          context: update.ref('excluded.context'),
          feed: update.ref('excluded.feed'),
          learned_at: sql<never>`excluded.learned_at`,
        })),
      )
      .execute()
}

/** Moves with every change of the declared plant. */
export async function findPlantStamp(tx: Tx, site: string): Promise<string> {
  const row = await tx
    .selectFrom('plant_item')
    .select(sql<string>`concat_ws(' ', max(lower(learned)), max(upper(learned)), count(*))`.as('stamp'))
    .where('site', '=', site)
    .executeTakeFirstOrThrow()
  return row.stamp
}

/** Figures of a site, or of all that are granted. */
export async function countSubjects(tx: Tx, site: string | undefined, feed: number) {
  const row = await tx
    .selectFrom('asset')
    .leftJoin('vulnerability_subject as subject', 'subject.asset_id', 'asset.id')
    .select([
      sql<number>`count(*)`.as('assets'),
      sql<number>`count(*) filter (where subject.asset_id is not null and subject.identity is null)`.as('unidentified'),
      sql<number>`count(*) filter (where subject.asset_id is null or subject.feed <> ${feed})`.as('pending'),
    ])
    .where('asset.merged_into', 'is', null)
    .where('asset.withdrawn_at', 'is', null)
    .where((where) => (site === undefined ? where.lit(true) : where('asset.site', '=', site)))
    .executeTakeFirstOrThrow()
  return { assets: Number(row.assets), unidentified: Number(row.unidentified), pending: Number(row.pending) }
}

export async function findAsset(tx: Tx, id: string) {
  return await tx
    .selectFrom('asset')
    .select(['id', 'site', 'declared_id', 'body'])
    .select(sql<boolean>`(merged_into is not null or withdrawn_at is not null)`.as('is_gone'))
    .where('id', '=', id)
    .executeTakeFirst()
}

/** What the register said of an asset at a moment. */
export async function findAssetState(tx: Tx, id: string, moment: Moment) {
  const row = await tx
    .selectFrom('state_version')
    .select('state')
    .where('kind', '=', 'asset')
    .where('object_id', '=', id)
    .where(wasSoAt(moment))
    .executeTakeFirst()
  return row?.state
}

/** What the plant file lists as running on an asset, at a moment or now. */
export async function listSoftware(
  tx: Tx,
  site: string,
  declaredId: string,
  moment: Moment | null,
): Promise<unknown[]> {
  const rows = await tx
    .selectFrom('plant_item')
    .select('body')
    .where('site', '=', site)
    .where('list', '=', 'swInventory')
    .where(sql<boolean>`body ->> 'asset' = ${declaredId}`)
    .where(moment === null ? sql<boolean>`upper_inf(learned)` : wasSoAt(moment))
    .orderBy('ordinal')
    .execute()
  return rows.map(({ body }) => body)
}
