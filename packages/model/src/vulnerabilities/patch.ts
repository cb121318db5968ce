// What people decided about a match, and when such a decision holds no more: a measure or a plan runs out, and news open it again.
import { accept, type EpochMicros, EpochMicros as Instant, type Result, refuse } from '@penstock/model/kernel'
import { z } from 'zod'

export const PatchState = z.enum(['open', 'planned', 'mitigated', 'patched', 'not-affected'])
export type PatchState = z.infer<typeof PatchState>

const Words = z.string().trim().min(1).max(200)

export const PatchDecision = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('open') }),
  /** Patched at a stop: which one, and by when. */
  z.strictObject({ state: z.literal('planned'), stop: Words, until: Instant }),
  /** Held off by a measure until an instant, never for ever. */
  z.strictObject({ state: z.literal('mitigated'), measure: Words, until: Instant }),
  z.strictObject({ state: z.literal('patched'), version: Words.nullable() }),
  z.strictObject({ state: z.literal('not-affected') }),
])
export type PatchDecision = z.infer<typeof PatchDecision>

export interface Patch {
  readonly state: PatchState
  /** Until when the plan or the measure holds; null for the others. */
  readonly until: EpochMicros | null
  /** The stop, the measure or the version that was installed. */
  readonly words: string | null
}

/** Why the product opened a match again. */
export const PatchReopening = z.enum(['known-exploited', 'new-weakness', 'no-longer-excluded'])
export type PatchReopening = z.infer<typeof PatchReopening>

export type PatchRefusal = { readonly code: 'vulnerabilities.until-past' }

export function decidePatch(decision: PatchDecision, at: EpochMicros): Result<Patch, PatchRefusal> {
  if (decision.state === 'planned' || decision.state === 'mitigated') {
    const { state, until } = decision
    if (until <= at) return refuse({ code: 'vulnerabilities.until-past' })
    return accept({ state, until, words: decision.state === 'planned' ? decision.stop : decision.measure })
  }
  return accept({ state: decision.state, until: null, words: decision.state === 'patched' ? decision.version : null })
}

/** What of a match is news to whoever decided about it. */
export interface PatchGround {
  readonly grade: 'A' | 'B' | 'C' | 'N'
  readonly isKnownExploited: boolean
  readonly cves: readonly string[]
}

/** Why a decision that somebody took on `before` does not hold for `now`; null while it does. */
export function reopeningOf(state: PatchState, before: PatchGround, now: PatchGround): PatchReopening | null {
  if (state === 'open' || state === 'planned' || now.grade === 'N') return null
  if (before.grade === 'N') return 'no-longer-excluded'
  if (now.isKnownExploited && !before.isKnownExploited) return 'known-exploited'
  return now.cves.some((cve) => !before.cves.includes(cve)) ? 'new-weakness' : null
}
