// What sensors saw, inside one cell: captures, batches, conversations and operations in detail, packets as proof.

import { JobView } from '@penstock/contract/jobs'
import { PageQuery, pageOf, route } from '@penstock/contract/route'
import { EpochMicros, SiteKey } from '@penstock/model/kernel'
import { DetailSeen, FunctionSeen, ObservationBatch, OperationKind } from '@penstock/model/observations'
import { z } from 'zod'

export * from './events.ts'
export { PacketProof } from './proof.ts'
export * from './standing.ts'

export const CaptureView = z.strictObject({
  id: z.string(),
  site: z.string(),
  name: z.string(),
  bytes: z.int().nullable(),
  sensor: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
  packets: z.int(),
  firstAt: z.string().nullable(),
  lastAt: z.string().nullable(),
  isComplete: z.boolean(),
})
export type CaptureView = z.infer<typeof CaptureView>

export const dropCapture = route({
  method: 'POST',
  path: '/captures',
  side: 'cell',
  permission: 'capture:create',
  summary: 'Give a capture file; it is read as a job',
  query: z.strictObject({ site: SiteKey, name: z.string().min(1).max(255) }),
  upload: 'application/octet-stream',
  response: JobView,
  refusals: [
    'observations.empty-capture',
    'observations.not-a-capture',
    'observations.unpacks-too-far',
    'observations.capture-known',
    'not-found',
  ],
})

export const listCaptures = route({
  method: 'GET',
  path: '/captures',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'Captures and live sources',
  response: z.strictObject({ items: z.array(CaptureView) }),
  refusals: [],
})

export const CaptureReading = z.strictObject({
  captureId: z.string(),
  name: z.string(),
  isComplete: z.boolean(),
  /** Packets or lines that cannot be what they should. */
  malformed: z.int(),
  /** The first of these lines, each with its number and why. */
  badLines: z.array(z.strictObject({ line: z.int(), detail: z.string() })),
  /** What is well and says nothing that is used, by reason. */
  passedOver: z.record(z.string(), z.int()),
})
export type CaptureReading = z.infer<typeof CaptureReading>

export const readCaptureReading = route({
  method: 'GET',
  path: '/captures/{captureId}/reading',
  side: 'cell',
  permission: 'monitoring:read',
  summary:
    'What could not be understood of a capture or a file of another system, line by line, and what was passed over',
  params: z.strictObject({ captureId: z.string() }),
  response: CaptureReading,
  refusals: ['not-found'],
})

export const FrameView = z.strictObject({
  captureId: z.string(),
  captureName: z.string(),
  frame: z.int(),
  at: z.string(),
  length: z.int(),
  /** Its bytes as hexadecimal: at most 512 of a packet, 4,096 of a line. */
  hex: z.string(),
})
export type FrameView = z.infer<typeof FrameView>

/** `offset` and `length` are those of the proof; the cell answers only for places that one of its own proofs names. */
export const readFrame = route({
  method: 'GET',
  path: '/captures/{captureId}/frames/{frame}',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'The packet that proves a row, or the line of a file of another system',
  params: z.strictObject({ captureId: z.string(), frame: z.coerce.number().int().min(1) }),
  query: z.strictObject({
    offset: z.coerce.number().int().min(0),
    length: z.coerce.number().int().min(0).max(262_144),
  }),
  response: FrameView,
  refusals: ['not-found'],
})

export const OperationView = z.strictObject({
  id: z.string(),
  at: z.string(),
  protocol: z.string(),
  kind: OperationKind,
  code: z.string(),
  name: z.string(),
  clientIp: z.string().nullable(),
  clientMac: z.string().nullable(),
  serverIp: z.string().nullable(),
  serverMac: z.string().nullable(),
  target: z.string().nullable(),
  result: z.string().nullable(),
  count: z.int(),
  captureId: z.string(),
  isLine: z.boolean(),
  frame: z.int(),
  offset: z.int(),
  length: z.int(),
})
export type OperationView = z.infer<typeof OperationView>

export const listOperations = route({
  method: 'GET',
  path: '/operations',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'Operations, newest first',
  query: PageQuery.extend({ address: z.string().max(60).optional(), kind: OperationKind.optional() }),
  response: pageOf(OperationView),
  refusals: [],
})

export const CellConversationView = z.strictObject({
  id: z.string(),
  clientIp: z.string().nullable(),
  clientMac: z.string().nullable(),
  serverIp: z.string().nullable(),
  serverMac: z.string().nullable(),
  protocol: z.string().nullable(),
  portGuess: z.string().nullable(),
  transport: z.string(),
  serverPort: z.int().nullable(),
  isAnswered: z.boolean(),
  packets: z.int(),
  bytes: z.int(),
  firstAt: z.string(),
  lastAt: z.string(),
  functions: z.array(FunctionSeen),
  details: z.array(DetailSeen),
  verdict: z.enum(['allowed', 'not-allowed', 'unknown']).nullable(),
  conduit: z.string().nullable(),
  rule: z.string().nullable(),
  captureId: z.string(),
  isLine: z.boolean(),
  frame: z.int(),
  offset: z.int(),
  length: z.int(),
})
export type CellConversationView = z.infer<typeof CellConversationView>

export const listCellConversations = route({
  method: 'GET',
  path: '/conversations',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'Conversations in detail, latest first',
  query: PageQuery.extend({ address: z.string().max(60).optional() }),
  response: pageOf(CellConversationView),
  refusals: [],
})

export const ActivityView = z.strictObject({
  from: z.string(),
  to: z.string(),
  buckets: z.array(z.strictObject({ at: z.string(), packets: z.int(), operations: z.int() })),
})
export type ActivityView = z.infer<typeof ActivityView>

export const readActivity = route({
  method: 'GET',
  path: '/activity',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'Packets and operations over time',
  query: z.strictObject({
    address: z.string().max(60).optional(),
    buckets: z.coerce.number().int().min(1).max(200).default(60),
  }),
  response: ActivityView,
  refusals: [],
})

/** The write-only door of a sensor. The token decides domain and site; the body never says them. */
export const sendBatches = route({
  method: 'POST',
  path: '/observations',
  side: 'cell',
  permission: 'observation:write',
  summary: 'Store observation batches; the answer names the highest sequence that is safe',
  body: z.strictObject({
    sensor: z.string().min(1).max(80),
    capture: z.string().min(1).max(200),
    batches: z.array(ObservationBatch).min(1).max(64),
    /** How often this sensor says that it lives, at least; a silence of twice that is told. */
    everyMs: z.int().min(100).max(86_400_000).optional(),
    /** The sensor's clock when it sent this, and how long its last request took; the cell estimates the skew from both. */
    clock: z.strictObject({ sentAt: EpochMicros, roundTripMicros: z.int().min(0).nullable() }).optional(),
  }),
  response: z.strictObject({ storedTo: z.int() }),
  refusals: ['observations.gap'],
})
