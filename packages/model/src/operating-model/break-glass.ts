// Break-glass: reading the other domain's monitoring for an incident. One site, at most an hour, to read only, with a second person of the
// owning domain; where life is at stake it begins at once and is approved within four hours. Reviewed within three days.
import { accept, Domain, EpochMicros, type Result, refuse, SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import { FourEyesDecision } from './four-eyes.ts'
import { domainOfRoles } from './role-rights.ts'
import type { Role } from './roles.ts'

const MINUTE = 60_000_000
export const LONGEST_BREAK_GLASS_MINUTES = 60
export const APPROVED_LATER_MICROS = 4 * 60 * MINUTE
export const REVIEWED_WITHIN_MICROS = 72 * 60 * MINUTE

/** Why. `life-safety` begins before it is approved. */
export const BreakGlassReason = z.enum([
  'life-safety',
  'active-intrusion',
  'process-upset',
  'lost-contact',
  'regulator',
])
export type BreakGlassReason = z.infer<typeof BreakGlassReason>

/** What is asked for, exactly: this is what is approved. */
export const BreakGlassScope = z.strictObject({
  domain: Domain,
  site: SiteKey,
  /** Addresses that may be asked about; empty for all of the site. */
  addresses: z.array(z.union([z.ipv4(), z.ipv6()])).max(200),
  minutes: z.int().min(1).max(LONGEST_BREAK_GLASS_MINUTES),
  reason: BreakGlassReason,
  /** Number or name of the incident. */
  incident: z.string().trim().min(1).max(120),
})
export type BreakGlassScope = z.infer<typeof BreakGlassScope>

/** What a cell accepts as a right, in its copy of the policy. */
export const BreakGlassGrant = z.strictObject({
  id: z.string(),
  subject: z.string(),
  scope: BreakGlassScope,
  from: EpochMicros,
  until: EpochMicros,
  /** Null for life-safety until it is approved. */
  decision: FourEyesDecision.nullable(),
})
export type BreakGlassGrant = z.infer<typeof BreakGlassGrant>

export type BreakGlassRefusal =
  | { readonly code: 'break-glass.own-domain' }
  | { readonly code: 'break-glass.no-analyst' }
  | { readonly code: 'break-glass.independence' }

/** Roles that a break-glass is for: those who watch a domain, and the coordinators. An administrator alone has no reason. */
const MAY_ASK: readonly Role[] = [
  'it-analyst',
  'it-lead',
  'ot-analyst',
  'ot-lead',
  'ot-engineer',
  'soc-lead',
  'central-hunter',
]

/** Judges whether this person may ask for that domain at all. */
export function judgeBreakGlass(
  roles: readonly Role[],
  scope: BreakGlassScope,
  isUnderVetting: boolean,
): Result<BreakGlassScope, BreakGlassRefusal> {
  if (!roles.some((role) => MAY_ASK.includes(role))) return refuse({ code: 'break-glass.no-analyst' })
  if (domainOfRoles(roles) === scope.domain) return refuse({ code: 'break-glass.own-domain' })
  if (scope.domain === 'ot' && isUnderVetting) return refuse({ code: 'break-glass.independence' })
  return accept(scope)
}

export function isInForce({ from, until }: Pick<BreakGlassGrant, 'from' | 'until'>, at: EpochMicros): boolean {
  return from <= at && at < until
}
