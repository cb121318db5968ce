// Sources of events: the word for how each stands, and what the numbers of its batches say is missing.
import type { EpochMicros } from '@penstock/model/kernel'
import { z } from 'zod'

/** The first that holds. */
export const SourceState = z.enum([
  'revoked',
  'quarantined',
  'unknown',
  'never-heard',
  'silent',
  'unreadable',
  'sending',
])
export type SourceState = z.infer<typeof SourceState>

export interface SourceStanding {
  readonly isRevoked: boolean
  /** Something of it came to a door that is not its own, and nobody has looked at that yet. */
  readonly isQuarantined: boolean
  readonly isCellAnswering: boolean
  readonly heardAt: EpochMicros | null
  /** How often it is expected to say something. */
  readonly everySeconds: number
  /** In the window: events, and lines that no rule of its format reads. */
  readonly events: number
  readonly unknown: number
}

/** A source that most of its lines cannot be read of is as good as silent, and looks alive. */
const UNREADABLE_SHARE = 0.5

export function judgeSource(standing: SourceStanding, now: EpochMicros): SourceState {
  const { heardAt, everySeconds, events, unknown } = standing
  if (standing.isRevoked) return 'revoked'
  if (standing.isQuarantined) return 'quarantined'
  if (!standing.isCellAnswering) return 'unknown'
  if (heardAt === null) return 'never-heard'
  if (now - heardAt > 2 * everySeconds * 1_000_000) return 'silent'
  const share = shareUnknown({ events, unknown })
  return share !== null && share > UNREADABLE_SHARE ? 'unreadable' : 'sending'
}

/** Part of what came that no rule reads, 0 to 1; null when nothing came. */
export function shareUnknown({
  events,
  unknown,
}: {
  readonly events: number
  readonly unknown: number
}): number | null {
  return events + unknown === 0 ? null : unknown / (events + unknown)
}

/** Batches of a source that counts them: the highest number so far, how many holes there were, and how many are missing still. */
export interface Numbered {
  readonly last: number | null
  readonly gaps: number
  readonly missing: number
}

/** A number below the last one is either late, and fills a hole, or the source began anew; it begins with 0 or 1. */
export function afterNumber(before: Numbered, seq: number): Numbered {
  const { last, gaps, missing } = before
  if (last === null || seq <= 1) return { last: seq, gaps, missing }
  if (seq <= last) return { last, gaps, missing: Math.max(0, missing - 1) }
  const skipped = seq - last - 1
  return { last: seq, gaps: gaps + (skipped > 0 ? 1 : 0), missing: missing + skipped }
}
