// Signals from matches of detection rules: the kind is the rule's, the entities are what the event's own fields name.
import { type EpochMicros, micros, type SiteKey, type SourceDomain } from '@penstock/model/kernel'
import { z } from 'zod'
import { EntityClass, type Signal } from './signal.ts'

/** Kinds by the id of the rule, catalogue `cross-domain-scenarios`. */
export const RuleKinds = z
  .object({ kinds: z.record(z.string(), z.string()) })
  .transform(({ kinds }) => new Map(Object.entries(kinds)))
export type RuleKinds = ReadonlyMap<string, string>

/** What a rule's match says beyond its kind; fields by the source's own names. */
export const SaidByMatch = z.strictObject({
  /** Where the usual names of fields do not tell who it is about: these, and no others, for a class that is named. */
  entities: z.partialRecord(EntityClass, z.array(z.string()).min(1)).default({}),
  values: z
    .record(
      z.string(),
      z.union([
        z.strictObject({ is: z.union([z.string(), z.number()]) }),
        z.strictObject({ field: z.string(), per: z.number().positive().optional() }),
      ]),
    )
    .default({}),
  /** Field with the seconds that it lasts. */
  lasts: z.string().optional(),
})
export type SaidByMatch = z.infer<typeof SaidByMatch>
const NOTHING_MORE: SaidByMatch = { entities: {}, values: {} }

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

export function signalOfMatch(match: MatchedEvent, kinds: RuleKinds, said: SaidByMatch = NOTHING_MORE): Signal {
  const { id, ruleId, at, domain, site, fields } = match
  const named = new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]))
  const entities: Partial<Record<EntityClass, (readonly string[])[]>> = {}
  for (const entityClass of EntityClass.options) {
    const names = said.entities[entityClass] ?? FIELDS[entityClass] ?? []
    const things = new Map<string, readonly string[]>()
    for (const value of names.flatMap((name) => textsIn(named.get(name.toLowerCase())))) {
      if (NOBODY.test(value)) continue
      const aliases = aliasesOf(entityClass, value)
      things.set(aliases.at(-1)!.toLowerCase(), aliases)
    }
    if (things.size > 0) entities[entityClass] = [...things.values()].slice(0, MOST_THINGS)
  }
  const hashes = named.get('hashes')
  if (typeof hashes === 'string' && said.entities.hash === undefined) {
    const names = [...hashes.slice(0, 1000).matchAll(HASH)].map(([, hash]) => hash!)
    if (names.length > 0) entities.hash = [names]
  }
  const lasts = said.lasts === undefined ? Number.NaN : Number(named.get(said.lasts.toLowerCase()))
  return {
    id: `${ruleId}|${id}`.slice(0, 500),
    kind: kinds.get(ruleId) ?? ruleId,
    ...{ domain, site, at },
    ...(lasts > 0 ? { until: micros(Math.round(at + lasts * 1e6)) } : {}),
    entities,
    values: valuesOf(said, named),
  }
}

const MOST_THINGS = 20

function textsIn(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list
    .map((one) => (typeof one === 'number' ? String(one) : one))
    .filter((one) => typeof one === 'string')
    .map((one) => one.trim())
    .filter((one) => one !== '' && one.length <= 500)
}

function valuesOf(said: SaidByMatch, named: ReadonlyMap<string, unknown>): Signal['values'] {
  const values: Record<string, string | number> = {}
  for (const [name, one] of Object.entries(said.values)) {
    if ('is' in one) values[name] = one.is
    else {
      const told = named.get(one.field.toLowerCase())
      const number = Number(told)
      if (one.per !== undefined && Number.isFinite(number)) values[name] = number / one.per
      else if (one.per === undefined && typeof told === 'string' && told.length <= 500) values[name] = told
    }
  }
  return values
}

const GUID = /\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}/i

/** A host with and without its domain; an account as it is written and by its bare name, which other logs have alone. */
function aliasesOf(entityClass: EntityClass, value: string): readonly string[] {
  // A policy is named by its GUID, in a path or a distinguished name.
  if (entityClass === 'policy') return [GUID.exec(value)?.[0] ?? value]
  if (entityClass === 'host' && /^[^.]+\.[a-z]/i.test(value)) return [value, value.slice(0, value.indexOf('.'))]
  if (entityClass === 'account' && value.includes('\\')) return [value, value.slice(value.indexOf('\\') + 1)]
  if (entityClass === 'account' && value.includes('@')) return [value, value.slice(0, value.indexOf('@'))]
  return [value]
}
