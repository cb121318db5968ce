// The policy object from which grants, database roles, cell checks and the UI derive. Versioned; a cell keeps a signed copy.
import { accept, Domain, EpochMicros, type Result, refuse, SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import { GuestTerms, permissionsInRooms } from './guests.ts'
import { type Permission, ROLE_RULES, Role } from './roles.ts'

export const SocModel = z.enum(['integrated', 'federated', 'hybrid'])
export type SocModel = z.infer<typeof SocModel>

/** `*` stands for every site. */
export const SiteScope = z.union([z.literal('*'), z.array(SiteKey)])
export type SiteScope = z.infer<typeof SiteScope>

export const PolicySubject = z.strictObject({
  /** Account or token id. */
  subject: z.string(),
  roles: z.array(Role),
  sites: SiteScope,
  /** From this instant on the subject has no right at all; whoever holds a copy asks its own clock. */
  until: EpochMicros.optional(),
  guest: GuestTerms.optional(),
})
export type PolicySubject = z.infer<typeof PolicySubject>

/** A machine that may only write observations, of one domain and one site. */
export const PolicySource = z.strictObject({
  subject: z.string(),
  domain: Domain,
  site: SiteKey,
  sourceKind: z.string(),
})
export type PolicySource = z.infer<typeof PolicySource>

export const Policy = z.strictObject({
  version: z.int().min(1),
  model: SocModel,
  subjects: z.array(PolicySubject),
  sources: z.array(PolicySource),
  decidedAt: EpochMicros,
  /** Who approved it. The founding policy has one approver; later ones need two of different domains. */
  approvals: z.array(z.strictObject({ subject: z.string(), at: EpochMicros })),
})
export type Policy = z.infer<typeof Policy>

export type RolesRefusal = { code: 'access.two-domains' } | { code: 'access.no-role' }

/** A person holds live rights in one domain only, under every operating model (docs/concepts/hub-and-cells.md, labels). */
export function checkRoles(roles: readonly Role[]): Result<readonly Role[], RolesRefusal> {
  if (roles.length === 0) return refuse({ code: 'access.no-role' })
  const domains = new Set(roles.map((role) => ROLE_RULES[role].domain).filter((domain) => domain !== null))
  return domains.size > 1 ? refuse({ code: 'access.two-domains' }) : accept(roles)
}

/** The domain whose monitoring these roles read, or null. */
export function domainOfRoles(roles: readonly Role[]): Domain | null {
  for (const role of roles) {
    const { domain } = ROLE_RULES[role]
    if (domain !== null) return domain
  }
  return null
}

export function permissionsOfRoles(roles: readonly Role[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => ROLE_RULES[role].permissions))
}

/** What a subject may do at an instant. */
export interface Grant {
  readonly permissions: ReadonlySet<Permission>
  /** The domain whose monitoring it reads, or null. */
  readonly domain: Domain | null
}

/** The rights of a subject at `at`, or null once its end is reached. A guest has them in its rooms only. */
export function grantOf(subject: Omit<PolicySubject, 'subject' | 'sites'>, at: EpochMicros): Grant | null {
  if (subject.until !== undefined && at >= subject.until) return null
  const permissions = permissionsOfRoles(subject.roles)
  const domain = domainOfRoles(subject.roles)
  if (subject.guest === undefined) return { permissions, domain }
  const isMonitoring = subject.guest.rooms.includes('monitoring')
  return { permissions: permissionsInRooms(permissions, subject.guest.rooms), domain: isMonitoring ? domain : null }
}

/** SQL role in the core store of who reads this domain's monitoring: the domain part of every label it may see. */
export function coreRole(domain: Domain | null): 'core_it' | 'core_ot' | 'core_shared' {
  return domain === null ? 'core_shared' : `core_${domain}`
}
