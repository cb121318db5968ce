// SQL of the baselines room in a cell's store. It writes only to tables that it owns.
import type { EpochMicros } from '@penstock/model/kernel'
import { chunks, readChunks } from '@penstock/server/runtime'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<MonitoringTables>
export type PlanRow = Selectable<MonitoringTables['baseline_plan']>
export type SourceRow = Selectable<MonitoringTables['baseline_source']>
export type PairRow = Selectable<MonitoringTables['baseline_pair']>
export type SeenRow = Selectable<MonitoringTables['baseline_seen']>
export type PointsRow = Selectable<MonitoringTables['baseline_points']>
export type DeviationRow = Selectable<MonitoringTables['baseline_deviation']>

export async function findPlan(tx: Tx, site: string): Promise<PlanRow | undefined> {
  return await tx.selectFrom('baseline_plan').selectAll().where('site', '=', site).executeTakeFirst()
}

/** The plan of a site, held until the transaction ends: batches and decisions change what was learned one after the other. */
export async function lockPlan(tx: Tx, site: string): Promise<PlanRow | undefined> {
  return await tx.selectFrom('baseline_plan').selectAll().where('site', '=', site).forUpdate().executeTakeFirst()
}

export async function putPlan(tx: Tx, { site, version, schedule, ...times }: PlanRow): Promise<void> {
  const row = {
    version,
    learn_from: sqlInstant(times.learn_from),
    learn_until: sqlInstant(times.learn_until),
    clock: sqlInstant(times.clock),
    schedule: sqlJson(schedule),
  }
  await tx
    .insertInto('baseline_plan')
    .values({ site, ...row })
    .onConflict((conflict) => conflict.column('site').doUpdateSet(row))
    .execute()
}

export async function setClock(tx: Tx, site: string, clock: EpochMicros): Promise<void> {
  await tx
    .updateTable('baseline_plan')
    .set({ clock: sqlInstant(clock) })
    .where('site', '=', site)
    .execute()
}

export async function findSource(tx: Tx, captureId: string): Promise<SourceRow | undefined> {
  return await tx.selectFrom('baseline_source').selectAll().where('capture_id', '=', captureId).executeTakeFirst()
}

export async function putSource(tx: Tx, source: SourceRow): Promise<void> {
  const moved = { last_at: sqlInstant(source.last_at), resumed_at: sqlInstant(source.resumed_at) }
  await tx
    .insertInto('baseline_source')
    .values({ ...source, ...moved })
    .onConflict((conflict) => conflict.column('capture_id').doUpdateSet(moved))
    .execute()
}

export async function findPairs(tx: Tx, ids: readonly string[]): Promise<PairRow[]> {
  return await readChunks(ids, (chunk) =>
    tx
      .selectFrom('baseline_pair')
      .selectAll()
      .where('id', 'in', [...chunk])
      .execute(),
  )
}

export async function putPairs(tx: Tx, rows: readonly PairRow[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('baseline_pair')
      .values(
        chunk.map((row) => ({
          ...row,
          learn_until: sqlInstant(row.learn_until),
          approved_at: row.approved_at === null ? null : sqlInstant(row.approved_at),
          first_at: sqlInstant(row.first_at),
          last_at: sqlInstant(row.last_at),
          profile: sqlJson(row.profile),
        })),
      )
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((update) => ({
          plan_version: update.ref('excluded.plan_version'),
          learn_until: sql<never>`excluded.learn_until`,
          approved_by: update.ref('excluded.approved_by'),
          approved_at: sql<never>`excluded.approved_at`,
          first_at: sql<never>`excluded.first_at`,
          last_at: sql<never>`excluded.last_at`,
          profile: sql<never>`excluded.profile`,
        })),
      )
      .execute()
}

export async function findSeen(tx: Tx, pairIds: readonly string[]): Promise<SeenRow[]> {
  return await readChunks(pairIds, (chunk) =>
    tx
      .selectFrom('baseline_seen')
      .selectAll()
      .where('pair_id', 'in', [...chunk])
      .execute(),
  )
}

/** Pairs of a source of which a function is missed at `at`. */
export async function listOverdue(tx: Tx, captureId: string, at: EpochMicros, limit: number): Promise<SeenRow[]> {
  return await tx
    .selectFrom('baseline_seen')
    .selectAll()
    .where('capture_id', '=', captureId)
    .where(sql<boolean>`due_at < ${sqlInstant(at)}`)
    .orderBy('due_at')
    .limit(limit)
    .execute()
}

export async function putSeen(tx: Tx, rows: readonly SeenRow[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('baseline_seen')
      .values(
        chunk.map((row) => ({
          ...row,
          last: sqlJson(row.last),
          due_at: row.due_at === null ? null : sqlInstant(row.due_at),
        })),
      )
      .onConflict((conflict) =>
        conflict.column('pair_id').doUpdateSet((update) => ({
          capture_id: update.ref('excluded.capture_id'),
          last: sql<never>`excluded.last`,
          due_at: sql<never>`excluded.due_at`,
          off: update.ref('excluded.off'),
        })),
      )
      .execute()
}

export async function findPoints(tx: Tx, ids: readonly string[]): Promise<PointsRow[]> {
  return await readChunks(ids, (chunk) =>
    tx
      .selectFrom('baseline_points')
      .selectAll()
      .where('id', 'in', [...chunk])
      .execute(),
  )
}

/** Devices of which any point was learned. */
export async function listKnownDevices(tx: Tx, site: string, devices: readonly string[]): Promise<Set<string>> {
  if (devices.length === 0) return new Set()
  const rows = await tx
    .selectFrom('baseline_points')
    .select(['device', 'protocol'])
    .distinct()
    .where('site', '=', site)
    .where('device', 'in', [...devices])
    .execute()
  return new Set(rows.map(({ device, protocol }) => `${device}|${protocol}`))
}

export async function putPoints(tx: Tx, rows: readonly PointsRow[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('baseline_points')
      .values(
        chunk.map((row) => ({
          ...row,
          learn_until: sqlInstant(row.learn_until),
          approved_at: row.approved_at === null ? null : sqlInstant(row.approved_at),
          profiles: sqlJson(row.profiles),
        })),
      )
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((update) => ({
          plan_version: update.ref('excluded.plan_version'),
          learn_until: sql<never>`excluded.learn_until`,
          approved_at: sql<never>`excluded.approved_at`,
          profiles: sql<never>`excluded.profiles`,
        })),
      )
      .execute()
}

/** Open deviations at these devices. */
export async function listOpen(tx: Tx, site: string, devices: readonly string[]): Promise<DeviationRow[]> {
  return await tx
    .selectFrom('baseline_deviation')
    .selectAll()
    .where('site', '=', site)
    .where('state', '=', 'open')
    .where((where) => where.or([where('server', 'in', [...devices]), where('client', 'in', [...devices])]))
    .execute()
}

export async function putDeviations(tx: Tx, rows: readonly DeviationRow[]): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('baseline_deviation')
      .values(
        chunk.map((row) => ({
          ...row,
          expected: row.expected === null ? null : sqlJson(row.expected),
          scope: sqlJson(row.scope),
          first_at: sqlInstant(row.first_at),
          last_at: sqlInstant(row.last_at),
          proof: sqlJson(row.proof),
          decided_at: row.decided_at === null ? null : sqlInstant(row.decided_at),
        })),
      )
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((update) => ({
          observed: update.ref('excluded.observed'),
          scope: sql<never>`excluded.scope`,
          count: update.ref('excluded.count'),
          first_at: sql<never>`excluded.first_at`,
          last_at: sql<never>`excluded.last_at`,
          proof: sql<never>`excluded.proof`,
          state: update.ref('excluded.state'),
          decided_by: update.ref('excluded.decided_by'),
          decided_at: sql<never>`excluded.decided_at`,
          note: update.ref('excluded.note'),
        })),
      )
      .execute()
}

/** Decided deviations of a device beyond the newest `most` go. */
export async function forgetDecided(tx: Tx, site: string, device: string, most: number): Promise<number> {
  const gone = await tx
    .deleteFrom('baseline_deviation')
    .where('id', 'in', (from) =>
      from
        .selectFrom('baseline_deviation')
        .select('id')
        .where('site', '=', site)
        .where('server', '=', device)
        .where('state', '<>', 'open')
        .orderBy('last_at', 'desc')
        .offset(most),
    )
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}

export async function addGone(tx: Tx, site: string, device: string, gone: number): Promise<void> {
  await tx
    .insertInto('baseline_gone')
    .values({ site, device, gone })
    .onConflict((conflict) =>
      conflict.columns(['site', 'device']).doUpdateSet({ gone: sql<number>`baseline_gone.gone + excluded.gone` }),
    )
    .execute()
}

export async function findDeviation(tx: Tx, id: string): Promise<DeviationRow | undefined> {
  return await tx.selectFrom('baseline_deviation').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Everything learned of these addresses as an end of a pair. */
export async function listPairsOf(
  tx: Tx,
  { site, address }: { readonly site?: string | undefined; readonly address?: readonly string[] | undefined },
): Promise<PairRow[]> {
  return await tx
    .selectFrom('baseline_pair')
    .selectAll()
    .where('site', '=', site ?? '')
    .where('server', '<>', '')
    .where(sql<boolean>`(client = any(${address ?? []}::text[]) or server = any(${address ?? []}::text[]))`)
    .execute()
}

export async function listPointsOf(
  tx: Tx,
  { site, address }: { readonly site?: string | undefined; readonly address?: readonly string[] | undefined },
): Promise<PointsRow[]> {
  return await tx
    .selectFrom('baseline_points')
    .selectAll()
    .where('site', '=', site ?? '')
    .where(sql<boolean>`device = any(${address ?? []}::text[])`)
    .execute()
}
