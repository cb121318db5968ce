// A site's window and schedule as a form holds them, and back.
import type { BaselinePlanView } from '@penstock/contract/baselines'
import type { Schedule } from '@penstock/model/baselines'
import { isoOfMicros, micros } from '@penstock/model/kernel'
import { instantOf, localOf } from '@penstock/web/ui'

export interface ShiftDraft {
  readonly name: string
  /** `06:00` */
  readonly from: string
  readonly to: string
  /** `0` is Sunday. */
  readonly days: readonly string[]
}

export interface PhaseDraft {
  readonly name: string
  readonly seconds: number
}

export interface PlanDraft {
  readonly learnHours: number
  /** `+02:00` */
  readonly offset: string
  readonly shifts: readonly ShiftDraft[]
  /** Of a `datetime-local` field. */
  readonly startAt: string
  readonly phases: readonly PhaseDraft[]
}

export const EVERY_DAY: readonly string[] = ['1', '2', '3', '4', '5', '6', '0']
const HOUR_MS = 3_600_000
const A_WEEK_HOURS = 168

export function draftOf(plan: BaselinePlanView | null): PlanDraft {
  if (plan === null) return { learnHours: A_WEEK_HOURS, offset: '+00:00', shifts: [], startAt: '', phases: [] }
  const { offsetMinutes, shifts, batch } = plan.schedule
  const learned = (Date.parse(plan.learnUntil) - Date.parse(plan.learnFrom)) / HOUR_MS
  const sign = offsetMinutes < 0 ? '-' : '+'
  return {
    learnHours: Math.max(1, Math.round(learned)),
    offset: `${sign}${timeOf(Math.abs(offsetMinutes))}`,
    shifts: shifts.map(({ name, fromMinute, toMinute, days }) => ({
      ...{ name, from: timeOf(fromMinute), to: timeOf(toMinute), days: days.map(String) },
    })),
    startAt: batch === null ? '' : localOf(isoOfMicros(batch.startAt), 'second'),
    phases: batch?.phases ?? [],
  }
}

/** The fields themselves refuse what is no time, no number or empty. */
export function scheduleOf({ offset, shifts, startAt, phases }: PlanDraft): Schedule {
  const minutes = minuteOf(offset.slice(1))
  const start = Date.parse(instantOf(startAt) ?? '')
  return {
    offsetMinutes: offset.startsWith('-') ? -minutes : minutes,
    shifts: shifts.map(({ name, from, to, days }) => ({
      ...{ name: name.trim(), fromMinute: minuteOf(from), toMinute: minuteOf(to) },
      days: days.map(Number).sort((a, b) => a - b),
    })),
    batch: phases.length === 0 ? null : { startAt: micros(start * 1000), phases: phases.map(trimmed) },
  }
}

function trimmed({ name, seconds }: PhaseDraft): { name: string; seconds: number } {
  return { name: name.trim(), seconds }
}

export function timeOf(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}
