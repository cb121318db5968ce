// What a cell asks of a policy before it takes it: that nobody changed the model, the independence or opened a domain alone, and that
// no person holds both domains.
// Follows the four-eyes rules of `four-eyes.ts`; the hash of the payload is made outside.
import { accept, type EpochMicros, type Result, refuse } from '@penstock/model/kernel'
import { type BreakGlassGrant, LONGEST_BREAK_GLASS_MINUTES } from './break-glass.ts'
import { isForbidden, isTooLong, subjectAt } from './domain-exception.ts'
import type { DomainException } from './exception-terms.ts'
import type { Forgetting } from './forgetting.ts'
import { approvesFor, FOUR_EYES_MICROS, FOUR_EYES_RULES, type FourEyesDecision } from './four-eyes.ts'
import { twoDomainHolders } from './one-person.ts'
import type { Policy } from './policy.ts'

export type PolicyRefusal =
  | { readonly code: 'policy.no-decision' }
  | { readonly code: 'policy.other-decision' }
  | { readonly code: 'policy.approvals' }
  | { readonly code: 'policy.replayed' }
  | { readonly code: 'policy.break-glass' }
  | { readonly code: 'policy.exception' }
  | { readonly code: 'policy.forgetting' }
  | { readonly code: 'policy.two-domains' }

/** SHA-256 of the canonical JSON of a value, in hex. */
export type HashOf = (value: unknown) => string

/** Judges `next` against the policy that is held; the first one that is ever held founds what follows. */
export function checkPolicy(next: Policy, held: Policy | null, hashOf: HashOf): Result<Policy, PolicyRefusal> {
  if (twoDomainHolders(next, next.decidedAt).length > 0) return refuse({ code: 'policy.two-domains' })
  if (held === null) return accept(next)
  const isMoved = next.model !== held.model || !isSame(next.independence, held.independence)
  if (isMoved) {
    const { decision } = next
    if (decision === undefined) return refuse({ code: 'policy.no-decision' })
    if (decision.id === held.decision?.id) return refuse({ code: 'policy.replayed' })
    if (!decidesOn(decision, next)) return refuse({ code: 'policy.other-decision' })
    if (!isApproved(decision, [held, next], hashOf)) return refuse({ code: 'policy.approvals' })
  }
  const known = new Set(held.breakGlass?.map(sorted))
  const opened = (next.breakGlass ?? []).filter((each) => !known.has(sorted(each)))
  if (!opened.every((each) => isOpenedRightly(each, [held, next], hashOf)))
    return refuse({ code: 'policy.break-glass' })
  const agreed = new Set(held.exceptions?.map(sorted))
  const isRight = (each: DomainException) =>
    !isForbidden(each.terms, next.independence) &&
    (agreed.has(sorted(each)) || isExceptedRightly(each, [held, next], hashOf))
  if (!(next.exceptions ?? []).every(isRight)) return refuse({ code: 'policy.exception' })
  const forgotten = new Set(held.forgetting?.map(sorted))
  const isAgreed = (each: Forgetting) => forgotten.has(sorted(each)) || isForgottenRightly(each, [held, next], hashOf)
  if (!(next.forgetting ?? []).every(isAgreed)) return refuse({ code: 'policy.forgetting' })
  return accept(next)
}

function decidesOn({ kind, payload }: FourEyesDecision, { model, independence }: Policy): boolean {
  return kind === 'model-switch' && payload['to'] === model && isSame(payload['independence'], independence)
}

/** Enough people, other than who asked, who answer for the domains that the rule asks for, on this very payload, in time. */
function isApproved(decision: FourEyesDecision, policies: readonly Policy[], hashOf: HashOf): boolean {
  const { kind, payload, payloadSha256, approvals, requestedBy, requestedAt } = decision
  const rule = FOUR_EYES_RULES[kind]
  if (hashOf(payload) !== payloadSha256 || approvals.length < rule.approvals) return false
  const domains = approvals.map(({ subject, at }) => approvesFor(rolesOf(subject, policies, at)))
  if (domains.includes(null) || approvals.some(({ subject }) => subject === requestedBy)) return false
  if (approvals.some(({ at }) => at < requestedAt || at >= requestedAt + FOUR_EYES_MICROS)) return false
  const isWhole = new Set(approvals.map(({ subject }) => subject)).size === approvals.length
  return (
    isWhole &&
    (rule.from === 'owning-domain' ? domains.every((each) => each === payload['domain']) : new Set(domains).size === 2)
  )
}

/** The roles that the held policy gave a person at that instant; those of the next one for somebody who is new. */
function rolesOf(subject: string, policies: readonly Policy[], at: EpochMicros) {
  for (const policy of policies) {
    const found = subjectAt(policy, subject, at)
    if (found !== undefined) return found.roles
  }
  return []
}

/** An hour at most, of what was approved by somebody of the owning domain; life-safety may begin before that. */
function isOpenedRightly(grant: BreakGlassGrant, policies: readonly Policy[], hashOf: HashOf): boolean {
  const { scope, decision, subject, from, until } = grant
  if (until - from > LONGEST_BREAK_GLASS_MINUTES * 60_000_000) return false
  if (decision === null) return scope.reason === 'life-safety'
  if (decision.kind !== 'break-glass' || decision.requestedBy !== subject) return false
  const { subject: asked, ...payload } = decision.payload
  return asked === subject && isSame(payload, scope) && isApproved(decision, policies, hashOf)
}

/** Dated, and agreed to by both domains without the person whom it is about. */
function isExceptedRightly({ terms, decision }: DomainException, policies: readonly Policy[], hashOf: HashOf): boolean {
  if (terms.from === terms.to || isTooLong(terms) || decision.kind !== 'domain-exception') return false
  if (decision.approvals.some(({ subject }) => subject === terms.subject)) return false
  return isSame(decision.payload, terms) && isApproved(decision, policies, hashOf)
}

/** Agreed to by somebody who answers for the domain whose events they are. */
function isForgottenRightly({ terms, decision }: Forgetting, policies: readonly Policy[], hashOf: HashOf): boolean {
  return decision.kind === 'forgetting' && isSame(decision.payload, terms) && isApproved(decision, policies, hashOf)
}

function isSame(a: unknown, b: unknown): boolean {
  return sorted(a ?? null) === sorted(b ?? null)
}

/** One spelling of a JSON value, whatever the order of its keys. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}
