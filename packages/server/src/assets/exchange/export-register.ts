// The list as a file: the same filter, order and columns, with a word on what it holds, of when and from what.
import type { Readable } from 'node:stream'
import type { AssetFilter, ExportFormat } from '@penstock/contract/assets'
import type { AsOfQuery } from '@penstock/contract/history'
import { isoOfMicros } from '@penstock/model/kernel'
import {
  ASSET_COLUMNS,
  BOM_END,
  bomComponents,
  bomHead,
  cellsOfRow,
  columnOfHead,
  csvRegisterHead,
  csvRegisterLines,
  type ExportColumn,
  type ExportRow,
  netboxHead,
  netboxInterfaceHead,
  netboxInterfaceLines,
  netboxLines,
} from '@penstock/model/plant'
import { fileNameOf, type Moment, momentOf, momentText, scopeText } from '@penstock/server/history'
import { AppError, type Caller } from '@penstock/server/http'
import { chunks, newUuid, programVersion } from '@penstock/server/runtime'
import { filtered, sorted } from '../filter.ts'
import { findAssetRows, marksOf } from '../lists.ts'
import type { Tx } from '../queries.ts'
import { type AssetsOptions, readAs } from '../work.ts'
import type { FileWords } from './file-words.ts'
import { exportRow } from './register-row.ts'
import { spooled } from './spool.ts'
import { workbookOf } from './write-workbook.ts'

export type ExportQuery = AssetFilter &
  AsOfQuery & {
    readonly format: ExportFormat
    readonly sort: string
    readonly columns?: string | undefined
  }

export interface ExportedFile {
  readonly stream: Readable
  readonly type: string
  readonly fileName: string
}

const TYPES: Readonly<Record<ExportFormat, { readonly type: string; readonly ending: string }>> = {
  csv: { type: 'text/csv; charset=utf-8', ending: 'csv' },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', ending: 'xlsx' },
  cyclonedx: { type: 'application/vnd.cyclonedx+json; version=1.6', ending: 'cdx.json' },
  'netbox-devices': { type: 'text/csv; charset=utf-8', ending: 'netbox-devices.csv' },
  'netbox-interfaces': { type: 'text/csv; charset=utf-8', ending: 'netbox-interfaces.csv' },
}

export async function exportRegister(
  options: AssetsOptions,
  caller: Caller,
  query: ExportQuery,
): Promise<ExportedFile> {
  const { format, sort, columns: asked, asOf, clock, ...filter } = query
  const { site, ...narrowed } = filter
  const columns = columnsOf(asked)
  const now = options.clock()
  const moment = momentOf({ asOf, clock }, now)
  const { words, stream, cells } = await readAs(options, caller, async (tx) => {
    const found = await sorted(filtered(tx, filter, moment, sort), sort)
      .select('id')
      .execute()
    const said = {
      scope: scopeText(site, narrowed, sort),
      at: isoOfMicros(now),
      asOf: moment === null ? null : momentText(moment),
      version: programVersion(),
      count: found.length,
    }
    const ids = found.map(({ id }) => id)
    const isExposed = columns.some((column) => column === 'peersOtherZones' || column === 'externalPeers')
    const rows = rowsOf(tx, ids, moment, isExposed && caller.permissions.has('monitoring:read'))
    if (format === 'xlsx') return { words: said, stream: null, cells: await cellsOf(rows, columns) }
    const text = await spooled(async (append) => {
      for await (const piece of textOf(format, said, columns, rows)) await append(piece)
    })
    return { words: said, stream: text, cells: [] }
  })
  const file = stream ?? (await workbookOf(words, columns, cells))
  return {
    stream: file,
    type: TYPES[format].type,
    fileName: fileNameOf('assets', site, TYPES[format].ending, now, moment),
  }
}

/** A text format piece by piece. NetBox's forms have no place for words about the file: its name has to do. */
async function* textOf(
  format: Exclude<ExportFormat, 'xlsx'>,
  words: FileWords,
  columns: readonly ExportColumn[],
  rows: AsyncIterable<readonly ExportRow[]>,
): AsyncGenerator<string> {
  const { head, lines, end } = WRITERS[format]
  yield head(words, columns)
  let isFirst = true
  for await (const some of rows) {
    yield lines(some, columns, isFirst)
    isFirst = false
  }
  yield end
}

interface Writer {
  readonly head: (words: FileWords, columns: readonly ExportColumn[]) => string
  readonly lines: (rows: readonly ExportRow[], columns: readonly ExportColumn[], isFirst: boolean) => string
  readonly end: string
}

const WRITERS: Readonly<Record<Exclude<ExportFormat, 'xlsx'>, Writer>> = {
  csv: { head: (words, columns) => csvRegisterHead(sentenceOf(words), columns), lines: csvRegisterLines, end: '' },
  cyclonedx: {
    head: ({ scope, asOf, ...words }) =>
      bomHead({
        ...words,
        scope: asOf === null ? scope : `${scope} | as of ${asOf}`,
        serialNumber: `urn:uuid:${newUuid()}`,
      }),
    lines: bomComponents,
    end: BOM_END,
  },
  'netbox-devices': { head: netboxHead, lines: netboxLines, end: '' },
  'netbox-interfaces': { head: netboxInterfaceHead, lines: netboxInterfaceLines, end: '' },
}

/** Rows in the order of their ids, a few hundred at a time. */
async function* rowsOf(
  tx: Tx,
  ids: readonly string[],
  moment: Moment | null,
  isExposureWanted: boolean,
): AsyncGenerator<ExportRow[]> {
  for (const some of chunks(ids)) {
    const rows = await findAssetRows(tx, some, moment)
    const marks = await marksOf(tx, some, moment, isExposureWanted)
    yield some.flatMap((id) => {
      const row = rows.get(id)
      return row === undefined ? [] : [exportRow(row, marks.get(id) ?? { isUnregistered: false, breaches: 0 })]
    })
  }
}

async function cellsOf(
  rows: AsyncIterable<readonly ExportRow[]>,
  columns: readonly ExportColumn[],
): Promise<string[][]> {
  const cells: string[][] = []
  for await (const some of rows) for (const row of some) cells.push(cellsOfRow(row, columns))
  return cells
}

/** The columns that were asked for; `id` always leads, so that the file can come back. */
function columnsOf(asked: string | undefined): ExportColumn[] {
  if (asked === undefined || asked === '') return [...ASSET_COLUMNS]
  const names = asked.split(',').map((name) => columnOfHead(name) ?? columnOfHead(`${name} (computed)`))
  const unknown = names.indexOf(null)
  if (unknown >= 0)
    throw new AppError('invalid-request', {
      faults: [{ place: 'query.columns', message: `no column ${asked.split(',')[unknown]}` }],
    })
  return [...new Set<ExportColumn>(['id', ...names.filter((name) => name !== null)])]
}

function sentenceOf({ scope, at, asOf, version, count }: FileWords): string {
  return `Penstock ${version} asset register | ${scope} | as of ${asOf ?? at} | assets: ${count}`
}
