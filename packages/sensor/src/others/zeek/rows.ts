// Rows of a Zeek log, tab separated with a head or as JSON lines. Source: Zeek documentation, "Zeek Log Formats and Inspection".
import type { EpochMicros } from '@penstock/model/kernel'
import type { ByteSource, Place } from '../byte-source.ts'
import { instantOf, microsOfSeconds } from '../cells.ts'
import type { Collector } from '../collector.ts'
import { jsonObjects } from '../json-objects.ts'
import { logOfKeys } from './logs.ts'

/** One row; a column that is unset, empty or not there is null. */
export interface ZeekRow {
  readonly path: string
  readonly place: Place
  readonly at: EpochMicros
  cell(column: string): string | null
}

const MOST_COLUMNS = 500

export function* tsvRows(source: ByteSource, out: Collector): Generator<ZeekRow | null> {
  let path: string | null = null
  let columns = new Map<string, number>()
  let marks = { unset: '-', empty: '(empty)' }
  for (const line of source.lines()) {
    const { text } = line
    if (text === null) out.bad(line, 'is longer than a line of a log', source.writtenAt)
    else if (text.startsWith('#')) {
      const [name, ...cells] = text.split('\t')
      if (name === '#path') path = cells[0] ?? null
      else if (name === '#fields') columns = new Map(cells.slice(0, MOST_COLUMNS).map((column, at) => [column, at]))
      else if (name === '#unset_field') marks = { ...marks, unset: cells[0] ?? '-' }
      else if (name === '#empty_field') marks = { ...marks, empty: cells[0] ?? '(empty)' }
    } else if (text !== '') {
      out.count()
      if (path === null || columns.size === 0) out.bad(line, 'no #path and #fields stand before it', source.writtenAt)
      else {
        const cells = text.split('\t')
        const at = timeOf(cells[columns.get('ts') ?? -1])
        if (cells.length !== columns.size)
          out.bad(line, `${cells.length} cells under ${columns.size} fields`, source.writtenAt)
        else if (at === null) out.bad(line, 'ts is no time', source.writtenAt)
        else {
          const { unset, empty } = marks
          const cell = (column: string) => {
            const raw = cells[columns.get(column) ?? -1]
            return raw === undefined || raw === unset || raw === empty || raw === '' ? null : unescaped(raw)
          }
          yield { path, place: line, at, cell }
        }
      }
    }
    yield null
  }
}

export function* jsonRows(source: ByteSource, out: Collector): Generator<ZeekRow | null> {
  for (const object of jsonObjects(source)) {
    const { value } = object
    out.count()
    if (value === null) out.bad(object, 'is no JSON object', source.writtenAt)
    else {
      const at = timeOf(textOf(value['ts']))
      const path = textOf(value['_path']) ?? logOfKeys(new Set(Object.keys(value)))
      if (at === null) out.bad(object, 'ts is no time', source.writtenAt)
      else if (path === null) out.passOver('zeek-log-not-known')
      else yield { path, place: object, at, cell: (column) => textOf(value[column]) }
    }
    yield null
  }
}

function timeOf(text: string | null | undefined): EpochMicros | null {
  if (text === null || text === undefined) return null
  return microsOfSeconds(text) ?? (text.includes('-') ? instantOf(text) : null)
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? 'T' : 'F'
  if (Array.isArray(value))
    return value.length === 0
      ? null
      : value
          .slice(0, 64)
          .flatMap((one) => textOf(one) ?? [])
          .join(',')
  return null
}

/** Zeek writes bytes that are no text, and its own marks, as `\xNN`. */
function unescaped(text: string): string {
  if (!text.includes('\\x')) return text
  return text.replaceAll(/\\x([0-9a-fA-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  )
}
