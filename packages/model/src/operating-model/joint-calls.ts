// Joint calls of both teams and visits of a liaison, on a fixed rhythm. What nobody said was held while it could be said is a gap, and stays one:
// nothing is filled in later. Days are of 24 hours, so that a change to summer time moves none.
import { accept, type Domain, type EpochMicros, micros, type Result, refuse } from '@penstock/model/kernel'
import { z } from 'zod'

/** Both teams talk, or somebody of one team is with the other. */
export const JointCallKind = z.enum(['joint-call', 'liaison'])
export type JointCallKind = z.infer<typeof JointCallKind>

export const EveryDays = z.int().min(1).max(92)

export interface CallSeries {
  readonly firstAt: EpochMicros
  readonly everyDays: number
  /** From here on none is due. */
  readonly endedAt: EpochMicros | null
}

export interface Attendance {
  readonly dueAt: EpochMicros
  readonly domain: Domain
}

/** `one-sided`: one team says that it was held, the other does not. */
export type OccurrenceState = 'coming' | 'open' | 'held' | 'one-sided' | 'missed'

export interface Occurrence {
  readonly dueAt: EpochMicros
  readonly state: OccurrenceState
  readonly saidBy: readonly Domain[]
}

export type AttendanceRefusal = { readonly code: 'joint-calls.not-now' } | { readonly code: 'joint-calls.already' }

const DAY_MICROS = 86_400_000_000
/** It can be said from the hour on, for a day. */
const AFTER_MICROS = DAY_MICROS

/** The newest first: the next one, and of those before as many as are asked for. */
export function occurrencesOf(
  series: CallSeries,
  attended: readonly Attendance[],
  now: EpochMicros,
  most: number,
): readonly Occurrence[] {
  const { firstAt, endedAt } = series
  const every = everyMicros(series)
  const reached = Math.max(0, Math.floor((now - firstAt) / every) + 1)
  const found: Occurrence[] = []
  for (let nth = reached; nth >= 0 && found.length <= most; nth--) {
    const dueAt = micros(firstAt + nth * every)
    if (endedAt !== null && dueAt >= endedAt) continue
    const saidBy = [...new Set(attended.filter((one) => one.dueAt === dueAt).map(({ domain }) => domain))].toSorted()
    found.push({ dueAt, saidBy, state: stateOf(dueAt, saidBy.length, now) })
  }
  return found
}

export function isGap({ state }: Occurrence): boolean {
  return state === 'missed' || state === 'one-sided'
}

/** Whether a team may say now that this one was held. */
export function judgeAttendance(
  series: CallSeries,
  attended: readonly Attendance[],
  { dueAt, domain }: Attendance,
  now: EpochMicros,
): Result<Attendance, AttendanceRefusal> {
  const { firstAt, endedAt } = series
  const isDue = dueAt >= firstAt && (dueAt - firstAt) % everyMicros(series) === 0
  const isPlanned = isDue && (endedAt === null || dueAt < endedAt)
  if (!isPlanned || !isOpen(dueAt, now)) return refuse({ code: 'joint-calls.not-now' })
  if (attended.some((one) => one.dueAt === dueAt && one.domain === domain))
    return refuse({ code: 'joint-calls.already' })
  return accept({ dueAt, domain })
}

function stateOf(dueAt: EpochMicros, sides: number, now: EpochMicros): OccurrenceState {
  if (sides > 1) return 'held'
  if (isOpen(dueAt, now)) return 'open'
  if (now < dueAt) return 'coming'
  return sides === 1 ? 'one-sided' : 'missed'
}

function isOpen(dueAt: EpochMicros, now: EpochMicros): boolean {
  return now >= dueAt && now < dueAt + AFTER_MICROS
}

function everyMicros({ everyDays }: CallSeries): number {
  return everyDays * DAY_MICROS
}
