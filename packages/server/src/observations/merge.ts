// Adds the differences of a batch to the rows as they stand. Pure: rows in, rows out.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import {
  addDetails,
  type Binding,
  type Claim,
  type ConversationSeen,
  type DetailSeen,
  type FunctionSeen,
  type ObservationBatch,
  type Proof,
} from '@penstock/model/observations'
import type { CaptureProof } from '@penstock/store/tables'
import { conversationId } from './identity.ts'
import type { BindingRow, ClaimRow, ConversationRow } from './queries.ts'

/** Which capture the batch belongs to: its proofs then say so. */
export interface CaptureOf {
  readonly site: string
  readonly captureId: string
  readonly captureName: string
  /** It is a file of another system: what proves is a line. */
  readonly isLines?: boolean
}

/** Stored for a missing part of a key, as a primary key takes no null. */
export const NONE = ''
export const NO_VLAN = -1

/** More different functions than this on one conversation are counted under `other`. */
const FUNCTION_CAP = 200

function bindingKey(row: Pick<BindingRow, 'mac' | 'ip' | 'vlan' | 'ground' | 'protocol'>): string {
  return [row.mac, row.ip, row.vlan, row.ground, row.protocol].join(' ')
}

function claimKey(row: Pick<ClaimRow, 'mac' | 'ip' | 'field' | 'value' | 'protocol' | 'method'>): string {
  return JSON.stringify([row.mac, row.ip, row.field, row.value, row.protocol, row.method])
}

/** A proof that was stored names its capture already. */
export function proofIn(of: Omit<CaptureOf, 'site'>, proof: Proof | CaptureProof): CaptureProof {
  if ('captureId' in proof) return proof
  const { captureId, captureName, isLines } = of
  return { ...proof, captureId, captureName, ...(isLines === true ? { isLine: true } : {}) }
}

export function mergeBindings(of: CaptureOf, stored: readonly BindingRow[], seen: readonly Binding[]): BindingRow[] {
  const rows = new Map(stored.map((row) => [bindingKey(row), row]))
  const touched = new Map<string, BindingRow>()
  for (const binding of seen) {
    const { mac, ground, protocol } = binding
    const place = { site: of.site, mac, ip: binding.ip ?? NONE, vlan: binding.vlan ?? NO_VLAN, ground, protocol }
    const key = bindingKey(place)
    const before = touched.get(key) ?? rows.get(key)
    touched.set(key, {
      ...place,
      packets: (before?.packets ?? 0) + binding.packets,
      first_at: earlier(before?.first_at, binding.firstAt),
      last_at: later(before?.last_at, binding.lastAt),
      proof: before?.proof ?? proofIn(of, binding.proof),
    })
  }
  return [...touched.values()]
}

export function mergeClaims(of: CaptureOf, stored: readonly ClaimRow[], seen: readonly Claim[]): ClaimRow[] {
  const rows = new Map(stored.map((row) => [claimKey(row), row]))
  const touched = new Map<string, ClaimRow>()
  for (const claim of seen) {
    const { field, value, protocol, method, basis } = claim
    const place = {
      site: of.site,
      mac: claim.about.mac ?? NONE,
      ip: claim.about.ip ?? NONE,
      field,
      value,
      protocol,
      method,
      basis,
    }
    const key = claimKey(place)
    const before = touched.get(key) ?? rows.get(key)
    touched.set(key, {
      ...place,
      first_at: earlier(before?.first_at, claim.proof.at),
      last_at: later(before?.last_at, claim.proof.at),
      proof: before?.proof ?? proofIn(of, claim.proof),
    })
  }
  return [...touched.values()]
}

export function mergeConversations(
  of: CaptureOf,
  stored: readonly ConversationRow[],
  seen: readonly ConversationSeen[],
): ConversationRow[] {
  const rows = new Map(stored.map((row) => [row.id, row]))
  const touched = new Map<string, ConversationRow>()
  for (const conversation of seen) {
    const id = conversationId(of.site, conversation)
    const before = touched.get(id) ?? rows.get(id)
    touched.set(id, {
      id,
      site: of.site,
      client_mac: conversation.client.mac,
      client_ip: conversation.client.ip,
      server_mac: conversation.server.mac,
      server_ip: conversation.server.ip,
      protocol: conversation.protocol,
      port_guess: conversation.portGuess,
      transport: conversation.transport,
      server_port: conversation.serverPort,
      sides_from: conversation.sidesFrom,
      is_answered: conversation.isAnswered || (before?.is_answered ?? false),
      vlans: [...new Set([...(before?.vlans ?? []), ...conversation.vlans])].sort((a, b) => a - b),
      packets: (before?.packets ?? 0) + conversation.packets,
      bytes: (before?.bytes ?? 0) + conversation.bytes,
      client_bytes: clientBytesOf(before, conversation),
      first_at: earlier(before?.first_at, conversation.firstAt),
      last_at: later(before?.last_at, conversation.lastAt),
      functions: addFunctions(functionsOf(before), conversation.functions),
      details: addDetails(detailsOf(before), conversation.details ?? []),
      proof: before?.proof ?? proofIn(of, conversation.proof),
      verdict: before?.verdict ?? null,
      conduit: before?.conduit ?? null,
      rule: before?.rule ?? null,
      judged: before?.judged ?? null,
      zone_model_version: before?.zone_model_version ?? null,
    })
  }
  return [...touched.values()]
}

/** Null once a share of it did not tell. */
function clientBytesOf(before: ConversationRow | undefined, { clientBytes }: ConversationSeen): number | null {
  if (before === undefined) return clientBytes ?? null
  return before.client_bytes === null || clientBytes === undefined ? null : before.client_bytes + clientBytes
}

export function functionsOf(row: ConversationRow | undefined): readonly FunctionSeen[] {
  return (row?.functions as readonly FunctionSeen[] | undefined) ?? []
}

export function detailsOf(row: ConversationRow | undefined): readonly DetailSeen[] {
  return (row?.details as readonly DetailSeen[] | undefined) ?? []
}

function addFunctions(before: readonly FunctionSeen[], seen: readonly FunctionSeen[]): FunctionSeen[] {
  const sums = new Map(before.map((one) => [`${one.kind} ${one.code}`, one]))
  for (const one of seen) {
    const known = sums.has(`${one.kind} ${one.code}`)
    const kept =
      known || sums.size < FUNCTION_CAP ? one : { ...one, code: '*', name: 'further functions', kind: 'other' as const }
    const key = `${kept.kind} ${kept.code}`
    sums.set(key, { ...kept, count: (sums.get(key)?.count ?? 0) + one.count })
  }
  return [...sums.values()].sort((a, b) => (a.code < b.code ? -1 : 1))
}

/** The distinct addresses that a batch speaks of, to fetch the rows that it adds to. */
export function addressesOf(batch: ObservationBatch): { readonly macs: string[]; readonly ips: string[] } {
  const macs = new Set<string>()
  const ips = new Set<string>()
  for (const { about } of batch.claims) {
    if (about.mac !== null) macs.add(about.mac)
    else if (about.ip !== null) ips.add(about.ip)
  }
  return { macs: [...macs], ips: [...ips] }
}

function earlier(a: EpochMicros | undefined, b: EpochMicros): EpochMicros {
  return a === undefined ? b : micros(Math.min(a, b))
}

function later(a: EpochMicros | undefined, b: EpochMicros): EpochMicros {
  return a === undefined ? b : micros(Math.max(a, b))
}
