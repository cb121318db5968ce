// What a caller may do in this cell, from the cell's own copy of the policy: the hub's word names the person, nothing more.
import type { Domain, EpochMicros } from '@penstock/model/kernel'
import {
  type CellGrant,
  cellGrantOf,
  type Policy,
  permissionOfSource,
  subjectAt,
} from '@penstock/model/operating-model'
import type { Principal } from '@penstock/server/access'
import type { Caller } from '@penstock/server/http'
import type { FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** By what a person is let into this cell. */
    grantBy: CellGrant['by']
  }
}

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
      permissions: new Set([permissionOfSource(source.sourceKind)]),
      domain,
      sites: [source.site],
      policyVersion: policy.version,
    }
  }
  const person = subjectAt(policy, principal.subject, at)
  const grant = grantOfPerson(policy, principal.subject, domain, at)
  if (person === undefined || grant === null) return null
  return {
    kind: 'person',
    subject: person.subject,
    name: principal.name,
    roles: person.roles,
    permissions: grant.permissions,
    domain,
    sites: grant.sites,
    policyVersion: policy.version,
    guest: person.guest,
  }
}

export function grantOfPerson(
  policy: Policy | null,
  subject: string,
  domain: Domain,
  at: EpochMicros,
): CellGrant | null {
  const person = policy?.subjects.find((known) => known.subject === subject)
  return policy === null || person === undefined ? null : cellGrantOf(policy, person, domain, at)
}

const DEED_ON_DETECTION = /^\/detections\/[^/?]+\/[a-z]+$/

/**
 * Rights over the boundary are for reading, or for hunting where the model says so; those of a break-glass for the addresses that were
 * approved, where it names some.
 */
export function isAskedWithin({ by, addresses }: CellGrant, request: FastifyRequest): boolean {
  if (by === 'own-domain') return true
  const { method, query, url, routeOptions } = request
  // Their deeds on a detection that they may read are refused by its room, which keeps and counts that they were tried.
  const isDeed = method === 'POST' && DEED_ON_DETECTION.test(url)
  const isHunting = routeOptions.url?.startsWith('/hunts') === true
  if (method !== 'GET' && method !== 'HEAD') return by === 'model' && (isDeed || isHunting)
  if (addresses === null) return true
  const { address } = query as { readonly address?: unknown }
  return typeof address === 'string' && address.split(',').every((one) => addresses.includes(one))
}

/** What a person reaches in this cell, in one spelling: when it is another one, what is open was opened with rights of before. */
export function reachText(policy: Policy, subject: string, domain: Domain, at: EpochMicros): string {
  const person = subjectAt(policy, subject, at)
  const grant = grantOfPerson(policy, subject, domain, at)
  return JSON.stringify([person, grant === null ? null : { ...grant, permissions: [...grant.permissions].toSorted() }])
}
