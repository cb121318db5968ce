// Use cases of baselines: what is usual, what left it, and what its owner says. A decision, what it does and its audit entry are one transaction.
import type { BaselinePlanView, BaselineView, DeviationView, ZoneBaselineView } from '@penstock/contract/baselines'
import { judgeSchedule, type Schedule } from '@penstock/model/baselines'
import { type EpochMicros, isoOfMicros, micros, uuidOfId } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller, keysetOf, maySeeSite, type Paged, pagedBy } from '@penstock/server/http'
import { CELL_SERVICE, type Clock } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { approve, approveDevice, learnDeviceAnew } from './decide.ts'
import * as lists from './lists.ts'
import * as queries from './queries.ts'
import { deviationView, pairView, planView } from './views.ts'
import { groupByZones, pairsBetween, type Zones } from './zones.ts'

const MOST_PAIRS = 100
const HOUR_MICROS = 3_600_000_000
const LATEST = { sort: '-last_at', column: 'last_at', kind: 'instant', isAlwaysKnown: true } as const

/** Told in the transaction of an owner's approval: what was raised because of it no longer holds. */
export type OnApproved = (tx: queries.Tx, deviationId: string, by: string) => Promise<void>

interface Decision {
  readonly decision: 'approved' | 'refused'
  readonly note?: string | undefined
}

export class Baselines {
  readonly #store: Store<MonitoringTables>
  readonly #clock: Clock
  readonly #zones: Zones
  readonly #onApproved: OnApproved | undefined

  constructor(store: Store<MonitoringTables>, clock: Clock, zones: Zones, onApproved?: OnApproved) {
    this.#store = store
    this.#clock = clock
    this.#zones = zones
    this.#onApproved = onApproved
  }

  async read(
    caller: Caller,
    place: { readonly site: string; readonly address: readonly string[] },
  ): Promise<BaselineView> {
    return await this.#store.transaction(lists.readingScope(caller), async (tx) => {
      const plan = await queries.findPlan(tx, place.site)
      if (plan === undefined) return NOTHING_YET
      const rows = await lists.listPairs(tx, place, MOST_PAIRS)
      const pairs = rows.slice(0, MOST_PAIRS).map((row) => pairView(plan, row))
      const total = rows.length > MOST_PAIRS ? await lists.countPairs(tx, place) : rows.length
      const functions = pairs.flatMap((pair) => pair.functions)
      const status = (['learning', 'proposed', 'active'] as const).find((each) =>
        pairs.some((pair) => pair.status === each),
      )
      return {
        status: status ?? 'none',
        clock: isoOfMicros(plan.clock),
        learnFrom: isoOfMicros(plan.learn_from),
        learnUntil: isoOfMicros(plan.learn_until),
        phases: [...plan.schedule.shifts, ...(plan.schedule.batch?.phases ?? [])].map(({ name }) => name),
        pairs,
        morePairs: total - pairs.length,
        points: await lists.countPoints(tx, place),
        quarantined: functions.filter(({ standing }) => standing === 'quarantined').length,
      }
    })
  }

  async zones(caller: Caller, site: string): Promise<ZoneBaselineView> {
    return await this.#store.transaction(lists.readingScope(caller), async (tx) => {
      const plan = await queries.findPlan(tx, site)
      return plan === undefined ? NO_ZONES_YET : await groupByZones(tx, plan, this.#zones)
    })
  }

  async zonePairs(
    caller: Caller,
    asked: { readonly site: string; readonly from: string; readonly to: string },
  ): Promise<Pick<BaselineView, 'pairs' | 'morePairs'>> {
    return await this.#store.transaction(lists.readingScope(caller), async (tx) => {
      const plan = await queries.findPlan(tx, asked.site)
      if (plan === undefined) return { pairs: [], morePairs: 0 }
      const { rows, total } = await pairsBetween(tx, this.#zones, asked, MOST_PAIRS)
      return { pairs: rows.map((row) => pairView(plan, row)), morePairs: total - rows.length }
    })
  }

  async deviations(
    caller: Caller,
    question: lists.DeviationQuestion,
  ): Promise<Paged<DeviationView> & { readonly gone: number }> {
    return await this.#store.transaction(lists.readingScope(caller), async (tx) => {
      const keyset = keysetOf(question, LATEST)
      const { rows, total, gone } = await lists.listDeviations(tx, question, keyset)
      const { items, ...rest } = pagedBy(keyset, rows, total)
      return { ...rest, items: items.map(deviationView), gone }
    })
  }

  async decide(caller: Caller, deviationId: string, { decision, note }: Decision): Promise<DeviationView> {
    const id = uuidOfId(deviationId)
    if (id === null) throw new AppError('not-found')
    return await this.#store.transaction(CELL_SERVICE, async (tx) => {
      const found = await queries.findDeviation(tx, id)
      if (found === undefined || !maySeeSite(caller, found.site)) throw new AppError('not-found')
      const plan = await queries.lockPlan(tx, found.site)
      // Read again: a batch may have added to it.
      const row = (await queries.findDeviation(tx, id)) ?? found
      if (row.state !== 'open') throw new AppError('baselines.already-decided')
      if (decision === 'approved' && plan !== undefined) await approve(tx, plan, row)
      const decided = {
        ...row,
        state: decision,
        decided_by: caller.subject,
        decided_at: this.#clock(),
        note: note ?? null,
      }
      await queries.putDeviations(tx, [decided])
      if (decision === 'approved') await this.#onApproved?.(tx, row.id, caller.subject)
      const { site, kind, client, server, protocol, subject } = row
      const details = { site, kind, client, server, protocol, subject, note: note ?? null }
      await this.#audit(tx, caller, `baseline.deviation-${decision}`, deviationId, details)
      return deviationView(decided)
    })
  }

  async decideAll(
    caller: Caller,
    { site, address, decision, note }: Decision & { readonly site: string; readonly address: readonly string[] },
  ): Promise<{ readonly pairs: number }> {
    if (!maySeeSite(caller, site)) throw new AppError('not-found')
    return await this.#store.transaction(CELL_SERVICE, async (tx) => {
      const plan = await queries.lockPlan(tx, site)
      if (plan === undefined) throw new AppError('not-found')
      const place = { site, address }
      const who = { subject: caller.subject, at: this.#clock() }
      const pairs =
        decision === 'approved' ? await approveDevice(tx, plan, place, who) : await learnDeviceAnew(tx, plan, place)
      if (decision === 'approved' && pairs === 0) throw new AppError('baselines.still-learning')
      await this.#audit(tx, caller, `baseline.${decision}`, address.join(','), { site, pairs, note: note ?? null })
      return { pairs }
    })
  }

  async plans(caller: Caller): Promise<BaselinePlanView[]> {
    const rows = await this.#store.transaction(lists.readingScope(caller), lists.listPlans)
    return rows.map(planView)
  }

  async plan(
    caller: Caller,
    asked: {
      readonly site: string
      readonly version: number
      readonly learnHours: number
      readonly schedule: Schedule
    },
  ): Promise<BaselinePlanView> {
    const { site, learnHours, schedule } = asked
    if (!maySeeSite(caller, site)) throw new AppError('not-found')
    const judged = judgeSchedule(schedule)
    if (!judged.ok) throw new AppError(judged.refusal.code, { ...judged.refusal })
    return await this.#store.transaction(CELL_SERVICE, async (tx) => {
      const known = await queries.lockPlan(tx, site)
      const seen = known?.version ?? 0
      if (seen !== asked.version) throw new AppError('version-moved', { version: seen })
      const clock: EpochMicros = known?.clock ?? this.#clock()
      const learn_until = micros(clock + learnHours * HOUR_MICROS)
      const plan = { site, version: seen + 1, learn_from: clock, learn_until, clock, schedule }
      await queries.putPlan(tx, plan)
      await this.#audit(tx, caller, 'baseline.planned', site, { version: plan.version, learnHours, schedule })
      return planView(plan)
    })
  }

  async #audit(tx: queries.Tx, caller: Caller, action: string, object: string, details: object): Promise<void> {
    await appendAudit(tx, { actor: caller.subject, action, object, details: { ...details }, at: this.#clock() })
  }
}

const NO_ZONES_YET: ZoneBaselineView = {
  ...{ clock: null, zoneModelVersion: null, groups: [], morePairs: 0, otherDeviations: 0 },
}

const NOTHING_YET: BaselineView = {
  ...{ status: 'none', clock: null, learnFrom: null, learnUntil: null, phases: [], pairs: [], morePairs: 0 },
  ...{ points: 0, quarantined: 0 },
}
