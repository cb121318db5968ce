// Signals from matches of detection rules: the kind is the rule's, the entities are what the event's own fields name.
import type { EpochMicros, SiteKey, SourceDomain } from '@penstock/model/kernel'
import { z } from 'zod'
import type { EntityClass, Signal } from './signal.ts'

/** Kinds by the id of the rule, catalogue `cross-domain-scenarios`. */
export const RuleKinds = z
  .object({ kinds: z.record(z.string(), z.string()) })
  .transform(({ kinds }) => new Map(Object.entries(kinds)))
export type RuleKinds = ReadonlyMap<string, string>

/** An event that a rule matched. Domain and site are the credential's and never the event's. */
export interface MatchedEvent {
  readonly id: string
  readonly ruleId: string
  readonly at: EpochMicros
  readonly domain: SourceDomain
  readonly site: SiteKey
  /** The source's own names, flat. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** Fields by the class of what they name, as Windows, Sysmon, Zeek, Entra and the like call them; lower case. */
const FIELDS: Readonly<Partial<Record<EntityClass, readonly string[]>>> = {
  account: [
    'user',
    'sourceuser',
    'targetusername',
    'subjectusername',
    'accountname',
    'username',
    'userprincipalname',
    'user.name',
  ],
  host: ['computer', 'computername', 'hostname', 'devicename', 'host', 'workstationname', 'host.name', 'workstation'],
  address: ['ipaddress', 'sourceip', 'src_ip', 'id.orig_h', 'clientip', 'source.ip', 'callingipaddress'],
  session: ['logonguid', 'sessionid'],
  policy: ['objectguid', 'gpo'],
}
/** Names that are of nobody. */
const NOBODY =
  /^(-|system|local service|network service|anonymous logon|localhost|n\/a|127\.0\.0\.1|::1|::|nt authority\\.*|font driver host\\.*|window manager\\.*|\{?0{8}-.*|.*\$)$/i
const HASH = /(?:sha256|sha1|md5)=([0-9a-f]{32,64})/gi

export function signalOfMatch(match: MatchedEvent, kinds: RuleKinds): Signal {
  const { id, ruleId, at, domain, site, fields } = match
  const named = new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]))
  const entities: Partial<Record<EntityClass, (readonly string[])[]>> = {}
  for (const [entityClass, names] of Object.entries(FIELDS) as [EntityClass, readonly string[]][]) {
    const things = new Map<string, readonly string[]>()
    for (const name of names) {
      const value = named.get(name)
      if (typeof value !== 'string' || value.trim() === '' || value.length > 500 || NOBODY.test(value.trim())) continue
      const aliases = aliasesOf(entityClass, value.trim())
      things.set(aliases.at(-1)!.toLowerCase(), aliases)
    }
    if (things.size > 0) entities[entityClass] = [...things.values()]
  }
  const hashes = named.get('hashes')
  if (typeof hashes === 'string') {
    const names = [...hashes.slice(0, 1000).matchAll(HASH)].map(([, hash]) => hash!)
    if (names.length > 0) entities.hash = [names]
  }
  return {
    id: `${ruleId}|${id}`.slice(0, 500),
    kind: kinds.get(ruleId) ?? ruleId,
    domain,
    site,
    at,
    entities,
    values: {},
  }
}

/** A host with and without its domain; an account as it is written and by its bare name, which other logs have alone. */
function aliasesOf(entityClass: EntityClass, value: string): readonly string[] {
  if (entityClass === 'host' && /^[^.]+\.[a-z]/i.test(value)) return [value, value.slice(0, value.indexOf('.'))]
  if (entityClass === 'account' && value.includes('\\')) return [value, value.slice(value.indexOf('\\') + 1)]
  if (entityClass === 'account' && value.includes('@')) return [value, value.slice(0, value.indexOf('@'))]
  return [value]
}
