// Cells, tests and attributes of a mapping as functions that are made once.
import { textOf, understood } from './cells.ts'
import type { Fields } from './fields.ts'
import type { From, Test, When } from './mapping.ts'

export type Ocsf = Record<string, unknown>

export function setterOf(path: string, from: From): (ocsf: Ocsf, fields: Fields) => void {
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

export function getterOf(from: From): (fields: Fields) => unknown {
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

export function checkOf(when: When): (fields: Fields) => boolean {
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
