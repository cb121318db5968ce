// The cascade: what stops, when, and when it is back, when units of the plant fail. Exact and event-driven, without a time step.
//
// A function runs while each of its groups is supplied (k members work) or has stock. Stock drains one for one only while the function
// runs unsupplied, refills one for one while it is supplied, and stays as it is otherwise. A function stops at once; it is back
// `restart` after nothing stands against it any more, and a new loss cuts the restart off. At one instant losses come first, then
// returns: a stock that is out at the instant when its supply returns is out.
//
// Only what a failure reaches is touched, and put back before the next run, so many runs over one plant cost what they reach.
import { EventQueue, type ProcessEvent } from './event-queue.ts'
import type { ProcessNetwork, UnitNumber } from './network.ts'

/** In ticks. `to` is Infinity for what does not come back. */
export interface UnitOutage {
  readonly unit: UnitNumber
  readonly from: number
  readonly to: number
}

/** Why a function stopped: it failed itself, or a group of it had neither members nor stock. */
export interface LossCause {
  /** Number of the group, or null where the function itself is out. */
  readonly group: number | null
  /** Members of the group that did not work then. */
  readonly missing: readonly UnitNumber[]
}

/** One stop of a function, in ticks; `to` is Infinity while it is not back at the end of the run. */
export interface Stop {
  readonly function: number
  readonly from: number
  to: number
  readonly cause: LossCause
}

export interface CascadeRun {
  /** In the order in which they began. */
  readonly stops: readonly Stop[]
  /** The last instant that was played; the horizon unless the plant never came to rest. */
  readonly endedAt: number
  /** Whether it was broken off: more instants than any real plant has, such as buffers of seconds that empty and fill for ever. */
  readonly isCutOff: boolean
}

/** Instants of one run beyond which a plant is said never to come to rest. */
const MOST_INSTANTS = 100_000

export class Cascade {
  readonly #network: ProcessNetwork
  readonly #queue = new EventQueue()
  // Of units.
  readonly #outages: Int32Array
  // Of functions: how many groups stand against it, itself included when it is out; the open stop; the version of its restart.
  readonly #lacking: Int32Array
  readonly #open: (Stop | undefined)[]
  readonly #restart: Int32Array
  readonly #isRestarting: Uint8Array
  // Of groups: working members; stock and when it was so; whether it has neither members nor stock; the version of its running out.
  readonly #working: Int32Array
  readonly #stock: Float64Array
  readonly #stockAt: Float64Array
  readonly #slope: Int8Array
  readonly #isOut: Uint8Array
  readonly #outVersion: Int32Array
  /** What was touched since the last run, to be put back. */
  readonly #touchedGroups: number[] = []
  readonly #isGroupTouched: Uint8Array
  readonly #touchedFunctions: number[] = []
  readonly #isFunctionTouched: Uint8Array
  /** Groups that have too few members even when all work. */
  readonly #neverSupplied: readonly number[]
  #stops: Stop[] = []
  #now = 0
  /** Functions that stopped, and that came back, at this instant and have not been told to those that need them. */
  readonly #stopped: number[] = []
  readonly #back: number[] = []

  constructor(network: ProcessNetwork) {
    this.#network = network
    const { functions, groups, units } = network
    this.#outages = new Int32Array(units.length)
    this.#lacking = new Int32Array(functions.length)
    this.#open = new Array<Stop | undefined>(functions.length)
    this.#restart = new Int32Array(functions.length)
    this.#isRestarting = new Uint8Array(functions.length)
    this.#isFunctionTouched = new Uint8Array(functions.length)
    this.#working = Int32Array.from(groups, ({ members }) => members.length)
    this.#stock = Float64Array.from(groups, ({ bufferTicks }) => bufferTicks)
    this.#stockAt = new Float64Array(groups.length)
    this.#slope = new Int8Array(groups.length)
    this.#isOut = new Uint8Array(groups.length)
    this.#outVersion = new Int32Array(groups.length)
    this.#isGroupTouched = new Uint8Array(groups.length)
    this.#neverSupplied = groups.flatMap(({ k, members }, at) => (members.length < k ? [at] : []))
  }

  /** Plays outages from a plant that runs with full stocks until the horizon, in ticks. Outages of one unit may overlap. */
  run(outages: readonly UnitOutage[], horizon: number): CascadeRun {
    this.#putBack()
    for (const { unit, from, to } of outages) {
      if (from >= to) continue
      this.#queue.push({ at: from, kind: 'outage-begins', subject: unit, version: 0 })
      if (to < Number.POSITIVE_INFINITY) this.#queue.push({ at: to, kind: 'outage-ends', subject: unit, version: 0 })
    }
    for (const group of this.#neverSupplied) this.#suppliedNoMore(group)
    this.#tellStops()
    let instants = 0
    while (this.#queue.nextAt <= horizon) {
      if (instants === MOST_INSTANTS) return { stops: this.#stops, endedAt: this.#now, isCutOff: true }
      instants += 1
      this.#playInstant()
    }
    return { stops: this.#stops, endedAt: horizon, isCutOff: false }
  }

  /** Whether a function stood still when the last run ended. */
  isDown(at: number): boolean {
    return this.#open[at] !== undefined
  }

  /** Whether a group had stock when the last run ended. */
  hasStock(group: number): boolean {
    this.#settle(group)
    return this.#stock[group]! > 0
  }

  #playInstant(): void {
    this.#now = this.#queue.nextAt
    const returns: ProcessEvent[] = []
    while (this.#queue.nextAt === this.#now) {
      const event = this.#queue.pop()
      if (event.kind === 'outage-begins') this.#beginOutage(event.subject)
      else if (event.kind === 'stock-is-out') this.#runOut(event)
      else returns.push(event)
    }
    this.#tellStops()
    for (const event of returns) {
      if (event.kind === 'outage-ends') this.#endOutage(event.subject)
      else if (this.#isRestarting[event.subject] === 1 && this.#restart[event.subject] === event.version)
        this.#back.push(event.subject)
    }
    for (let next = 0; next < this.#back.length; next += 1) this.#comeUp(this.#back[next]!)
    this.#back.length = 0
  }

  // A list in place of recursion: a chain of needs may be as long as the plant has functions.
  #tellStops(): void {
    for (let next = 0; next < this.#stopped.length; next += 1) this.#tellStop(this.#stopped[next]!)
    this.#stopped.length = 0
  }

  #beginOutage(unit: UnitNumber): void {
    this.#outages[unit]! += 1
    if (this.#outages[unit] !== 1) return
    if (unit < this.#network.functions.length) this.#lack(unit, null)
    else this.#memberGone(unit)
  }

  #endOutage(unit: UnitNumber): void {
    this.#outages[unit]! -= 1
    if (this.#outages[unit] !== 0) return
    if (unit < this.#network.functions.length) this.#lackNoMore(unit)
    else this.#memberBack(unit)
  }

  #runOut({ subject: group, version }: ProcessEvent): void {
    if (this.#outVersion[group] !== version) return
    this.#settle(group)
    this.#findOut(group)
  }

  #memberGone(unit: UnitNumber): void {
    for (const group of this.#network.memberships[unit]!) {
      this.#touchGroup(group)
      this.#working[group]! -= 1
      if (this.#working[group] === this.#network.groups[group]!.k - 1) this.#suppliedNoMore(group)
    }
  }

  #memberBack(unit: UnitNumber): void {
    for (const group of this.#network.memberships[unit]!) {
      this.#working[group]! += 1
      const { k, function: owner } = this.#network.groups[group]!
      if (this.#working[group] !== k) continue
      this.#settle(group)
      this.#outVersion[group]! += 1
      this.#slope[group] = 1
      if (this.#isOut[group] === 0) continue
      this.#isOut[group] = 0
      this.#lackNoMore(owner)
    }
  }

  #suppliedNoMore(group: number): void {
    this.#touchGroup(group)
    this.#settle(group)
    this.#drain(group)
    this.#findOut(group)
  }

  /** Stock of a group without supply goes down while its function runs, and stays while it stands. */
  #drain(group: number): void {
    const runs = this.#open[this.#network.groups[group]!.function] === undefined
    this.#slope[group] = runs ? -1 : 0
    this.#outVersion[group]! += 1
    const stock = this.#stock[group]!
    if (!runs || stock === 0) return
    const event = { kind: 'stock-is-out', subject: group, version: this.#outVersion[group]! } as const
    this.#queue.push({ at: this.#now + stock, ...event })
  }

  #findOut(group: number): void {
    if (this.#stock[group] !== 0 || this.#isOut[group] === 1) return
    const { function: owner, k } = this.#network.groups[group]!
    if (this.#working[group]! >= k) return
    this.#isOut[group] = 1
    this.#lack(owner, group)
  }

  #lack(owner: number, group: number | null): void {
    this.#touchFunction(owner)
    this.#lacking[owner]! += 1
    if (this.#isRestarting[owner] === 1) {
      this.#isRestarting[owner] = 0
      this.#restart[owner]! += 1
    }
    if (this.#open[owner] !== undefined) return
    const stop: Stop = { function: owner, from: this.#now, to: Number.POSITIVE_INFINITY, cause: this.#causeOf(group) }
    this.#stops.push(stop)
    this.#open[owner] = stop
    this.#stopped.push(owner)
  }

  #lackNoMore(owner: number): void {
    this.#lacking[owner]! -= 1
    if (this.#lacking[owner] !== 0) return
    const restart = this.#network.restartTicks[owner]!
    if (restart === 0) {
      this.#back.push(owner)
      return
    }
    this.#isRestarting[owner] = 1
    const version = this.#restart[owner]!
    this.#queue.push({ at: this.#now + restart, kind: 'restart-is-done', subject: owner, version })
  }

  #tellStop(at: number): void {
    // What it used up until now may have been the last.
    for (const group of this.#network.needs[at]!) {
      if (this.#slope[group] !== -1) continue
      this.#settle(group)
      this.#drain(group)
      this.#findOut(group)
    }
    this.#memberGone(at)
  }

  #comeUp(at: number): void {
    this.#open[at]!.to = this.#now
    this.#open[at] = undefined
    this.#isRestarting[at] = 0
    this.#restart[at]! += 1
    for (const group of this.#network.needs[at]!) {
      if (this.#working[group]! >= this.#network.groups[group]!.k) continue
      this.#settle(group)
      this.#drain(group)
    }
    this.#memberBack(at)
  }

  /** Brings the stock of a group to now. */
  #settle(group: number): void {
    const size = this.#network.groups[group]!.bufferTicks
    const moved = this.#stock[group]! + this.#slope[group]! * (this.#now - this.#stockAt[group]!)
    this.#stock[group] = Math.min(size, Math.max(0, moved))
    this.#stockAt[group] = this.#now
  }

  #causeOf(group: number | null): LossCause {
    if (group === null) return { group, missing: [] }
    const { members } = this.#network.groups[group]!
    const { length: functions } = this.#network.functions
    const works = (unit: UnitNumber): boolean =>
      unit < functions ? this.#open[unit] === undefined : this.#outages[unit] === 0
    return { group, missing: members.filter((unit) => !works(unit)) }
  }

  #touchGroup(group: number): void {
    if (this.#isGroupTouched[group] === 1) return
    this.#isGroupTouched[group] = 1
    this.#touchedGroups.push(group)
  }

  #touchFunction(at: number): void {
    if (this.#isFunctionTouched[at] === 1) return
    this.#isFunctionTouched[at] = 1
    this.#touchedFunctions.push(at)
  }

  #putBack(): void {
    const { groups } = this.#network
    for (const group of this.#touchedGroups) {
      const { members, bufferTicks } = groups[group]!
      this.#working[group] = members.length
      this.#stock[group] = bufferTicks
      this.#stockAt[group] = 0
      this.#slope[group] = 0
      this.#isOut[group] = 0
      this.#isGroupTouched[group] = 0
      for (const member of members) this.#outages[member] = 0
    }
    for (const at of this.#touchedFunctions) {
      this.#lacking[at] = 0
      this.#open[at] = undefined
      this.#isRestarting[at] = 0
      this.#isFunctionTouched[at] = 0
      this.#outages[at] = 0
    }
    this.#touchedGroups.length = 0
    this.#touchedFunctions.length = 0
    this.#queue.clear()
    this.#stops = []
    this.#now = 0
  }
}
