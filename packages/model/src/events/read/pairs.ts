// `name=value name="value with blanks"`, alone or inside syslog, in one pass.
import { newFields } from '../fields.ts'
import type { Found } from './found.ts'
import { bodyOf, readSyslog } from './syslog.ts'

const MOST_PAIRS = 1024

export function readPairs(line: string): Found {
  const envelope = readSyslog(line)
  const fields = envelope ?? newFields()
  const text = bodyOf(line, envelope)
  let count = 0
  let at = 0
  while (at < text.length && count < MOST_PAIRS) {
    const equals = text.indexOf('=', at)
    if (equals < 0) break
    const name = text.slice(Math.max(at, text.lastIndexOf(' ', equals) + 1), equals).trim()
    let end: number
    let value: string
    if (text[equals + 1] === '"') {
      end = equals + 2
      while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
      value = text.slice(equals + 2, end).replace(/\\(["\\])/g, '$1')
      end += 1
    } else {
      end = text.indexOf(' ', equals)
      if (end < 0) end = text.length
      value = text.slice(equals + 1, end)
    }
    if (name !== '' && name.length <= 128) {
      fields[name] = value.replace(/,$/, '')
      count += 1
    }
    at = Math.max(end, equals + 1)
  }
  return count === 0 ? { code: 'record.not-of-the-format', detail: 'no name=value' } : { fields }
}
