// A mapping becomes a reader: every test, cell and attribute is a function made once. Nothing of a line decides what is run but the
// comparison of texts.
import type { EpochMicros } from '@penstock/model/kernel'
import { textOf } from './cells.ts'
import { type Compiled, compiled, logSourcesOf, short } from './compile-kind.ts'
import { derivationOf } from './derived-fields.ts'
import type { EventFormat, EventReader, Read, Reading } from './event.ts'
import type { Fields } from './fields.ts'
import type { Kind, Mapping } from './mapping.ts'
import { OCSF_CLASSES } from './ocsf/classes.ts'
import { instantOf } from './read/clock.ts'
import { FRAMINGS, openShape } from './read/shape.ts'
import { LONGEST_RECORD } from './records.ts'
import { checkOf } from './values.ts'

export function formatOf(mapping: Mapping): EventFormat {
  const known = checkOf(mapping.knownBy ?? {})
  const findKind = finderOf(mapping)
  const derive = derivationOf(mapping)
  const readFields = (fields: Fields, record: string, part: number, loggedAt: EpochMicros, reading: Reading): Read => {
    const own = part < 0 ? record : JSON.stringify(fields)
    derive(fields)
    if (!known(fields)) return unknown('record.not-of-the-format', 'what every record of the format says is missing')
    const kind = findKind(fields)
    if (kind === undefined) return unknown('record.kind-unknown', kindText(mapping, fields))
    const timeText = firstOf(mapping.time.from, fields)
    if (timeText === undefined) return unknown('time.missing', mapping.time.from.join(', '))
    const time = instantOf(timeText, mapping.time.clock, loggedAt)
    if (time === null) return unknown('time.unreadable', short(timeText))
    kind.dress(fields)
    const sha256 = reading.sha256(own)
    return {
      kind: 'event',
      event: kind.build(fields, { time, timeText, loggedAt, sha256, size: own.length, domain: reading.domain }),
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

/** What the kinds ask for, as this record says it. */
function kindText(mapping: Mapping, fields: Fields): string {
  const names = new Set(mapping.kinds.flatMap(({ when }) => Object.keys(when ?? {})))
  const said = [...names].flatMap((name) => (fields[name] === undefined ? [] : [`${name}=${short(fields[name])}`]))
  return said.slice(0, 3).join(' ') || 'none of the fields that tell kinds apart'
}

function firstOf(names: readonly string[], fields: Fields): unknown {
  for (const name of names) {
    const value = fields[name]
    if (value !== undefined && value !== '') return Array.isArray(value) ? (value as unknown[])[0] : value
  }
  return undefined
}
