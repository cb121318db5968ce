// A kind of records becomes the builder of its events.
import type { EpochMicros } from '@penstock/model/kernel'
import { textOf } from './cells.ts'
import { dresserOf } from './derived-fields.ts'
import type { LogSource, NormalEvent } from './event.ts'
import type { Fields } from './fields.ts'
import type { Attributes, Kind, Mapping } from './mapping.ts'
import { BASE_ATTRIBUTES, OCSF_CLASSES, OCSF_VERSION, type OcsfClass, PROFILE_OF } from './ocsf/classes.ts'
import { settlerOf } from './ocsf/settle.ts'
import { checkOf, getterOf, type Ocsf, setterOf } from './values.ts'

const HOUR = 3_600_000_000
const YEAR = 365 * 24 * HOUR

export interface Compiled {
  readonly check: (fields: Fields) => boolean
  readonly dress: (fields: Fields) => void
  readonly build: (fields: Fields, event: Stamp) => NormalEvent
}

export interface Stamp {
  readonly time: EpochMicros
  readonly timeText: unknown
  readonly loggedAt: EpochMicros
  readonly sha256: string
  readonly size: number
  readonly domain: string
}

export function compiled(mapping: Mapping, kind: Kind): Compiled {
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

export function logSourcesOf(mapping: Mapping, kind: Kind): readonly LogSource[] {
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

export function short(value: unknown): string {
  return String(textOf(value) ?? '').slice(0, 80)
}
