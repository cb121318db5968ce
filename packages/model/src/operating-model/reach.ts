// How far a person reaches under a policy: per class of object, and as rights in a cell. Derived from the tables of `models.ts`, less what
// independence takes away, plus break-glass that is in force. Hub, cells, the difference of a switch and the page ask nobody else.
import type { Domain, EpochMicros, SiteKey } from '@penstock/model/kernel'
import { type BreakGlassGrant, isInForce } from './break-glass.ts'
import { personAt } from './domain-exception.ts'
import { freeSites, type Independence } from './independence.ts'
import { type Access, classOf, isLess, MODEL_RULES, type MonitoringClass, type ObjectClass } from './models.ts'
import { grantOf, type Policy, type PolicySubject, type SiteScope } from './policy.ts'
import { domainOfRoles } from './role-rights.ts'
import type { Permission, Role } from './roles.ts'
import type { SocModel } from './soc-model.ts'

const DOMAINS = ['it', 'ot'] as const satisfies readonly Domain[]
const MONITORING = ['raw', 'events', 'detections', 'counts', 'stages'] as const satisfies readonly MonitoringClass[]

/** What roles reach at a site: `isRegulated` when the site is under a duty of independence. */
export interface ReachCase {
  readonly roles: readonly Role[]
  readonly model: SocModel
  readonly independence?: Independence | undefined
  readonly isRegulated: boolean
}

/** Every class that these roles reach, with how far; what is not named is `none`. */
export function reachOf({ roles, model, independence, isRegulated }: ReachCase): ReadonlyMap<ObjectClass, Access> {
  const found = new Map<ObjectClass, Access>()
  if (roles.length > 0) found.set('shared', 'read')
  const own = domainOfRoles(roles)
  for (const role of roles) {
    const row = MODEL_RULES[model].reach[role]
    for (const domain of DOMAINS)
      for (const of of MONITORING) {
        const side = own === null ? undefined : domain === own ? row?.own : row?.other
        const access = row?.both?.[of] ?? side?.[of] ?? 'none'
        const left = isRegulated && domain !== own ? less(access, domain, of, independence) : access
        const key = classOf(domain, of)
        if (isLess(found.get(key) ?? 'none', left)) found.set(key, left)
      }
  }
  return found
}

/** What independence leaves of a right of somebody from outside the OT team; counts name nothing and stay. */
function less(access: Access, domain: Domain, of: MonitoringClass, independence: Independence | undefined): Access {
  if (domain !== 'ot' || of === 'counts' || independence === undefined) return access
  const follows = (...any: readonly Independence['consequences'][number][]) =>
    any.some((each) => independence.consequences.includes(each))
  if (of === 'stages') return follows('protected-information', 'personnel-vetting') ? 'none' : access
  return follows('monitoring-in-scope', 'personnel-vetting') ? 'none' : access
}

export type PolicyRules = Pick<Policy, 'model' | 'independence' | 'knownSites' | 'breakGlass' | 'exceptions'>

/** What a person may do in a cell, at which sites, and by what. */
export interface CellGrant {
  readonly permissions: ReadonlySet<Permission>
  readonly sites: SiteScope
  readonly by: 'own-domain' | 'model' | 'break-glass'
  /** Addresses that may be asked about; null for all. */
  readonly addresses: readonly string[] | null
  readonly until: EpochMicros | null
}

/** Rights that a person has in a cell of their own domain; counting is also for those without a domain. */
const IN_OWN_CELL: readonly Permission[] = [
  'monitoring:read',
  'detection:read',
  'hunt:work',
  'job:read',
  'capture:create',
  'sensor:read',
  'baseline:decide',
  // What a lead proves of a rule by trying it counts.
  'rule:bring',
]

/** What this subject may do in the cell of `domain` at `at`, or null. */
export function cellGrantOf(
  policy: PolicyRules,
  known: PolicySubject,
  domain: Domain,
  at: EpochMicros,
): CellGrant | null {
  const person = personAt(known, policy.exceptions, at)
  const grant = grantOf(person, at)
  if (grant === null) return null
  if (grant.domain === domain) {
    const permissions = new Set(IN_OWN_CELL.filter((permission) => grant.permissions.has(permission)))
    return { permissions, sites: person.sites, by: 'own-domain', addresses: null, until: person.until ?? null }
  }
  const glass = (policy.breakGlass ?? []).find(
    (each) => each.subject === person.subject && each.scope.domain === domain && isInForce(each, at),
  )
  if (glass !== undefined) return byBreakGlass(glass)
  return person.guest === undefined ? byModel(policy, person, domain) : null
}

function byBreakGlass({ scope, until }: BreakGlassGrant): CellGrant {
  const addresses = scope.addresses.length === 0 ? null : scope.addresses
  const permissions: ReadonlySet<Permission> = new Set(['monitoring:read', 'detection:read'])
  return { permissions, sites: [scope.site], by: 'break-glass', addresses, until }
}

function byModel(policy: PolicyRules, { roles, sites, until }: PolicySubject, domain: Domain): CellGrant | null {
  const { model, independence, knownSites = [] } = policy
  const permissionsAt = (isRegulated: boolean): readonly Permission[] => {
    const reach = reachOf({ roles, model, independence, isRegulated })
    const isAtLeast = (of: MonitoringClass, access: Access) => !isLess(reach.get(classOf(domain, of)) ?? 'none', access)
    return [
      ...(isAtLeast('detections', 'read') ? ['detection:read' as const] : []),
      // To hunt in events whose people and hosts are pseudonyms.
      ...(isAtLeast('events', 'pseudonymised') ? ['hunt:work' as const] : []),
    ]
  }
  const permissions: ReadonlySet<Permission> = new Set(permissionsAt(false))
  if (permissions.size === 0) return null
  const all = permissionsAt(true).length > 0
  const known: readonly string[] = sites === '*' ? knownSites : sites
  const left = all ? sites : (freeSites(independence, known) as SiteKey[])
  if (left !== '*' && left.length === 0) return null
  return { permissions, sites: left, by: 'model', addresses: null, until: until ?? null }
}
