// How shadow infrastructure is shown: the row of a finding, its record with signs and steps, filter, decisions, and the two figures.
import { InstantText } from '@penstock/contract/history'
import { PacketProof } from '@penstock/contract/observations'
import { SiteKey } from '@penstock/model/kernel'
import { Reopening, SignKind, TriageDecision, TriageState } from '@penstock/model/shadow'
import { z } from 'zod'

/** Points into a capture; null for people without a grant for that domain's monitoring. */
const ShownProof = PacketProof.nullable()

export const ShadowRow = z.strictObject({
  id: z.string(),
  site: SiteKey,
  domain: z.enum(['it', 'ot']),
  /** IP address of the device, or its MAC address. */
  host: z.string(),
  assetId: z.string().nullable(),
  label: z.string(),
  zone: z.string().nullable(),
  /** Id in the catalogue of signs, or `maker:` and the group of a prefix. */
  indicator: z.string(),
  name: z.string(),
  category: z.string(),
  categoryTitle: z.string(),
  /** How sure it is that the thing is here, 0.5 to 1: not how bad it is. */
  confidence: z.number(),
  /** 1 critical … 4 low, by the zone; null while nobody said in which zone the device stands. */
  severity: z.int().min(1).max(4).nullable(),
  /** An AI service or agent whose host also speaks an industrial protocol. */
  isBesideControl: z.boolean(),
  state: TriageState,
  owner: z.string().nullable(),
  /** Until when it is tolerated. */
  until: z.string().nullable(),
  /** When it came to be in its state: what was tolerated until an instant is under review since that instant. */
  since: z.string(),
  firstAt: z.string(),
  lastAt: z.string(),
  openedAt: z.string(),
  version: z.int(),
})
export type ShadowRow = z.infer<typeof ShadowRow>

export const ShadowStep = z.strictObject({
  at: z.string(),
  state: TriageState,
  /** Account; null where the product did it. */
  by: z.string().nullable(),
  byName: z.string().nullable(),
  reopening: Reopening.nullable(),
  reason: z.string().nullable(),
  owner: z.string().nullable(),
  until: z.string().nullable(),
  conduit: z.string().nullable(),
  compensation: z.string().nullable(),
  change: z.string().nullable(),
})
export type ShadowStep = z.infer<typeof ShadowStep>

export const ShadowRecord = ShadowRow.extend({
  /** Catalogue that it was judged by. */
  edition: z.string(),
  zoneModelVersion: z.int().nullable(),
  signs: z.array(z.strictObject({ kind: SignKind, pattern: z.string(), proof: ShownProof })),
  /** The industrial protocol that the host of an AI service or agent speaks. */
  control: z.strictObject({ protocol: z.string(), peer: z.string(), proof: ShownProof }).nullable(),
  steps: z.array(ShadowStep),
})
export type ShadowRecord = z.infer<typeof ShadowRecord>

export const ShadowFilter = z.strictObject({
  site: SiteKey.optional(),
  /** Part of a name, register id or address of the device, or of what was found. */
  text: z.string().trim().min(1).max(120).optional(),
  asset: z.string().max(80).optional(),
  zone: z.string().min(1).max(80).optional(),
  state: TriageState.optional(),
  severity: z.enum(['1', '2', '3', '4', 'unknown']).optional(),
  category: z.string().min(1).max(80).optional(),
  indicator: z.string().min(1).max(80).optional(),
  owner: z.string().min(1).max(200).optional(),
  domain: z.enum(['it', 'ot']).optional(),
  /** Beside an industrial protocol. */
  control: z.stringbool().optional(),
})
export type ShadowFilter = z.output<typeof ShadowFilter>

export const ShadowSort = z.enum([
  'severity',
  '-severity',
  'confidence',
  '-confidence',
  'since',
  '-since',
  'firstAt',
  '-firstAt',
  'lastAt',
  '-lastAt',
  'device',
  '-device',
])
export type ShadowSort = z.infer<typeof ShadowSort>

/** Columns of the list and of its export. */
export const ShadowColumn = z.enum([
  'name',
  'severity',
  'device',
  'zone',
  'category',
  'confidence',
  'control',
  'state',
  'since',
  'owner',
  'until',
  'host',
  'firstAt',
  'lastAt',
  'domain',
  'site',
])
export type ShadowColumn = z.infer<typeof ShadowColumn>

/** A decision as it is sent: the instant as ISO 8601. */
const [review, adopted, tolerated, ...others] = TriageDecision.options
export const SentDecision = z.discriminatedUnion('state', [
  review,
  adopted,
  tolerated.extend({ until: InstantText }),
  ...others,
])
export type SentDecision = z.input<typeof SentDecision>

export const DecisionResult = z.strictObject({
  decided: z.int(),
  refused: z.array(z.strictObject({ id: z.string(), code: z.string() })),
})
export type DecisionResult = z.infer<typeof DecisionResult>

export const ShadowMetrics = z.strictObject({
  at: z.string(),
  /** Findings that wait for a decision at that instant: how many, and for how long. */
  undecided: z.int(),
  /** Critical to low, as each was judged then. */
  bySeverity: z.array(z.int()).length(4),
  /** Of devices that stood in no zone that anybody said. */
  unknownSeverity: z.int(),
  /** The middle of their ages and the greatest, whole microseconds; null when there is none. */
  medianAgeMicros: z.int().nullable(),
  oldestAgeMicros: z.int().nullable(),
})
export type ShadowMetrics = z.infer<typeof ShadowMetrics>
