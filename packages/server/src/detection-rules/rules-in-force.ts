// The rules that a cell runs: loaded in a thread of their own, asked of every batch before its transaction, and what they say stored in it.
// A set that is loaded takes the place of the one before when it is ready; until then that one goes on.
import { decidedRules, type EvidenceRef, type Finding, RuleFolderSet, RuleSet } from '@penstock/model/detections'
import { type Domain, type EpochMicros, micros } from '@penstock/model/kernel'
import { policyHash } from '@penstock/server/access'
import { appendAudit } from '@penstock/server/audit'
import type { Detections } from '@penstock/server/detections'
import { lockOutbox, Signal } from '@penstock/server/facts'
import { CELL_SERVICE, type Clock, uuidOfContent } from '@penstock/server/runtime'
import { afterCommit, type Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { Transaction } from 'kysely'
import { alertFinding } from './alert-finding.ts'
import { Arrivals } from './arrivals.ts'
import * as coverage from './coverage-queries.ts'
import { ALL_EDITIONS, filesInForce, trialsOf } from './editions.ts'
import * as queries from './queries.ts'
import { RuleThread } from './rule-thread.ts'
import type { AskedEvent, FeedAnswer, ForceFile, LoadReport, MatchAnswer, RuleReport } from './words.ts'

type Tx = Transaction<MonitoringTables>

/** An event of a batch, and where it can be looked at. */
export interface SeenEvent {
  readonly asked: AskedEvent
  readonly evidence: EvidenceRef
}

export interface SeenBatch {
  readonly site: string
  readonly receivedAt: EpochMicros
  readonly events: readonly SeenEvent[]
}

export interface RulesOptions {
  readonly store: Store<MonitoringTables>
  readonly domain: Domain
  readonly clock: Clock
  readonly detections: Detections
  /** How much later than the latest an event may come and still be correlated. */
  readonly latenessMs?: number
}

/** Events that go to the thread in one question. */
const AT_ONCE = 2000
const FEEDS_AT_ONCE = 5000
const MOST_FEEDS = 1_000_000
const LATENESS_MS = 30_000
const RETRY_MS = 2000
/** Rules are loaded, and tried on what they must meet, once in so long at least. */
const LOAD_AGAIN_MICROS = 30 * 86_400_000_000
const KEEP_ARRIVED_MICROS = 120 * 86_400_000_000
/** By then a cell and its hub are up, unless a batch comes first. */
const START_MS = 10_000

interface Loaded {
  readonly thread: RuleThread
  readonly report: LoadReport
  readonly rules: ReadonlyMap<string, RuleReport>
  readonly files: readonly ForceFile[]
}

export class RulesInForce {
  readonly #options: RulesOptions
  readonly #latenessMs: number
  readonly #onFeed = new Signal<void>()
  #set: RuleSet | null = null
  #folder: RuleFolderSet | null = null
  readonly #begun = Promise.withResolvers<void>()
  #loaded: Promise<Loaded>
  #timer: NodeJS.Timeout | undefined
  #isStarted = false
  /** When the first rule that is switched off is run again. */
  #runAgainAt: EpochMicros | null = null
  #fedTo = 0
  readonly #arrivals = new Arrivals()
  #isStopped = false
  #feeder: Promise<void> = Promise.resolve()
  #taking: Promise<void> = Promise.resolve()

  constructor(options: RulesOptions) {
    this.#options = options
    this.#latenessMs = options.latenessMs ?? LATENESS_MS
    this.#loaded = this.#begun.promise.then(() => this.#load())
  }

  /** Takes a snapshot of the hub: `rules/…` or `rule-folder/…`. Before `begin` it is only kept. */
  keep(body: unknown): void {
    // Two that were sent together may come in any order.
    if (typeof body === 'object' && body !== null && 'files' in body) {
      const folder = RuleFolderSet.parse(body)
      if (folder.version > (this.#folder?.version ?? 0)) this.#folder = folder
      return
    }
    // What nobody approved is not gone by: the rule is run.
    const { set } = decidedRules(RuleSet.parse(body), policyHash)
    if (set.version <= (this.#set?.version ?? 0)) return
    this.#set = set
    this.#options.detections.suppress(set.suppressions)
  }

  /** Whether the set that is held switches a rule off, of whoever runs it. */
  isOff(rule: string): boolean {
    return this.#disabled().includes(rule)
  }

  /** Loads the rules with the first batch, or when the start of everything else is over: reading them takes a processor for a while. */
  begin(): void {
    this.#timer = setTimeout(() => this.#start(), START_MS).unref()
  }

  #start(): void {
    if (this.#isStarted) return
    this.#isStarted = true
    clearTimeout(this.#timer)
    this.#begun.resolve()
    this.#loaded.catch((cause: unknown) => void this.#fail(cause))
    this.#feeder = this.#feed()
  }

  /** Takes a newer one. Suppressions hold at once; its rules are run when they are ready, and until then, or when they cannot be, those of before. */
  take(body: unknown): void {
    const wanted = () => JSON.stringify([this.#folder?.version, this.#set?.packs ?? ALL_EDITIONS, this.#disabled()])
    const before = wanted()
    try {
      this.keep(body)
    } catch (cause) {
      void this.#fail(cause)
      return
    }
    if (!this.#isStarted) return
    // Suppressions alone need no rule anew.
    const isSame = before === wanted()
    this.#taking = this.#taking
      .then(() => (isSame ? this.#noteVersion() : this.#reload()))
      .catch((cause: unknown) => this.#fail(cause))
  }

  async #reload(): Promise<void> {
    const old = this.#loaded
    await old.catch(() => null)
    this.#loaded = Promise.resolve(await this.#load())
    this.#onFeed.emit()
    void old.then(({ thread }) => thread.stop()).catch(() => undefined)
  }

  /** Ids of rules that are switched off now. */
  #disabled(): readonly string[] {
    const now = this.#options.clock()
    return (this.#set?.disabled ?? []).filter(({ until }) => now < until).map(({ rule }) => rule)
  }

  /** The set that is gone by, though no rule had to be loaded for it. */
  async #noteVersion(): Promise<void> {
    const version = this.#set?.version ?? 0
    await this.#options.store.transaction(CELL_SERVICE, (tx) => queries.setVersion(tx, version))
  }

  /** The end of the first exception that is over by now is looked for with every batch: without events no rule is missed. */
  #runAgain(): void {
    if (this.#runAgainAt === null || this.#options.clock() < this.#runAgainAt) return
    this.#runAgainAt = null
    this.#taking = this.#taking.then(() => this.#reload()).catch((cause: unknown) => this.#fail(cause))
  }

  /** What is switched off and suppressed here, or null before the first. */
  get set(): RuleSet | null {
    return this.#set
  }

  /** Number of the last match that correlations were fed with. */
  get fedTo(): number {
    return this.#fedTo
  }

  /** The file of a rule as it is run, or null. */
  async fileOf(rule: string): Promise<ForceFile | null> {
    this.#start()
    const { rules, files } = await this.#running()
    const known = rules.get(rule)
    if (known === undefined) return null
    return files.find(({ pack, path }) => pack === known.pack && path === known.path) ?? null
  }

  /** Somebody who may change rules tried one on an event, and it was met, as this text: it counts as tested, and that is an entry. False for another text. */
  async noteTrial(rule: string, text: string, by: string): Promise<boolean> {
    const file = await this.fileOf(rule)
    if (file === null || file.text !== text) return false
    const { store, clock } = this.#options
    await store.transaction(CELL_SERVICE, async (tx) => {
      const at = clock()
      await coverage.putTrial(tx, rule, at)
      await appendAudit(tx, {
        actor: by,
        action: 'rule.tested',
        object: rule,
        details: { pack: file.pack, path: file.path },
        at,
      })
    })
    return true
  }

  /** What the rules that run say of events; nothing of it is stored. */
  async ask(events: readonly AskedEvent[]): Promise<readonly (readonly RuleReport[])[]> {
    this.#start()
    const { thread, rules } = await this.#running()
    const { matches, thrown } = await thread.ask({ do: 'match', events })
    if (Object.keys(thrown).length > 0)
      await this.#options.store.transaction(CELL_SERVICE, (tx) => setThrown(tx, thrown))
    return events.map((_, nr) =>
      matches.filter(({ event }) => event === nr).flatMap(({ rule }) => rules.get(rule) ?? []),
    )
  }

  /** Asks the rules; what they say is stored by the function that this gives, in the transaction that counts the batch. */
  async look(batch: SeenBatch): Promise<(tx: Tx) => Promise<void>> {
    if (batch.events.length === 0) return async () => await Promise.resolve()
    this.#start()
    this.#runAgain()
    const [first, failure] = await this.#match(batch)
    if (first !== null) return (tx) => this.#store(tx, batch, first)
    // The thread may have ended by something of before: once more with a new one, and then the batch goes on without.
    const [second, again] = await this.#match(batch)
    if (second !== null) return (tx) => this.#store(tx, batch, second)
    return (tx) => queries.addUnmatched(tx, batch.events.length, again ?? failure ?? '', this.#options.clock())
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#onFeed.emit()
    clearTimeout(this.#timer)
    await Promise.all([this.#feeder, this.#taking])
    if (this.#isStarted) await this.#loaded.then(({ thread }) => thread.stop()).catch(() => undefined)
  }

  /** Shown with the rules. */
  async #fail(cause: unknown): Promise<void> {
    const { store, clock } = this.#options
    const text = cause instanceof Error ? cause.message : String(cause)
    await store.transaction(CELL_SERVICE, (tx) => queries.setError(tx, text, clock())).catch(() => undefined)
  }

  async #load(): Promise<Loaded> {
    const { store, clock } = this.#options
    const thread = new RuleThread()
    const packs = this.#set?.packs ?? ALL_EDITIONS
    const files = filesInForce(packs, this.#folder)
    const disabled = this.#disabled()
    const ends = (this.#set?.disabled ?? []).filter(({ rule }) => disabled.includes(rule)).map(({ until }) => until)
    const at = clock()
    this.#runAgainAt = micros(Math.min(at + LOAD_AGAIN_MICROS, ...ends))
    const order = { files, trials: trialsOf(packs), disabled, latenessMicros: this.#latenessMs * 1000 }
    const report = await thread.ask({ do: 'load', order })
    const [setVersion, folderVersion] = [this.#set?.version ?? 0, this.#folder?.version ?? 0]
    await store.transaction(CELL_SERVICE, async (tx) => {
      await queries.putRules(tx, report.rules)
      await coverage.putTests(tx, report.proven, at)
      await queries.putEngine(tx, { setVersion, folderVersion, report, at })
      await coverage.forgetArrived(tx, micros(at - KEEP_ARRIVED_MICROS))
    })
    return { thread, report, rules: new Map(report.rules.map((rule) => [rule.id, rule])), files }
  }

  async #match({ events }: SeenBatch): Promise<[(MatchAnswer & { readonly by: Loaded }) | null, string | null]> {
    try {
      const by = await this.#running()
      const matches: MatchAnswer['matches'][number][] = []
      const thrown: Record<string, number> = {}
      const arrived: MatchAnswer['arrived'][number][] = []
      for (let from = 0; from < events.length; from += AT_ONCE) {
        const asked = events.slice(from, from + AT_ONCE).map((event) => event.asked)
        const told = await by.thread.ask({ do: 'match', events: asked })
        for (const match of told.matches) matches.push({ ...match, event: match.event + from })
        for (const [rule, times] of Object.entries(told.thrown)) thrown[rule] = (thrown[rule] ?? 0) + times
        arrived.push(...told.arrived)
      }
      return [{ by, matches, thrown, arrived }, null]
    } catch (cause) {
      return [null, cause instanceof Error ? cause.message : String(cause)]
    }
  }

  /** The thread that runs; a new one where it has ended. */
  async #running(): Promise<Loaded> {
    const held = this.#loaded
    const loaded = await held.catch(() => null)
    if (loaded !== null && !loaded.thread.isEnded) return loaded
    if (this.#loaded === held) this.#loaded = this.#load()
    return await this.#loaded
  }

  async #store(
    tx: Tx,
    { site, receivedAt, events }: SeenBatch,
    { by, matches, thrown, arrived }: MatchAnswer & { readonly by: Loaded },
  ): Promise<void> {
    const { detections, clock } = this.#options
    if (matches.length > 0) await lockOutbox(tx)
    const at = clock()
    const findings: Finding[] = []
    const feeds: Omit<queries.FeedRow, 'nr'>[] = []
    const hits = new Map<string, queries.Hit>()
    for (const { event, rule: id, subject, values, feed } of matches) {
      const rule = by.rules.get(id)
      const seen = events[event]
      if (rule === undefined || seen === undefined) continue
      const { asked, evidence } = seen
      const finding = { ...findingOf(rule, site), at: asked.at, subject, values, evidence: [evidence] }
      const isSuppressed = !rule.isQuiet && detections.suppressionOf(finding) !== null
      const before = hits.get(id) ?? { rule: id, hits: 0, suppressed: 0, at }
      hits.set(id, { ...before, hits: before.hits + 1, suppressed: before.suppressed + (isSuppressed ? 1 : 0) })
      if (!rule.isQuiet) findings.push(finding)
      if (feed === null) continue
      const feedId = uuidOfContent(['feed', id, asked.at, JSON.stringify(evidence)])
      feeds.push({
        id: feedId,
        site,
        rule: id,
        at: asked.at,
        received_at: receivedAt,
        fields: storable(feed),
        evidence,
      })
    }
    await detections.raise(tx, findings, at)
    await queries.addHits(tx, [...hits.values()])
    await queries.insertFeeds(tx, feeds)
    await setThrown(tx, thrown)
    await this.#arrivals.note(
      tx,
      // An event says of itself when it was; one of tomorrow arrived today.
      arrived.map((each) => ({ ...each, site, lastAt: micros(Math.min(each.lastAt, receivedAt)) })),
    )
    if (feeds.length > 0) afterCommit(tx, () => this.#onFeed.emit())
  }

  /**
   * Feeds correlations with what is stored, in its order: after a start, and after rules were loaded, from the first that is kept. Alerts are
   * known again by their content, so those that were told before tell nothing new.
   */
  async #feed(): Promise<void> {
    const { store } = this.#options
    let fedBy: RuleThread | null = null
    let isSettled = true
    while (!this.#isStopped) {
      try {
        const loaded = await this.#ready()
        if (loaded === null) break
        if (fedBy !== loaded.thread) [fedBy, this.#fedTo] = [loaded.thread, 0]
        const after = this.#fedTo
        const rows = await store.transaction(CELL_SERVICE, (tx) => queries.listFeeds(tx, after, FEEDS_AT_ONCE))
        const last = rows.at(-1)
        if (last !== undefined) {
          const feeds = rows.map(({ received_at, ...row }) => ({ ...row, receivedAt: received_at }))
          await this.#tell(loaded, await loaded.thread.ask({ do: 'feed', feeds }))
          this.#fedTo = last.nr
          isSettled = false
          continue
        }
        const isWoken = await this.#waits(isSettled ? null : this.#latenessMs)
        if (isWoken || isSettled || this.#isStopped) continue
        await this.#tell(loaded, await loaded.thread.ask({ do: 'settle' }))
        isSettled = true
        const keep = 2 * loaded.report.windowMicros + this.#latenessMs * 1000
        await store.transaction(CELL_SERVICE, (tx) => queries.forgetFeeds(tx, keep, MOST_FEEDS))
      } catch {
        // The thread ended, or the store was busy: from the beginning, with the one that runs then.
        fedBy = null
        if (!this.#isStopped) await this.#onFeed.next(RETRY_MS)
      }
    }
  }

  /** Null when it is stopped first. */
  async #ready(): Promise<Loaded | null> {
    const stopped = new Promise<null>((resolve) => {
      const stop = this.#onFeed.listen(() => {
        if (!this.#isStopped) return
        stop()
        resolve(null)
      })
    })
    return await Promise.race([this.#running(), stopped])
  }

  /** True when something came. */
  async #waits(ms: number | null): Promise<boolean> {
    let isWoken = false
    const stop = this.#onFeed.listen(() => {
      isWoken = true
    })
    await this.#onFeed.next(ms ?? 600_000)
    stop()
    return isWoken
  }

  async #tell(by: Loaded, { alerts, counts }: FeedAnswer): Promise<void> {
    const { store, clock, detections } = this.#options
    await store.transaction(CELL_SERVICE, async (tx) => {
      const engine = await queries.findEngine(tx)
      const sureFrom = engine?.pruned_to == null ? null : micros(engine.pruned_to + by.report.windowMicros)
      const at = clock()
      const findings: Finding[] = []
      const hits: queries.Hit[] = []
      // What was told before a window of what is forgotten was told of more than is there now.
      for (const alert of alerts.filter((one) => sureFrom === null || one.at >= sureFrom)) {
        const rule = by.rules.get(alert.rule)
        if (rule === undefined) continue
        const values = alert.group.map(({ value }) => value)
        const asked = { site: alert.site, rules: alert.of, since: alert.since, to: alert.at, values, limit: 20 }
        const evidence = await queries.listFeedEvidence(tx, asked)
        findings.push({ ...findingOf(rule, alert.site), ...alertFinding(alert), evidence })
      }
      const fresh = await detections.unknownOf(tx, findings)
      for (const finding of fresh) {
        const suppressed = detections.suppressionOf(finding) === null ? 0 : 1
        hits.push({ rule: finding.rule, hits: 1, suppressed, at })
      }
      await detections.raise(tx, fresh, at)
      for (const hit of hits) await queries.addHits(tx, [hit])
      await queries.putCorrelation(tx, counts === null ? null : { ...counts })
    })
  }
}

async function setThrown(tx: Tx, thrown: MatchAnswer['thrown']): Promise<void> {
  for (const [rule, times] of Object.entries(thrown))
    await queries.setFaulty(tx, rule, `failed on ${times} events and is run no more`)
}

function findingOf({ id, kind, version, title, level, techniques }: RuleReport, site: string) {
  return { kind, rule: id, ruleVersion: version, title, level, techniques, site }
}

function storable(feed: Readonly<Record<string, string | number>>): Record<string, string | number> {
  const clean = (text: string) => text.replaceAll('\u0000', '\ufffd').toWellFormed()
  return Object.fromEntries(
    Object.entries(feed).map(([name, value]) => [clean(name), typeof value === 'string' ? clean(value) : value]),
  )
}
