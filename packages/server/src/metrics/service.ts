// Use cases of the metrics: the figures as far as a person reads, and the incidents behind one. Whoever has a domain reads its own cases under its
// own role; a coordinator the figures of both, where the operating model says so; everybody else how many, and nothing else.
import type { RuleCoverage } from '@penstock/contract/detection-rules'
import type {
  AfterSwitch,
  listMetricIncidents,
  MetricIncident,
  readSocMetrics,
  SocMetrics,
} from '@penstock/contract/metrics'
import type { Query } from '@penstock/contract/route'
import { type Domain, type EpochMicros, isoOfMicros, micros, uuidOfId } from '@penstock/model/kernel'
import {
  type Alert,
  type AlertTimes,
  DURATIONS,
  SEVERITY_OF_LEVEL,
  type Stretch,
  spanOf,
  type TimedHandoff,
  type TimedIncident,
  timedIncident,
  windowsBack,
} from '@penstock/model/metrics'
import {
  isLess,
  type Policy,
  REVIEWED_WITHIN_MICROS,
  reachOf,
  type SiteScope,
  type SocModel,
} from '@penstock/model/operating-model'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { listTimedCases, listTimedHandoffs, type TimedCases } from '@penstock/server/incidents'
import { type Clock, HUB_SERVICE } from '@penstock/server/runtime'
import type { Scope, Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type Adoption, afterSwitchView, type HuntYield, stretchesSince } from './after-switch.ts'
import { coverageFigures } from './coverage.ts'
import type { Tx } from './queries.ts'
import * as queries from './queries.ts'
import {
  alertGroups,
  countsOnly,
  frequencyView,
  handoffFigures,
  incidentGroups,
  instantView,
  shareView,
  withoutTimes,
} from './views.ts'

export interface SocMetricsOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly scopeOf: (caller: Caller) => Scope
  readonly policy: () => Policy | null
  readonly accountNames: () => Promise<ReadonlyMap<string, string>>
  /** How late the sources of events are, as far as this person sees them. */
  readonly sources: (caller: Caller, site: string | undefined) => Promise<SocMetrics['sources']>
  /** What a cell says that its rules cover at these sites; null while it does not answer. */
  readonly coverage: (domain: Domain, sites: SiteScope) => Promise<RuleCoverage | null>
  /** The model that this installation began with, and since when. */
  readonly founded: () => Promise<{ readonly model: SocModel; readonly at: EpochMicros } | undefined>
  /** What a cell says that its hunts gave at these sites; null while it does not answer. */
  readonly hunts: (domain: Domain, sites: SiteScope, stretch: Stretch) => Promise<HuntYield | null>
}

type Reads = SocMetrics['reads']

interface Read {
  readonly incidents: readonly TimedIncident[]
  readonly alerts: readonly Alert[]
  readonly handoffs: readonly TimedHandoff[]
}

const DOMAINS = ['it', 'ot'] as const
const DAY_MICROS = 86_400_000_000
const WINDOW_DAYS = 30
const MOST_INCIDENTS = 500

export class SocMetricsService {
  readonly #options: SocMetricsOptions

  constructor(options: SocMetricsOptions) {
    this.#options = options
  }

  async read(caller: Caller, { site, days }: Query<typeof readSocMetrics>): Promise<SocMetrics> {
    const now = this.#options.clock()
    const since = micros(now - Number(days) * DAY_MICROS)
    const reads = this.#readsOf(caller)
    const scoped = { sites: sitesOf(caller, site), since }
    const { incidents, alerts, handoffs } = await this.#load(caller, reads, scoped)
    const windows = windowsBack(now, Number(days) / WINDOW_DAYS)
    // A cell is asked only about what this person may see of it.
    const domains = DOMAINS.filter((domain) => reads !== 'own' || caller.domain === domain)
    const told = await Promise.all(
      domains.map(async (domain) => ({ domain, told: await this.#options.coverage(domain, scoped.sites) })),
    )
    const { assets, glasses, roles } = await this.#options.store.transaction(HUB_SERVICE, async (tx) => ({
      assets: await queries.countAssetsAt(
        tx,
        scoped.sites,
        windows.map(({ to }) => to),
      ),
      glasses: await queries.listGlasses(tx, scoped),
      roles: await queries.listRoles(tx, scoped.sites),
    }))
    const due = glasses.filter(
      ({ begins_at, reviewed_at }) => reviewed_at !== null || now >= (begins_at ?? now) + REVIEWED_WITHIN_MICROS,
    )
    const figures: SocMetrics = {
      asOf: isoOfMicros(now),
      since: isoOfMicros(since),
      reads,
      incidents: incidentGroups(incidents, { since, now }),
      alerts: alertGroups(alerts, { since, now }),
      handoffs: handoffFigures(handoffs, now),
      frequency: frequencyView(windows, incidents, assets),
      breakGlass: {
        begun: glasses.length,
        reviewed: shareView(
          due,
          ({ begins_at, reviewed_at }) =>
            reviewed_at !== null && begins_at !== null && reviewed_at <= begins_at + REVIEWED_WITHIN_MICROS,
        ),
      },
      sources: reads === 'own' ? await this.#options.sources(caller, site) : [],
      coverage: told.flatMap((one) => coverageFigures(one.domain, one.told, roles)),
      unmeasured: ['workload'],
    }
    return reads === 'counts' ? countsOnly(figures) : figures
  }

  /** What the records say of the model in force once it has been for ninety days, beside the one before. */
  async afterSwitch(caller: Caller): Promise<AfterSwitch> {
    const { clock, store, scopeOf, founded, hunts } = this.#options
    const now = clock()
    const reads = this.#readsOf(caller)
    const [newest, second] = await store.transaction(HUB_SERVICE, queries.listSwitches)
    const first = await founded()
    const adoption = adoptionOf([newest, second], first)
    if (adoption === null) throw new AppError('not-found')
    const { missingDays, before, after } = stretchesSince(adoption, now)
    if (missingDays > 0) return afterSwitchView(adoption, reads, now, null)
    const scoped = { sites: caller.sites, since: before?.from ?? after.from }
    const handoffs = await store.transaction(reads === 'own' ? scopeOf(caller) : HUB_SERVICE, (tx) =>
      listTimedHandoffs(tx, scoped),
    )
    const duties = await store.transaction(HUB_SERVICE, async (tx) => ({
      calls: await queries.listCallSeries(tx, caller.sites),
      glasses: await queries.listGlasses(tx, scoped),
    }))
    // A cell is asked only about what this person may see of it.
    const domains = DOMAINS.filter((domain) => reads !== 'own' || caller.domain === domain)
    const told = await Promise.all(
      domains.map(async (domain) => ({
        domain,
        before: before && (await hunts(domain, caller.sites, before)),
        after: await hunts(domain, caller.sites, after),
      })),
    )
    const view = afterSwitchView(adoption, reads, now, { handoffs, ...duties, hunts: told })
    return reads === 'counts' ? withoutTimes(view) : view
  }

  /** What one duration is made of. */
  async incidents(
    caller: Caller,
    { site, days, metric, domain, severity }: Query<typeof listMetricIncidents>,
  ): Promise<{ items: MetricIncident[]; total: number }> {
    const now = this.#options.clock()
    if (this.#readsOf(caller) !== 'own') throw new AppError('not-found')
    const scoped = { sites: sitesOf(caller, site), since: micros(now - Number(days) * DAY_MICROS) }
    const names = await this.#options.accountNames()
    const { incidents } = await this.#load(caller, 'own', scoped)
    const behind = incidents.flatMap((incident): MetricIncident[] => {
      if (incident.domain !== domain || (severity !== undefined && incident.severity !== severity)) return []
      const row = incidentView(incident, metric, now, names)
      return row === null ? [] : [row]
    })
    return { items: behind.slice(0, MOST_INCIDENTS), total: behind.length }
  }

  #readsOf(caller: Caller): Reads {
    if (caller.domain !== null && caller.permissions.has('incident:read')) return 'own'
    const policy = this.#options.policy()
    if (policy === null) return 'counts'
    const { model, independence } = policy
    // A duty of independence at any site takes the figures away: they are not told site by site here.
    const reach = reachOf({ roles: caller.roles, model, independence, isRegulated: independence !== undefined })
    const seesBoth = (['it-detections', 'ot-detections'] as const).every(
      (each) => !isLess(reach.get(each) ?? 'none', 'read'),
    )
    return seesBoth ? 'both' : 'counts'
  }

  async #load(caller: Caller, reads: Reads, scoped: queries.Scoped): Promise<Read> {
    const { store, scopeOf } = this.#options
    return await store.transaction(reads === 'own' ? scopeOf(caller) : HUB_SERVICE, async (tx) => {
      const cases = await listTimedCases(tx, scoped)
      const headlines = await queries.listHeadlines(tx, scoped)
      return {
        incidents: incidentsOf(cases, await alertsOf(tx, cases)),
        alerts: headlines.map((row) => ({
          id: row.id,
          domain: row.cell as Domain,
          severity: SEVERITY_OF_LEVEL[row.level],
          raisedAt: row.raised_at,
          acknowledgedAt: row.acknowledged_at,
          closedAt: row.state === 'closed' ? (row.closed_at ?? row.changed_at) : null,
          verdict: row.verdict,
        })),
        handoffs: await listTimedHandoffs(tx, scoped),
      }
    })
  }
}

/** The last switch, or what was founded; null before there is a policy. */
function adoptionOf(
  [newest, second]: readonly (queries.Adopted | undefined)[],
  founded: { readonly model: SocModel; readonly at: EpochMicros } | undefined,
): Adoption | null {
  if (newest === undefined) return founded === undefined ? null : { ...founded, before: null, advice: null }
  const before = second === undefined ? (founded ?? null) : { model: second.to, at: second.at }
  return { model: newest.to, at: newest.at, before, advice: newest.advice }
}

function sitesOf(caller: Caller, site: string | undefined): SiteScope {
  if (site === undefined) return caller.sites
  if (!maySeeSite(caller, site)) throw new AppError('not-found')
  return [site] as unknown as SiteScope
}

/** A joint incident counts once: by the side that was opened first, of those that the role reads. */
function incidentsOf(
  { sides, entriesOf }: TimedCases,
  alertOf: (id: string) => AlertTimes | null,
): readonly TimedIncident[] {
  const seen = new Set<string>()
  return sides.flatMap(({ isJoint, domain, ...side }) => {
    if (seen.has(side.id)) return []
    seen.add(side.id)
    const of = isJoint ? 'cross-domain' : domain
    const incident = timedIncident({ ...side, domain: of }, entriesOf(domain), alertOf)
    return incident === null ? [] : [incident]
  })
}

/** The alerts that the cases name, as the role reads them. */
async function alertsOf(tx: Tx, { sides, entriesOf }: TimedCases): Promise<(id: string) => AlertTimes | null> {
  const named = new Set<string>()
  const note = (entries: TimedCases['sides'][number]['entries'], domain: Domain): void => {
    for (const { body } of entries) {
      if (body.kind === 'opened') for (const { id } of body.sources) named.add(uuidOfDetection(id) ?? '')
      if (body.kind === 'merged') note(entriesOf(domain)(body.from), domain)
    }
  }
  for (const { entries, domain } of sides) note(entries, domain)
  named.delete('')
  const rows = await queries.listHeadlinesOf(tx, [...named])
  const known = new Map<string, AlertTimes>(
    rows.map(({ id, verdict, raised_at, closed_at }) => [
      id,
      {
        createdAt: raised_at,
        ingestedAt: null,
        verdictAt: verdict === null ? null : closed_at,
        isTrue: verdict === null ? null : verdict === 'true-positive',
      },
    ]),
  )
  return (id) => known.get(uuidOfDetection(id) ?? '') ?? null
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/

/** A source names a detection by its public id or by that of the store, with its cell before it or without. */
function uuidOfDetection(source: string): string | null {
  const id = source.slice(source.indexOf('/') + 1)
  return UUID.test(id) ? id : uuidOfId(id)
}

function incidentView(
  incident: TimedIncident,
  metric: keyof typeof DURATIONS,
  now: EpochMicros,
  names: ReadonlyMap<string, string>,
): MetricIncident | null {
  const span = spanOf(incident, metric, now)
  if (span === null) return null
  const { from, to } = DURATIONS[metric]
  const { id, reference, domain, severity, isOpen, verdict, instants } = incident
  return {
    ...{ id, reference, domain, severity, isOpen, verdict },
    from: instantView(instants[from], names),
    to: instantView(instants[to], names),
    state: span.state,
    seconds: 'seconds' in span ? span.seconds : null,
    missing: span.state === 'missing' ? span.instant : null,
  }
}
