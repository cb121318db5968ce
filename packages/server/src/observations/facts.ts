// What of the stored rows goes up to the hub. Values, tags and payload stay in the cell.
import type { EpochMicros } from '@penstock/model/kernel'
import type {
  Basis,
  Binding,
  Claim,
  ClaimField,
  ConversationSeen,
  FunctionKind,
  ObservationBatch,
} from '@penstock/model/observations'
import type { ConversationFact, NewFact } from '@penstock/server/facts'
import type { CaptureProof } from '@penstock/store/tables'
import { type CaptureOf, detailsOf, functionsOf, NO_VLAN, NONE } from './merge.ts'
import type { BindingRow, ClaimRow, ConversationRow, OperationRow } from './queries.ts'

export interface Label {
  readonly site: string
  readonly domains: readonly string[]
  readonly observedAt: EpochMicros
}

export type ProvenTalk = Omit<ConversationSeen, 'proof'> & { readonly proof: CaptureProof }
export type ProvenClaim = Omit<Claim, 'proof'> & {
  readonly firstAt: EpochMicros
  readonly lastAt: EpochMicros
  readonly proof: CaptureProof
}
export type ProvenBinding = Omit<Binding, 'proof'> & { readonly proof: CaptureProof }

/** Rows a fact: small enough to move and store at once, large enough not to cost a message each. */
const ROWS_PER_FACT = 200

/** Operations that always go up; of writes the pair and day would do, and those wait for the baseline. */
const ALWAYS_UP = new Set([
  'mode',
  'restart',
  'program-download',
  'program-upload',
  'firmware',
  'file',
  'time',
  'auth',
  'config',
  'identity',
])

function inChunks<Row>(rows: readonly Row[], make: (chunk: readonly Row[]) => NewFact): NewFact[] {
  const facts: NewFact[] = []
  for (let at = 0; at < rows.length; at += ROWS_PER_FACT) facts.push(make(rows.slice(at, at + ROWS_PER_FACT)))
  return facts
}

export function interfacesFact(
  label: Label,
  bindings: readonly BindingRow[],
  claims: readonly ClaimRow[],
  source: string | null = null,
): NewFact[] {
  const from = source === null ? {} : { source }
  return [
    ...inChunks(bindings, (chunk) => ({
      ...label,
      kind: 'interfaces',
      body: {
        ...from,
        bindings: chunk.map(bindingOf),
        claims: [],
      },
    })),
    ...inChunks(claims, (chunk) => ({
      ...label,
      kind: 'interfaces',
      body: {
        ...from,
        bindings: [],
        claims: chunk.map(claimOf),
      },
    })),
  ]
}

export function claimOf(row: ClaimRow): ProvenClaim {
  const { mac, ip, field, value, protocol, method, basis, first_at, last_at, proof } = row
  return {
    about: { mac: mac === NONE ? null : mac, ip: ip === NONE ? null : ip },
    field: field as ClaimField,
    value,
    protocol,
    method,
    basis: basis as Basis,
    firstAt: first_at,
    lastAt: last_at,
    proof,
  }
}

export function bindingOf(row: BindingRow): ProvenBinding {
  const { mac, ip, vlan, ground, protocol, packets, first_at, last_at, proof } = row
  return {
    mac,
    ip: ip === NONE ? null : ip,
    vlan: vlan === NO_VLAN ? null : vlan,
    ground: ground as Binding['ground'],
    protocol,
    packets,
    firstAt: first_at,
    lastAt: last_at,
    proof,
  }
}

/** The two ends of a conversation and what it is, as whoever judges it wants them. */
export function endsOf(row: ConversationRow) {
  return {
    client: { mac: row.client_mac, ip: row.client_ip },
    server: { mac: row.server_mac, ip: row.server_ip },
    protocol: row.protocol,
    portGuess: row.port_guess,
    transport: row.transport as ConversationSeen['transport'],
    serverPort: row.server_port,
    sidesFrom: row.sides_from as ConversationSeen['sidesFrom'],
  }
}

export function talkOf(row: ConversationRow): ProvenTalk {
  return {
    ...endsOf(row),
    isAnswered: row.is_answered,
    vlans: row.vlans,
    packets: row.packets,
    bytes: row.bytes,
    ...(row.client_bytes === null ? {} : { clientBytes: row.client_bytes }),
    firstAt: row.first_at,
    lastAt: row.last_at,
    functions: [...functionsOf(row)],
    details: [...detailsOf(row)],
    proof: row.proof,
  }
}

export function conversationsFact(label: Label, rows: readonly ConversationRow[]): NewFact[] {
  return inChunks(rows, (chunk) => ({
    ...label,
    kind: 'conversations',
    body: { conversations: chunk.map(conversationFact) },
  }))
}

function conversationFact(row: ConversationRow): ConversationFact {
  const kinds = new Map<FunctionKind, number>()
  for (const { kind, count } of functionsOf(row)) kinds.set(kind, (kinds.get(kind) ?? 0) + count)
  return {
    id: row.id,
    ...endsOf(row),
    isAnswered: row.is_answered,
    vlans: row.vlans,
    packets: row.packets,
    bytes: row.bytes,
    functionKinds: [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => ({ kind, count })),
    firstAt: row.first_at,
    lastAt: row.last_at,
    proof: row.proof,
    verdict: row.judged as ConversationFact['verdict'],
  }
}

type StoredOperation = Pick<
  OperationRow,
  'id' | 'protocol' | 'kind' | 'code' | 'client_mac' | 'client_ip' | 'server_mac' | 'server_ip' | 'result'
> & { readonly at: EpochMicros; readonly proof: CaptureProof }

export function operationsFact(label: Label, rows: readonly StoredOperation[]): NewFact[] {
  return inChunks(
    rows.filter((row) => ALWAYS_UP.has(row.kind)),
    (chunk) => ({
      ...label,
      kind: 'operations',
      body: {
        operations: chunk.map((row) => ({
          id: row.id,
          at: row.at,
          protocol: row.protocol,
          kind: row.kind,
          code: row.code,
          client: { mac: row.client_mac, ip: row.client_ip },
          server: { mac: row.server_mac, ip: row.server_ip },
          result: row.result,
          proof: row.proof,
        })),
      },
    }),
  )
}

/** What the door knew of a live sensor when it sent a batch. */
export interface LiveSource {
  readonly source: string
  readonly everyMs: number
  readonly heardAt: EpochMicros
  readonly clock: { readonly skewMicros: number; readonly errorMicros: number } | null
}

export function coverageFact(
  label: Label,
  of: CaptureOf,
  sensor: string,
  batch: ObservationBatch,
  from: LiveSource | null,
): NewFact {
  const { packets, malformed, skipped, streams, firstAt, lastAt, isLast, live } = batch
  const { source = null, ...known } = from ?? {}
  const body = {
    captureId: of.captureId,
    sensor,
    packets,
    malformed,
    skipped,
    ...(streams === undefined ? {} : { streams }),
    firstAt,
    lastAt,
    isComplete: isLast,
    source,
    live: live === undefined || from === null ? null : { ...live, ...known },
  }
  return { ...label, kind: 'coverage', body }
}
