// What one team hands the other: five fields in words, and snapshots of the parts that a person chose. What is TLP red stays at home.
import { type Domain, type EpochMicros, IsoInstant } from '@penstock/model/kernel'
import { z } from 'zod'
import type { Case } from './case.ts'
import { HypothesisState } from './entry.ts'
import { indicatorOf } from './tip.ts'
import { ObservableKind, Pap, SourceReference, Tlp } from './vocabulary.ts'

const Words = z.string().trim().min(1).max(2000)
const Lines = z.array(z.string().trim().min(1).max(300)).max(30)

/** How far the side that hands over has contained it. */
export const Containment = z.enum(['none', 'partial', 'complete'])
export type Containment = z.infer<typeof Containment>

const fields = {
  what: Words,
  soWhat: Words,
  done: Words,
  asked: Words,
  scenario: z
    .string()
    .regex(/^XD-\d{2}$/)
    .nullable(),
  containment: Containment,
  /** What must not be done to the plant meanwhile. */
  safetyConstraints: Lines,
  openQuestions: Lines,
}

/** What a person writes; `parts` are ids of hypotheses, observables and evidence of the case. */
export const HandoffDraft = z.strictObject({
  ...fields,
  byWhen: IsoInstant,
  toTeam: z.string().trim().min(1).max(200),
  parts: z.array(z.string().max(40)).max(500),
  /** From here on nobody needs it; null: it never expires by itself. */
  expiresAt: IsoInstant.nullable(),
})
export type HandoffDraft = z.output<typeof HandoffDraft>

export const HandoffPackage = z.strictObject({
  ...fields,
  byWhen: z.int(),
  hypotheses: z.array(z.strictObject({ statement: z.string(), confidence: z.int(), state: HypothesisState })),
  observables: z.array(z.strictObject({ type: ObservableKind, value: z.string(), tlp: Tlp, pap: Pap })),
  evidence: z.array(z.strictObject({ label: z.string(), sha256: z.string(), source: SourceReference })),
  /** Chosen parts that are TLP red. */
  withheld: z.int(),
})
export type HandoffPackage = z.infer<typeof HandoffPackage>

export function packageOf(given: Case, draft: HandoffDraft): HandoffPackage {
  const { parts, toTeam: _team, expiresAt: _end, byWhen, ...words } = draft
  const chosen = new Set(parts)
  const isChosen = ({ id }: { readonly id: string }): boolean => chosen.has(id)
  const observables = given.observables.filter(isChosen)
  const free = observables.filter(({ tlp }) => tlp !== 'red')
  return {
    ...words,
    byWhen,
    hypotheses: given.hypotheses
      .filter(isChosen)
      .map(({ statement, confidence, state }) => ({ statement, confidence, state })),
    observables: free.map(({ type, value, tlp, pap }) => ({ type, value, tlp, pap })),
    evidence: given.evidence.filter(isChosen).map(({ label, sha256, source }) => ({ label, sha256, source })),
    withheld: observables.length - free.length,
  }
}

interface Named {
  readonly type: ObservableKind
  readonly value: string
}

/** How many of these indicators a case holds, each spelling of one counting as the same. */
export function countArrived(sent: readonly Named[], held: readonly Named[]): number {
  const known = new Set(held.map(nameOf))
  return sent.filter((one) => known.has(nameOf(one))).length
}

function nameOf({ type, value }: Named): string {
  return `${type} ${indicatorOf(type, value)?.value ?? value.trim()}`
}

/**
 * The place of a case in the queue of a domain, the lower the earlier: consequence for the process first, then what the domain leads before what
 * the other one does, then severity. What is unknown stands in the middle.
 */
export function queueRank(
  {
    consequence,
    severity,
    leader,
  }: { readonly consequence: number; readonly severity: number; readonly leader: Domain | null },
  own: Domain,
): number {
  const known = consequence === 0 ? 3 : consequence
  const isLedElsewhere = leader !== null && leader !== own
  return (5 - known) * 10 + (isLedElsewhere ? 5 : 0) + severity
}

export function isLate(due: EpochMicros | null, now: EpochMicros): boolean {
  return due !== null && now >= due
}
