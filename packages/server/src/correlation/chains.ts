// The correlator of the hub: takes up what the cells told, in the order in which it came, and keeps what it changes in the transaction that
// marks it as taken. What is in memory can be made again from the store at any moment, and is, after any failure.
import { loadCrossDomainScenarios } from '@penstock/catalogs/cross-domain-scenarios@1'
import {
  ChainCorrelator,
  type ChainCounts,
  type ChainLevel,
  type ChainReport,
  MOST_SIGNALS_OF_KIND,
  MOST_TIES,
  type Scenario,
  type TellingRules,
  Tie,
  type ToldChain,
  tellAll,
} from '@penstock/model/correlation'
import { type Domain, type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { recordChange } from '@penstock/server/facts'
import { type Clock, HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Tx } from './queries.ts'
import * as queries from './queries.ts'
import { SharedHosts } from './shared-hosts.ts'

/** What became of a chain, for whoever keeps cases. */
export interface ChainMoved {
  readonly report: ChainReport
  readonly scenario: Scenario
  readonly model: TellingRules['model']
  /** What was one chain is part of another one now. */
  readonly isMerged: boolean
  /** Both sides are parties to its incident. */
  readonly isJoint: boolean
  /** What the people of a domain are told of it; null for nothing. */
  told(domain: Domain, isJoint: boolean): ToldChain | null
}

export interface ChainsOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  /** Model and independence in force; null before there is a policy. */
  readonly rules: () => TellingRules | null
  /** Opens or joins a case as the model says; answers whether the chain's incident is of both sides now. */
  readonly onMoved: (tx: Tx, moved: ChainMoved, at: EpochMicros) => Promise<boolean>
  readonly onChange: () => void
}

const AT_ONCE = 500
const RETRY_MS = 2000

interface Running {
  readonly correlator: ChainCorrelator
  readonly shared: SharedHosts
  /** By report: what was kept of it last. */
  readonly kept: Map<string, string>
}

export class Chains {
  readonly #options: ChainsOptions
  readonly #scenarios = loadCrossDomainScenarios()
  readonly #byId = new Map(this.#scenarios.map((one) => [one.id, one]))
  #running: Running | null = null
  #last: Promise<void> = Promise.resolve()
  #isWaiting = false
  #isStopped = false
  #retry: NodeJS.Timeout | null = null

  constructor(options: ChainsOptions) {
    this.#options = options
  }

  scenario(id: string): Scenario {
    const found = this.#byId.get(id)
    if (found === undefined) throw new Error(`no scenario ${id}`)
    return found
  }

  /** Takes up what waits, after whatever is being taken up. */
  wake(): void {
    if (this.#isWaiting || this.#isStopped) return
    this.#isWaiting = true
    this.#last = this.#last.then(async () => {
      this.#isWaiting = false
      try {
        while (!this.#isStopped && (await this.#step())) this.#options.onChange()
      } catch (cause) {
        // What is in memory may be ahead of the store.
        this.#running = null
        if (this.#isStopped) return
        process.emitWarning(`chains were not followed: ${String(cause)}`, { code: 'PENSTOCK_CHAINS' })
        this.#retry ??= setTimeout(() => {
          this.#retry = null
          this.wake()
        }, RETRY_MS)
      }
    })
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    if (this.#retry !== null) clearTimeout(this.#retry)
    await this.#last
  }

  /** The model was switched: everything is told anew, and no case changes by it. */
  async retellAll(): Promise<void> {
    await this.#options.store.transaction(HUB_SERVICE, queries.markAllStale)
    this.wake()
  }

  /** A chain as it stands, once what waits is taken up; null when it is no suspicion. */
  async find(id: string): Promise<ChainMoved | null> {
    this.wake()
    await this.#last
    const telling = this.#options.rules()
    const report = this.#running?.correlator.reports().find((one) => one.id === id)
    if (report === undefined || report.level === 'none' || telling === null) return null
    return this.#moved(report, telling, { isMerged: false, isJoint: false })
  }

  #moved(
    report: ChainReport,
    telling: TellingRules,
    is: { readonly isMerged: boolean; readonly isJoint: boolean },
  ): ChainMoved {
    const scenario = this.scenario(report.chain.scenario)
    const told: ChainMoved['told'] = (domain, joint) =>
      tellAll(report, scenario, telling, joint).find(({ viewer }) => viewer === domain)?.told ?? null
    return { ...is, report, scenario, model: telling.model, told }
  }

  /** One transaction; false when nothing waited. */
  async #step(): Promise<boolean> {
    const { store, clock, rules } = this.#options
    const telling = rules()
    if (telling === null) return false
    return await store.transaction(HUB_SERVICE, async (tx) => {
      this.#running ??= await this.#restore(tx)
      const running = this.#running
      const waiting = await queries.listWaiting(tx, AT_ONCE)
      const stale = await queries.listStale(tx)
      if (waiting.signals.length + waiting.ties.length + stale.size === 0) return false
      const at = clock()
      const { correlator, shared, kept } = running
      for (const tie of waiting.ties) shared.learn(tie)
      const changes = correlator.pushAll(
        waiting.signals.map(({ signal, learnedAt }) => ({ signal, receivedAt: learnedAt })),
        waiting.ties,
      )
      const merged = new Set(changes.filter(({ kind }) => kind === 'merged').map(({ report }) => report.id))
      for (const report of correlator.reports()) {
        const now = printOf(report)
        if (kept.get(report.id) === now && !stale.has(report.id)) continue
        await this.#keep(tx, { report, telling, isMerged: merged.has(report.id), at })
        kept.set(report.id, now)
      }
      await queries.markTaken(tx, waiting, at)
      const reach = correlator.reach()
      await queries.saveState(tx, reach?.latest ?? null, correlator.counts())
      if (reach !== null) await queries.forgetBefore(tx, reach.keptFrom, MOST_TIES)
      return true
    })
  }

  async #keep(
    tx: Tx,
    {
      report,
      telling,
      isMerged,
      at,
    }: {
      readonly report: ChainReport
      readonly telling: TellingRules
      readonly isMerged: boolean
      readonly at: EpochMicros
    },
  ): Promise<void> {
    const { id, level, chain } = report
    const scenario = this.scenario(chain.scenario)
    const before = await queries.findChain(tx, id)
    await queries.upsertChain(
      tx,
      { id, scenario: scenario.id, level, madeOf: this.#running!.correlator.madeOf(id) },
      at,
    )
    const wasJoint = before?.is_joint === true
    const isJoint = await this.#options.onMoved(tx, this.#moved(report, telling, { isMerged, isJoint: wasJoint }), at)
    if (isJoint && !wasJoint) await queries.setJoint(tx, id)
    if (level === 'none') await queries.takeBack(tx, id, at)
    else {
      const rows = tellAll(report, scenario, telling, isJoint).map(({ viewer, told, sites }) => ({
        chain: id,
        viewer,
        sites,
        level,
        body: told,
      }))
      await queries.replaceTold(tx, id, rows, at)
    }
    await this.#announce(tx, report, before?.level as ChainLevel | undefined, at)
  }

  /** Live pages of either side hear that something of their own moved; the chain of the hub keeps each change of level. */
  async #announce(tx: Tx, report: ChainReport, before: ChainLevel | undefined, at: EpochMicros): Promise<void> {
    const { id, level, chain } = report
    const sites = new Set(chain.stages.flatMap(({ signals }) => signals.map(({ site }) => site)))
    for (const site of sites)
      for (const kind of ['incidents-it', 'incidents-ot'] as const)
        await recordChange(tx, { kind, site, object: site }, at)
    if (before === level) return
    const details = { scenario: chain.scenario, from: before ?? 'none', to: level, stages: chain.stages.length }
    await appendAudit(tx, { actor: 'correlator', action: 'chain.level', object: id, details, at })
  }

  async #restore(tx: Tx): Promise<Running> {
    const state = await queries.findState(tx)
    const { signals, ties } = await queries.listTaken(tx, MOST_SIGNALS_OF_KIND, MOST_TIES)
    const chains = await queries.listChains(tx)
    const shared = new SharedHosts()
    for (const tie of ties) shared.learn(Tie.parse(tie))
    const correlator = new ChainCorrelator(this.#scenarios, { hubs: shared.tokens })
    const counts = (state?.counts as ChainCounts | undefined) ?? correlator.counts()
    const reports = chains.map(({ id, level, made_of }) => ({ id, level, signals: made_of }))
    correlator.restore([
      JSON.stringify({ version: 1, latest: state?.latest_at ?? null, counts, reports }),
      ...ties.map((tie) => JSON.stringify({ tie })),
      ...signals.map((signal) => JSON.stringify({ signal })),
    ])
    return { correlator, shared, kept: new Map(correlator.reports().map((report) => [report.id, printOf(report)])) }
  }
}

/** What of a report anybody is told of: in one spelling. */
function printOf({ level, chain }: ChainReport): string {
  const stages = chain.stages.map(({ order, at, signals, joinedBy }) => [
    order,
    isoOfMicros(at),
    signals.map(({ id }) => id),
    joinedBy,
  ])
  return JSON.stringify([level, chain.reached, chain.confidence, stages])
}
