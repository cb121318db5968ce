// The envelope of syslog: RFC 5424, RFC 3164 and how devices really write it (a year, a zone, no host, no priority). What stands in it is
// `message`. Only the first characters are looked at; nothing goes back over a message.
import { type Fields, newFields } from '../fields.ts'

const TIME =
  /^:? ?\*?(?:([A-Z][a-z]{2} {1,2}\d{1,2}(?: \d{4})?,? \d\d:\d\d:\d\d(?:\.\d{1,9})?(?: [A-Z]{3,4})?(?: \d{4})?)|(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)):? ?/
const TAG = /^([A-Za-z][\w./()-]{0,63})(?:\[(\d{1,10})\])?: ?/
const HOST = /^([A-Za-z0-9][\w.:-]{0,254}) (?:: )?/
const HEADER_5424 = /^1 (\S{1,64}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) ?/

/** The fields of an envelope, or null for a line without one. */
export function readSyslog(line: string): Fields | null {
  const fields = newFields()
  let text = line
  const pri = /^<(\d{1,3})>/.exec(line.slice(0, 8))
  if (pri !== null && Number(pri[1]) <= 191) {
    fields['syslog.facility'] = Number(pri[1]) >> 3
    fields['syslog.severity'] = Number(pri[1]) & 7
    text = line.slice(pri[0].length)
  }
  const head = text.slice(0, 640)
  const modern = pri === null ? null : HEADER_5424.exec(head)
  if (modern !== null) return read5424(text.slice(modern[0].length), modern, fields)
  // The version of RFC 5424 before a shorter header, as some products write it.
  if (pri !== null && /^1 \d{4}-/.test(head)) text = text.slice(2)
  const time = TIME.exec(text.slice(0, 640))
  if (time === null) {
    if (pri === null) return null
    fields['message'] = text.trim()
    return fields
  }
  fields['syslog.time'] = (time[1] ?? time[2])!
  readLegacy(text.slice(time[0].length), fields)
  return fields
}

function readLegacy(rest: string, fields: Fields): void {
  let text = rest
  const tagFirst = TAG.exec(text.slice(0, 96))
  if (tagFirst === null) {
    const host = text.startsWith('%') ? null : HOST.exec(text.slice(0, 300))
    if (host !== null) {
      fields['syslog.host'] = host[1]!
      text = text.slice(host[0].length)
    }
  }
  const tag = TAG.exec(text.slice(0, 96))
  if (tag !== null) {
    fields['syslog.app'] = tag[1]!
    if (tag[2] !== undefined) fields['syslog.pid'] = tag[2]
    text = text.slice(tag[0].length)
  }
  fields['message'] = text.replace(/^: /, '').trimEnd()
}

function read5424(rest: string, head: RegExpExecArray, fields: Fields): Fields {
  const names = ['syslog.time', 'syslog.host', 'syslog.app', 'syslog.pid', 'syslog.msgid']
  for (const [at, name] of names.entries()) if (head[at + 1] !== '-') fields[name] = head[at + 1]!
  let at = 0
  while (rest[at] === '[') at = structured(rest, at, fields)
  if (rest.startsWith('- ', at) || rest.slice(at) === '-') at += 1
  fields['message'] = rest
    .slice(at)
    .trimStart()
    .replace(/^\ufeff/, '')
    .trimEnd()
  return fields
}

/** `[id name="value" …]` from `at`; gives where it ends. */
function structured(text: string, from: number, fields: Fields): number {
  const idEnd = /[ \]]/.exec(text.slice(from, from + 128))
  if (idEnd === null) return text.length
  const id = text.slice(from + 1, from + idEnd.index)
  let at = from + idEnd.index
  while (at < text.length && text[at] !== ']') {
    if (text[at] === ' ') {
      at += 1
      continue
    }
    const equals = text.indexOf('="', at)
    if (equals < 0 || equals - at > 128) return text.length
    let end = equals + 2
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
    fields[`syslog.sd.${id}.${text.slice(at, equals)}`] = text.slice(equals + 2, end).replace(/\\(["\\\]])/g, '$1')
    at = end + 1
  }
  return at + 1
}

/** What stands in an envelope; the line itself when it has none. */
export function bodyOf(line: string, envelope: Fields | null): string {
  if (envelope === null) return line
  const body = envelope['message']
  return typeof body === 'string' ? body : ''
}
