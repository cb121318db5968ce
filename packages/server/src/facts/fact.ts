// What leaves a cell: the whole list of kinds, each with its shape (docs/concepts/hub-and-cells.md, "Up"). Anything else is asked for.

import { Signal as FeatureSignal, Tie } from '@penstock/model/correlation'
import { DETECTION_STATES, DETECTION_VERDICTS, FINDING_KINDS, FINDING_LEVELS } from '@penstock/model/detections'
import { EpochMicros } from '@penstock/model/kernel'
import {
  Binding,
  CaptureProof,
  Claim,
  ConversationSeen,
  FunctionKind,
  Losses,
  OperationKind,
  StreamsSeen,
} from '@penstock/model/observations'
import { SignKind } from '@penstock/model/shadow'
import { z } from 'zod'

/** Interfaces seen: bindings and claims as they stand (not differences), so that the newest row replaces the older. */
export const InterfacesFact = z.strictObject({
  /** Token of the sensor that heard them this time; null for a file. */
  source: z.string().nullable().default(null),
  bindings: z.array(Binding.extend({ proof: CaptureProof })),
  claims: z.array(Claim.extend({ proof: CaptureProof, firstAt: EpochMicros, lastAt: EpochMicros })),
})
export type InterfacesFact = z.infer<typeof InterfacesFact>

/** A conversation and its verdict: function kinds with counts, never values, tags or payload. */
export const ConversationFact = z.strictObject({
  id: z.string(),
  client: ConversationSeen.shape.client,
  server: ConversationSeen.shape.server,
  protocol: z.string().nullable(),
  portGuess: z.string().nullable(),
  transport: ConversationSeen.shape.transport,
  serverPort: z.int().nullable(),
  sidesFrom: ConversationSeen.shape.sidesFrom,
  isAnswered: z.boolean(),
  vlans: z.array(z.int()),
  packets: z.int(),
  bytes: z.int(),
  functionKinds: z.array(z.strictObject({ kind: FunctionKind, count: z.int() })),
  firstAt: EpochMicros,
  lastAt: EpochMicros,
  proof: CaptureProof,
  verdict: z
    .strictObject({
      verdict: z.enum(['allowed', 'not-allowed', 'unknown']),
      conduit: z.string().nullable(),
      rule: z.string(),
      basis: z.enum(['observed', 'reported', 'inferred']),
      facts: z.array(z.string()),
      clientZone: z.string().nullable(),
      serverZone: z.string().nullable(),
      zoneModelVersion: z.int(),
    })
    .nullable(),
})
export type ConversationFact = z.infer<typeof ConversationFact>
export const ConversationsFact = z.strictObject({ conversations: z.array(ConversationFact) })

export const OperationFact = z.strictObject({
  operations: z.array(
    z.strictObject({
      id: z.string(),
      at: EpochMicros,
      protocol: z.string(),
      kind: OperationKind,
      code: z.string(),
      client: ConversationSeen.shape.client,
      server: ConversationSeen.shape.server,
      result: z.string().nullable(),
      proof: CaptureProof,
    }),
  ),
})

/**
 * What a sensor covered: packets read, malformed and skipped, in which span. Of a live one also the stretch that it listened to, by its
 * own clock, what was lost in it by cause, how often it says that it lives, when the cell heard it and how its clock stands to the cell's.
 */
export const CoverageFact = z.strictObject({
  captureId: z.string(),
  sensor: z.string(),
  packets: z.int(),
  malformed: z.int(),
  skipped: z.record(z.string(), z.int()),
  /** Directions and holes of TCP; absent where none was told. */
  streams: StreamsSeen.optional(),
  firstAt: EpochMicros.nullable(),
  lastAt: EpochMicros.nullable(),
  isComplete: z.boolean(),
  /** Token of the sensor that sent it; null for a file. */
  source: z.string().nullable().default(null),
  live: z
    .strictObject({
      from: EpochMicros,
      to: EpochMicros,
      losses: Losses,
      everyMs: z.int(),
      heardAt: EpochMicros,
      clock: z.strictObject({ skewMicros: z.int(), errorMicros: z.int() }).nullable(),
    })
    .nullable()
    .default(null),
})
export type CoverageFact = z.infer<typeof CoverageFact>

/**
 * Shadow infrastructure as a cell judges it: which device, which indicator, which patterns of the catalogue were met and where. What the
 * wire said stays in the cell. Rows are states: the newest replaces. Severity is the catalogue's, 0 ignore to 4 critical.
 */
export const ShadowFact = z.strictObject({
  edition: z.string(),
  findings: z.array(
    z.strictObject({
      host: z.string(),
      indicator: z.string(),
      name: z.string(),
      category: z.string(),
      title: z.string(),
      score: z.number().min(0).max(1),
      severity: z.int().min(0).max(4).nullable(),
      zone: z.string().nullable(),
      zoneModelVersion: z.int().nullable(),
      signs: z.array(z.strictObject({ kind: SignKind, pattern: z.string(), proof: CaptureProof })),
      control: z.strictObject({ protocol: z.string(), peer: z.string(), proof: CaptureProof }).nullable(),
      firstAt: EpochMicros,
      lastAt: EpochMicros,
    }),
  ),
})
export type ShadowFact = z.infer<typeof ShadowFact>

/**
 * A detection as a headline, at each change of its state: which rule, about which addresses, in which quarter of an hour. Names, values and
 * evidence stay in the cell. A suppressed one is not told.
 */
export const DetectionFact = z.strictObject({
  /** Made from content, so of no version of a UUID. */
  id: z.guid(),
  kind: z.enum(FINDING_KINDS),
  rule: z.string(),
  level: z.enum(FINDING_LEVELS),
  techniques: z.array(z.string()),
  addresses: z.array(z.string()),
  bucket: EpochMicros,
  state: z.enum(DETECTION_STATES),
  verdict: z.enum(DETECTION_VERDICTS).nullable(),
  version: z.int().min(1),
})
export type DetectionFact = z.infer<typeof DetectionFact>

/**
 * Features on pseudonyms: that a kind of thing happened, when, at which site, and which keyed names it has in common with others. Of its values
 * those that a stage of a scenario asks for. The key stays in the cells.
 */
export const FeatureFact = z.strictObject({ signals: z.array(FeatureSignal), ties: z.array(Tie) })
export type FeatureFact = z.infer<typeof FeatureFact>

export const FactKind = z.enum([
  'interfaces',
  'conversations',
  'operations',
  'shadow',
  'coverage',
  'detection',
  'feature',
])
export type FactKind = z.infer<typeof FactKind>

export const Fact = z.strictObject({
  seq: z.int().min(1),
  /** SHA-256 of the content, in hexadecimal. */
  id: z.string(),
  kind: FactKind,
  site: z.string(),
  domains: z.array(z.string()),
  marking: z.int(),
  observedAt: EpochMicros,
  body: z.unknown(),
})
export type Fact = z.infer<typeof Fact>

export const FactPage = z.strictObject({ facts: z.array(Fact), holds: z.record(z.string(), z.int()) })
export type FactPage = z.infer<typeof FactPage>
