// What is written into a case. Entries are only ever added, each with two clocks; the case is what they say together.
import { Domain, type EpochMicros, IsoInstant } from '@penstock/model/kernel'
import { z } from 'zod'
import type { Agreement, Playbook, Target } from './playbooks/playbook.ts'
import type { StepOutcome } from './playbooks/run.ts'
import {
  Consequence,
  IncidentSeverity,
  Lane,
  Milestone,
  ObservableKind,
  Pap,
  SourceReference,
  Tlp,
  Verdict,
} from './vocabulary.ts'

const Words = z.string().trim().min(1).max(2000)
const Line = z.string().trim().min(1).max(200)
const PartId = z.string().max(40)
const Confidence = z.int().min(0).max(100)
/** As the API speaks it; kept as microseconds. */
const Happened = IsoInstant.refine(Number.isSafeInteger, 'not an instant from 1685 on')
/** Ten years: a controller whose clock was never set. */
const MOST_SKEW_MS = 315_360_000_000
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const TaskState = z.enum(['open', 'doing', 'done', 'dropped'])
export type TaskState = z.infer<typeof TaskState>
export const HypothesisState = z.enum(['open', 'supported', 'refuted'])
export type HypothesisState = z.infer<typeof HypothesisState>

/** What a person may write. */
export const WrittenEntry = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('acknowledged') }),
  z.strictObject({ kind: z.literal('assigned'), team: Line }),
  z.strictObject({ kind: z.literal('noted'), text: Words }),
  z.strictObject({ kind: z.literal('happened'), lane: Lane, text: Words, happenedAt: Happened }),
  z.strictObject({ kind: z.literal('hypothesis'), statement: Words, confidence: Confidence }),
  z.strictObject({
    kind: z.literal('hypothesis-judged'),
    part: PartId,
    state: HypothesisState,
    confidence: Confidence,
    reason: Words,
  }),
  z.strictObject({ kind: z.literal('task'), title: Line, team: Line }),
  z.strictObject({
    kind: z.literal('task-moved'),
    part: PartId,
    state: TaskState,
    team: Line,
    note: z.string().max(2000),
  }),
  z.strictObject({
    kind: z.literal('observable'),
    type: ObservableKind,
    value: z.string().trim().min(1).max(2000),
    tlp: Tlp,
    pap: Pap,
  }),
  z.strictObject({ kind: z.literal('evidence'), label: Line, sha256: Sha256, source: SourceReference }),
  z.strictObject({
    kind: z.literal('reassessed'),
    severity: IncidentSeverity,
    consequence: Consequence,
    function: Line.nullable(),
    reason: Words,
  }),
  z.strictObject({
    kind: z.literal('milestone'),
    milestone: Milestone,
    happenedAt: Happened,
    reason: Words,
    /** How far the clock of the source was ahead, when the instant is one that was corrected by it. */
    skewMs: z.int().min(-MOST_SKEW_MS).max(MOST_SKEW_MS).optional(),
  }),
  z.strictObject({ kind: z.literal('closed'), verdict: Verdict, reason: Words }),
  z.strictObject({ kind: z.literal('reopened'), reason: Words }),
])
export type WrittenEntry = z.infer<typeof WrittenEntry>

export const OpenedEntry = z.strictObject({
  kind: z.literal('opened'),
  title: Line,
  severity: IncidentSeverity,
  consequence: Consequence,
  /** Function of the plant that is at stake, where somebody knows. */
  function: Line.nullable(),
  team: Line,
  sources: z.array(SourceReference).max(50),
})
export type OpenedEntry = z.infer<typeof OpenedEntry>

/** What the product writes when people open, merge, split or hand over, or when a clock runs out. */
const MadeEntry = z.discriminatedUnion('kind', [
  OpenedEntry,
  z.strictObject({ kind: z.literal('merged'), from: z.string() }),
  z.strictObject({ kind: z.literal('merged-into'), into: z.string() }),
  z.strictObject({ kind: z.literal('split-off'), parts: z.array(PartId).min(1), to: z.string() }),
  z.strictObject({ kind: z.literal('split-from'), parts: z.array(PartId).min(1), from: z.string() }),
  z.strictObject({ kind: z.literal('handed'), handoff: z.string(), deed: z.string(), to: Domain }),
  /** The tie-break: the domain of the affected function leads. */
  z.strictObject({ kind: z.literal('led'), domain: Domain, reason: Words }),
  /** A tip that went by the rules of relevance; `known` is what they found, so that nothing of it is told twice. */
  z.strictObject({
    kind: z.literal('shared'),
    tip: z.string(),
    reason: z.string(),
    why: z.string(),
    known: z.array(z.string()),
  }),
  z.strictObject({ kind: z.literal('escalated'), rung: z.int().min(1).max(3), role: z.string() }),
])
export type MadeEntry = z.infer<typeof MadeEntry>

/** A run of a playbook begins; it keeps the playbook as it was then. */
export interface RunBegun {
  readonly kind: 'playbook-begun'
  readonly playbook: Playbook
}
/** One step of a run: what came of it, and what proves it. */
export interface RunStep {
  readonly kind: 'playbook-step'
  readonly part: string
  readonly step: string
  readonly outcome: StepOutcome
  readonly note: string
  readonly artefacts: readonly { readonly label: string; readonly sha256: string }[]
  readonly islandMode: string | null
  readonly targets: readonly Target[]
  /** Code of the rule that said no. */
  readonly refusal: string | null
  /** Of a step that touches OT; runs from before it was asked for have none. */
  readonly agreement?: Agreement | null
  /** Reference of the handoff by which the step went to the other lane. */
  readonly handoff?: string | null
}

export type EntryBody = WrittenEntry | MadeEntry | RunBegun | RunStep

/** One entry. `id` is the part's, where it makes one (a task, a hypothesis, an observable, evidence). */
export interface Entry {
  readonly id: string
  readonly at: EpochMicros
  /** Account; null where the product wrote it. */
  readonly by: string | null
  readonly body: EntryBody
}
