// What the pages are told of incidents and handoffs. Of the other side there is its team and its state, and nothing that it wrote.
import {
  Consequence,
  HandoffKind,
  HandoffPackage,
  HandoffState,
  HypothesisState,
  IncidentSeverity,
  Lane,
  Milestone,
  ObservableKind,
  Pap,
  SourceReference,
  TaskState,
  Tip,
  Tlp,
  Verdict,
} from '@penstock/model/incidents'
import { Domain, SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

const IncidentState = z.enum(['open', 'acknowledged', 'closed', 'merged'])

export const IncidentRow = z.strictObject({
  id: z.string(),
  reference: z.string(),
  site: SiteKey,
  title: z.string(),
  severity: IncidentSeverity,
  consequence: Consequence,
  function: z.string().nullable(),
  team: z.string(),
  state: IncidentState,
  openedAt: z.string(),
  acknowledgedAt: z.string().nullable(),
  /** When the next rung of the ladder is told; null once somebody acknowledged it. */
  dueAt: z.string().nullable(),
  isLate: z.boolean(),
  rung: z.int(),
  /** The other domain has a part in it. */
  isJoint: z.boolean(),
  version: z.int(),
})
export type IncidentRow = z.infer<typeof IncidentRow>

const part = { id: z.string(), at: z.string(), by: z.string().nullable(), byName: z.string().nullable() }

/** One line of what was done: who, when, and the words of the deed. */
export const EntryView = z.strictObject({
  ...part,
  kind: z.string(),
  /** When it happened, where that is another instant than that of writing. */
  happenedAt: z.string().nullable(),
  lane: Lane,
  text: z.string(),
})
export type EntryView = z.infer<typeof EntryView>

export const OtherSide = z.strictObject({
  domain: Domain,
  team: z.string(),
  state: IncidentState,
})

export const HandoffRow = z.strictObject({
  id: z.string(),
  reference: z.string(),
  kind: HandoffKind,
  site: SiteKey,
  fromDomain: Domain,
  toDomain: Domain,
  fromTeam: z.string(),
  toTeam: z.string(),
  state: HandoffState,
  severity: IncidentSeverity,
  /** Which end this person stands at. */
  side: z.enum(['from', 'to']),
  subject: z.string(),
  indicators: z.int(),
  sentAt: z.string().nullable(),
  acknowledgedAt: z.string().nullable(),
  /** When the team that holds it has to answer. */
  dueAt: z.string().nullable(),
  isLate: z.boolean(),
  rung: z.int(),
  /** Of this side; null for a receiver that has not taken it. */
  incidentId: z.string().nullable(),
  version: z.int(),
})
export type HandoffRow = z.infer<typeof HandoffRow>

export const HandoffStepView = z.strictObject({
  at: z.string(),
  deed: z.string(),
  side: z.enum(['from', 'to', 'clock']),
  by: z.string().nullable(),
  byName: z.string().nullable(),
  reason: z.string(),
  /** SHA-256 of the package as it stood when the person signed. */
  sha256: z.string(),
})

export const HandoffRecord = HandoffRow.extend({
  sha256: z.string(),
  /** False when what is kept is not what was signed. */
  isIntact: z.boolean(),
  package: HandoffPackage.nullable(),
  tip: Tip.nullable(),
  /** Assets that the tip names, as the register calls them. */
  entities: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  draftedAt: z.string(),
  deliveredAt: z.string().nullable(),
  decidedAt: z.string().nullable(),
  returnedAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
  expiryReason: z.string().nullable(),
  madeBy: z.string().nullable(),
  steps: z.array(HandoffStepView),
  /** What this person may do to it now. */
  deeds: z.array(z.string()),
})
export type HandoffRecord = z.infer<typeof HandoffRecord>

export const IncidentRecord = IncidentRow.extend({
  domain: Domain,
  sources: z.array(SourceReference),
  closedAt: z.string().nullable(),
  verdict: Verdict.nullable(),
  /** The domain of the affected function; null where nobody but this side claims it. In the queue of the other it stands behind. */
  leader: Domain.nullable(),
  /** Case that took it up. */
  mergedInto: z.strictObject({ id: z.string(), reference: z.string() }).nullable(),
  milestones: z.array(z.strictObject({ milestone: Milestone, at: z.string() })),
  hypotheses: z.array(
    z.strictObject({
      ...part,
      statement: z.string(),
      confidence: z.int(),
      state: HypothesisState,
      reason: z.string().nullable(),
    }),
  ),
  tasks: z.array(
    z.strictObject({ ...part, title: z.string(), team: z.string(), state: TaskState, movedAt: z.string() }),
  ),
  observables: z.array(z.strictObject({ ...part, type: ObservableKind, value: z.string(), tlp: Tlp, pap: Pap })),
  evidence: z.array(z.strictObject({ ...part, label: z.string(), sha256: z.string(), source: SourceReference })),
  timeline: z.array(z.strictObject({ ...part, happenedAt: z.string(), lane: Lane, text: z.string() })),
  entries: z.array(EntryView),
  others: z.array(OtherSide),
  handoffs: z.array(HandoffRow),
  /** Cases of this domain that hold the same observables. */
  similar: z.array(z.strictObject({ id: z.string(), reference: z.string(), title: z.string(), shared: z.int() })),
})
export type IncidentRecord = z.infer<typeof IncidentRecord>

export const ResponseSummary = z.strictObject({
  open: z.int(),
  unacknowledged: z.int(),
  late: z.int(),
  /** Handoffs and tips that were sent or received, by how they stand. */
  handoffs: z.strictObject({
    sent: z.int(),
    acknowledged: z.int(),
    ended: z.int(),
    escalated: z.int(),
    inTime: z.int(),
    lost: z.int(),
    indicators: z.int(),
    lostIndicators: z.int(),
    /** As the metrics count them: without an answer when their clock is up, whether the ladder was told or not. */
    tips: z.strictObject({ sent: z.int(), lost: z.int() }),
    /** That this side has to answer. */
    waiting: z.int(),
  }),
})
export type ResponseSummary = z.infer<typeof ResponseSummary>
