// SQL of the metrics; it reads what other rooms keep and writes nothing.
import type { EpochMicros } from '@penstock/model/kernel'
import { type Attendance, type CallSeries, KeptAdvice, type SiteScope, SocModel } from '@penstock/model/operating-model'
import { sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>

export interface Scoped {
  readonly sites: SiteScope
  readonly since: EpochMicros
}

/** Detections that were raised since, or are open still, as far as the role reads. */
export async function listHeadlines(tx: Tx, { sites, since }: Scoped) {
  return await tx
    .selectFrom('detection_headline')
    .select(['id', 'cell', 'level', 'state', 'verdict', 'raised_at', 'acknowledged_at', 'closed_at', 'changed_at'])
    .where((where) => (sites === '*' ? where.lit(true) : where('site', 'in', orNone(sites))))
    .where((where) => where.or([where('raised_at', '>=', sqlInstant(since)), where('state', '<>', 'closed')]))
    .execute()
}

/** These detections, whenever they were raised. */
export async function listHeadlinesOf(tx: Tx, ids: readonly string[]) {
  if (ids.length === 0) return []
  return await tx
    .selectFrom('detection_headline')
    .select(['id', 'verdict', 'raised_at', 'closed_at'])
    .where('id', 'in', [...ids])
    .execute()
}

/** Assets that the plant had at each of these instants, as known today. */
export async function countAssetsAt(tx: Tx, sites: SiteScope, instants: readonly EpochMicros[]): Promise<number[]> {
  const rows = await tx
    .selectFrom('state_version')
    .select(instants.map((at, i) => sql<number>`count(*) filter (where held @> ${sqlInstant(at)})`.as(`at_${i}`)))
    .where('kind', '=', 'asset')
    .where(sql<boolean>`upper_inf(learned)`)
    .where((where) => (sites === '*' ? where.lit(true) : where('site', 'in', orNone(sites))))
    .executeTakeFirstOrThrow()
  return instants.map((_, i) => Number((rows as Record<string, unknown>)[`at_${i}`] ?? 0))
}

/** What the assets of these sites are for. */
export async function listRoles(tx: Tx, sites: SiteScope): Promise<string[]> {
  const rows = await tx
    .selectFrom('asset')
    .select('role')
    .distinct()
    .where('role', 'is not', null)
    .where('merged_into', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where((where) => (sites === '*' ? where.lit(true) : where('site', 'in', orNone(sites))))
    .execute()
  return rows.flatMap(({ role }) => role ?? [])
}

/** Break-glass that began since, with when it was reviewed. */
export async function listGlasses(tx: Tx, { sites, since }: Scoped) {
  return await tx
    .selectFrom('break_glass')
    .leftJoin('break_glass_review as review', 'review.break_glass_id', 'break_glass.id')
    .select(['break_glass.begins_at', 'review.at as reviewed_at'])
    .where('break_glass.begins_at', '>=', sqlInstant(since))
    .where((where) => (sites === '*' ? where.lit(true) : where('break_glass.site', 'in', orNone(sites))))
    .execute()
}

function orNone(sites: readonly string[]): readonly string[] {
  return sites.length === 0 ? [''] : sites
}

export interface GlassTimes {
  readonly begins_at: EpochMicros | null
  readonly reviewed_at: EpochMicros | null
}

export interface Adopted {
  readonly to: SocModel
  readonly at: EpochMicros
  /** What the adviser was told and said before; null where nobody kept it. */
  readonly advice: KeptAdvice | null
}

/** Changes of the model that were approved, the newest first. */
export async function listSwitches(tx: Tx): Promise<Adopted[]> {
  const rows = await tx
    .selectFrom('four_eyes')
    .select(['payload', 'decided_at'])
    .where('kind', '=', 'model-switch')
    .where('state', '=', 'approved')
    .where('decided_at', 'is not', null)
    .orderBy('decided_at', 'desc')
    .execute()
  // What changed the independence alone adopted no model.
  return rows.flatMap(({ payload, decided_at }) =>
    payload['from'] === payload['to'] || decided_at === null
      ? []
      : [
          {
            to: SocModel.parse(payload['to']),
            at: decided_at,
            advice: KeptAdvice.nullable().parse(payload['advice'] ?? null),
          },
        ],
  )
}

export interface CallWithAttendance {
  readonly series: CallSeries
  readonly attended: readonly Attendance[]
}

/** Joint calls and liaisons of these sites, with what was said of each. */
export async function listCallSeries(tx: Tx, sites: SiteScope): Promise<CallWithAttendance[]> {
  const calls = await tx
    .selectFrom('joint_call')
    .select(['id', 'first_at', 'every_days', 'ended_at'])
    .where((where) => (sites === '*' ? where.lit(true) : where('site', 'in', orNone(sites))))
    .execute()
  if (calls.length === 0) return []
  const said = await tx
    .selectFrom('joint_call_attendance')
    .select(['call_id', 'due_at', 'domain'])
    .where(
      'call_id',
      'in',
      calls.map(({ id }) => id),
    )
    .execute()
  const saidOf = Map.groupBy(said, ({ call_id }) => call_id)
  return calls.map(({ id, first_at, every_days, ended_at }) => ({
    series: { firstAt: first_at, everyDays: every_days, endedAt: ended_at },
    attended: (saidOf.get(id) ?? []).map(({ due_at, domain }) => ({ dueAt: due_at, domain })),
  }))
}
