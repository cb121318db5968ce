// What a record is written in, before any mapping: the small readers that formats share.
import type { Framing } from '../event.ts'
import { readCef, readLeef } from './cef.ts'
import type { ShapeReader } from './found.ts'
import { readJson } from './json.ts'
import { readMail } from './mail.ts'
import { readPairs } from './pairs.ts'
import { readSyslog } from './syslog.ts'
import { openTable, openZeek, readColumns } from './tables.ts'
import { readWindowsXml } from './windows-xml.ts'

export type RecordShape =
  /**
   * `lists`: names below which records lie in a list, as in `{ "value": [ … ] }`. `lift`: paths whose names stand for themselves, as
   * `EventData`; `*` at the end is any one name. `each`: only the entries of these lists are records; `_list` says of which.
   */
  | {
      readonly kind: 'json'
      readonly lists?: readonly string[]
      readonly lift?: readonly string[]
      readonly each?: readonly string[]
    }
  | { readonly kind: 'syslog' | 'cef' | 'leef' | 'pairs' | 'zeek-tsv' | 'windows-xml' | 'mail' }
  /** The cell at `by`, counted from 0, says which columns follow. */
  | { readonly kind: 'columns'; readonly by: number; readonly columns: Readonly<Record<string, readonly string[]>> }
  /** A head line names the columns, in lower case with `_`; of each group in `needs` it has one. */
  | { readonly kind: 'table'; readonly needs: readonly (readonly string[])[] }

export const FRAMINGS: Readonly<Record<RecordShape['kind'], Framing>> = {
  json: 'json',
  syslog: 'lines',
  cef: 'lines',
  leef: 'lines',
  pairs: 'lines',
  columns: 'lines',
  table: 'lines',
  'zeek-tsv': 'lines',
  'windows-xml': 'xml',
  mail: 'file',
}

export function openShape(shape: RecordShape): ShapeReader {
  switch (shape.kind) {
    case 'json': {
      const lists = shape.lists ?? []
      const lift = new Set(shape.lift)
      const each = shape.each ?? []
      return (record) => readJson(record, lists, lift, each)
    }
    case 'syslog':
      return (record) => {
        const fields = readSyslog(record)
        return [fields === null ? { code: 'record.not-of-the-format', detail: 'no syslog header' } : { fields }]
      }
    case 'cef':
      return (record) => [readCef(record)]
    case 'leef':
      return (record) => [readLeef(record)]
    case 'pairs':
      return (record) => [readPairs(record)]
    case 'columns':
      return (record) => [readColumns(record, shape.by, shape.columns)]
    case 'table':
      return openTable(shape.needs)
    case 'zeek-tsv':
      return openZeek()
    case 'windows-xml':
      return (record) => [readWindowsXml(record)]
    case 'mail':
      return (record) => [readMail(record)]
  }
}
