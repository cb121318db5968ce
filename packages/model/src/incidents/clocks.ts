// How long a team has, by severity, around the clock: to acknowledge, to accept, and when the ladder climbs. The minutes are those of
// `reference/governance.json` (escalation): its first three rungs are the team lead, the SOC manager and the duty officer.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { IncidentSeverity } from './vocabulary.ts'

export interface Clocks {
  readonly ackMinutes: number
  readonly acceptMinutes: number
  readonly updateEveryMinutes: number
  /** From the beginning, while nobody has acknowledged: when each rung is told. */
  readonly unacknowledged: readonly [number, number, number]
  /** While somebody has acknowledged and nobody has decided. */
  readonly undecided: readonly [number, number, number]
}

export const CLOCKS: Readonly<Record<IncidentSeverity, Clocks>> = {
  1: { ackMinutes: 5, acceptMinutes: 10, updateEveryMinutes: 30, unacknowledged: [5, 10, 20], undecided: [10, 20, 30] },
  2: {
    ackMinutes: 15,
    acceptMinutes: 30,
    updateEveryMinutes: 60,
    unacknowledged: [15, 30, 60],
    undecided: [30, 60, 120],
  },
  3: {
    ackMinutes: 60,
    acceptMinutes: 240,
    updateEveryMinutes: 480,
    unacknowledged: [60, 240, 480],
    undecided: [240, 480, 1440],
  },
  4: {
    ackMinutes: 480,
    acceptMinutes: 1440,
    updateEveryMinutes: 2880,
    unacknowledged: [480, 1440, 2880],
    undecided: [1440, 2880, 10_080],
  },
}

/** Who is told at each rung. Nobody else becomes the owner by being told. */
export const RUNG_ROLES = ['team-lead', 'soc-manager', 'duty-officer'] as const
export type Rung = 0 | 1 | 2 | 3

/** The alternate is told after this part of the first rung's time. */
export const ALTERNATE_SHARE = 3

const MINUTE_MICROS = 60_000_000

export function minutesAfter(at: EpochMicros, minutes: number): EpochMicros {
  return micros(at + minutes * MINUTE_MICROS)
}

/** The rung that must have been told by `now`. */
export function rungAt(since: EpochMicros, minutes: readonly [number, number, number], now: EpochMicros): Rung {
  return minutes.filter((after) => now >= minutesAfter(since, after)).length as Rung
}
