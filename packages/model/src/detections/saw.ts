// What a finding tells of the event that a rule matched: who it is about, and what stood in the fields that the rule asks.
import { type DetectionEvent, fieldValue } from './event/event.ts'
import type { FindingLevel, FindingSubject } from './finding.ts'
import type { Condition, SigmaRule } from './rule/rule.ts'

const MOST_FIELDS = 20
const LONGEST = 500

/** Values of the fields that the rule asks, in its order; a list is told with commas. */
export function valuesAsked(
  { condition }: Pick<SigmaRule, 'condition'>,
  event: DetectionEvent,
): Record<string, string | number> {
  const told: Record<string, string | number> = {}
  for (const field of fieldsOf(condition)) {
    const value = textOrNumber(fieldValue(event, field))
    if (value !== null) told[field] = value
    if (Object.keys(told).length >= MOST_FIELDS) break
  }
  return told
}

/** The value of a field as a rule asks it, for whoever groups events by it. */
export function eventField(event: DetectionEvent, field: string): unknown {
  return fieldValue(event, field)
}

const NAMED_HASH = /(?:sha256|sha1|md5)=([0-9a-f]{32,64})/i

/** The hash of the file that it is about, as Sysmon or the schema name it; null when it names none. */
export function hashSeen(event: DetectionEvent, ocsf: Readonly<Record<string, unknown>>): string | null {
  const listed = fieldValue(event, 'Hashes')
  const own = typeof listed === 'string' ? NAMED_HASH.exec(listed.slice(0, 1000))?.[1] : undefined
  if (own !== undefined) return own.toLowerCase()
  const value = HASHED.map((path) => valueAt(ocsf, path)).find((one) => one !== undefined)
  return typeof value === 'string' && /^[0-9a-f]{32,64}$/i.test(value) ? value.toLowerCase() : null
}

const HASHED = [
  ['process', 'file', 'hashes', '0', 'value'],
  ['file', 'hashes', '0', 'value'],
  ['evidences', '0', 'file', 'hashes', '0', 'value'],
]

function valueAt(ocsf: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, step) => (node as Readonly<Record<string, unknown>> | null | undefined)?.[step],
    ocsf,
  )
}

/** Every field that a condition asks, each once. */
function fieldsOf(condition: Condition): ReadonlySet<string> {
  const fields = new Set<string>()
  const visit = (node: Condition): void => {
    if (node.kind === 'field') fields.add(node.field)
    else if (node.kind === 'not') visit(node.of)
    else if (node.kind !== 'keywords') node.of.forEach(visit)
  }
  visit(condition)
  return fields
}

function textOrNumber(value: unknown): string | number | null {
  if (typeof value === 'number') return value
  if (value === undefined || value === null) return null
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > LONGEST ? text.slice(0, LONGEST) : text
}

/** The two ends, the user and the device of a normalised event. */
export function subjectOf(ocsf: Readonly<Record<string, unknown>>): FindingSubject {
  const at = (...path: readonly string[]): string | undefined => {
    let node: unknown = ocsf
    for (const step of path) node = (node as Readonly<Record<string, unknown>> | null | undefined)?.[step]
    return typeof node === 'string' && node !== '' ? node.slice(0, LONGEST) : undefined
  }
  // A finding names the ends in its evidence.
  const ofEnd = (...path: readonly string[]) => at(...path) ?? at('evidences', '0', ...path)
  const subject: Record<keyof FindingSubject, string | undefined> = {
    sourceIp: ofEnd('src_endpoint', 'ip'),
    sourceMac: ofEnd('src_endpoint', 'mac'),
    sourceHost: ofEnd('src_endpoint', 'hostname') ?? ofEnd('src_endpoint', 'name'),
    destinationIp: ofEnd('dst_endpoint', 'ip') ?? at('device', 'ip'),
    destinationMac: ofEnd('dst_endpoint', 'mac') ?? at('device', 'mac'),
    destinationHost: ofEnd('dst_endpoint', 'hostname') ?? ofEnd('dst_endpoint', 'name'),
    user: ofEnd('user', 'name') ?? ofEnd('actor', 'user', 'name') ?? ofEnd('user', 'uid'),
    device: at('device', 'hostname') ?? at('device', 'name') ?? at('device', 'ip'),
  }
  return Object.fromEntries(Object.entries(subject).filter(([, text]) => text !== undefined))
}

/** A rule that says none is of medium level. */
export function levelOf(level: string | null): FindingLevel {
  return level === 'informational' || level === 'low' || level === 'high' || level === 'critical' ? level : 'medium'
}
