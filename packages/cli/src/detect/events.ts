// Events of a record, and when they were: Windows in every form that it is exported in, other JSON by the source that is given for it, and
// whatever one of the event formats reads.
import { type DetectionEvent, windowsEvent } from '@penstock/model/detections'
import { type EventFormat, type EventReader, findEventFormat, type LogSource } from '@penstock/model/events'
import { type EpochMicros, micros, microsOfIso } from '@penstock/model/kernel'

/** Null for a record that is none, or for each of its parts. */
export type EventsOf = (record: string) => readonly (DetectionEvent | null)[]

/** Names below which an export keeps its events as a list. */
const LISTS = ['Records', 'value', 'events']

/** `now` gives the year of a time that has none. */
export function eventsReader(format: EventFormat | null, logSource: LogSource | null, now: EpochMicros): EventsOf {
  if (format !== null) {
    const reader = openReader(format)
    return (record) => reader.read(record, now).map((read) => (read.kind === 'event' ? read.event : null))
  }
  const xml = openReader(findEventFormat('windows-xml')!)
  return (record) => {
    if (record.trimStart().startsWith('<'))
      return xml.read(record, now).map((read) => (read.kind === 'event' ? windowsEvent(read.event.fields) : null))
    return jsonEvents(record, logSource)
  }
}

/** Nothing is kept, so no hash and no domain are asked. */
function openReader(format: EventFormat): EventReader {
  return format.open({ domain: 'it', sha256: () => '' })
}

function jsonEvents(record: string, logSource: LogSource | null): readonly (DetectionEvent | null)[] {
  let value: unknown
  try {
    value = JSON.parse(record)
  } catch {
    return [null]
  }
  return listOf(value).map((each) => (isObject(each) ? (windowsEvent(each) ?? otherEvent(each, logSource)) : null))
}

function otherEvent(fields: Readonly<Record<string, unknown>>, logSource: LogSource | null): DetectionEvent {
  return { fields, logSources: logSource === null ? [] : [logSource] }
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (!isObject(value)) return [value]
  const list = LISTS.map((name) => value[name]).find(
    (each) => Array.isArray(each) && each.length > 0 && each.every(isObject),
  )
  return list === undefined ? [value] : (list as readonly unknown[])
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Where an event says when it was, the most precise first. */
const TIMES = [
  'TimeCreated_SystemTime',
  'TimeCreated',
  'SystemTime',
  '@timestamp',
  'eventTime',
  'published',
  'timestamp',
  'time',
  'ts',
  'UtcTime',
  'EventTime',
]

/** Null when the event does not say it in a way that can be read. */
export function timeOf({ fields }: DetectionEvent): EpochMicros | null {
  for (const name of TIMES) {
    const value = fields[name]
    if (typeof value === 'string') {
      const at = microsOfIso(value)
      if (at !== null) return at
    }
    // Seconds, milliseconds or microseconds since 1970, told apart by their size.
    if (typeof value === 'number' && value > 1e8 && value < 1e16)
      return micros(Math.round(value < 1e11 ? value * 1e6 : value < 1e14 ? value * 1e3 : value))
  }
  return null
}
