// Events of Windows as Sigma asks them, from every form in which they are exported as JSON: the XML's own nesting (`Event.System`), flat records
// of a collector, Winlogbeat. Names follow the specification: `Provider_Name` for an attribute of the head, blanks left out.
import type { LogSource } from '@penstock/model/events'
import type { DetectionEvent } from '../event/event.ts'
import { CATEGORIES, INTEGRITY_LEVELS, LINUX_CHANNEL, SERVICES } from './sources.ts'

type Json = Readonly<Record<string, unknown>>
type Fields = Record<string, unknown>

/** Null for what is no event of Windows. */
export function windowsEvent(record: Json): DetectionEvent | null {
  const fields = fieldsOf(record)
  if (fields === null) return null
  const { logSources, names, hasBlanks } = routeOf(fields)
  const isPlain = names.length === 0 && !hasBlanks
  if (isPlain) return { fields, logSources }
  const named = hasBlanks ? withoutBlanks(fields) : { ...fields }
  for (const [name, from] of names) addName(named, name, from)
  return { fields: named, logSources }
}

interface Route {
  readonly logSources: readonly LogSource[]
  readonly names: readonly (readonly [string, readonly string[]])[]
  readonly hasBlanks: boolean
}

const routes = new Map<string, Route>()
/** Most kinds of events whose route is kept; channels come from the wire. */
const MOST_ROUTES = 4096

function routeOf(fields: Json): Route {
  const type = fields['EventType']
  const key = `${String(fields['EventID'])} ${typeof type === 'string' ? type : ''} ${String(fields['Channel'])}`
  const known = routes.get(key)
  if (known !== undefined) return known
  if (routes.size >= MOST_ROUTES) routes.clear()
  const route = makeRoute(
    String(fields['Channel']).toLowerCase(),
    Number(fields['EventID']),
    String(type).toLowerCase(),
  )
  routes.set(key, route)
  return route
}

function makeRoute(channel: string, eventId: number, eventType: string): Route {
  const isLinux = channel === LINUX_CHANNEL
  const product = isLinux ? 'linux' : 'windows'
  const services = isLinux ? ['sysmon'] : (SERVICES[channel] ?? [])
  const categories = CATEGORIES.filter(
    ({ service, eventIds, eventTypes }) =>
      services.includes(service) &&
      eventIds.includes(eventId) &&
      (eventTypes === undefined || eventTypes.includes(eventType)),
  )
  const logSources = [
    ...categories.map(({ category, service }) => ({ product, category, service })),
    ...services.map((service) => ({ product, service })),
    ...(services.length === 0 ? [{ product }] : []),
  ]
  const names = categories.flatMap(({ fields }) => Object.entries(fields ?? {}))
  return { logSources, names, hasBlanks: services.includes('windefend') }
}

function addName(fields: Fields, name: string, from: readonly string[]): void {
  if (fields[name] !== undefined) return
  const value = fields[from.find((each) => fields[each] !== undefined) ?? '']
  if (value !== undefined) fields[name] = typeof value === 'string' ? (INTEGRITY_LEVELS[value] ?? value) : value
}

function fieldsOf(record: Json): Json | null {
  const event = objectOf(record['Event'])
  const system = objectOf(event?.['System'])
  if (event !== null && system !== null) return fieldsOfXml(event, system)
  const winlog = objectOf(record['winlog'])
  if (winlog !== null) return fieldsOfWinlogbeat(record, winlog)
  if (typeof record['Channel'] !== 'string' || record['EventID'] === undefined) return null
  return record['SourceName'] === undefined || record['Provider_Name'] !== undefined
    ? record
    : { ...record, Provider_Name: record['SourceName'] }
}

function fieldsOfXml(event: Json, system: Json): Fields {
  const data = objectOf(event['EventData'])
  const user = objectOf(event['UserData'])
  const fields: Fields = data === null ? {} : { ...data }
  if (data !== null) delete fields['#attributes']
  for (const name in data) {
    const inner = objectOf(data[name])
    if (inner?.['#text'] !== undefined) fields[name] = inner['#text']
  }
  for (const name in user) addData(fields, objectOf(user[name]))
  for (const name in system) addHead(fields, name, system[name])
  return fields
}

/** Attributes of a tag of the head become `Tag_Attribute`; its text keeps the tag's name. */
function addHead(fields: Fields, name: string, value: unknown): void {
  const inner = objectOf(value)
  if (inner === null) fields[name] = value
  else {
    const attributes = objectOf(inner['#attributes']) ?? inner
    const names = attributeNamesOf(name)
    for (const attribute in attributes)
      if (attribute !== '#text') fields[joined(names, name, attribute)] = attributes[attribute]
    if (inner['#text'] !== undefined) fields[name] = inner['#text']
  }
}

/** Names of attributes by tag and attribute: made once, for they are the same in nearly every event. */
const attributeNames = new Map<string, Map<string, string>>()
const MOST_TAGS = 64
const MOST_ATTRIBUTES = 64

function attributeNamesOf(tag: string): Map<string, string> {
  const known = attributeNames.get(tag)
  if (known !== undefined) return known
  if (attributeNames.size >= MOST_TAGS) attributeNames.clear()
  const made = new Map<string, string>()
  attributeNames.set(tag, made)
  return made
}

function joined(names: Map<string, string>, tag: string, attribute: string): string {
  const known = names.get(attribute)
  if (known !== undefined) return known
  if (names.size >= MOST_ATTRIBUTES) names.clear()
  const made = `${tag}_${attribute}`
  names.set(attribute, made)
  return made
}

function addData(fields: Fields, data: Json | null): void {
  for (const [name, value] of Object.entries(data ?? {})) {
    if (name === '#attributes') continue
    const inner = objectOf(value)
    fields[name] = inner?.['#text'] ?? value
  }
}

function fieldsOfWinlogbeat(record: Json, winlog: Json): Fields | null {
  const eventId = winlog['event_id'] ?? objectOf(record['event'])?.['code']
  if (typeof winlog['channel'] !== 'string' || eventId === undefined) return null
  const fields: Fields = { Channel: winlog['channel'], EventID: Number(eventId) }
  Object.assign(fields, said(winlog, 'provider_name', 'Provider_Name'), said(winlog, 'computer_name', 'Computer'))
  Object.assign(fields, said(record, '@timestamp', 'TimeCreated_SystemTime'), said(record, 'message', 'Message'))
  addData(fields, objectOf(winlog['event_data']))
  addData(fields, objectOf(winlog['user_data']))
  return fields
}

function said(record: Json, from: string, name: string): Fields {
  return record[from] === undefined || record[name] !== undefined ? {} : { [name]: record[from] }
}

/** Defender's fields have blanks in their names; rules ask them without. */
function withoutBlanks(fields: Json): Fields {
  const named: Fields = { ...fields }
  for (const name of Object.keys(fields)) named[name.replaceAll(' ', '')] ??= fields[name]
  return named
}

function objectOf(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null
}
