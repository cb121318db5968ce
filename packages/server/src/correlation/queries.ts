// SQL of correlation in the hub: features as they come, chains as they stand, and what each viewer is told.
import { type ChainLevel, Signal, Tie } from '@penstock/model/correlation'
import type { EpochMicros } from '@penstock/model/kernel'
import { chunks } from '@penstock/server/runtime'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
type ChainRow = Selectable<CoreTables['correlation_chain']>

export async function insertFeatures(tx: Tx, signals: readonly Signal[], learnedAt: EpochMicros): Promise<void> {
  for (const some of chunks(signals))
    await tx
      .insertInto('correlation_feature')
      .values(
        some.map((signal) => ({
          ...{ id: signal.id, domain: signal.domain, site: signal.site, kind: signal.kind },
          at: sqlInstant(signal.at),
          body: sqlJson(signal),
          learned_at: sqlInstant(learnedAt),
          taken_at: null,
        })),
      )
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
}

export async function insertTies(
  tx: Tx,
  ties: readonly Tie[],
  of: { readonly domain: string; readonly site: string },
  learnedAt: EpochMicros,
): Promise<void> {
  for (const some of chunks(ties))
    await tx
      .insertInto('correlation_tie')
      .values(
        some.map((tie) => ({
          ...{ id: tie.id, ...of, body: sqlJson(tie) },
          learned_at: sqlInstant(learnedAt),
          taken_at: null,
        })),
      )
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
}

export interface Waiting {
  readonly signals: readonly { readonly signal: Signal; readonly learnedAt: EpochMicros }[]
  readonly ties: readonly Tie[]
}

/** What the correlator has not taken up, in the order in which it came. */
export async function listWaiting(tx: Tx, most: number): Promise<Waiting> {
  const ties = await tx
    .selectFrom('correlation_tie')
    .select('body')
    .where('taken_at', 'is', null)
    .orderBy('seq')
    .limit(most)
    .execute()
  const signals = await tx
    .selectFrom('correlation_feature')
    .select(['body', 'learned_at'])
    .where('taken_at', 'is', null)
    .orderBy('seq')
    .limit(most)
    .execute()
  return {
    signals: signals.map(({ body, learned_at }) => ({ signal: Signal.parse(body), learnedAt: learned_at })),
    ties: ties.map(({ body }) => Tie.parse(body)),
  }
}

export async function markTaken(tx: Tx, { signals, ties }: Waiting, at: EpochMicros): Promise<void> {
  for (const some of chunks(signals))
    await tx
      .updateTable('correlation_feature')
      .set({ taken_at: sqlInstant(at) })
      .where(
        'id',
        'in',
        some.map(({ signal }) => signal.id),
      )
      .execute()
  for (const some of chunks(ties))
    await tx
      .updateTable('correlation_tie')
      .set({ taken_at: sqlInstant(at) })
      .where(
        'id',
        'in',
        some.map(({ id }) => id),
      )
      .execute()
}

/** What a correlator that starts knows: the newest of each kind, and the ties that were told last. */
export async function listTaken(tx: Tx, mostOfKind: number, mostTies: number) {
  const ranked = tx
    .selectFrom('correlation_feature')
    .select(['body', 'at', 'id', 'kind'])
    .select(sql<number>`row_number() over (partition by kind order by at desc, id desc)`.as('place'))
    .where('taken_at', 'is not', null)
    .as('ranked')
  const signals = await tx
    .selectFrom(ranked)
    .select('body')
    .where('place', '<=', mostOfKind)
    .orderBy('at')
    .orderBy('id')
    .execute()
  const ties = await tx
    .selectFrom('correlation_tie')
    .select('body')
    .where('taken_at', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(mostTies)
    .execute()
  return { signals: signals.map(({ body }) => body), ties: ties.map(({ body }) => body).toReversed() }
}

/** Features that no window reaches any more, and ties beyond the bound. */
export async function forgetBefore(tx: Tx, before: EpochMicros, mostTies: number): Promise<void> {
  await tx
    .deleteFrom('correlation_feature')
    .where('taken_at', 'is not', null)
    .where('at', '<', sqlInstant(before))
    .where(sql<boolean>`coalesce((body ->> 'until')::bigint, 0) < ${before}`)
    .execute()
  await tx
    .deleteFrom('correlation_tie')
    .where(
      'seq',
      '<=',
      sql<number>`coalesce((select seq from correlation_tie order by seq desc offset ${mostTies} limit 1), 0)`,
    )
    .where('taken_at', 'is not', null)
    .execute()
}

export async function findState(tx: Tx) {
  return await tx.selectFrom('correlation_state').select(['latest_at', 'counts']).where('id', '=', 1).executeTakeFirst()
}

export async function saveState(tx: Tx, latest: EpochMicros | null, counts: unknown): Promise<void> {
  const row = { latest_at: latest === null ? null : sqlInstant(latest), counts: sqlJson(counts) }
  await tx
    .insertInto('correlation_state')
    .values({ id: 1, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute()
}

/** In the order in which they were opened. */
export async function listChains(tx: Tx): Promise<ChainRow[]> {
  return await tx.selectFrom('correlation_chain').selectAll().orderBy('nr').execute()
}

export async function findChain(tx: Tx, id: string): Promise<ChainRow | undefined> {
  return await tx.selectFrom('correlation_chain').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function upsertChain(
  tx: Tx,
  row: {
    readonly id: string
    readonly scenario: string
    readonly level: ChainLevel
    readonly madeOf: readonly string[]
  },
  at: EpochMicros,
): Promise<void> {
  const { id, scenario, level, madeOf } = row
  const now = sqlInstant(at)
  await tx
    .insertInto('correlation_chain')
    .values({
      ...{ id, scenario, level, made_of: [...madeOf], raised_at: now },
      critical_at: level === 'critical' ? now : null,
      explained_at: null,
    })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({
        level,
        made_of: [...madeOf],
        is_stale: false,
        critical_at: sql<string>`coalesce(correlation_chain.critical_at, ${level === 'critical' ? now : null}::timestamptz)`,
        explained_at: sql<string>`case when ${level} = 'none' then coalesce(correlation_chain.explained_at, ${now}::timestamptz) end`,
      }),
    )
    .execute()
}

export async function setJoint(tx: Tx, chain: string): Promise<void> {
  await tx.updateTable('correlation_chain').set({ is_joint: true }).where('id', '=', chain).execute()
}

export interface NewTold {
  readonly chain: string
  readonly viewer: string
  readonly sites: readonly string[]
  readonly level: string
  readonly body: unknown
}

/** Takes the place of what the viewer was told of it before. */
export async function replaceTold(tx: Tx, chain: string, rows: readonly NewTold[], at: EpochMicros): Promise<void> {
  const viewers = rows.map(({ viewer }) => viewer)
  await tx
    .deleteFrom('correlation_told')
    .where('chain', '=', chain)
    .where((where) => (viewers.length === 0 ? where.lit(true) : where('viewer', 'not in', viewers)))
    .execute()
  for (const { sites, body, ...row } of rows) {
    const told = { site: sites[0]!, sites: [...sites], level: row.level, body: sqlJson(body), told_at: sqlInstant(at) }
    await tx
      .insertInto('correlation_told')
      .values({ ...row, ...told })
      .onConflict((conflict) => conflict.columns(['chain', 'viewer']).doUpdateSet(told))
      .execute()
  }
}

/** As far as the role sees them: by level, then by confidence, and of equals those that were told last. */
export async function listTold(tx: Tx, viewer: string, most: number) {
  return await tx
    .selectFrom('correlation_told')
    .select(['chain', 'sites', 'level', 'body', 'told_at'])
    .where('viewer', '=', viewer)
    .orderBy(sql`array_position(array['critical', 'suspicion', 'none'], level)`)
    .orderBy(sql`array_position(array['high', 'medium', 'low'], body ->> 'confidence')`)
    .orderBy('told_at', 'desc')
    .orderBy('chain')
    .limit(most)
    .execute()
}

export async function findTold(tx: Tx, chain: string, viewer: string) {
  return await tx
    .selectFrom('correlation_told')
    .select(['chain', 'sites', 'level', 'body', 'told_at'])
    .where('chain', '=', chain)
    .where('viewer', '=', viewer)
    .executeTakeFirst()
}

/** When each of these was raised, became critical and was explained; asked as the service, for chains that were told. */
export async function listInstants(tx: Tx, chains: readonly string[]) {
  if (chains.length === 0) return []
  return await tx
    .selectFrom('correlation_chain')
    .select(['id', 'raised_at', 'critical_at', 'explained_at', 'is_joint'])
    .where('id', 'in', chains)
    .execute()
}

/** What was told of it stands as it was, and is said to be explained. */
export async function takeBack(tx: Tx, chain: string, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('correlation_told')
    .set({ level: 'none', told_at: sqlInstant(at) })
    .where('chain', '=', chain)
    .where('level', '<>', 'none')
    .execute()
  await tx.updateTable('correlation_chain').set({ is_stale: false }).where('id', '=', chain).execute()
}

export async function markAllStale(tx: Tx): Promise<void> {
  await tx.updateTable('correlation_chain').set({ is_stale: true }).where('level', '<>', 'none').execute()
}

/** Chains that are to be told anew. */
export async function listStale(tx: Tx): Promise<ReadonlySet<string>> {
  const rows = await tx.selectFrom('correlation_chain').select('id').where('is_stale', '=', true).execute()
  return new Set(rows.map(({ id }) => id))
}

/** Both sides are parties now; the correlator tells it anew when it wakes. */
export async function discloseChain(tx: Tx, chain: string): Promise<void> {
  await tx
    .updateTable('correlation_chain')
    .set({ is_joint: true, is_stale: true })
    .where('id', '=', chain)
    .where('is_joint', '=', false)
    .execute()
}

/** What the correlator counted; null before the first signal. */
export async function readCounts(tx: Tx): Promise<Readonly<Record<string, number>> | null> {
  return ((await findState(tx))?.counts as Readonly<Record<string, number>> | undefined) ?? null
}

/** Other chains that are made of some of the same signals and stand, the first that was opened first. */
export async function listSharing(tx: Tx, chain: string, signals: readonly string[]): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('correlation_chain')
    .select('id')
    .where('id', '<>', chain)
    .where('level', '<>', 'none')
    .where(sql<boolean>`made_of && ${sql.val([...signals])}::text[]`)
    .orderBy('nr')
    .execute()
  return rows.map(({ id }) => id)
}
