// How conversations are shown: the row, the record with its history and proof, and the graph of who talks to whom.
import { PacketProof } from '@penstock/contract/observations'
import { SiteKey } from '@penstock/model/kernel'
import { FunctionKind } from '@penstock/model/observations'
import { z } from 'zod'
import { ConversationVerdict } from './filter.ts'

const Domain = z.enum(['it', 'ot'])
const Severity = z.int().min(1).max(4)

/** A cell that does not answer leaves a visible gap: its rows are as of when it was last heard. */
export const CellHeard = z.strictObject({ domain: Domain, isAnswering: z.boolean(), heardAt: z.string().nullable() })
export type CellHeard = z.infer<typeof CellHeard>

export const ConversationView = z.strictObject({
  id: z.string(),
  site: SiteKey,
  domain: Domain,
  clientAsset: z.string().nullable(),
  serverAsset: z.string().nullable(),
  clientLabel: z.string(),
  serverLabel: z.string(),
  clientAddress: z.string().nullable(),
  serverAddress: z.string().nullable(),
  clientZone: z.string().nullable(),
  serverZone: z.string().nullable(),
  protocol: z.string().nullable(),
  portGuess: z.string().nullable(),
  transport: z.string(),
  serverPort: z.int().nullable(),
  isAnswered: z.boolean(),
  /** Counters of an instant in the past are not kept: null where they grew since. */
  functionKinds: z.array(z.strictObject({ kind: FunctionKind, count: z.int().nullable() })),
  packets: z.int().nullable(),
  bytes: z.int().nullable(),
  firstAt: z.string(),
  lastAt: z.string().nullable(),
  verdict: ConversationVerdict.nullable(),
  conduit: z.string().nullable(),
  rule: z.string().nullable(),
  /** Of the open breach, where it is one. */
  severity: Severity.nullable(),
})
export type ConversationView = z.infer<typeof ConversationView>

const Spans = {
  heldFrom: z.string().nullable(),
  heldTo: z.string().nullable(),
  learnedFrom: z.string().nullable(),
  learnedTo: z.string().nullable(),
}

export const ConversationRecord = ConversationView.extend({
  clientMac: z.string().nullable(),
  serverMac: z.string().nullable(),
  knownAt: z.string(),
  basis: z.enum(['observed', 'inferred']).nullable(),
  facts: z.array(z.string()),
  zoneModelVersion: z.int().nullable(),
  verdicts: z.array(
    z.strictObject({
      verdict: ConversationVerdict,
      conduit: z.string().nullable(),
      rule: z.string(),
      zoneModelVersion: z.int(),
      ...Spans,
    }),
  ),
  states: z.array(
    z.strictObject({
      kinds: z.array(FunctionKind),
      isAnswered: z.boolean(),
      clientZone: z.string().nullable(),
      serverZone: z.string().nullable(),
      ...Spans,
    }),
  ),
  proof: PacketProof,
})
export type ConversationRecord = z.infer<typeof ConversationRecord>

const Verdicts = z.strictObject({ allowed: z.int(), notAllowed: z.int(), unknown: z.int(), unjudged: z.int() })
export type VerdictCounts = z.infer<typeof Verdicts>

export const TrafficNode = z.strictObject({
  /** An asset's id, a zone's name after `zone:`, or an address after `address:`. */
  id: z.string(),
  kind: z.enum(['asset', 'zone', 'address']),
  label: z.string(),
  zone: z.string().nullable(),
  site: SiteKey,
  conversations: z.int(),
})
export type TrafficNode = z.infer<typeof TrafficNode>

export const TrafficEdge = z.strictObject({
  id: z.string(),
  client: z.string(),
  server: z.string(),
  conversations: z.int(),
  protocols: z.array(z.strictObject({ protocol: z.string().nullable(), conversations: z.int() })),
  kinds: z.array(z.strictObject({ kind: FunctionKind, conversations: z.int() })),
  verdicts: Verdicts,
  /** Of the worst open breach on it; null without one. */
  severity: Severity.nullable(),
  packets: z.int().nullable(),
  bytes: z.int().nullable(),
  lastAt: z.string().nullable(),
})
export type TrafficEdge = z.infer<typeof TrafficEdge>

export const TrafficGraph = z.strictObject({
  by: z.enum(['asset', 'zone']),
  /** The busiest nodes and what they say to each other. */
  nodes: z.array(TrafficNode),
  edges: z.array(TrafficEdge),
  /** All that the filter means, drawn or not. `at-least`: counting stopped there. */
  total: z.strictObject({ conversations: z.int(), is: z.enum(['exact', 'at-least']) }),
  /** Conversations that were put together; the latest ones when the filter means more. */
  gathered: z.int(),
  drawn: z.int(),
  /** What is not drawn, by zone. */
  left: z.strictObject({
    nodes: z.int(),
    conversations: z.int(),
    groups: z.array(z.strictObject({ zone: z.string().nullable(), nodes: z.int(), conversations: z.int() })),
  }),
  asOf: z.string(),
  cells: z.array(CellHeard),
})
export type TrafficGraph = z.infer<typeof TrafficGraph>
