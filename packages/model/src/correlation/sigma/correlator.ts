// Sigma correlations on event time. An event waits until none before it is accepted any more, and is then taken in the order of time, so
// the alerts are those of the ordered stream however it arrived. What the specification leaves open is told in the room's README.
import { type EpochMicros, isoOfMicros, micros } from '@penstock/model/kernel'
import { DistinctWindow, EventWindow, RankWindow, SumWindow } from './event-window.ts'
import { splitTexts } from './fields.ts'
import { Groups } from './groups.ts'
import type { Measure, MeasuredValue } from './measure.ts'
import { PairTable } from './pair-table.ts'
import { groupKeyOf, type Intake, intakesOf, measuredValueOf } from './route.ts'
import { type CorrelationRule, isSatisfied } from './rule.ts'
import { OrderedWindow, TemporalWindow } from './temporal-window.ts'
import { TextNumbers } from './text-numbers.ts'
import { Waiting } from './waiting.ts'

/** What a detection rule, or a correlation below, said of one event. */
export interface RuleMatch {
  /** Of the event; the same event delivered again has the same. */
  readonly id: string
  readonly ruleId: string
  readonly at: EpochMicros
  readonly fields: Readonly<Record<string, unknown>>
}

export interface CorrelationAlert {
  /** Of its content, so that a replay gives the same. */
  readonly id: string
  readonly ruleId: string
  readonly title: string
  readonly level: string | null
  /** The event that completed it. */
  readonly at: EpochMicros
  /** The earliest event that counts. Rules, group and this span are the question that finds the evidence. */
  readonly since: EpochMicros
  readonly group: readonly { readonly field: string; readonly value: string }[]
  /** What was counted or measured. */
  readonly value: number
}

export interface CorrelatorLimits {
  /** How much later than the latest event one may come and still count. */
  readonly latenessMicros: number
  /** Live groups of all rules; beyond them the one that was touched longest ago goes. */
  readonly maxGroups: number
  readonly maxEventsPerGroup: number
  /** Events that wait; beyond them the earliest is taken before its time. */
  readonly maxWaiting: number
  /** How far beyond `receivedAt` an event may lie: a wrong clock must not make all others late. */
  readonly maxAheadMicros: number
}

export const DEFAULT_LIMITS: CorrelatorLimits = {
  latenessMicros: 60_000_000,
  maxGroups: 1_000_000,
  maxEventsPerGroup: 100_000,
  maxWaiting: 1_000_000,
  maxAheadMicros: 300_000_000,
}

/** What did not count, and why; nothing is left out silently. */
export interface CorrelationCounts {
  readonly matches: number
  readonly alerts: number
  readonly liveGroups: number
  /** Before the bound of lateness, or delivered again after it. */
  readonly late: number
  readonly redelivered: number
  readonly ahead: number
  /** A field of the group is missing. */
  readonly ungrouped: number
  /** The measured field is missing, or no number. */
  readonly withoutValue: number
  readonly evictedGroups: number
  readonly droppedEvents: number
  readonly takenEarly: number
}

const POSITIONS = 1024
const NO_KEY = -1
const NO_ALERTS: readonly CorrelationAlert[] = []

export class SigmaCorrelator {
  readonly rules: readonly CorrelationRule[]
  readonly #limits: CorrelatorLimits
  readonly #intakes: ReadonlyMap<string, Intake>
  readonly #keys = new TextNumbers()
  readonly #stores: readonly Groups[]
  readonly #waiting = new Waiting()
  readonly #counts = { matches: 0, alerts: 0, late: 0, redelivered: 0, ahead: 0 }
  readonly #others = { ungrouped: 0, withoutValue: 0, takenEarly: 0 }
  #latest = Number.NEGATIVE_INFINITY
  /** Everything before it was taken. */
  #settledTo = Number.NEGATIVE_INFINITY
  #alerts: CorrelationAlert[] = []
  readonly #touched: number[] = []

  /** `rules` as `linkRules` gives them. */
  constructor(rules: readonly CorrelationRule[], limits: Partial<CorrelatorLimits> = {}) {
    this.rules = rules
    this.#limits = { ...DEFAULT_LIMITS, ...limits }
    this.#intakes = intakesOf(rules)
    const index = new PairTable()
    this.#stores = rules.map((rule, rank) => {
      const measure = measureOf(rule, this.#limits.maxEventsPerGroup)
      return new Groups(rank, measure, this.#keys, index)
    })
  }

  /** Alerts that can be told now. With `receivedAt`, an event too far in its future is counted and left. */
  push(match: RuleMatch, receivedAt: EpochMicros | null = null): readonly CorrelationAlert[] {
    const intake = this.#intakes.get(match.ruleId)
    if (intake === undefined) return NO_ALERTS
    this.#counts.matches += 1
    const { at, id } = match
    if (receivedAt !== null && at > receivedAt + this.#limits.maxAheadMicros) {
      this.#counts.ahead += 1
      return NO_ALERTS
    }
    if (at < this.#settledTo) {
      this.#counts.late += 1
      return NO_ALERTS
    }
    if (intake.waiting.has(id)) {
      this.#counts.redelivered += 1
      return NO_ALERTS
    }
    this.#enter(intake, at, match.fields, id)
    if (at > this.#latest) this.#latest = at
    return this.#settle(this.#latest - this.#limits.latenessMicros)
  }

  /** Time goes on although no event came: `now` is the latest instant that an event could carry. */
  advance(now: EpochMicros): readonly CorrelationAlert[] {
    if (now > this.#latest) this.#latest = now
    const alerts = this.#settle(this.#latest - this.#limits.latenessMicros)
    for (const [rank, { windowMicros }] of this.rules.entries())
      this.#stores[rank]!.forgetBefore(this.#settledTo - windowMicros)
    return alerts
  }

  /** Takes everything that waits: the stream has ended. What comes later and lies before its end is late. */
  flush(): readonly CorrelationAlert[] {
    return this.#settle(this.#latest + 1)
  }

  counts(): CorrelationCounts {
    const sum = (of: (store: Groups) => number): number => this.#stores.reduce((total, store) => total + of(store), 0)
    return {
      ...this.#counts,
      ...this.#others,
      liveGroups: sum(({ size }) => size),
      evictedGroups: sum(({ evicted }) => evicted),
      droppedEvents: sum(({ measure }) => measure.dropped),
    }
  }

  /** Its state as lines of JSON, from which `restore` goes on as if nothing had been. */
  *save(): Generator<string> {
    const finite = (at: number): number | null => (Number.isFinite(at) ? at : null)
    yield JSON.stringify({
      version: 1,
      latest: finite(this.#latest),
      settledTo: finite(this.#settledTo),
      counts: this.#counts,
      others: this.#others,
    })
    for (const [rank, rule] of this.rules.entries()) {
      const { evicted, measure } = this.#stores[rank]!
      yield JSON.stringify({ rule: rule.id, print: printOf(rule), evicted, dropped: measure.dropped })
      for (const group of this.#stores[rank]!.saved()) yield JSON.stringify(group)
    }
    yield JSON.stringify({ waiting: this.#waiting.size })
    for (const row of this.#waiting.rows()) {
      const order = this.#waiting.orderOf(row)
      const [rank, position] = [rankOf(order), order % POSITIONS]
      const key = this.#stores[rank]!.keyOf(this.#waiting.groupOf(row))
      const rest = [key, this.#waiting.valueOf(row), this.#waiting.idOf(row)]
      yield JSON.stringify([this.rules[rank]!.id, position, this.#waiting.atOf(row), ...rest])
    }
  }

  /** Takes a saved state up, once, before the first event. Answers the ids of rules that were changed or are gone: they begin anew. */
  restore(lines: Iterable<string>): readonly string[] {
    const ranks = new Map(this.rules.map((rule, rank) => [rule.id, rank]))
    const anew: string[] = []
    let store: Groups | null = null
    let isWaiting = false
    for (const line of lines) {
      const read: unknown = JSON.parse(line)
      if (Array.isArray(read)) {
        if (isWaiting) this.#restoreWaiting(read as unknown as WaitingRow, ranks, anew)
        else store?.load(read as unknown as Parameters<Groups['load']>[0])
      } else if (isHead(read)) this.#restoreHead(read)
      else if (isRuleHead(read)) {
        const rank = ranks.get(read.rule)
        const isSame = rank !== undefined && printOf(this.rules[rank]!) === read.print
        store = isSame ? this.#stores[rank]! : null
        if (store === null) anew.push(read.rule)
        else {
          store.evicted = read.evicted
          store.measure.dropped = read.dropped
        }
      } else isWaiting = true
    }
    return anew
  }

  #restoreHead({ latest, settledTo, counts, others }: Head): void {
    this.#latest = latest ?? Number.NEGATIVE_INFINITY
    this.#settledTo = settledTo ?? Number.NEGATIVE_INFINITY
    Object.assign(this.#counts, counts)
    Object.assign(this.#others, others)
  }

  #restoreWaiting(row: WaitingRow, ranks: ReadonlyMap<string, number>, anew: readonly string[]): void {
    const [ruleId, position, at, key, value, id] = row
    const rank = ranks.get(ruleId)
    if (rank === undefined || anew.includes(ruleId)) return
    const number = this.#keys.hold(key)
    this.#put(rank, position, at, number, value, id)
    this.#keys.release(number)
    if (id !== null) this.#intakeOf(rank, position).waiting.add(id)
  }

  #enter({ routes, waiting }: Intake, at: number, fields: Readonly<Record<string, unknown>>, id: string | null): void {
    let names: readonly string[] | null = null
    let key = NO_KEY
    let carried = id
    for (const route of routes) {
      if (route.groupFields !== names) {
        if (key !== NO_KEY) this.#keys.release(key)
        names = route.groupFields
        const text = groupKeyOf(names, fields)
        key = text === null ? NO_KEY : this.#keys.hold(text)
      }
      const value = key === NO_KEY ? null : measuredValueOf(route, fields)
      if (key === NO_KEY) this.#others.ungrouped += 1
      else if (value === undefined) this.#others.withoutValue += 1
      else {
        this.#put(route.rank, route.position, at, key, value, carried)
        if (carried !== null) waiting.add(carried)
        // All places of one event are taken at one instant; the first of them says when its id need not be known any more.
        carried = null
      }
    }
    if (key !== NO_KEY) this.#keys.release(key)
  }

  #put(rank: number, position: number, at: number, key: number, value: MeasuredValue, id: string | null): void {
    const store = this.#stores[rank]!
    let group = store.find(key)
    if (group < 0) {
      this.#makeRoom()
      group = store.make(key)
    }
    store.await(group, 1)
    this.#waiting.put(at, rank * POSITIONS + position, group, value, id)
  }

  #makeRoom(): void {
    let total = 0
    let largest = this.#stores[0]!
    for (const store of this.#stores) {
      total += store.size
      if (store.size > largest.size) largest = store
    }
    if (total >= this.#limits.maxGroups) largest.evictOldest()
  }

  #settle(to: number): readonly CorrelationAlert[] {
    const waiting = this.#waiting
    for (let row = waiting.first; row >= 0; row = waiting.first) {
      const at = waiting.atOf(row)
      if (at >= to) {
        if (waiting.size <= this.#limits.maxWaiting) break
        this.#others.takenEarly += 1
      }
      this.#takeTogether(row, at)
      if (at >= this.#settledTo) this.#settledTo = at + 1
    }
    if (to > this.#settledTo) this.#settledTo = to
    if (this.#alerts.length === 0) return NO_ALERTS
    const alerts = this.#alerts
    this.#alerts = []
    return alerts
  }

  /** All events of one rule and one instant, before it is asked once of each group that they touched. */
  #takeTogether(first: number, at: number): void {
    const waiting = this.#waiting
    const rank = rankOf(waiting.orderOf(first))
    const store = this.#stores[rank]!
    const { measure } = store
    const from = at - this.rules[rank]!.windowMicros
    store.forgetBefore(from)
    const touched = this.#touched
    touched.length = 0
    for (let row = first; row >= 0 && waiting.atOf(row) === at; row = waiting.first) {
      const order = waiting.orderOf(row)
      if (rankOf(order) !== rank) break
      const group = waiting.groupOf(row)
      const value = waiting.valueOf(row)
      const id = waiting.idOf(row)
      waiting.take()
      const position = order % POSITIONS
      if (id !== null) this.#intakeOf(rank, position).waiting.delete(id)
      store.await(group, -1)
      this.#letGo(rank, store, group, from)
      measure.add(group, at, position, value)
      store.touch(group, at)
      if (store.mark(group)) touched.push(group)
    }
    if (touched.length > 1) touched.sort((a, b) => (store.keyOf(a) < store.keyOf(b) ? -1 : 1))
    for (const group of touched) this.#ask(rank, store, group, at)
  }

  /** What left the window since the group was last asked: whether the condition was false in between. */
  #letGo(rank: number, store: Groups, group: number, from: number): void {
    const { comparisons } = this.rules[rank]!
    while (store.measure.leave(group, from)) {
      const value = store.measure.valueOf(group)
      if (value === null || !isSatisfied(comparisons, value)) store.setAlerting(group, false)
    }
  }

  #ask(rank: number, store: Groups, group: number, at: number): void {
    const rule = this.rules[rank]!
    const value = store.measure.valueOf(group)
    const isTrue = value !== null && isSatisfied(rule.comparisons, value)
    if (isTrue && !store.isAlerting(group))
      this.#alert(rule, store.keyOf(group), at, store.measure.sinceOf(group), value)
    store.setAlerting(group, isTrue)
    store.unmark(group)
  }

  #alert(rule: CorrelationRule, key: string, at: number, since: number, value: number): void {
    const texts = splitTexts(key, rule.groupBy.length)
    const group = rule.groupBy.map((field, place) => ({ field, value: texts[place]! }))
    const { id: ruleId, title, level } = rule
    const id = `${ruleId}|${isoOfMicros(micros(at))}|${key}`
    this.#alerts.push({ id, ruleId, title, level, at: micros(at), since: micros(since), group, value })
    this.#counts.alerts += 1
    const intake = this.#intakes.get(ruleId)
    if (intake !== undefined)
      this.#enter(intake, at, Object.fromEntries(group.map((one) => [one.field, one.value])), null)
  }

  #intakeOf(rank: number, position: number): Intake {
    return this.#intakes.get(this.rules[rank]!.rules[position]!)!
  }
}

type WaitingRow = readonly [string, number, number, string, MeasuredValue, string | null]
interface Head {
  readonly latest: number | null
  readonly settledTo: number | null
  readonly counts: object
  readonly others: object
}

function isHead(read: unknown): read is Head {
  return typeof read === 'object' && read !== null && 'settledTo' in read
}
function isRuleHead(read: unknown): read is { rule: string; print: string; evicted: number; dropped: number } {
  return typeof read === 'object' && read !== null && 'rule' in read
}

function rankOf(order: number): number {
  return Math.floor(order / POSITIONS)
}

/** What of a rule its state depends on. */
function printOf({
  type,
  rules,
  aliases,
  groupBy,
  windowMicros,
  comparisons,
  field,
  percentile,
}: CorrelationRule): string {
  return JSON.stringify([type, rules, aliases, groupBy, windowMicros, comparisons, field, percentile])
}

function measureOf(rule: CorrelationRule, limit: number): Measure {
  switch (rule.type) {
    case 'event_count':
      return new EventWindow(limit)
    case 'value_count':
      return new DistinctWindow(limit)
    case 'temporal':
      return new TemporalWindow(rule.rules.length)
    case 'temporal_ordered':
      return new OrderedWindow(rule.rules.length)
    case 'value_sum':
      return new SumWindow(limit, false)
    case 'value_avg':
      return new SumWindow(limit, true)
    case 'value_percentile':
    case 'value_median':
      return new RankWindow(limit, rule.percentile ?? 50)
  }
}
