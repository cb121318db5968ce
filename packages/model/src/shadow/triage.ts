// What people decide about a finding: under review until it is adopted, tolerated until an instant, removed through a change, or found
// to be nothing. States follow `triage` of the catalogue; the clock is an argument.
import { accept, EpochMicros, type Result, refuse } from '@penstock/model/kernel'
import { z } from 'zod'

export const TriageState = z.enum([
  'under-review',
  'adopted',
  'tolerated',
  'to-be-removed',
  'removed',
  'false-positive',
])
export type TriageState = z.infer<typeof TriageState>

const Owner = z.string().trim().min(1).max(200)
const Change = z.string().trim().min(1).max(120)

/** A decision with what each state asks for: who answers for it, until when, by which change. */
export const TriageDecision = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('under-review'), owner: Owner.nullable() }),
  /** Registered and approved; `conduit` is the one that carries it from now on. */
  z.strictObject({ state: z.literal('adopted'), owner: Owner, conduit: z.string().trim().min(1).max(80).nullable() }),
  z.strictObject({
    state: z.literal('tolerated'),
    owner: Owner,
    until: EpochMicros,
    /** What keeps it harmless meanwhile. */
    compensation: z.string().trim().min(1).max(500),
  }),
  z.strictObject({ state: z.literal('to-be-removed'), owner: Owner, change: Change.nullable() }),
  /** In OT, taking something away is a change of its own. */
  z.strictObject({ state: z.literal('removed'), change: Change }),
  z.strictObject({ state: z.literal('false-positive') }),
])
export type TriageDecision = z.infer<typeof TriageDecision>

export interface Triage {
  readonly state: TriageState
  readonly owner: string | null
  readonly until: EpochMicros | null
  /** When it came to be as it is. */
  readonly since: EpochMicros
  /** Whether its device was known to speak to a controller when that was decided. */
  readonly wasBesideControl: boolean
}

export type TriageRefusal = { code: 'shadow.until-past' } | { code: 'shadow.not-to-be-removed' }

/** Why a finding that was decided is open again. */
export const Reopening = z.enum(['tolerated-no-longer', 'seen-after-removal', 'beside-control'])
export type Reopening = z.infer<typeof Reopening>

/** The triage after a decision made at `at`. */
export function decideTriage(
  before: Triage,
  decision: TriageDecision,
  isBesideControl: boolean,
  at: EpochMicros,
): Result<Triage, TriageRefusal> {
  const { state } = decision
  const until = state === 'tolerated' ? decision.until : null
  if (until !== null && until <= at) return refuse({ code: 'shadow.until-past' })
  if (state === 'removed' && before.state !== 'to-be-removed') return refuse({ code: 'shadow.not-to-be-removed' })
  const owner = 'owner' in decision ? decision.owner : before.owner
  const now = triageAt(before, at)
  // Who answers for it may change while it is undecided; it is undecided no less long for that.
  const since = state === 'under-review' && now.state === 'under-review' ? now.since : at
  return accept({ state, owner, until, since, wasBesideControl: isBesideControl })
}

/** The triage at an instant: what was tolerated until then is under review from then on. */
export function triageAt(triage: Triage, at: EpochMicros): Triage {
  if (triage.state !== 'tolerated' || triage.until === null || triage.until > at) return triage
  return { ...triage, state: 'under-review', since: triage.until }
}

/**
 * Why a finding opens again after something was seen, or null. What was removed opens when it is seen later than it was removed; what
 * was let stay opens when its device first speaks to a controller, which nobody knew who let it.
 */
export function reopeningOf(
  triage: Triage,
  seen: { readonly lastAt: EpochMicros; readonly isBesideControl: boolean },
): Reopening | null {
  const { state, since, wasBesideControl } = triage
  if (state === 'removed') return seen.lastAt > since ? 'seen-after-removal' : null
  const isLetStay = state === 'adopted' || state === 'tolerated' || state === 'false-positive'
  return isLetStay && seen.isBesideControl && !wasBesideControl ? 'beside-control' : null
}

/** 1 critical to 4 low, the severities of the pages, of the catalogue's 4 critical to 1 note; null for 0, which is not told. */
export function toldSeverity(severity: number): number | null {
  return severity === 0 ? null : 5 - severity
}
