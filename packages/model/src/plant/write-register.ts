// The asset register as CSV, line by line: a word about the file, the head, the rows.
import { writeCsv } from './csv.ts'
import { neutralised } from './formula-cell.ts'
import { type ExportColumn, type ExportRow, headOfColumn, textOfCell } from './register-columns.ts'

/** The begin of a file: a byte order mark, so that spreadsheets take it for UTF-8, the words about it, the head. */
export function csvRegisterHead(about: string, columns: readonly ExportColumn[]): string {
  return `\ufeff${writeCsv([[`# ${about.replaceAll(/\s+/g, ' ')}`], columns.map(headOfColumn)])}`
}

export function csvRegisterLines(rows: readonly ExportRow[], columns: readonly ExportColumn[]): string {
  return writeCsv(rows.map((row) => cellsOfRow(row, columns)))
}

/** The texts of a row's cells; none of them is one that a spreadsheet would run. */
export function cellsOfRow(row: ExportRow, columns: readonly ExportColumn[]): string[] {
  return columns.map((column) => neutralised(textOfCell(row[column])))
}
