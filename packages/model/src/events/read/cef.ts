// ArcSight's Common Event Format and IBM's Log Event Extended Format, alone or inside syslog. Sources: CEF implementation standard 26
// (headers and escapes), LEEF 2.0 (delimiter in the header). One pass each.
import { type Fields, newFields } from '../fields.ts'
import type { Found } from './found.ts'
import { readSyslog } from './syslog.ts'

const CEF_HEADER = ['version', 'deviceVendor', 'deviceProduct', 'deviceVersion', 'signatureId', 'name', 'severity']
const LEEF_HEADER = ['version', 'deviceVendor', 'deviceProduct', 'deviceVersion', 'eventId']

export function readCef(line: string): Found {
  const from = line.slice(0, 2048).indexOf('CEF:')
  if (from < 0) return { code: 'record.not-of-the-format', detail: 'no CEF header' }
  const fields = envelopeOf(line, from)
  const { parts, end } = header(line, from + 4, CEF_HEADER.length)
  if (parts.length < CEF_HEADER.length)
    return { code: 'record.cut', detail: `CEF header with ${parts.length} of 7 parts` }
  for (const [at, name] of CEF_HEADER.entries()) fields[name] = parts[at]!
  extension(line, end, fields)
  labelled(fields)
  return { fields }
}

export function readLeef(line: string): Found {
  const from = line.slice(0, 2048).indexOf('LEEF:')
  if (from < 0) return { code: 'record.not-of-the-format', detail: 'no LEEF header' }
  const fields = envelopeOf(line, from)
  const isSecond = line.startsWith('2', from + 5)
  const { parts, end } = header(line, from + 5, LEEF_HEADER.length + (isSecond ? 1 : 0))
  if (parts.length < LEEF_HEADER.length) return { code: 'record.cut', detail: `LEEF header with ${parts.length} parts` }
  for (const [at, name] of LEEF_HEADER.entries()) fields[name] = parts[at]!
  const delimiter = delimiterOf(isSecond ? (parts[5] ?? '') : '')
  for (const pair of line.slice(end).split(delimiter).slice(0, 1024)) {
    const equals = pair.indexOf('=')
    if (equals > 0 && equals <= 128) fields[pair.slice(0, equals).trim()] = pair.slice(equals + 1).trim()
  }
  return { fields }
}

function envelopeOf(line: string, from: number): Fields {
  return (from === 0 ? null : readSyslog(line.slice(0, from))) ?? newFields()
}

/** Parts up to unescaped bars, and where what follows them begins. */
function header(
  line: string,
  from: number,
  count: number,
): { readonly parts: readonly string[]; readonly end: number } {
  const parts: string[] = []
  let start = from
  let at = from
  for (; at < line.length && parts.length < count; at++) {
    const each = line[at]
    if (each === '\\') at += 1
    else if (each === '|') {
      parts.push(line.slice(start, at).replace(/\\([|\\])/g, '$1'))
      start = at + 1
    }
  }
  if (parts.length === count - 1 && start <= line.length) {
    parts.push(line.slice(start))
    return { parts, end: line.length }
  }
  return { parts, end: start }
}

/** `key=value key=value`: a value ends where the next name stands before an unescaped `=`. */
function extension(line: string, from: number, fields: Fields): void {
  let key: string | null = null
  let valueFrom = from
  for (let at = from; at < line.length; at++) {
    const code = line.charCodeAt(at)
    if (code === 0x5c) {
      at += 1
      continue
    }
    if (code !== 0x3d) continue
    let nameFrom = at
    while (nameFrom > valueFrom && at - nameFrom < 128 && isNameCharacter(line.charCodeAt(nameFrom - 1))) nameFrom -= 1
    const isName = nameFrom < at && (nameFrom === from || (nameFrom > 0 && line[nameFrom - 1] === ' '))
    if (!isName) continue
    if (key !== null) fields[key] = unescapedValue(line.slice(valueFrom, nameFrom - 1))
    key = line.slice(nameFrom, at)
    valueFrom = at + 1
  }
  if (key !== null) fields[key] = unescapedValue(line.slice(valueFrom))
}

function isNameCharacter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code === 0x2e ||
    code === 0x2d
  )
}

function unescapedValue(text: string): string {
  return (text.includes('\\') ? text.replace(/\\([=\\|nr])/g, (_, each: string) => ESCAPES[each] ?? each) : text).trim()
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r' }

/** `cs1Label=Zone cs1=Cell` also says `Zone` is `Cell`, unless a field has the name. */
function labelled(fields: Fields): void {
  for (const name in fields) {
    if (!name.endsWith('Label')) continue
    const value = fields[name.slice(0, -5)]
    const label = fields[name]
    if (
      typeof label === 'string' &&
      label !== '' &&
      label.length <= 64 &&
      value !== undefined &&
      fields[label] === undefined
    )
      fields[label] = value
  }
}

function delimiterOf(text: string): string {
  const hex = /^(?:0x|x)([0-9a-fA-F]{2})$/.exec(text)
  if (hex !== null) return String.fromCharCode(Number.parseInt(hex[1]!, 16))
  return text.length === 1 ? text : '\t'
}
