// What a cell tells the correlator: signals and ties from events, packets and findings, as pseudonyms, through the outbox and in the
// transaction of what gave rise to them. A feature goes up once; a name never does.
import { loadCrossDomainScenarios, loadEventRules, loadRuleKinds } from '@penstock/catalogs/cross-domain-scenarios@1'
import {
  EntityClass,
  type Keyed,
  type ObservedGround,
  pseudonymSignal,
  pseudonymTie,
  type Signal,
  signalOfFinding,
  signalOfMatch,
  signalsOfBatch,
  type Tie,
  tiesOfBatch,
  tiesOfEvent,
  valuesAskedFor,
} from '@penstock/model/correlation'
import { type DetectionEngine, type Finding, indexedEngine } from '@penstock/model/detections'
import type { NormalEvent } from '@penstock/model/events'
import { type Domain, type EpochMicros, micros, SiteKey } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import { appendFacts } from '@penstock/server/facts'
import { chunks } from '@penstock/server/runtime'
import { afterCommit, sqlInstant, sqlJson } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { Transaction } from 'kysely'
import { keysTold, namesHeard } from './names.ts'

type Tx = Transaction<MonitoringTables>

export interface FeatureOptions {
  readonly domain: Domain
  readonly keyed: Keyed
  /** Whether a rule is switched off, by its id; what packets and detectors show has its kind for an id. */
  readonly isOff: (rule: string) => boolean
  /** Emitted once what is told has committed. */
  readonly onFacts: { emit(): void }
}

/** A batch of a source. */
export interface HeardBatch {
  readonly source: string
  readonly batch: string
  readonly site: string
}

/** An event with its place in its batch. */
export interface HeardEvent {
  readonly line: number
  readonly nth: number
  readonly event: NormalEvent
}

const DAY_MICROS = 86_400_000_000
/** Longer than the hub looks back. */
const KEPT_MICROS = 400 * DAY_MICROS
/** Of these a plant has any number: the first of each day that says the same things of the same names stands for all. */
const ONCE_A_DAY: ReadonlySet<string> = new Set([
  ...['ot.write', 'ot.control', 'ot.scan', 'ot.identity-read', 'ot.interrogation'],
  ...['ot.safety-discovery', 'ot.safety-state-read'],
])

export class Features {
  readonly #options: FeatureOptions
  readonly #kept: ReadonlySet<string>
  readonly #asked: ReadonlySet<string>
  readonly #kinds = loadRuleKinds()
  readonly #rules = loadEventRules()
  readonly #engine: DetectionEngine

  constructor(options: FeatureOptions) {
    this.#options = options
    const scenarios = loadCrossDomainScenarios()
    this.#kept = valuesAskedFor(scenarios)
    const stages = scenarios.flatMap((scenario) => scenario.stages)
    const context = stages.flatMap(({ where }) => where.flatMap((one) => ('absent' in one ? [one.absent] : [])))
    this.#asked = new Set([...stages.flatMap(({ kinds }) => kinds), ...context])
    this.#engine = indexedEngine(this.#rules.rules)
  }

  /** What the events of a batch say; it is told by the function that this gives, in the transaction that counts the batch. */
  look(
    { source, batch, site }: HeardBatch,
    events: readonly HeardEvent[],
  ): (tx: Tx, now: EpochMicros) => Promise<void> {
    const { domain, isOff } = this.#options
    const signals: Signal[] = []
    const ties: Tie[] = []
    for (const { line, nth, event } of events) {
      const id = [source, batch, line, nth].join('|')
      const { time: at, classUid, activityId, ocsf, fields } = event
      ties.push(...tiesOfEvent({ id, at, classUid, activityId, ocsf, fields }))
      for (const { id: ruleId } of this.#engine.match(event)) {
        const said = this.#rules.saidBy.get(ruleId)
        if (said === undefined || isOff(ruleId) || (said.domain ?? domain) !== domain) continue
        const match = { id, ruleId, at, domain, site: SiteKey.parse(site), fields }
        const signal = signalOfMatch(match, this.#kinds, said)
        for (const kind of said.kinds) signals.push({ ...signal, kind, id: `${kind}|${signal.id}` })
      }
    }
    return (tx, now) => this.#tell(tx, site, signals, ties, now)
  }

  /** In the transaction of the batch. */
  async ofBatch(tx: Tx, site: string, batch: ObservationBatch, now: EpochMicros): Promise<void> {
    const ends = [...batch.operations, ...batch.conversations].flatMap(({ client, server }) => [client.ip, server.ip])
    const addresses = [...new Set(ends.filter((address) => address !== null))]
    const names = await namesHeard(tx, site, addresses)
    const keys = await keysTold(tx, site, batch)
    const ground: ObservedGround = {
      site: SiteKey.parse(site),
      namesOf: (address) => names.get(address) ?? [],
      keyOf: (address) => keys.get(address) ?? null,
    }
    const signals = signalsOfBatch(batch, ground)
      .filter(({ kind }) => !this.#options.isOff(kind))
      .map((one): Signal => ({ ...one, domain: this.#options.domain }))
    await this.#tell(tx, site, signals, tiesOfBatch(batch, ground), now)
  }

  /** In the transaction that raises them. */
  async ofFindings(tx: Tx, findings: readonly Finding[], now: EpochMicros): Promise<void> {
    const bySite = Map.groupBy(findings, ({ site }) => site)
    for (const [site, of] of bySite) {
      const signals = of
        .map((one) => signalOfFinding(one, this.#options.domain, this.#kinds))
        .filter(({ kind }) => !this.#options.isOff(kind))
      await this.#tell(tx, site, signals, [], now)
    }
  }

  async #tell(tx: Tx, site: string, seen: readonly Signal[], tied: readonly Tie[], now: EpochMicros): Promise<void> {
    const { domain, keyed, onFacts } = this.#options
    const asked = seen.filter(({ kind }) => this.#asked.has(kind)).map(onceADay)
    const signals = new Map(
      asked.map((own) => ({ own, told: pseudonymSignal(own, keyed, this.#kept) })).map((one) => [one.told.id, one]),
    )
    const ties = new Map(
      tied.map((own) => ({ own: null, told: pseudonymTie(own, keyed) })).map((one) => [one.told.id, one]),
    )
    if (signals.size + ties.size === 0) return
    const fresh = await keepTold(tx, site, [...signals.values(), ...ties.values()], now)
    const body = {
      signals: [...signals.values()].filter(({ told }) => fresh.has(told.id)).map(({ told }) => told),
      ties: [...ties.values()].filter(({ told }) => fresh.has(told.id)).map(({ told }) => told),
    }
    if (body.signals.length + body.ties.length === 0) return
    await appendFacts(tx, [{ kind: 'feature', site, domains: [domain], observedAt: now, body }])
    afterCommit(tx, () => onFacts.emit())
  }
}

function onceADay(signal: Signal): Signal {
  if (!ONCE_A_DAY.has(signal.kind)) return signal
  const day = Math.floor(signal.at / DAY_MICROS)
  const names = EntityClass.options.map((one) => (signal.entities[one] ?? []).flat().join(','))
  return { ...signal, id: [signal.kind, day, ...names, Object.keys(signal.values).sort().join(',')].join('|') }
}

/** Those that were not told before. */
async function keepTold(
  tx: Tx,
  site: string,
  features: readonly { readonly own: Signal | null; readonly told: { readonly id: string } }[],
  now: EpochMicros,
): Promise<ReadonlySet<string>> {
  const fresh = new Set<string>()
  for (const some of chunks(features)) {
    const rows = await tx
      .insertInto('feature_told')
      .values(
        some.map(({ own, told: { id } }) => ({
          id,
          site,
          at: sqlInstant(now),
          body: own === null ? null : sqlJson(own),
        })),
      )
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .execute()
    for (const { id } of rows) fresh.add(id)
  }
  await tx
    .deleteFrom('feature_told')
    .where('at', '<', sqlInstant(micros(now - KEPT_MICROS)))
    .execute()
  return fresh
}
