// Windows events as XML: `System`, the named cells of `EventData`, and whatever `UserData` holds. One pass over tags; no entity but the
// five of XML and numbers, and no document type. Source: Microsoft, "Event Schema" (win32/wes/eventschema-schema).
import { type Fields, newFields } from '../fields.ts'
import type { Found } from './found.ts'

const MOST_TAGS = 4096

export function readWindowsXml(text: string): Found {
  const from = text.indexOf('<Event')
  if (from < 0) return { code: 'record.not-of-the-format', detail: 'no <Event> element' }
  if (!text.includes('</Event>', from)) return { code: 'record.cut', detail: '<Event> without its end' }
  const fields = newFields()
  const open: string[] = []
  const data: string[] = []
  let name = ''
  let at = from
  for (let count = 0; count < MOST_TAGS; count++) {
    const start = text.indexOf('<', at)
    const end = start < 0 ? -1 : text.indexOf('>', start)
    if (end < 0) break
    const tag = text.slice(start + 1, end)
    if (tag.startsWith('/')) {
      const closed = open.pop()
      const value = unescapedXml(text.slice(at, start)).trim()
      if (closed !== undefined && value !== '') put(fields, open, closed, name, value, data)
      name = ''
      if (closed === 'Event') break
    } else if (!tag.startsWith('!') && !tag.startsWith('?')) {
      const isEmpty = tag.endsWith('/')
      const word = wordOf(tag)
      const attributes = attributesOf(isEmpty ? tag.slice(word.length, -1) : tag.slice(word.length))
      name = attributes['Name'] ?? ''
      const inSystem = open.at(-1) === 'System'
      if (inSystem) systemAttributes(fields, word, attributes)
      if (!isEmpty) open.push(word.slice(word.indexOf(':') + 1))
      if (open.length > 32) break
    }
    at = end + 1
  }
  if (data.length > 0) fields['Data'] = data.length === 1 ? data[0] : data
  return { fields }
}

function wordOf(tag: string): string {
  const end = tag.search(/[\s/]/)
  return end < 0 ? tag : tag.slice(0, end)
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = Object.create(null) as Record<string, string>
  let at = 0
  for (let count = 0; count < 32; count++) {
    const equals = text.indexOf('=', at)
    const quote = text[equals + 1]
    if (equals < 0 || (quote !== '"' && quote !== "'")) break
    const end = text.indexOf(quote, equals + 2)
    if (end < 0) break
    found[text.slice(at, equals).trim()] = unescapedXml(text.slice(equals + 2, end))
    at = end + 1
  }
  return found
}

function systemAttributes(fields: Fields, word: string, attributes: Readonly<Record<string, string>>): void {
  for (const name in attributes) {
    const value = attributes[name]!
    if (word === 'Provider') fields[`Provider_${name}`] = value
    else if (word === 'TimeCreated') fields['TimeCreated'] = value
    else if (word === 'Execution') fields[`Execution_${name}`] = value
    else if (word === 'Security') fields[`Security_${name}`] = value
  }
}

function put(
  fields: Fields,
  open: readonly string[],
  closed: string,
  name: string,
  value: string,
  data: string[],
): void {
  const isCell = open.includes('EventData')
  if (isCell && closed === 'Data') {
    if (name === '') data.push(value)
    else fields[name] = value
  } else if (open.at(-1) === 'System' || isCell || open.includes('UserData') || open.includes('RenderingInfo')) {
    if (fields[closed] === undefined) fields[closed] = value
  }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function unescapedXml(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g, (whole, decimal, hex, word) => {
    if (word !== undefined) return ENTITIES[word as string] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal)
    return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : whole
  })
}
