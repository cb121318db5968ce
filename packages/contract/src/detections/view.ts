// How detections are told: a row of the list, and one with what proves it and what people said to it.
import { EventView } from '@penstock/contract/ingest'
import { PacketProof } from '@penstock/contract/observations'
import {
  DETECTION_ENTRY_KINDS,
  DETECTION_STATES,
  DETECTION_VERDICTS,
  FINDING_KINDS,
  FINDING_LEVELS,
} from '@penstock/model/detections'
import { z } from 'zod'

export const FindingKind = z.enum(FINDING_KINDS)
export const FindingLevel = z.enum(FINDING_LEVELS)
export const DetectionState = z.enum(DETECTION_STATES)
export const DetectionVerdict = z.enum(DETECTION_VERDICTS)

const Name = z.string().optional()
/** As the wire names them: hostile text. */
export const SubjectView = z.strictObject({
  sourceIp: Name,
  sourceMac: Name,
  sourceHost: Name,
  destinationIp: Name,
  destinationMac: Name,
  destinationHost: Name,
  user: Name,
  device: Name,
})
export type SubjectView = z.infer<typeof SubjectView>

export const DetectionRow = z.strictObject({
  id: z.string(),
  site: z.string(),
  kind: FindingKind,
  rule: z.string(),
  ruleVersion: z.string(),
  title: z.string(),
  level: FindingLevel,
  techniques: z.array(z.string()),
  subject: SubjectView,
  /** In the time of the events. */
  firstAt: z.string(),
  lastAt: z.string(),
  /** When the cell found it. */
  raisedAt: z.string(),
  count: z.int().min(1),
  state: DetectionState,
  verdict: DetectionVerdict.nullable(),
  version: z.int().min(1),
  /** Id of the suppression that keeps it out of the queue. */
  suppressedBy: z.string().nullable(),
})
export type DetectionRow = z.infer<typeof DetectionRow>

/** `event` and `proof` are null for who reads detections but not what they are made of, and for what is kept no longer. */
export const EvidenceView = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('event'),
    source: z.string(),
    line: z.int(),
    /** `kept`, `gone` by retention, or `withheld` from whoever asks. */
    standing: z.enum(['kept', 'gone', 'withheld']),
    event: EventView.nullable(),
  }),
  z.strictObject({ kind: z.literal('proof'), standing: z.enum(['kept', 'withheld']), proof: PacketProof.nullable() }),
  z.strictObject({ kind: z.literal('fact'), of: z.string(), id: z.string() }),
])
export type EvidenceView = z.infer<typeof EvidenceView>

export const DetectionEntryView = z.strictObject({
  id: z.string(),
  at: z.string(),
  /** Account; null where the product did it. */
  by: z.string().nullable(),
  kind: z.enum(DETECTION_ENTRY_KINDS),
  verdict: DetectionVerdict.nullable(),
  text: z.string(),
  /** The case that it went to. */
  reference: z.string().nullable(),
})
export type DetectionEntryView = z.infer<typeof DetectionEntryView>

export const DetectionRecord = DetectionRow.extend({
  /** What the rule saw: hostile text. */
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  evidence: z.array(EvidenceView),
  entries: z.array(DetectionEntryView),
  /** False for who may only read; a verdict of theirs is refused and kept as an entry. */
  mayWork: z.boolean(),
})
export type DetectionRecord = z.infer<typeof DetectionRecord>

const Counts = z.strictObject({ new: z.int(), acknowledged: z.int(), closed: z.int() })
export const DetectionSummary = z.strictObject({
  /** Without those that are suppressed. */
  states: Counts,
  /** Open ones, by level. */
  open: z.record(FindingLevel, z.int()),
  /** Closed ones, by verdict. */
  verdicts: z.record(DetectionVerdict, z.int()),
  suppressed: z.strictObject({ detections: z.int(), findings: z.int() }),
  /** Verdicts of people without a role in the domain. */
  refusedCloses: z.int(),
})
export type DetectionSummary = z.infer<typeof DetectionSummary>
