// What a live sensor watched, and how a person is told of it: stretches, gaps, loss by cause, and one word for its state.
import { EpochMicros, micros } from '@penstock/model/kernel'
import { z } from 'zod'

/**
 * Where packets or facts were lost. `kernel`: the capture program was too slow; `interface`: the network card was; both count packets.
 * `tables`: rows beyond the sensor's bounded tables; `spool`: batches that its disk lost.
 */
export const LossCause = z.enum(['kernel', 'interface', 'tables', 'spool'])
export type LossCause = z.infer<typeof LossCause>

export const Losses = z.partialRecord(LossCause, z.int().min(0))
export type Losses = z.infer<typeof Losses>

/**
 * What was seen of TCP. `connections`: those of which both directions came by, or of which sixteen packets of one direction came and none of
 * the other; `oneSided`: the latter, so a mirror of one direction only, or two paths. `gaps` and `missingBytes`: holes in streams that are read.
 */
export const StreamsSeen = z.strictObject({
  connections: z.int().min(0),
  oneSided: z.int().min(0),
  gaps: z.int().min(0),
  missingBytes: z.int().min(0),
})
export type StreamsSeen = z.infer<typeof StreamsSeen>

/** What a live sensor says beside its rows: the stretch that it listened to, by its own clock, and what it lost in it. */
export const LiveReport = z
  .strictObject({ from: EpochMicros, to: EpochMicros, losses: Losses })
  .refine(({ from, to }) => from <= to, { error: 'the stretch ends before it begins' })
export type LiveReport = z.infer<typeof LiveReport>

export interface Stretch {
  readonly from: EpochMicros
  readonly to: EpochMicros
}

/** Pauses up to this long between two stretches are the time that a message takes, not a gap; two seconds in microseconds. */
const SEAM_MICROS = 2_000_000

/** Stretches in order, those that touch or overlap joined, cut to the window. */
export function joinStretches(stretches: readonly Stretch[], window: Stretch): Stretch[] {
  const inside = stretches
    .map(({ from, to }) => ({
      from: micros(Math.max(from, window.from)),
      to: micros(Math.min(to, window.to)),
    }))
    .filter(({ from, to }) => from <= to)
    .sort((a, b) => a.from - b.from)
  const joined: { from: EpochMicros; to: EpochMicros }[] = []
  for (const stretch of inside) {
    const last = joined.at(-1)
    if (last !== undefined && stretch.from - last.to <= SEAM_MICROS) last.to = micros(Math.max(last.to, stretch.to))
    else joined.push({ ...stretch })
  }
  return joined
}

/** The parts of the window that no stretch covers. */
export function findGaps(stretches: readonly Stretch[], window: Stretch): Stretch[] {
  const gaps: Stretch[] = []
  let reached = window.from
  for (const { from, to } of joinStretches(stretches, window)) {
    if (from - reached > SEAM_MICROS) gaps.push({ from: reached, to: from })
    reached = to
  }
  if (window.to - reached > SEAM_MICROS) gaps.push({ from: reached, to: window.to })
  return gaps
}

/** Part of the window that is covered, from 0 to 1; null for a window without length. */
export function shareWatched(stretches: readonly Stretch[], window: Stretch): number | null {
  const length = window.to - window.from
  if (length <= 0) return null
  const gone = findGaps(stretches, window).reduce((sum, gap) => sum + gap.to - gap.from, 0)
  return 1 - gone / length
}

export const SensorState = z.enum([
  'revoked',
  'quarantined',
  'unknown',
  'never-heard',
  'silent',
  'lossy',
  'no-traffic',
  'listening',
])
export type SensorState = z.infer<typeof SensorState>

export interface SensorFacts {
  readonly isRevoked: boolean
  /** Something of it was sent to a door that is not its own, and nobody has looked at that yet. */
  readonly isQuarantined: boolean
  /** Whether its cell answers: what it does now is not known otherwise. */
  readonly isCellAnswering: boolean
  readonly heardAt: EpochMicros | null
  readonly everyMs: number
  /** When it last reported packets, and a loss. */
  readonly trafficAt: EpochMicros | null
  readonly lossAt: EpochMicros | null
}

/** A loss is told for an hour: one lost packet may be the one that matters. */
const LOSS_TOLD_MICROS = 3_600_000_000
/** Heartbeats without a packet until a sensor counts as one that hears nothing. */
const QUIET_BEATS = 4
/** A sensor that was not heard for longer than this many of its intervals is silent. */
const SILENT_BEATS = 2

/** The one word for a sensor; what a person must look at first wins. */
export function judgeSensor(facts: SensorFacts, now: EpochMicros): SensorState {
  if (facts.isRevoked) return 'revoked'
  if (facts.isQuarantined) return 'quarantined'
  if (!facts.isCellAnswering) return 'unknown'
  if (facts.heardAt === null) return 'never-heard'
  const beatMicros = facts.everyMs * 1000
  if (now - facts.heardAt > SILENT_BEATS * beatMicros) return 'silent'
  if (facts.lossAt !== null && now - facts.lossAt <= LOSS_TOLD_MICROS) return 'lossy'
  if (facts.trafficAt === null || now - facts.trafficAt > QUIET_BEATS * beatMicros) return 'no-traffic'
  return 'listening'
}
