// Shifts and batch phases that a site has told: what is usual in one is not in another. Times of day are those of the site's offset from UTC.
import { accept, EpochMicros, type Result, refuse } from '@penstock/model/kernel'
import { z } from 'zod'

const MINUTES_A_DAY = 1440
const MINUTE = 60_000_000
const DAY = MINUTES_A_DAY * MINUTE

const Name = z.string().min(1).max(40)
const Minute = z
  .int()
  .min(0)
  .max(MINUTES_A_DAY - 1)

/** A shift that ends before it begins runs over midnight, and belongs to the day on which it begins. Day 0 is Sunday. */
export const Shift = z.strictObject({
  name: Name,
  days: z.array(z.int().min(0).max(6)).min(1).max(7),
  fromMinute: Minute,
  toMinute: Minute,
})

/** Phases of a batch that follow each other again and again from `startAt` on. */
export const BatchCycle = z.strictObject({
  startAt: EpochMicros,
  phases: z
    .array(z.strictObject({ name: Name, seconds: z.int().min(1).max(31_536_000) }))
    .min(1)
    .max(16),
})

export const Schedule = z.strictObject({
  offsetMinutes: z.int().min(-840).max(840),
  shifts: z.array(Shift).max(16),
  batch: BatchCycle.nullable(),
})
export type Schedule = z.infer<typeof Schedule>

export interface ScheduleRefusal {
  readonly code: 'baselines.shifts-overlap'
  /** The two shifts, and the day and minute of that day from which both hold. */
  readonly shifts: readonly [string, string]
  readonly day: number
  readonly minute: number
}

/** At no time may two shifts hold: what passes then would be learned of one of them by chance. */
export function judgeSchedule(schedule: Schedule): Result<Schedule, ScheduleRefusal> {
  const spans = schedule.shifts
    .flatMap(({ name, days, fromMinute, toMinute }) =>
      [...new Set(days)].map((day) => {
        const from = day * MINUTES_A_DAY + fromMinute
        return { name, from, to: from + minutesOf(fromMinute, toMinute) }
      }),
    )
    .sort((a, b) => a.from - b.from)
  const first = spans[0]
  // Saturday's shift may run into Sunday's.
  const round = first === undefined ? spans : [...spans, { ...first, from: first.from + 7 * MINUTES_A_DAY }]
  for (const [at, span] of round.entries()) {
    const before = round[at - 1]
    if (before === undefined || before.to <= span.from) continue
    const minute = span.from % (7 * MINUTES_A_DAY)
    const place = { day: Math.floor(minute / MINUTES_A_DAY), minute: minute % MINUTES_A_DAY }
    return refuse({ code: 'baselines.shifts-overlap', shifts: [before.name, span.name], ...place })
  }
  return accept(schedule)
}

export const NO_SCHEDULE: Schedule = { offsetMinutes: 0, shifts: [], batch: null }

/** What holds where no shift and no phase was told. */
export const ALWAYS = 'always'
const MOST_STEPS = 512

/** The shift and the phase at an instant, as one name. */
export function phaseAt(schedule: Schedule, at: number): string {
  return partsAt(schedule, at).name
}

/** When the phase at `at` began. */
export function phaseBegan(schedule: Schedule, at: number): number {
  return partsAt(schedule, at).from
}

/** Phases do not change to the second: what is seen so near to a change may come from either side of it. */
const BLUR = 60_000_000

/** Every phase that an interval may have come from. One that lasts longer than the blur is not much of its neighbours'. */
export function phasesOf(schedule: Schedule, from: number, to: number): readonly string[] {
  const blur = to - from <= BLUR ? BLUR : 0
  return phasesBetween(schedule, from - blur, to + blur)
}

/** Every phase that a span touches. */
export function phasesBetween(schedule: Schedule, from: number, to: number): readonly string[] {
  const names = new Set<string>()
  let at = from
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const part = partsAt(schedule, at)
    names.add(part.name)
    if (part.to > to) break
    at = part.to
  }
  return [...names]
}

interface Part {
  readonly name: string
  readonly from: number
  readonly to: number
}

function partsAt(schedule: Schedule, at: number): Part {
  const parts = [shiftAt(schedule, at), batchAt(schedule, at)]
  const names = parts.map(({ name }) => name).filter((name) => name !== '')
  return {
    name: names.join(' / ') || ALWAYS,
    from: Math.max(...parts.map(({ from }) => from)),
    to: Math.min(...parts.map(({ to }) => to)),
  }
}

const OPEN: Part = { name: '', from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

function shiftAt({ shifts, offsetMinutes }: Schedule, at: number): Part {
  if (shifts.length === 0) return OPEN
  const local = at + offsetMinutes * MINUTE
  const day = Math.floor(local / DAY)
  const spans = [day - 1, day, day + 1].flatMap((each) =>
    shifts
      .filter(({ days }) => days.includes((((each + 4) % 7) + 7) % 7))
      .map(({ name, fromMinute, toMinute }) => {
        const from = each * DAY + fromMinute * MINUTE
        return { name, from, to: from + minutesOf(fromMinute, toMinute) * MINUTE }
      }),
  )
  const now = spans.find(({ from, to }) => from <= local && local < to)
  const edges = spans.flatMap(({ from, to }) => [from, to])
  const before = Math.max((day - 1) * DAY, ...edges.filter((edge) => edge <= local))
  const after = Math.min((day + 2) * DAY, ...edges.filter((edge) => edge > local))
  const shift = -offsetMinutes * MINUTE
  return { name: now?.name ?? '', from: (now?.from ?? before) + shift, to: Math.min(now?.to ?? after, after) + shift }
}

/** How long a shift lasts; one that ends when it begins lasts a day. */
function minutesOf(fromMinute: number, toMinute: number): number {
  return toMinute > fromMinute ? toMinute - fromMinute : toMinute - fromMinute + MINUTES_A_DAY
}

function batchAt({ batch }: Schedule, at: number): Part {
  if (batch === null) return OPEN
  const cycle = batch.phases.reduce((sum, { seconds }) => sum + seconds, 0) * 1_000_000
  let from = batch.startAt + Math.floor((at - batch.startAt) / cycle) * cycle
  for (const { name, seconds } of batch.phases) {
    const to = from + seconds * 1_000_000
    if (at < to) return { name, from, to }
    from = to
  }
  return OPEN
}
