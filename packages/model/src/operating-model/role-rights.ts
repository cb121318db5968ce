// What roles grant by themselves, whatever the SOC model: permissions, the one domain, the SQL role in the core store.
import { accept, type Domain, type Result, refuse } from '@penstock/model/kernel'
import { type Permission, ROLE_RULES, type Role } from './roles.ts'

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

/** SQL role in the core store of who reads this domain's monitoring: the domain part of every label it may see. */
export function coreRole(domain: Domain | null): 'core_it' | 'core_ot' | 'core_shared' {
  return domain === null ? 'core_shared' : `core_${domain}`
}
