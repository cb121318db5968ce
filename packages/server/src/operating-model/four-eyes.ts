// Requests for decisions that nobody takes alone, of any kind: kept, approved by the rules of the model, refused, and told.
import type { ProposalView } from '@penstock/contract/operating-model'
import { Domain, type EpochMicros, idOfUuid, isoOfMicros, isoOrNull, micros, uuidOfId } from '@penstock/model/kernel'
import {
  approveRequest,
  FOUR_EYES_MICROS,
  type FourEyesDecision,
  FourEyesKind,
  type FourEyesRequest,
  Role,
} from '@penstock/model/operating-model'
import { type AccessService, policyHash } from '@penstock/server/access'
import { AppError, type Caller } from '@penstock/server/http'
import { type Clock, newUuid } from '@penstock/server/runtime'
import * as queries from './queries.ts'
import {
  type ApprovalRow,
  decideRequest,
  insertApproval,
  insertRequest,
  lockRequest,
  type RequestRow,
  type Tx,
} from './queries.ts'

/** Who asks or decides, in which session. */
export interface Actor {
  readonly caller: Caller
  /** Id of the session. */
  readonly session: string
}

export type RequestPart = Omit<
  ProposalView,
  'from' | 'to' | 'independence' | 'reason' | 'advice' | 'changes' | 'isStale'
>

export interface HeldRequest extends FourEyesRequest {
  readonly uuid: string
  readonly payload: FourEyesDecision['payload']
  readonly decidedBy: string | null
  readonly decidedAt: EpochMicros | null
  readonly note: string | null
}

/** Keeps a request; it is open for a day. */
export async function askFourEyes(
  tx: Tx,
  { caller, session }: Actor,
  asked: { readonly kind: FourEyesKind; readonly payload: FourEyesDecision['payload']; readonly domain: Domain | null },
  at: EpochMicros,
): Promise<HeldRequest> {
  const row: RequestRow = {
    id: newUuid(),
    kind: asked.kind,
    payload: asked.payload,
    payload_sha256: policyHash(asked.payload),
    domain: asked.domain,
    requested_by: caller.subject,
    requester_roles: [...caller.roles],
    requester_session: session,
    requested_at: at,
    expires_at: micros(at + FOUR_EYES_MICROS),
    state: 'open',
    decided_by: null,
    decided_at: null,
    note: null,
  }
  await insertRequest(tx, row)
  return heldRequest(row, [])
}

/** The request, locked; `not-found` for what is none of this kind. */
export async function getRequest(tx: Tx, kind: FourEyesKind, requestId: string): Promise<HeldRequest> {
  const row = await lockRequest(tx, uuidOfId(requestId) ?? newUuid(), kind)
  if (row === undefined) throw new AppError('not-found')
  return heldRequest(row, await queries.listApprovals(tx, [row.id]))
}

export async function listHeldRequests(tx: Tx, kind: FourEyesKind): Promise<readonly HeldRequest[]> {
  const rows = await queries.listRequests(tx, kind)
  const approvals = Map.groupBy(
    await queries.listApprovals(
      tx,
      rows.map(({ id }) => id),
    ),
    ({ request_id }) => request_id,
  )
  return rows.map((row) => heldRequest(row, approvals.get(row.id) ?? []))
}

/** Requests by their uuid. */
export async function listRequestsOf(tx: Tx, uuids: readonly string[]): Promise<ReadonlyMap<string, HeldRequest>> {
  const approvals = Map.groupBy(await queries.listApprovals(tx, uuids), ({ request_id }) => request_id)
  const rows = await queries.listRequestsById(tx, uuids)
  return new Map(rows.map((row) => [row.id, heldRequest(row, approvals.get(row.id) ?? [])]))
}

/** Adds an approval, or says why not; the request is `approved` with the last that it needs. */
export async function approveFourEyes(
  tx: Tx,
  request: HeldRequest,
  { caller, session }: Actor,
  payloadSha256: string,
  at: EpochMicros,
): Promise<HeldRequest> {
  const approver = { subject: caller.subject, roles: caller.roles, session, payloadSha256 }
  const judged = approveRequest(request, approver, at)
  if (!judged.ok) throw new AppError(judged.refusal.code)
  const approval = judged.value.approvals.at(-1)!
  await insertApproval(tx, { ...approval, request_id: request.uuid })
  const isWhole = judged.value.state === 'approved'
  if (isWhole) await decideRequest(tx, request.uuid, { state: 'approved', by: caller.subject, at, note: null })
  const decided = isWhole ? { decidedBy: caller.subject, decidedAt: at } : {}
  return { ...request, ...judged.value, ...decided }
}

/** Refuses a request, or withdraws one's own. */
export async function refuseFourEyes(
  tx: Tx,
  request: HeldRequest,
  caller: Caller,
  note: string,
  at: EpochMicros,
): Promise<HeldRequest> {
  if (request.state !== 'open') throw new AppError('four-eyes.decided')
  if (at >= request.expiresAt) throw new AppError('four-eyes.expired')
  const state = request.requestedBy === caller.subject ? 'withdrawn' : 'refused'
  await decideRequest(tx, request.uuid, { state, by: caller.subject, at, note })
  return { ...request, state, decidedBy: caller.subject, decidedAt: at, note }
}

/** The decision as a policy carries it. */
export function decisionOf(request: HeldRequest): FourEyesDecision {
  const { id, kind, payload, payloadSha256, requestedBy, requestedAt, approvals } = request
  return { id, kind, payload, payloadSha256, requestedBy, requestedAt, approvals: [...approvals] }
}

export interface Asking extends Actor {
  readonly names: ReadonlyMap<string, string>
  readonly at: EpochMicros
}

/** Who asks, with the names of all people, now. */
export async function askingOf(
  { access, clock }: { readonly access: AccessService; readonly clock: Clock },
  actor: Actor,
): Promise<Asking> {
  return { ...actor, names: await access.accounts.names(), at: clock() }
}

/** Whether it may still be approved. */
export function isOpen({ state, expiresAt }: HeldRequest, at: EpochMicros): boolean {
  return state === 'open' && at < expiresAt
}

/** What every kind of request tells, and whether whoever asks may approve it. */
export function requestView(request: HeldRequest, { caller, session, names, at }: Asking): RequestPart {
  const { subject, roles } = caller
  const judged = approveRequest(request, { subject, roles, session, payloadSha256: request.payloadSha256 }, at)
  const isExpired = request.state === 'open' && at >= request.expiresAt
  return {
    id: request.id,
    requestedBy: request.requestedBy,
    requestedByName: names.get(request.requestedBy) ?? null,
    requestedAt: isoOfMicros(request.requestedAt),
    expiresAt: isoOfMicros(request.expiresAt),
    state: isExpired ? 'expired' : request.state,
    approvals: approvalViews(request.approvals, names),
    payloadSha256: request.payloadSha256,
    mayApprove: judged.ok,
    whyNot: judged.ok ? null : judged.refusal.code,
    decidedBy: request.decidedBy,
    decidedAt: isoOrNull(request.decidedAt),
    note: request.note,
  }
}

export function approvalViews(
  approvals: FourEyesDecision['approvals'] | FourEyesRequest['approvals'],
  names: ReadonlyMap<string, string>,
): RequestPart['approvals'] {
  return approvals.map(({ subject, domain, at }) => ({
    subject,
    name: names.get(subject) ?? null,
    domain,
    at: isoOfMicros(at),
  }))
}

function heldRequest(row: RequestRow, approvals: readonly ApprovalRow[]): HeldRequest {
  return {
    uuid: row.id,
    id: idOfUuid('fey', row.id),
    kind: FourEyesKind.parse(row.kind),
    payload: row.payload as FourEyesDecision['payload'],
    payloadSha256: row.payload_sha256,
    domain: row.domain === null ? null : Domain.parse(row.domain),
    requestedBy: row.requested_by,
    requesterRoles: row.requester_roles.map((role) => Role.parse(role)),
    requesterSession: row.requester_session,
    requestedAt: row.requested_at,
    expiresAt: row.expires_at,
    state: row.state as FourEyesRequest['state'],
    approvals: approvals.map(({ subject, domain, roles, session, at }) => ({
      subject,
      domain: Domain.parse(domain),
      roles: roles.map((role) => Role.parse(role)),
      session,
      at,
    })),
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    note: row.note,
  }
}
