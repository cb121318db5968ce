// The policy object from which grants, database roles, cell checks and the UI derive. Versioned; a cell keeps a signed copy.
import { Domain, EpochMicros, SiteKey } from '@penstock/model/kernel'
import { ListenerBinding } from '@penstock/model/sources'
import { z } from 'zod'
import { BreakGlassGrant } from './break-glass.ts'
import { DomainException } from './exception-terms.ts'
import { Forgetting } from './forgetting.ts'
import { FourEyesDecision } from './four-eyes.ts'
import { GuestTerms, permissionsInRooms } from './guests.ts'
import { Independence } from './independence.ts'
import { domainOfRoles, permissionsOfRoles } from './role-rights.ts'
import { type Permission, Role } from './roles.ts'
import { SocModel } from './soc-model.ts'

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
  /** The same for all accounts of one person who has more than one; it names nobody. */
  person: z.string().optional(),
})
export type PolicySubject = z.infer<typeof PolicySubject>

/** A machine that may only write observations, of one domain and one site. */
export const PolicySource = z.strictObject({
  subject: z.string(),
  domain: Domain,
  site: SiteKey,
  sourceKind: z.string(),
  /** Known by where it comes in, and not by a token. */
  listener: ListenerBinding.optional(),
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
  /** Independence that a regulator asks for; it takes rights away (`independence.ts`). */
  independence: Independence.optional(),
  /** Sites that were known when this was decided: a right that reaches over the boundary holds in these only, less those under the duty. */
  knownSites: z.array(SiteKey).optional(),
  /** By whose decision model and independence are as they are; absent in what was founded. */
  decision: FourEyesDecision.optional(),
  /** Break-glass that is in force or was until lately. */
  breakGlass: z.array(BreakGlassGrant).optional(),
  /** Dated exceptions that are to come, run, or were over lately: who works in the other domain meanwhile (`domain-exception.ts`). */
  exceptions: z.array(DomainException).optional(),
  /** From when on events may be forgotten; a domain that is not named keeps them for good. */
  forgetting: z.array(Forgetting).max(2).optional(),
})
export type Policy = z.infer<typeof Policy>

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
