// A comparison as a file: one line a field, in the order of the list, with what was before and after, source and dates. No cell runs.
import { Readable } from 'node:stream'
import type { DiffFormat, DiffItem, DiffView } from '@penstock/contract/drift'
import { neutralised, writeCsv } from '@penstock/model/plant'
import { AppError } from '@penstock/server/http'
import { textCell } from '@penstock/server/runtime'
import type { Sheet } from 'write-excel-file/node'

const COLUMNS = ['kind', 'id', 'label', 'change', 'field', 'before', 'after', 'source', 'heldAt', 'learnedAt'] as const
/** A workbook is made in memory; CSV is not. */
const MOST_ROWS = 100_000

export const TYPES: Readonly<Record<DiffFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** `pages` asks for one page after another; `about` says what the file holds. */
export async function fileOfDiff(format: DiffFormat, about: string, pages: AsyncIterable<DiffView>): Promise<Readable> {
  return format === 'csv' ? Readable.from(csvOf(about, pages)) : await workbookOf(about, pages)
}

async function* csvOf(about: string, pages: AsyncIterable<DiffView>): AsyncGenerator<string> {
  yield `\ufeff${writeCsv([[`# ${about}`], COLUMNS])}`
  for await (const { items } of pages) {
    const lines = items.flatMap(linesOf).map((line) => line.map((cell) => neutralised(cell)))
    if (lines.length > 0) yield writeCsv(lines)
  }
}

/** Every cell is text: numbers keep their zeros, and nothing runs. */
async function workbookOf(about: string, pages: AsyncIterable<DiffView>): Promise<Readable> {
  const cellOf = (value: string) => (value === '' ? null : textCell(value))
  const rows = []
  for await (const { items } of pages) {
    rows.push(...items.flatMap(linesOf).map((line) => line.map(cellOf)))
    if (rows.length > MOST_ROWS) throw new AppError('drift.too-long', { most: MOST_ROWS })
  }
  const head = COLUMNS.map((name) => ({ ...textCell(name), fontWeight: 'bold' as const }))
  const sheets: Sheet<never>[] = [
    { sheet: 'Changes', data: [head, ...rows], stickyRowsCount: 1, columns: COLUMNS.map(() => ({ width: 20 })) },
    { sheet: 'About', data: [[cellOf(about)]], columns: [{ width: 120 }] },
  ]
  const { default: writeExcelFile } = await import('write-excel-file/node')
  return Readable.from(await writeExcelFile(sheets).toBuffer(), { objectMode: false })
}

/** What was added or removed without any field is a line as well. */
function linesOf({ kind, id, label, change, fields }: DiffItem): string[][] {
  const item = [kind, id, label, change]
  if (fields.length === 0) return [[...item, ...COLUMNS.slice(item.length).map(() => '')]]
  return fields.map(({ field, before, after, source, heldAt, learnedAt }) => [
    ...item,
    ...[field, before ?? '', after ?? '', source, heldAt ?? '', learnedAt ?? ''],
  ])
}
