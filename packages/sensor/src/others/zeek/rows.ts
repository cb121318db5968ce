// Rows of a Zeek log, tab separated with a head or as JSON lines. Source: Zeek documentation, "Zeek Log Formats and Inspection".
import type { EpochMicros } from '@penstock/model/kernel'
import type { ByteSource, Place } from '../byte-source.ts'
import { instantOf, microsOfSeconds } from '../cells.ts'
import type { Collector } from '../collector.ts'
import type { JsonObject } from '../json-objects.ts'
import { logOfKeys } from './logs.ts'

/** One row; a column that is unset, empty or not there is null. */
export interface ZeekRow {
  readonly path: string
  readonly place: Place
  readonly at: EpochMicros
  cell(column: string): string | null
}

const MOST_COLUMNS = 500

/** What the lines with `#` of a tab separated log say of those that follow. */
export class TsvHead {
  path: string | null = null
  columns: ReadonlyMap<string, number> = new Map()
  unset = '-'
  empty = '(empty)'

  take(text: string): void {
    const [name, ...cells] = text.split('\t')
    if (name === '#path') this.path = cells[0] ?? null
    else if (name === '#fields') this.columns = new Map(cells.slice(0, MOST_COLUMNS).map((column, at) => [column, at]))
    else if (name === '#unset_field') this.unset = cells[0] ?? '-'
    else if (name === '#empty_field') this.empty = cells[0] ?? '(empty)'
  }
}

export function* tsvRows(source: ByteSource, out: Collector, head = new TsvHead()): Generator<ZeekRow | null> {
  for (const line of source.lines()) {
    const { text } = line
    const { path, columns } = head
    if (text === null) out.bad(line, 'is longer than a line of a log', source.writtenAt)
    else if (text.startsWith('#')) head.take(text)
    else if (text !== '') {
      out.count()
      if (path === null || columns.size === 0) out.bad(line, 'no #path and #fields stand before it', source.writtenAt)
      else {
        const cells = text.split('\t')
        const at = timeOf(cells[columns.get('ts') ?? -1])
        if (cells.length !== columns.size)
          out.bad(line, `${cells.length} cells under ${columns.size} fields`, source.writtenAt)
        else if (at === null) out.bad(line, 'ts is no time', source.writtenAt)
        else {
          const { unset, empty } = head
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

export function* jsonRows(
  objects: Iterable<JsonObject>,
  out: Collector,
  writtenAt: EpochMicros,
): Generator<ZeekRow | null> {
  for (const object of objects) {
    const { value } = object
    out.count()
    if (value === null) out.bad(object, 'is no JSON object', writtenAt)
    else {
      const at = timeOf(textOf(value['ts']))
      const path = textOf(value['_path']) ?? logOfKeys(new Set(Object.keys(value)))
      if (at === null) out.bad(object, 'ts is no time', writtenAt)
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
