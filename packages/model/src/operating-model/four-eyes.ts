// Decisions that nobody takes alone: who may approve what, bound to the exact payload, for a day, once. Pure; the hash is made outside.
import { accept, Domain, EpochMicros, type Result, refuse } from '@penstock/model/kernel'
import { z } from 'zod'
import { Role } from './roles.ts'

/** How long a request may be approved. */
export const FOUR_EYES_MICROS = 24 * 3_600_000_000

export const FourEyesKind = z.enum(['model-switch', 'break-glass', 'rule-exception', 'domain-exception', 'forgetting'])
export type FourEyesKind = z.infer<typeof FourEyesKind>

/** Who approves each kind: so many people, of both domains, or of the domain that the payload opens. */
export const FOUR_EYES_RULES: Readonly<
  Record<FourEyesKind, { readonly approvals: 1 | 2; readonly from: 'both-domains' | 'owning-domain' }>
> = {
  'model-switch': { approvals: 2, from: 'both-domains' },
  'break-glass': { approvals: 1, from: 'owning-domain' },
  'rule-exception': { approvals: 1, from: 'owning-domain' },
  'domain-exception': { approvals: 2, from: 'both-domains' },
  forgetting: { approvals: 1, from: 'owning-domain' },
}

export const Approval = z.strictObject({
  subject: z.string(),
  domain: Domain,
  roles: z.array(Role),
  session: z.string(),
  at: EpochMicros,
})
export type Approval = z.infer<typeof Approval>

/** A request and the approvals that it has so far. */
export interface FourEyesRequest {
  readonly id: string
  readonly kind: FourEyesKind
  /** SHA-256 of the canonical JSON of the payload, in hex. */
  readonly payloadSha256: string
  /** The domain that it opens, where the rule asks for it. */
  readonly domain: Domain | null
  readonly requestedBy: string
  readonly requesterRoles: readonly Role[]
  readonly requesterSession: string
  readonly requestedAt: EpochMicros
  readonly expiresAt: EpochMicros
  readonly state: 'open' | 'approved' | 'refused' | 'withdrawn'
  readonly approvals: readonly Approval[]
}

export type FourEyesRefusal =
  | { readonly code: 'four-eyes.decided' }
  | { readonly code: 'four-eyes.expired' }
  | { readonly code: 'four-eyes.other-payload' }
  | { readonly code: 'four-eyes.own-request' }
  | { readonly code: 'four-eyes.same-role' }
  | { readonly code: 'four-eyes.same-session' }
  | { readonly code: 'four-eyes.twice' }
  | { readonly code: 'four-eyes.no-lead' }
  | { readonly code: 'four-eyes.same-domain' }

/** Roles that answer for a domain, and so approve for it. */
const LEADS: Readonly<Record<string, Domain>> = { 'it-lead': 'it', 'ot-lead': 'ot' }

/** The domain that these roles approve for, or null. */
export function approvesFor(roles: readonly Role[]): Domain | null {
  for (const role of roles) if (LEADS[role] !== undefined) return LEADS[role]
  return null
}

/** Who approves, and what they saw. */
export interface Approver {
  readonly subject: string
  readonly roles: readonly Role[]
  readonly session: string
  /** Hash of the payload that was on their screen. */
  readonly payloadSha256: string
}

/** The request with one approval more; `approved` once it has all that its kind needs. */
export function approveRequest(
  request: FourEyesRequest,
  approver: Approver,
  at: EpochMicros,
): Result<FourEyesRequest, FourEyesRefusal> {
  if (request.state !== 'open') return refuse({ code: 'four-eyes.decided' })
  if (at >= request.expiresAt) return refuse({ code: 'four-eyes.expired' })
  if (approver.payloadSha256 !== request.payloadSha256) return refuse({ code: 'four-eyes.other-payload' })
  if (approver.subject === request.requestedBy) return refuse({ code: 'four-eyes.own-request' })
  if (approver.session === request.requesterSession) return refuse({ code: 'four-eyes.same-session' })
  if (request.approvals.some(({ subject, session }) => subject === approver.subject || session === approver.session))
    return refuse({ code: 'four-eyes.twice' })
  const domain = approvesFor(approver.roles)
  const rule = FOUR_EYES_RULES[request.kind]
  if (domain === null) return refuse({ code: 'four-eyes.no-lead' })
  if (rule.from === 'owning-domain') {
    if (domain !== request.domain) return refuse({ code: 'four-eyes.no-lead' })
    if (isSameSet(request.requesterRoles, approver.roles)) return refuse({ code: 'four-eyes.same-role' })
  } else if (request.approvals.some((given) => given.domain === domain))
    return refuse({ code: 'four-eyes.same-domain' })
  const { subject, roles, session } = approver
  const approvals = [...request.approvals, { subject, domain, roles: [...roles], session, at }]
  return accept({ ...request, approvals, state: approvals.length >= rule.approvals ? 'approved' : 'open' })
}

function isSameSet(a: readonly Role[], b: readonly Role[]): boolean {
  return a.length === b.length && a.every((role) => b.includes(role))
}

/** What a policy carries of a decision by four eyes, so that whoever holds a copy can check it. */
export const FourEyesDecision = z.strictObject({
  id: z.string(),
  kind: FourEyesKind,
  payload: z.record(z.string(), z.json()),
  payloadSha256: z.string().regex(/^[0-9a-f]{64}$/),
  requestedBy: z.string(),
  requestedAt: EpochMicros,
  approvals: z.array(Approval),
})
export type FourEyesDecision = z.infer<typeof FourEyesDecision>
