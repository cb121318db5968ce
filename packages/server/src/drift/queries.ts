// SQL of agreed states and of the time bar.
import type { EpochMicros } from '@penstock/model/kernel'
import { sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type Selectable, sql } from 'kysely'
import type { Tx } from './comparing.ts'

export type AgreedRow = Selectable<CoreTables['agreed_state']>

export async function listAgreed(tx: Tx, site: string): Promise<AgreedRow[]> {
  return await tx
    .selectFrom('agreed_state')
    .selectAll()
    .where('site', '=', site)
    .orderBy('at', 'desc')
    .orderBy('agreed_at', 'desc')
    .limit(500)
    .execute()
}

export async function insertAgreed(tx: Tx, row: AgreedRow): Promise<void> {
  await tx
    .insertInto('agreed_state')
    .values({ ...row, at: sqlInstant(row.at), agreed_at: sqlInstant(row.agreed_at) })
    .execute()
}

export interface StepRow {
  readonly step: number
  readonly changes: number
  readonly worst: number | null
}

/** How many versions began in each of so many equal steps, and the worst severity of breaches that opened in it. */
export async function countSteps(
  tx: Tx,
  site: string,
  clock: 'held' | 'learned',
  from: EpochMicros,
  to: EpochMicros,
  steps: number,
): Promise<readonly StepRow[]> {
  const began = sql`lower(${sql.ref(clock)})`
  const { rows } = await sql<StepRow>`
    select least(${steps - 1}, floor(
        extract(epoch from ${began} - ${sqlInstant(from)}) * ${steps}::float8
          / greatest(1e-6, extract(epoch from ${sqlInstant(to)} - ${sqlInstant(from)}))))::integer as step,
      count(*)::integer as changes,
      min((state ->> 'severity')::integer) filter (where kind = 'breach') as worst
    from state_version
    where site = ${site} and ${began} >= ${sqlInstant(from)} and ${began} <= ${sqlInstant(to)}
    group by 1 order by 1`.execute(tx)
  return rows
}

/** The first instant of the record on a clock, or null. */
export async function findFirst(tx: Tx, site: string, clock: 'held' | 'learned'): Promise<EpochMicros | null> {
  const row = await tx
    .selectFrom('state_version')
    .select(sql<EpochMicros | null>`min(lower(${sql.ref(clock)}))`.as('first'))
    .where('site', '=', site)
    .executeTakeFirst()
  return row?.first ?? null
}
