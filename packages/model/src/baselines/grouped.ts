// A site's baseline by pairs of zones: which functions pass between them, in which shifts and phases, and how often.
import { compareTexts } from '@penstock/model/kernel'
import { gapsOf } from './judge.ts'
import { type PairProfile, widest } from './profile.ts'
import type { Limits } from './summary.ts'

/** Where an end stands; `key` tells zones apart, and what is in none. */
export interface ZoneEnd {
  readonly key: string
  readonly zone: string | null
  readonly name: string | null
  readonly isOutside: boolean
}

/** A function as the pairs of a group use it in one shift and phase. */
export interface GroupedPhase {
  readonly phase: string
  readonly pairs: number
  readonly intervals: number
  /** Usual time between two requests of any of them, in microseconds; null while too little is known. */
  readonly gapMicros: Limits | null
}

export interface GroupedFunction {
  readonly protocol: string
  readonly code: string
  readonly name: string
  readonly isChange: boolean
  readonly pairs: number
  /** Pairs between which it waits for its owner's word. */
  readonly quarantined: number
  readonly phases: readonly GroupedPhase[]
}

export type GroupedStatus = 'learning' | 'proposed' | 'active'

export interface LearnedPair {
  readonly client: string
  readonly server: string
  readonly protocol: string
  readonly status: GroupedStatus
  readonly profile: PairProfile
}

export interface ZoneGroup {
  readonly from: ZoneEnd
  readonly to: ZoneEnd
  readonly pairs: number
  readonly clients: number
  readonly servers: number
  readonly byStatus: Readonly<Record<GroupedStatus, number>>
  readonly deviations: number
  readonly functions: readonly GroupedFunction[]
  /** Functions beyond the cap. */
  readonly moreFunctions: number
}

const MOST_FUNCTIONS = 200

interface Draft {
  readonly from: ZoneEnd
  readonly to: ZoneEnd
  readonly clients: Set<string>
  readonly servers: Set<string>
  readonly functions: Map<string, { one: GroupedFunction; readonly phases: Map<string, GroupedPhase> }>
  readonly byStatus: Record<GroupedStatus, number>
  pairs: number
  deviations: number
  readonly left: Set<string>
}

/** Adds pairs one by one; but for which functions stand beyond the cap, their order does not matter. */
export class ZoneGroups {
  readonly #placeOf: (address: string) => ZoneEnd
  readonly #groups = new Map<string, Draft>()
  readonly #ends = new Map<string, ZoneEnd>()

  constructor(placeOf: (address: string) => ZoneEnd) {
    this.#placeOf = placeOf
  }

  endOf(address: string): ZoneEnd {
    const known = this.#ends.get(address)
    if (known !== undefined) return known
    const end = this.#placeOf(address)
    this.#ends.set(address, end)
    return end
  }

  add(pair: LearnedPair): void {
    const group = this.#groupOf(pair.client, pair.server)
    group.pairs += 1
    group.byStatus[pair.status] += 1
    group.clients.add(pair.client)
    group.servers.add(pair.server)
    for (const [code, one] of Object.entries(pair.profile.functions)) {
      const key = JSON.stringify([pair.protocol, code])
      let known = group.functions.get(key)
      if (known === undefined) {
        if (group.functions.size >= MOST_FUNCTIONS) {
          group.left.add(key)
          continue
        }
        const { name } = one
        const fresh = { protocol: pair.protocol, code, name, isChange: false, pairs: 0, quarantined: 0, phases: [] }
        known = { one: fresh, phases: new Map() }
        group.functions.set(key, known)
      }
      const before = known.one
      known.one = {
        ...before,
        name: [before.name, one.name].sort(compareTexts)[0]!,
        isChange: before.isChange || one.isChange,
        pairs: before.pairs + 1,
        quarantined: before.quarantined + (one.standing === 'quarantined' ? 1 : 0),
      }
      for (const [phase, { intervals }] of Object.entries(one.rhythms)) {
        const there = known.phases.get(phase)
        known.phases.set(phase, {
          phase,
          pairs: (there?.pairs ?? 0) + 1,
          intervals: (there?.intervals ?? 0) + intervals,
          gapMicros: widest(there?.gapMicros ?? null, gapsOf(one, [phase])),
        })
      }
    }
  }

  addDeviations(client: string, server: string, count: number): void {
    this.#groupOf(client, server).deviations += count
  }

  /** What waits for a person first, then by name. */
  list(): readonly ZoneGroup[] {
    return [...this.#groups.values()]
      .map(({ clients, servers, functions, left, ...group }) => ({
        ...group,
        clients: clients.size,
        servers: servers.size,
        functions: [...functions.values()]
          .map(({ one, phases }) => ({
            ...one,
            phases: [...phases.values()].sort((a, b) => compareTexts(a.phase, b.phase)),
          }))
          .sort(
            (a, b) =>
              compareTexts(a.protocol, b.protocol) || compareTexts(a.name, b.name) || compareTexts(a.code, b.code),
          ),
        moreFunctions: left.size,
      }))
      .sort(
        (a, b) =>
          b.deviations - a.deviations || compareTexts(a.from.key, b.from.key) || compareTexts(a.to.key, b.to.key),
      )
  }

  #groupOf(client: string, server: string): Draft {
    const [from, to] = [this.endOf(client), this.endOf(server)]
    const key = JSON.stringify([from.key, to.key])
    const known = this.#groups.get(key)
    if (known !== undefined) return known
    const sets = { clients: new Set<string>(), servers: new Set<string>(), left: new Set<string>() }
    const byStatus = { learning: 0, proposed: 0, active: 0 }
    const group = { from, to, ...sets, functions: new Map(), byStatus, pairs: 0, deviations: 0 }
    this.#groups.set(key, group)
    return group
  }
}
