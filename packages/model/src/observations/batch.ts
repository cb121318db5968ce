// What a sensor hands to its cell: batches of rows, cut at fixed packet counts so that reading a capture again makes the
// same batches with the same numbers. Rows are differences since the batch before; adding them up gives the whole.
import { EpochMicros } from '@penstock/model/kernel'
import { z } from 'zod'
import { Endpoint, Proof } from './batch-parts.ts'
import { LiveReport, StreamsSeen } from './coverage.ts'
import { DiscoverySeen, LogonSeen, StateSeen, TransferSeen, ValueSeen } from './events.ts'
import { ExchangeSeen } from './exchanges.ts'
import { Basis, ClaimField, DetailKind, FunctionKind, IpAddress, Mac, OperationKind, Transport } from './vocabulary.ts'

/**
 * How often one MAC sourced frames of one IP, and on what ground they belong together.
 * `arp-own`: the device announced or asked with this address itself; `arp-reply`: it only answered for it (may be a proxy);
 * `frame`: IP packets of this source came with this MAC (may be a router); `protocol`: a protocol of the device said both;
 * `reported`: another system keeps both for one device: nothing of it was heard.
 */
export const Binding = z.strictObject({
  mac: Mac,
  ip: IpAddress.nullable(),
  vlan: z.int().min(0).max(4095).nullable(),
  ground: z.enum(['arp-own', 'arp-reply', 'frame', 'protocol', 'link', 'reported']),
  protocol: z.string(),
  packets: z.int().min(0),
  firstAt: EpochMicros,
  lastAt: EpochMicros,
  proof: Proof,
})
export type Binding = z.infer<typeof Binding>

export const Claim = z
  .strictObject({
    about: Endpoint.describe('Whatever addresses the statement names or travels with'),
    field: ClaimField.describe('What it speaks of; `role` and `purdueLevel` say what the device is in the plant'),
    value: z.string().max(512).describe('What is said, as it was sent'),
    protocol: z.string().describe('The protocol that said so'),
    method: z
      .string()
      .describe(
        'How it was learned, such as `list-identity`, `szl-0x0011`, `lldp-system-name`, `dcp-name-of-station`, `oui`; `@unit 5` or `@slot 3` after it names a module behind the address',
      ),
    basis: Basis.describe(
      '`observed` the device said it itself; `reported` another system says it; `inferred` concluded from behaviour or a table',
    ),
    proof: Proof.describe('The first packet that shows it'),
  })
  .describe('Identity and role: one thing said of one device by one protocol.')
export type Claim = z.infer<typeof Claim>

export const FunctionSeen = z.strictObject({
  code: z.string(),
  name: z.string(),
  kind: FunctionKind,
  count: z.int().min(0),
})
export type FunctionSeen = z.infer<typeof FunctionSeen>

export const DetailSeen = z.strictObject({ kind: DetailKind, value: z.string().max(256), count: z.int().min(1) })
export type DetailSeen = z.infer<typeof DetailSeen>

/** Who talked to whom. `protocol` is null when content gave none; `portGuess` is then what the server port suggests. */
export const ConversationSeen = z.strictObject({
  client: Endpoint,
  server: Endpoint,
  protocol: z.string().nullable(),
  portGuess: z.string().nullable(),
  transport: Transport,
  serverPort: z.int().min(0).max(65_535).nullable(),
  /** On what the two sides stand: protocol content, the TCP handshake, or the lower or well-known port. */
  sidesFrom: z.enum(['content', 'handshake', 'port', 'first-packet']),
  /** True once the server sent anything: an unanswered call proves a wish, not a service. */
  isAnswered: z.boolean(),
  vlans: z.array(z.int().min(0).max(4095)),
  packets: z.int().min(0),
  bytes: z.int().min(0),
  /** Of them, what the client sent; absent where nobody told. */
  clientBytes: z.int().min(0).optional(),
  firstAt: EpochMicros,
  lastAt: EpochMicros,
  functions: z.array(FunctionSeen),
  details: z.array(DetailSeen).optional(),
  proof: Proof,
})
export type ConversationSeen = z.infer<typeof ConversationSeen>

export const OperationSeen = z
  .strictObject({
    at: EpochMicros.describe('The packet that asked for it'),
    protocol: z.string().describe('The protocol that carried it'),
    kind: OperationKind.describe('What it does to the device'),
    code: z.string().describe("The function's code in the protocol, as its standard writes it"),
    name: z.string().describe("The function's name"),
    client: Endpoint.describe('Who asked for it'),
    server: Endpoint.describe('The device that it was asked of'),
    target: z
      .string()
      .nullable()
      .describe('Unit, slot, block, object or address range inside the device; null when the protocol names none'),
    values: z.array(z.string()).optional().describe('What was written, the first ones; absent when nothing was'),
    result: z
      .string()
      .nullable()
      .describe("`ok`, or the refusal in the protocol's own words; null when no answer was seen"),
    count: z.int().min(1).describe('How often, alike in all of the above, within a batch'),
    proof: Proof.describe('The first packet that shows it'),
  })
  .describe(
    'Something was asked of a device that reads or changes more than a value: write, command, program, restart.',
  )
export type OperationSeen = z.infer<typeof OperationSeen>

export const AnomalySeen = z
  .strictObject({
    kind: z.string().describe('What is odd, such as `arp-length`'),
    count: z.int().min(1).describe('How often within a batch'),
    detail: z.string().max(512).describe('What the first one looked like'),
    client: Endpoint.optional().describe('Who asked in the conversation that it stands in; absent where there is none'),
    server: Endpoint.optional().describe('Whom, likewise'),
    proof: Proof.describe('The first packet that shows it'),
  })
  .describe('Traffic that is malformed or surprising.')
export type AnomalySeen = z.infer<typeof AnomalySeen>

export const ObservationBatch = z.strictObject({
  /** Counts from 0 within one capture; (capture, seq) names a batch once and for all. */
  seq: z.int().min(0),
  isLast: z.boolean(),
  packets: z.int().min(0),
  /** Of a file of another system: lines that were read, and which system. Absent for packets. */
  lines: z.strictObject({ system: z.string(), read: z.int().min(0) }).optional(),
  bytes: z.int().min(0),
  malformed: z.int().min(0),
  skipped: z.record(z.string(), z.int().min(0)),
  firstAt: EpochMicros.nullable(),
  lastAt: EpochMicros.nullable(),
  bindings: z.array(Binding),
  claims: z.array(Claim),
  conversations: z.array(ConversationSeen),
  operations: z.array(OperationSeen),
  anomalies: z.array(AnomalySeen),
  /** Absent where a batch has none. */
  values: z.array(ValueSeen).optional(),
  states: z.array(StateSeen).optional(),
  transfers: z.array(TransferSeen).optional(),
  logons: z.array(LogonSeen).optional(),
  discoveries: z.array(DiscoverySeen).optional(),
  exchanges: z.array(ExchangeSeen).optional(),
  /** Absent where no connection was told and no hole met. */
  streams: StreamsSeen.optional(),
  /** Of live sensors only; a batch without packets is then a heartbeat. */
  live: LiveReport.optional(),
})
export type ObservationBatch = z.infer<typeof ObservationBatch>

/** What the client sent of two shares of one conversation; where one did not tell, nobody knows of the whole. */
export function addClientBytes(
  a: Pick<ConversationSeen, 'clientBytes'>,
  b: Pick<ConversationSeen, 'clientBytes'>,
): Pick<ConversationSeen, 'clientBytes'> {
  return a.clientBytes === undefined || b.clientBytes === undefined
    ? {}
    : { clientBytes: a.clientBytes + b.clientBytes }
}
