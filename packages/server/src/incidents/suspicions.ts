// Suspicions: what a viewer is told of chains, read under the viewer's own SQL role, and the joint incident that the central team of a hybrid
// model opens.
import type { SuspicionStage, SuspicionView } from '@penstock/contract/incidents'
import type { Scenario, ToldBody, ToldStage, ToldViewer } from '@penstock/model/correlation'
import { type Domain, idOfUuid, isoOfMicros, isoOrNull, type SiteKey, uuidOfId } from '@penstock/model/kernel'
import type { SocModel } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import {
  type ChainMoved,
  discloseChain,
  findTold,
  listInstants,
  listTold,
  readCounts,
} from '@penstock/server/correlation'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { openJoint } from './chain-cases.ts'
import { listCasesOfChains, listToldOfCase } from './chain-queries.ts'
import type { IncidentOptions } from './options.ts'

export interface SuspicionOptions extends IncidentOptions {
  readonly scenario: (id: string) => Scenario
  readonly model: () => SocModel | null
  /** The chain as the correlator holds it now; null when it is no suspicion any more. */
  readonly chainOf: (id: string) => Promise<ChainMoved | null>
  readonly onDisclosed: () => void
}

const MOST = 200

export class SuspicionService {
  readonly #options: SuspicionOptions

  constructor(options: SuspicionOptions) {
    this.#options = options
  }

  async list(caller: Caller, site: string | undefined) {
    const viewer = viewerOf(caller)
    if (viewer === null) return { items: [], counts: null }
    const { store, scopeOf, scenario, model } = this.#options
    const rows = await store.transaction(isOfDomain(viewer) ? scopeOf(caller) : HUB_SERVICE, (tx) =>
      listTold(tx, viewer, MOST),
    )
    // Who is of no domain is told by the service: the sites are held against the person here.
    const seen = rows
      .filter(({ sites }) => sites.every((one) => maySeeSite(caller, one)))
      .filter(({ sites }) => site === undefined || sites.includes(site))
    const chains = seen.map(({ chain }) => chain)
    const { instants, counts } = await store.transaction(HUB_SERVICE, async (tx) => ({
      instants: new Map((await listInstants(tx, chains)).map((row) => [row.id, row])),
      counts: await readCounts(tx),
    }))
    const cases = isOfDomain(viewer)
      ? await store.transaction(scopeOf(caller), (tx) => listCasesOfChains(tx, viewer, chains))
      : []
    const caseOf = new Map(
      cases.map(({ chain, incident_id, reference }) => [chain, { id: idOfUuid('inc', incident_id), reference }]),
    )
    const items = seen.map(({ chain, sites, level, body }): SuspicionView => {
      const told = body as ToldBody
      const of = scenario(told.scenario)
      const when = instants.get(chain)!
      return {
        id: chain,
        scenario: of.id,
        name: of.name,
        precedent: of.precedent,
        level: level as SuspicionView['level'],
        form: told.form,
        confidence: told.confidence,
        sites,
        raisedAt: isoOfMicros(when.raised_at),
        criticalAt: isoOrNull(when.critical_at),
        explainedAt: isoOrNull(when.explained_at),
        isJoint: when.is_joint,
        consequence: of.consequence,
        constraints: [...told.constraints],
        stages: stagesOf(of, told, viewer),
        incident: caseOf.get(chain) ?? null,
        mayOpen:
          level !== 'none' &&
          !when.is_joint &&
          viewer === 'central' &&
          model() === 'hybrid' &&
          caller.permissions.has('suspicion:open'),
      }
    })
    return { items, counts: counts === null ? null : countsOf(counts) }
  }

  /** Where the chains of a case run and under which ids the person's own cell told what they are made of; throws `not-found` for a case of none. */
  async featuresOf(caller: Caller, incidentId: string): Promise<{ readonly site: SiteKey; readonly ids: string[] }> {
    const { store, scopeOf } = this.#options
    const { domain } = caller
    const incident = uuidOfId(incidentId)
    if (domain === null || incident === null) throw new AppError('not-found')
    const rows = await store.transaction(scopeOf(caller), (tx) => listToldOfCase(tx, incident, domain))
    if (rows[0] === undefined) throw new AppError('not-found')
    const stages = rows.flatMap(({ body }) => (body as ToldBody).stages)
    const signals = stages.flatMap((stage) => (stage.form === 'whole' ? stage.signals : []))
    const own = signals.filter((signal) => signal.domain === domain)
    return { site: rows[0].site as SiteKey, ids: [...new Set(own.map(({ id }) => id))] }
  }

  async open(caller: Caller, chain: string): Promise<{ readonly reference: string }> {
    const { store, clock, model, chainOf, onChange, onDisclosed } = this.#options
    if (model() !== 'hybrid' || viewerOf(caller) !== 'central') throw new AppError('incidents.not-central')
    const moved = await chainOf(chain)
    const reference = await store.transaction(HUB_SERVICE, async (tx) => {
      const told = await findTold(tx, chain, 'central')
      if (moved === null || told === undefined || told.sites.some((site) => !maySeeSite(caller, site)))
        throw new AppError('not-found')
      const [now] = await listInstants(tx, [chain])
      if (now?.is_joint === true) throw new AppError('incidents.already-joint')
      const at = clock()
      const opened = await openJoint(tx, moved, at)
      if (opened === null) throw new AppError('not-found')
      await discloseChain(tx, chain)
      const details = { scenario: moved.scenario.id, reference: opened }
      await appendAudit(tx, { actor: caller.subject, action: 'suspicion.open', object: chain, details, at })
      return opened
    })
    onChange()
    onDisclosed()
    return { reference }
  }
}

/** Null for whoever is told of no chain. */
function viewerOf({ domain, roles }: Caller): ToldViewer | null {
  if (domain !== null) return domain
  if (roles.includes('central-hunter')) return 'central'
  return roles.includes('soc-lead') ? 'coordinator' : null
}

function isOfDomain(viewer: ToldViewer): viewer is Domain {
  return viewer === 'it' || viewer === 'ot'
}

/** Every stage of the scenario: there, redacted, missing, or not told whether it is there. */
function stagesOf(scenario: Scenario, told: ToldBody, viewer: ToldViewer): SuspicionStage[] {
  const whole = new Map(told.stages.flatMap((stage) => (stage.form === 'whole' ? [[stage.order, stage] as const] : [])))
  const redacted = told.stages.filter((stage) => stage.form === 'redacted')
  return scenario.stages.map((stage): SuspicionStage => {
    const { order, domain, technique, techniqueName, indicator } = stage
    const named = { order, technique, techniqueName }
    const own = whole.get(order)
    if (own !== undefined) return { state: 'there', ...named, domain, indicator, ...evidenceOf(own) }
    const at = redacted.findIndex((one) => one.technique === technique)
    if (at >= 0) {
      const [{ bucketFrom, owners, confidence }] = redacted.splice(at, 1) as [Redacted]
      return { state: 'redacted', ...named, bucketFrom: isoOfMicros(bucketFrom), owners: [...owners], confidence }
    }
    const isOther = isOfDomain(viewer) && domain !== viewer
    const isUntold = (told.form === 'own' && isOther) || (told.isCut && domain !== 'it')
    if (isUntold) return { state: 'untold', ...named, domain }
    return { state: 'missing', ...named, domain, indicator }
  })
}

type Redacted = Extract<ToldStage, { form: 'redacted' }>

function evidenceOf({ at, signals, joinedBy }: Extract<ToldStage, { form: 'whole' }>) {
  const each = <T>(values: readonly T[]): T[] => [...new Set(values)]
  return {
    at: isoOfMicros(at),
    kinds: each(signals.map(({ kind }) => kind)),
    sites: each(signals.map(({ site }) => site)),
    joinedBy: each(joinedBy.map((token) => token.slice(0, token.indexOf(':')))),
    features: signals.map(({ id }) => id),
  }
}

function countsOf(counts: Readonly<Record<string, number>>) {
  const { signals = 0, redelivered = 0, late = 0, ahead = 0, evicted = 0, evictedTies = 0 } = counts
  return { signals, redelivered, late, ahead, evicted, evictedTies }
}
