// What a cell tells the correlator: that a detection rule matched, or that a fact holds, with whom and where. Names may be pseudonyms;
// nothing here asks what they mean.
import { EpochMicros, SiteKey, SourceDomain } from '@penstock/model/kernel'
import { z } from 'zod'

export const EntityClass = z.enum([
  'account',
  'address',
  'controller',
  'device',
  'hash',
  'host',
  'point',
  'policy',
  'process',
  'service',
  'session',
  'tool',
])
export type EntityClass = z.infer<typeof EntityClass>

const Name = z.string().min(1).max(500)
/** Things by class, such as `{ host: ['ews-3'], controller: ['plc-7'] }`; a list where one thing has several names. */
export const Entities = z.partialRecord(
  EntityClass,
  z
    .array(z.union([Name, z.array(Name).min(1).max(10).readonly()]))
    .max(50)
    .readonly(),
)
export type Entities = z.infer<typeof Entities>

export const Signal = z.strictObject({
  /** Of the event or fact; the same again has the same. */
  id: z.string().min(1).max(500),
  /** Id of the rule that matched, or kind of fact. */
  kind: z.string().min(1).max(200),
  domain: SourceDomain,
  site: SiteKey,
  at: EpochMicros,
  /** End of what lasts, such as approved work. */
  until: EpochMicros.optional(),
  entities: Entities,
  values: z.record(z.string().max(100), z.union([z.string().max(500), z.number()])).default({}),
})
export type Signal = z.infer<typeof Signal>

/** By which entities of one class are the same: the class stands before the name. */
export type Token = string

/** One spelling of a name: systems write the same host and account in different case. */
export function canonicalName(name: string): string {
  return name.trim().toLowerCase()
}

export function tokensOf(entities: Entities, classes: readonly EntityClass[]): readonly Token[] {
  return classes.flatMap((one) => (entities[one] ?? []).flat().map((name) => `${one}:${canonicalName(name)}`))
}

/** How many things stand in lists of names: two that share a name are one. */
export function countThings(things: readonly (string | readonly string[])[]): number {
  const groups: Set<string>[] = []
  for (const thing of things) {
    const names = [thing].flat().map(canonicalName)
    const same = groups.filter((group) => names.some((name) => group.has(name)))
    for (const group of same) groups.splice(groups.indexOf(group), 1)
    groups.push(new Set([...names, ...same.flatMap((group) => [...group])]))
  }
  return groups.length
}
