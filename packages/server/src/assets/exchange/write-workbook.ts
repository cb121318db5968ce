// The register as a workbook: one sheet of text cells, and one that says what it holds. Every cell is text, so that serial numbers keep
// their zeros and nothing runs.
import { Readable } from 'node:stream'
import { type ExportColumn, headOfColumn } from '@penstock/model/plant'
import { textCell } from '@penstock/server/runtime'
import type { Sheet } from 'write-excel-file/node'
import type { FileWords } from './file-words.ts'

type TextCell = { readonly type: StringConstructor; readonly value: string; readonly fontWeight?: 'bold' } | null

export async function workbookOf(
  words: FileWords,
  columns: readonly ExportColumn[],
  rows: readonly (readonly string[])[],
): Promise<Readable> {
  const head = columns.map((column): TextCell => ({ ...textCell(headOfColumn(column)), fontWeight: 'bold' }))
  const cells = [head, ...rows.map((row) => row.map(cellOf))]
  const about = [
    ['Penstock', words.version],
    ['Holds', `asset register, ${words.scope}`],
    ['As of', words.asOf ?? words.at],
    ['Assets', String(words.count)],
  ].map((line) => line.map(textCell))
  const sheets: Sheet<never>[] = [
    { sheet: 'Assets', data: cells, stickyRowsCount: 1, columns: columns.map(() => ({ width: 20 })) },
    { sheet: 'About', data: about, columns: [{ width: 14 }, { width: 80 }] },
  ]
  const { default: writeExcelFile } = await import('write-excel-file/node')
  return Readable.from(await writeExcelFile(sheets).toBuffer(), { objectMode: false })
}

function cellOf(text: string): TextCell {
  return text === '' ? null : textCell(text)
}
