// What a reader of firewall texts collects on its way: rules it made, statements it did not understand, faults.
import { ANY_ADDRESS, type IpRange, mergeRanges } from './ranges.ts'
import type { Dialect, FirewallFault, FirewallFaultCode, FirewallRule, RuleSet, Statement } from './rule-set.ts'
import { ANY_SERVICE, mergeServices, type Service } from './services.ts'

const KEPT_STATEMENTS = 1000
const KEPT_CHARACTERS = 200
/** More rules than any device holds; groups and chains within one another could make any number. */
const MOST_RULES = 200_000

export interface Reading {
  readonly unknown: Statement[]
  readonly faults: FirewallFault[]
  unknownCount: number
  asideCount: number
  faultCount: number
}

export function newReading(): Reading {
  return { unknown: [], faults: [], unknownCount: 0, asideCount: 0, faultCount: 0 }
}

export function keepUnknown(reading: Reading, line: number, text: string): void {
  reading.unknownCount += 1
  if (reading.unknown.length < KEPT_STATEMENTS) reading.unknown.push({ line, text: clipped(text) })
}

export function tellFault(reading: Reading, line: number, code: FirewallFaultCode, found: string): void {
  reading.faultCount += 1
  if (reading.faults.length < KEPT_STATEMENTS) reading.faults.push({ line, code, found: clipped(found) })
}

/** A text of a file as it may be shown: one line, no control characters, cut. */
export function clipped(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, KEPT_CHARACTERS)
}

/** A rule with what most leave out. */
export function newRule(line: number | null, given: Partial<FirewallRule>): FirewallRule {
  return {
    id: line === null ? 'implied' : `line ${line}`,
    name: null,
    line,
    action: 'deny',
    until: null,
    isEnabled: true,
    isForNew: true,
    from: null,
    to: null,
    source: ANY_ADDRESS,
    destination: ANY_ADDRESS,
    services: [ANY_SERVICE],
    conditions: [],
    isLogged: false,
    remark: null,
    ...given,
  }
}

export function ruleSetOf(
  dialect: Dialect,
  reading: Reading,
  found: Partial<Pick<RuleSet, 'device' | 'interfaces' | 'policies' | 'management'>>,
): RuleSet {
  const { device = null, interfaces = [], management = [] } = found
  let room = MOST_RULES
  const policies = (found.policies ?? []).map((policy) => {
    const rules = policy.rules.slice(0, room)
    room -= rules.length
    if (rules.length < policy.rules.length) tellFault(reading, 0, 'firewall.too-large', `${policy.name}: rules`)
    return { ...policy, rules }
  })
  if (policies.every(({ rules }) => rules.length === 0)) tellFault(reading, 0, 'firewall.no-rules', '')
  const unknown = reading.unknown.toSorted((a, b) => a.line - b.line)
  return { dialect, device, interfaces, policies, management, ...reading, unknown }
}

/** What names stand for; `conditions` where something of it is not known. */
export interface Resolved<Value> {
  readonly values: readonly Value[]
  readonly conditions: readonly string[]
}

export interface ObjectPart<Value> {
  readonly values?: readonly Value[]
  readonly members?: readonly string[]
  readonly conditions?: readonly string[]
}

export interface ObjectBook<Value> {
  readonly define: (name: string, line: number, part: ObjectPart<Value>) => void
  readonly has: (name: string) => boolean
  readonly resolve: (name: string, line: number) => Resolved<Value>
}

const MOST_LEVELS = 64
/** Values that may be copied while groups are resolved; real configurations need a fraction. */
const MOST_COPIES = 4_000_000

interface ObjectEntry<Value> {
  readonly line: number
  readonly values: Value[]
  readonly members: Set<string>
  readonly conditions: string[]
}

function objectBook<Value>(
  reading: Reading,
  kind: string,
  merge: (values: readonly Value[]) => readonly Value[],
): ObjectBook<Value> {
  const entries = new Map<string, ObjectEntry<Value>>()
  const known = new Map<string, Resolved<Value>>()
  const open = new Set<string>()
  let copies = 0
  const lost = (line: number, code: FirewallFaultCode, name: string): Resolved<Value> => {
    tellFault(reading, line, code, name)
    return { values: [], conditions: [`${kind} ${clipped(name)}`] }
  }
  const resolve = (name: string, line: number): Resolved<Value> => {
    const before = known.get(name)
    if (before !== undefined) return before
    const entry = entries.get(name)
    if (entry === undefined) return lost(line, 'firewall.no-such-object', name)
    if (open.has(name)) return lost(entry.line, 'firewall.object-circle', name)
    if (open.size >= MOST_LEVELS) return lost(entry.line, 'firewall.too-deep', name)
    open.add(name)
    const values = [...entry.values]
    const conditions = new Set(entry.conditions)
    for (const member of entry.members) {
      const inner = resolve(member, entry.line)
      copies += inner.values.length
      if (copies > MOST_COPIES) {
        conditions.add(lost(entry.line, 'firewall.too-large', name).conditions[0]!)
        break
      }
      for (const value of inner.values) values.push(value)
      for (const condition of inner.conditions) conditions.add(condition)
    }
    open.delete(name)
    const resolved = { values: merge(values), conditions: [...conditions] }
    known.set(name, resolved)
    return resolved
  }
  return {
    define: (name, line, part) => {
      const entry = entries.get(name) ?? { line, values: [], members: new Set<string>(), conditions: [] }
      entries.set(name, entry)
      for (const value of part.values ?? []) entry.values.push(value)
      for (const member of part.members ?? []) entry.members.add(member)
      for (const condition of part.conditions ?? []) entry.conditions.push(clipped(condition))
      known.delete(name)
    },
    has: (name) => entries.has(name),
    resolve,
  }
}

export function addressBook(reading: Reading): ObjectBook<IpRange> {
  return objectBook(reading, 'address', mergeRanges)
}

export function serviceBook(reading: Reading): ObjectBook<Service> {
  return objectBook(reading, 'service', mergeServices)
}

/** Several names as one. */
export function resolveAll<Value>(parts: readonly Resolved<Value>[]): Resolved<Value> {
  return {
    values: parts.flatMap((part) => part.values),
    conditions: [...new Set(parts.flatMap((part) => part.conditions))],
  }
}
