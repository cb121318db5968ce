// The chains of all scenarios over a stream of signals: what is reported is the chains of the set of signals so far, so late and shuffled
// ones end in the same state, and one that is delivered again changes nothing.
import { compareTexts, type EpochMicros, micros } from '@penstock/model/kernel'
import { type Chain, type ChainLevel, findChains } from './find-chains.ts'
import { contextKindsOf } from './judge-stage.ts'
import type { Scenario } from './scenario.ts'
import { EntityClass, Signal, type Token, tokensOf } from './signal.ts'
import { Tie, Ties } from './ties.ts'

export interface ChainReport {
  /** Made from its first signal, and kept while the chain grows; it names nothing. */
  readonly id: string
  readonly chain: Chain
  /** `none` when what came later explains it: it stays in the records and does not alert twice. */
  readonly level: ChainLevel
}

export interface ChainChange {
  /** Merged: what was two chains is one now, which the other report tells. */
  readonly kind: 'raised' | 'lowered' | 'merged'
  readonly from: ChainLevel
  readonly report: ChainReport
}

export interface ChainLimits {
  readonly maxSignalsPerKind: number
  /** Beyond them the one that was told first goes, and is counted. */
  readonly maxTies: number
  readonly maxAheadMicros: number
  readonly hubs: ReadonlySet<Token>
}

export interface ChainCounts {
  readonly signals: number
  readonly redelivered: number
  readonly late: number
  readonly ahead: number
  /** Of a kind that no stage asks for. */
  readonly unasked: number
  readonly evicted: number
  readonly evictedTies: number
}

const LEVELS: readonly ChainLevel[] = ['none', 'suspicion', 'critical']
/** Held beside each other: what lies beyond goes, the earliest first, and is counted. */
export const MOST_SIGNALS_OF_KIND = 2000
export const MOST_TIES = 100_000
const DEFAULT_LIMITS: ChainLimits = {
  maxSignalsPerKind: MOST_SIGNALS_OF_KIND,
  maxTies: MOST_TIES,
  maxAheadMicros: 300_000_000,
  hubs: new Set(),
}
/** Beyond the longest window, for what must have been seen before. */
const BEFORE_MICROS = 90 * 86_400_000_000

export class ChainCorrelator {
  readonly #scenarios: readonly Scenario[]
  readonly #limits: ChainLimits
  readonly #byKind = new Map<string, Signal[]>()
  readonly #askedBy = new Map<string, Scenario[]>()
  readonly #ids = new Set<string>()
  readonly #ties = new Ties()
  /** Of the signals that are kept, with how many name each: a tie that leads to none of them changes nothing. */
  readonly #tokens = new Map<Token, number>()
  #reports: readonly ChainReport[] = []
  /** By report, what its chain was last made of: by that it is known again. */
  readonly #madeOf = new Map<string, readonly string[]>()
  readonly #counts = { signals: 0, redelivered: 0, late: 0, ahead: 0, unasked: 0, evicted: 0, evictedTies: 0 }
  readonly #keptMicros: number
  #latest = Number.NEGATIVE_INFINITY

  constructor(scenarios: readonly Scenario[], limits: Partial<ChainLimits> = {}) {
    this.#scenarios = scenarios
    this.#limits = { ...DEFAULT_LIMITS, ...limits }
    this.#keptMicros = Math.max(0, ...scenarios.map(({ windowMicros }) => windowMicros)) + BEFORE_MICROS
    for (const scenario of scenarios) {
      const kinds = scenario.stages.flatMap((stage) => [...stage.kinds, ...contextKindsOf(stage)])
      for (const kind of new Set(kinds)) {
        const asking = this.#askedBy.get(kind)
        if (asking === undefined) this.#askedBy.set(kind, [scenario])
        else asking.push(scenario)
      }
    }
  }

  /** What the signal changes. With `receivedAt`, one too far in its future is counted and left. */
  push(signal: Signal, receivedAt: EpochMicros | null = null): readonly ChainChange[] {
    return this.#assess(this.#accept(signal, receivedAt))
  }

  /** What several signals and ties change together: the same as one by one, told once. */
  pushAll(
    signals: readonly { readonly signal: Signal; readonly receivedAt: EpochMicros | null }[],
    ties: readonly Tie[],
  ): readonly ChainChange[] {
    const moved = new Set<Scenario>()
    for (const { signal, receivedAt } of signals) for (const one of this.#accept(signal, receivedAt)) moved.add(one)
    let isTied = false
    for (const tie of ties)
      if (this.#addTie(tie)) isTied ||= this.#ties.leadsTo(tie, (token) => this.#tokens.has(token))
    return this.#assess(isTied ? this.#scenarios : this.#scenarios.filter((one) => moved.has(one)))
  }

  /** The scenarios that ask for it; none when it changes nothing. */
  #accept(signal: Signal, receivedAt: EpochMicros | null): readonly Scenario[] {
    const asking = this.#askedBy.get(signal.kind)
    if (asking === undefined) {
      this.#counts.unasked += 1
      return []
    }
    if (receivedAt !== null && signal.at > receivedAt + this.#limits.maxAheadMicros) {
      this.#counts.ahead += 1
      return []
    }
    if (this.#ids.has(signal.id)) {
      this.#counts.redelivered += 1
      return []
    }
    if (signal.at < this.#latest - this.#keptMicros) {
      this.#counts.late += 1
      return []
    }
    this.#counts.signals += 1
    this.#keep(signal)
    return asking
  }

  /** A session, a lease and the like; may come after the signals that it explains. */
  tie(tie: Tie): readonly ChainChange[] {
    if (!this.#addTie(tie)) return []
    return this.#ties.leadsTo(tie, (token) => this.#tokens.has(token)) ? this.#assess(this.#scenarios) : []
  }

  /** In the order in which they were opened. */
  reports(): readonly ChainReport[] {
    return this.#reports
  }

  /** Ids of the signals that a report's chain was last made of. */
  madeOf(report: string): readonly string[] {
    return this.#madeOf.get(report) ?? []
  }

  /** The latest instant of a signal, and before which nothing is kept; null before the first. */
  reach(): { readonly latest: EpochMicros; readonly keptFrom: EpochMicros } | null {
    if (!Number.isFinite(this.#latest)) return null
    return { latest: micros(this.#latest), keptFrom: micros(this.#latest - this.#keptMicros) }
  }

  counts(): ChainCounts {
    return { ...this.#counts }
  }

  /** Its state as lines of JSON, from which `restore` goes on as if nothing had been. */
  *save(): Generator<string> {
    const latest = Number.isFinite(this.#latest) ? this.#latest : null
    const opened = this.#reports.map(({ id, level }) => ({ id, level, signals: this.#madeOf.get(id)! }))
    yield JSON.stringify({ version: 1, latest, counts: this.#counts, reports: opened })
    for (const tie of this.#ties.all()) yield JSON.stringify({ tie })
    for (const list of this.#byKind.values()) for (const signal of list) yield JSON.stringify({ signal })
  }

  /** Takes a saved state up, once, before the first signal. Lines are trusted as far as their form, which is checked. */
  restore(lines: Iterable<string>): void {
    let opened: readonly { id: string; level: ChainLevel; signals: readonly string[] }[] = []
    for (const line of lines) {
      const read = JSON.parse(line) as { signal?: unknown; tie?: unknown; reports?: typeof opened }
      if (read.signal !== undefined) this.#keep(Signal.parse(read.signal))
      else if (read.tie !== undefined) this.#ties.add(Tie.parse(read.tie))
      else {
        const { latest, counts, reports } = read as {
          latest: number | null
          counts: ChainCounts
          reports: typeof opened
        }
        this.#latest = latest ?? Number.NEGATIVE_INFINITY
        Object.assign(this.#counts, counts)
        opened = reports
      }
    }
    const chains: Chain[] = this.#scenarios.flatMap((scenario) => this.#chainsOf(scenario))
    this.#reports = opened.map(({ id, level, signals }) => {
      this.#madeOf.set(id, signals)
      const own = chains.findIndex(
        (chain) => id.startsWith(`${chain.scenario}|`) && signalIdsOf(chain).some((one) => signals.includes(one)),
      )
      return { id, level, chain: own < 0 ? emptyChain(id) : chains.splice(own, 1)[0]! }
    })
  }

  #addTie(tie: Tie): boolean {
    if (!this.#ties.add(tie)) return false
    if (this.#ties.size > this.#limits.maxTies) {
      this.#ties.forgetFirst()
      this.#counts.evictedTies += 1
    }
    return true
  }

  #forget(signal: Signal): void {
    this.#ids.delete(signal.id)
    for (const token of tokensOf(signal.entities, EntityClass.options)) {
      const left = this.#tokens.get(token)! - 1
      if (left === 0) this.#tokens.delete(token)
      else this.#tokens.set(token, left)
    }
  }

  #keep(signal: Signal): void {
    this.#ids.add(signal.id)
    for (const token of tokensOf(signal.entities, EntityClass.options))
      this.#tokens.set(token, (this.#tokens.get(token) ?? 0) + 1)
    const list = this.#byKind.get(signal.kind) ?? []
    this.#byKind.set(signal.kind, list)
    let place = list.length
    while (place > 0 && isAfter(list[place - 1]!, signal)) place -= 1
    list.splice(place, 0, signal)
    if (list.length > this.#limits.maxSignalsPerKind) {
      this.#forget(list.shift()!)
      this.#counts.evicted += 1
    }
    if (signal.at <= this.#latest) return
    this.#latest = signal.at
    for (const kept of this.#byKind.values())
      while (kept.length > 0 && (kept[0]!.until ?? kept[0]!.at) < this.#latest - this.#keptMicros)
        this.#forget(kept.shift()!)
  }

  #chainsOf(scenario: Scenario): readonly Chain[] {
    const { hubs } = this.#limits
    return findChains(scenario, {
      known: this.#byKind,
      hubs,
      moreTokens: (signal, tokens) => [
        ...tokens,
        ...this.#ties.resolve(tokens, signal.at, hubs).map(({ token }) => token),
      ],
    })
  }

  #assess(asking: readonly Scenario[]): readonly ChainChange[] {
    const changes: ChainChange[] = []
    for (const scenario of asking) {
      const left = [...this.#chainsOf(scenario)]
      const taken = new Set<string>()
      this.#reports = this.#reports.map((report) => {
        if (report.chain.scenario !== scenario.id) return report
        const ids = this.#madeOf.get(report.id)!
        const at = left.findIndex((chain) => signalIdsOf(chain).some((id) => ids.includes(id)))
        const chain = at < 0 ? emptyChain(report.id) : left.splice(at, 1)[0]!
        const made = signalIdsOf(chain)
        for (const id of made) taken.add(id)
        if (made.length > 0) this.#madeOf.set(report.id, made)
        const next = { id: report.id, chain, level: chain.level }
        if (next.level === report.level) return next
        const kind = at < 0 && ids.some((id) => taken.has(id)) ? 'merged' : kindOf(report.level, next.level)
        changes.push({ kind, from: report.level, report: next })
        return next
      })
      for (const chain of left) {
        if (chain.level === 'none') continue
        const made = signalIdsOf(chain)
        const report = { id: `${scenario.id}|${opaque(made[0]!)}`, chain, level: chain.level }
        this.#madeOf.set(report.id, made)
        this.#reports = [...this.#reports, report]
        changes.push({ kind: 'raised', from: 'none', report })
      }
    }
    return changes
  }
}

function kindOf(from: ChainLevel, to: ChainLevel): ChainChange['kind'] {
  return LEVELS.indexOf(to) > LEVELS.indexOf(from) ? 'raised' : 'lowered'
}

/** A name made from a text that does not show it (FNV-1a, twice 32 bits). */
function opaque(text: string): string {
  let [low, high] = [0x811c9dc5, 0x1234567]
  for (let at = 0; at < text.length; at += 1) {
    low = Math.imul(low ^ text.charCodeAt(at), 0x01000193)
    high = Math.imul(high ^ text.charCodeAt(at), 0x01000193) + low
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
}

function isAfter(a: Signal, b: Signal): boolean {
  return a.at > b.at || (a.at === b.at && compareTexts(a.id, b.id) > 0)
}

function signalIdsOf({ stages }: Chain): readonly string[] {
  return stages.flatMap(({ signals }) => signals.map(({ id }) => id))
}

function emptyChain(id: string): Chain {
  const scenario = id.slice(0, id.indexOf('|'))
  const nothing = { level: 'none' as const, reached: 0, confidence: 0, stages: [] }
  return { scenario, ...nothing, suspicionSince: null, criticalSince: null }
}
