// A mapping becomes a reader: every test, cell and attribute is a function made once. Nothing of a line decides what is run but the
// comparison of texts.
import type { EpochMicros } from '@penstock/model/kernel'
import { textOf, understood } from './cells.ts'
import type { EventFormat, EventReader, LogSource, NormalEvent, Read, Reading } from './event.ts'
import type { Fields } from './fields.ts'
import type { Attributes, From, Kind, Mapping, Test, When } from './mapping.ts'
import { BASE_ATTRIBUTES, OCSF_CLASSES, OCSF_VERSION, type OcsfClass, PROFILE_OF } from './ocsf/classes.ts'
import { settlerOf } from './ocsf/settle.ts'
import { instantOf } from './read/clock.ts'
import { FRAMINGS, openShape } from './read/shape.ts'
import { LONGEST_RECORD } from './records.ts'
import { takeApart, templateOf } from './template.ts'

const HOUR = 3_600_000_000
const YEAR = 365 * 24 * HOUR

type Ocsf = Record<string, unknown>
type Getter = (fields: Fields) => unknown
type Check = (fields: Fields) => boolean
type Setter = (ocsf: Ocsf, fields: Fields) => void

interface Compiled {
  readonly check: Check
  readonly dress: (fields: Fields) => void
  readonly build: (fields: Fields, event: Stamp) => NormalEvent
}

interface Stamp {
  readonly time: EpochMicros
  readonly timeText: unknown
  readonly loggedAt: EpochMicros
  readonly sha256: string
  readonly size: number
  readonly domain: string
}

export function formatOf(mapping: Mapping): EventFormat {
  const known = checkOf(mapping.knownBy ?? {})
  const findKind = finderOf(mapping)
  const unpack = messagesOf(mapping)
  const rename = renamerOf(mapping.rename ?? {})
  const infer = infererOf(mapping.infer)
  const join = joinerOf(mapping.join ?? {})
  const readFields = (fields: Fields, record: string, part: number, loggedAt: EpochMicros, reading: Reading): Read => {
    rename(fields)
    infer(fields)
    join(fields)
    unpack(fields)
    if (!known(fields)) return unknown('record.not-of-the-format', 'what every record of the format says is missing')
    const kind = findKind(fields)
    if (kind === undefined) return unknown('record.kind-unknown', kindText(mapping, fields))
    const timeText = firstOf(mapping.time.from, fields)
    if (timeText === undefined) return unknown('time.missing', mapping.time.from.join(', '))
    const time = instantOf(timeText, mapping.time.clock, loggedAt)
    if (time === null) return unknown('time.unreadable', short(timeText))
    kind.dress(fields)
    const sha256 = reading.sha256(part < 0 ? record : JSON.stringify(fields))
    return {
      kind: 'event',
      event: kind.build(fields, { time, timeText, loggedAt, sha256, size: record.length, domain: reading.domain }),
    }
  }
  return {
    id: mapping.id,
    title: mapping.title,
    framing: FRAMINGS[mapping.shape.kind],
    kinds: mapping.kinds.map((kind) => ({
      name: kind.name,
      classUid: OCSF_CLASSES[kind.class].uid,
      logSources: logSourcesOf(mapping, kind),
    })),
    samples: mapping.samples,
    open: (reading) => openReader(mapping, reading, readFields),
  }
}

/** Kinds in their order; with `by`, those that ask for another value of it are not tried. */
function finderOf(mapping: Mapping): (fields: Fields) => Compiled | undefined {
  const kinds = mapping.kinds.map((kind) => ({ kind, made: compiled(mapping, kind) }))
  const { by } = mapping
  if (by === undefined) return (fields) => kinds.find(({ made }) => made.check(fields))?.made
  const valuesOf = ({ when }: Kind): readonly string[] | null => {
    const test = when?.[by]
    if (test === undefined || (typeof test === 'object' && !Array.isArray(test))) return null
    return (Array.isArray(test) ? (test as readonly unknown[]) : [test]).map((value) => String(value).toLowerCase())
  }
  const rest = kinds.filter(({ kind }) => valuesOf(kind) === null).map(({ made }) => made)
  const groups = new Map<string, Compiled[]>()
  for (const { kind } of kinds) for (const value of valuesOf(kind) ?? []) groups.set(value, [])
  for (const [value, group] of groups)
    for (const { kind, made } of kinds) if (valuesOf(kind)?.includes(value) ?? true) group.push(made)
  return (fields) => {
    const value = textOf(fields[by])
    const group = (value === undefined ? undefined : groups.get(value.toLowerCase())) ?? rest
    return group.find(({ check }) => check(fields))
  }
}

function openReader(
  mapping: Mapping,
  reading: Reading,
  readFields: (fields: Fields, record: string, part: number, loggedAt: EpochMicros, reading: Reading) => Read,
): EventReader {
  const readShape = openShape(mapping.shape)
  return {
    read(record, loggedAt) {
      if (record.length > LONGEST_RECORD) return [unknown('record.too-long', `${record.length} characters`)]
      const text = record.charCodeAt(0) === 0xfeff ? record.slice(1) : record
      if (text.trim() === '') return [unknown('record.empty', '')]
      const found = readShape(text, loggedAt)
      return found.map((each, part) =>
        'fields' in each
          ? readFields(each.fields, record, found.length === 1 ? -1 : part, loggedAt, reading)
          : { kind: 'unknown', code: each.code, detail: each.detail },
      )
    },
  }
}

function unknown(code: Extract<Read, { kind: 'unknown' }>['code'], detail: string): Read {
  return { kind: 'unknown', code, detail }
}

function short(value: unknown): string {
  return String(textOf(value) ?? '').slice(0, 80)
}

/** What the kinds ask for, as this record says it. */
function kindText(mapping: Mapping, fields: Fields): string {
  const names = new Set(mapping.kinds.flatMap(({ when }) => Object.keys(when ?? {})))
  const said = [...names].flatMap((name) => (fields[name] === undefined ? [] : [`${name}=${short(fields[name])}`]))
  return said.slice(0, 3).join(' ') || 'none of the fields that tell kinds apart'
}

function renamerOf(names: Readonly<Record<string, string>>): (fields: Fields) => void {
  const pairs = Object.entries(names)
  return (fields) => {
    for (const [name, better] of pairs)
      if (fields[better] === undefined && fields[name] !== undefined) fields[better] = fields[name]
  }
}

function joinerOf(names: Readonly<Record<string, readonly string[]>>): (fields: Fields) => void {
  const pairs = Object.entries(names)
  return (fields) => {
    for (const [name, parts] of pairs) {
      if (fields[name] !== undefined || fields[parts[0]!] === undefined) continue
      fields[name] = parts.flatMap((part) => textOf(fields[part]) ?? []).join(' ')
    }
  }
}

function infererOf(infer: Mapping['infer']): (fields: Fields) => void {
  if (infer === undefined) return () => {}
  const { field, from } = infer
  return (fields) => {
    if (fields[field] !== undefined) return
    const found = from.find(([said]) => said.every((name) => fields[name] !== undefined))
    if (found !== undefined) fields[field] = found[1]
  }
}

function messagesOf({ messages }: Mapping): (fields: Fields) => void {
  const made = (messages ?? []).map(({ of, templates }) => ({ of, templates: templates.map(templateOf) }))
  return (fields) => {
    for (const { of, templates } of made) {
      const message = fields[of]
      if (typeof message !== 'string') continue
      for (const template of templates) if (takeApart(message, template, fields)) break
    }
  }
}

function compiled(mapping: Mapping, kind: Kind): Compiled {
  const { uid, caption, category, required, oneOf, own }: OcsfClass = OCSF_CLASSES[kind.class]
  const attributes = withinClass({ ...mapping.set, ...kind.set }, own)
  const setters = Object.entries(attributes).map(([path, from]) => setterOf(path, from))
  const activity = getterOf(typeof kind.activity === 'number' ? { is: kind.activity } : kind.activity)
  const severityFrom = kind.severity ?? mapping.severity ?? 1
  const severity = getterOf(typeof severityFrom === 'number' ? { is: severityFrom } : severityFrom)
  const messageFrom = kind.message ?? mapping.message
  const message = messageFrom === undefined ? null : getterOf(messageFrom)
  const roots = Object.keys(attributes).map((path) => path.split('.')[0]!)
  const profiles = ['ot', ...new Set(roots.flatMap((root) => profileOf(root, required) ?? []))]
  const settle = settlerOf(Object.keys(attributes))
  const logSourcesFor = logSourcesForOf(mapping, kind)
  return {
    check: checkOf(kind.when ?? {}),
    dress: dresserOf({ ...mapping.alias, ...kind.alias }, kind.say ?? {}),
    build: (fields, { time, timeText, loggedAt, sha256, size, domain }) => {
      const activityId = numberOr(activity(fields), 0)
      const severityId = numberOr(severity(fields), 0)
      const ocsf: Ocsf = {
        class_uid: uid,
        class_name: caption,
        category_uid: category,
        activity_id: activityId,
        type_uid: uid * 100 + activityId,
        severity_id: severityId,
        time: Math.floor(time / 1000),
        message: message === null ? undefined : textOf(message(fields)),
        metadata: metadataOf(mapping, profiles, time, timeText, loggedAt),
        raw_data_hash: { algorithm_id: 3, algorithm: 'SHA-256', value: sha256 },
        raw_data_size: size,
        ot: { domain },
      }
      if (ocsf['message'] === undefined) delete ocsf['message']
      for (const set of setters) set(ocsf, fields)
      settle(ocsf)
      const isWhole =
        required.every((name) => ocsf[name] !== undefined) &&
        (oneOf.length === 0 || oneOf.some((name) => ocsf[name] !== undefined))
      const event = { time, severityId, fields, logSources: logSourcesFor(fields), rawSha256: sha256 }
      if (isWhole) return { ...event, classUid: uid, activityId, ocsf }
      return { ...event, classUid: 0, activityId: 99, ocsf: asBaseEvent(ocsf, caption) }
    },
  }
}

/** What the class has no attribute for goes below `unmapped`. */
function withinClass(attributes: Attributes, own: readonly string[]): Attributes {
  const isOf = (path: string) => {
    const root = path.split('.', 1)[0]!
    return root === 'ot' || BASE_ATTRIBUTES.has(root) || own.includes(root)
  }
  return Object.fromEntries(
    Object.entries(attributes).map(([path, from]) => [isOf(path) ? path : `unmapped.${path}`, from]),
  )
}

/** An event that lacks what its class must have stays an event: Base Event, with the rest below `unmapped`. */
function asBaseEvent(ocsf: Ocsf, caption: string): Ocsf {
  const base: Ocsf = {}
  const unmapped: Ocsf = { ...(ocsf['unmapped'] as Ocsf | undefined) }
  for (const [name, value] of Object.entries(ocsf)) {
    if (BASE_ATTRIBUTES.has(name) || name === 'ot') base[name] = value
    else if (name !== 'unmapped') unmapped[name] = value
  }
  const profiles = new Set(Object.keys(base).flatMap((name) => PROFILE_OF[name] ?? []))
  return {
    ...base,
    metadata: { ...(base['metadata'] as Ocsf), profiles: ['ot', ...profiles] },
    class_uid: 0,
    class_name: 'Base Event',
    category_uid: 0,
    activity_id: 99,
    activity_name: caption,
    type_uid: 99,
    unmapped,
  }
}

function metadataOf(
  { vendor, product, id }: Mapping,
  profiles: readonly string[],
  time: EpochMicros,
  timeText: unknown,
  loggedAt: EpochMicros,
): Ocsf {
  const metadata: Ocsf = {
    version: OCSF_VERSION,
    product: { vendor_name: vendor, name: product },
    profiles,
    log_format: id,
    logged_time: Math.floor(loggedAt / 1000),
    original_time: short(timeText),
  }
  if (time > loggedAt + HOUR) metadata['debug'] = ['time.future']
  else if (time < loggedAt - YEAR) metadata['debug'] = ['time.ancient']
  return metadata
}

function profileOf(root: string, required: readonly string[]): string | undefined {
  return required.includes(root) ? undefined : PROFILE_OF[root]
}

function logSourcesOf(mapping: Mapping, kind: Kind): readonly LogSource[] {
  return [...(kind.logSources ?? []), ...(mapping.logSources ?? [])]
}

function logSourcesForOf(mapping: Mapping, kind: Kind): (fields: Fields) => readonly LogSource[] {
  const always = logSourcesOf(mapping, kind)
  const { logSourcesBy } = mapping
  if (logSourcesBy === undefined) return () => always
  const more = new Map(
    Object.entries(logSourcesBy.of).map(([value, sources]) => [value.toLowerCase(), [...always, ...sources]]),
  )
  return (fields) => more.get(textOf(fields[logSourcesBy.field])?.toLowerCase() ?? '') ?? always
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}

function firstOf(names: readonly string[], fields: Fields): unknown {
  for (const name of names) {
    const value = fields[name]
    if (value !== undefined && value !== '') return Array.isArray(value) ? (value as unknown[])[0] : value
  }
  return undefined
}

function dresserOf(
  alias: Readonly<Record<string, string>>,
  say: Readonly<Record<string, unknown>>,
): (fields: Fields) => void {
  const aliases = Object.entries(alias)
  const constants = Object.entries(say)
  return (fields) => {
    for (const [name, of] of aliases)
      if (fields[name] === undefined && fields[of] !== undefined) fields[name] = fields[of]
    for (const [name, value] of constants) if (fields[name] === undefined) fields[name] = value
  }
}

function setterOf(path: string, from: From): Setter {
  const get = getterOf(from)
  const steps = path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step))
  const last = steps.pop()!
  return (ocsf, fields) => {
    const value = get(fields)
    if (value === undefined) return
    let at = ocsf as Record<string | number, unknown>
    for (let index = 0; index < steps.length; index++) {
      const step = steps[index]!
      const isListNext = typeof (index + 1 < steps.length ? steps[index + 1] : last) === 'number'
      at[step] ??= isListNext ? [] : {}
      at = at[step] as Record<string | number, unknown>
    }
    at[last] = value
  }
}

function getterOf(from: From): Getter {
  if (typeof from === 'string') return (fields) => textOf(fields[from])
  if ('is' in from) return () => from.is
  const names = typeof from.from === 'string' ? [from.from] : from.from
  const { as = 'text', map, bands, otherwise, told } = from
  const table =
    map === undefined ? null : new Map(Object.entries(map).map(([key, value]) => [key.toLowerCase(), value]))
  return (fields) => {
    for (const name of names) {
      const raw = fields[name]
      if (raw === undefined) continue
      if (told !== undefined) {
        if (textOf(raw) !== undefined) return told
      } else if (table !== null) {
        const text = textOf(raw)
        if (text === undefined) continue
        const value = table.get(text.toLowerCase()) ?? otherwise
        if (value !== undefined) return value
      } else if (bands !== undefined) {
        const number = understood(raw, 'float')
        if (typeof number !== 'number') continue
        let value: unknown
        for (const [bound, gives] of bands) if (number >= bound) value = gives
        if (value !== undefined) return value
      } else {
        const value = understood(raw, as)
        if (value !== undefined) return value
      }
    }
    return otherwise
  }
}

function checkOf(when: When): Check {
  const checks = Object.entries(when).map(([name, test]) => {
    const holds = testOf(test)
    return (fields: Fields) => holds(fields[name])
  })
  if (checks.length === 1) return checks[0]!
  return (fields) => checks.every((check) => check(fields))
}

function testOf(test: Test): (value: unknown) => boolean {
  if (typeof test !== 'object') return equalTo([test])
  if (Array.isArray(test)) return equalTo(test as readonly unknown[])
  if ('exists' in test) return (value) => (textOf(value) !== undefined) === test.exists
  if ('not' in test) {
    const equals = equalTo(Array.isArray(test.not) ? (test.not as readonly unknown[]) : [test.not])
    return (value) => !equals(value)
  }
  if ('starts' in test) return someOf(test.starts, (text, part) => text.startsWith(part))
  if ('ends' in test) return someOf(test.ends, (text, part) => text.endsWith(part))
  if ('has' in test) return someOf(test.has, (text, part) => text.includes(part))
  return () => false
}

function equalTo(values: readonly unknown[]): (value: unknown) => boolean {
  const texts = new Set(values.map((value) => String(value).toLowerCase()))
  return (value) => {
    const text = textOf(value)
    return text !== undefined && texts.has(text.toLowerCase())
  }
}

function someOf(
  parts: string | readonly string[],
  holds: (text: string, part: string) => boolean,
): (value: unknown) => boolean {
  const lower = (typeof parts === 'string' ? [parts] : parts).map((part) => part.toLowerCase())
  return (value) => {
    const text = textOf(value)?.toLowerCase()
    return text !== undefined && lower.some((part) => holds(text, part))
  }
}
