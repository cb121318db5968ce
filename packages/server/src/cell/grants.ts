// What a caller may do in this cell, from the cell's own copy of the policy: the hub's word names the person, nothing more.
import type { Domain, EpochMicros } from '@penstock/model/kernel'
import { grantOf, type Permission, type Policy } from '@penstock/model/operating-model'
import type { Principal } from '@penstock/server/access'
import type { Caller } from '@penstock/server/http'

/** Rights that a person has in a cell of their own domain; counting is also for those without a domain. */
const MONITORING: readonly Permission[] = [
  'monitoring:read',
  'job:read',
  'capture:create',
  'sensor:read',
  'baseline:decide',
]

/** The caller as this cell's policy knows it at `at`, or null when the policy knows no such subject in this domain, or no longer. */
export function callerInCell(
  principal: Pick<Principal, 'kind' | 'subject' | 'name'>,
  policy: Policy | null,
  domain: Domain,
  at: EpochMicros,
): Caller | null {
  if (principal.kind === 'hub')
    return {
      kind: 'hub',
      subject: 'hub',
      name: 'hub',
      roles: [],
      permissions: new Set(['internal'] as const),
      domain,
      sites: '*',
      policyVersion: policy?.version ?? 0,
    }
  if (policy === null) return null
  if (principal.kind === 'source') {
    const source = policy.sources.find(({ subject }) => subject === principal.subject)
    if (source === undefined || source.domain !== domain) return null
    return {
      kind: 'source',
      subject: source.subject,
      name: principal.name,
      roles: [],
      permissions: new Set(['observation:write'] as const),
      domain,
      sites: [source.site],
      policyVersion: policy.version,
    }
  }
  const person = policy.subjects.find(({ subject }) => subject === principal.subject)
  const grant = person === undefined ? null : grantOf(person, at)
  if (person === undefined || grant === null || grant.domain !== domain) return null
  return {
    kind: 'person',
    subject: person.subject,
    name: principal.name,
    roles: person.roles,
    permissions: new Set(MONITORING.filter((permission) => grant.permissions.has(permission))),
    domain,
    sites: person.sites,
    policyVersion: policy.version,
    guest: person.guest,
  }
}
