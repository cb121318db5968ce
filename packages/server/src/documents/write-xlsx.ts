// A document as a workbook (ECMA-376): a sheet for each table, its texts on a first one. Texts are text cells, so nothing runs.
import { type Block, type Cell, cellText, type PlantDocument, safeText, type Table } from '@penstock/model/documents'
import { textCell } from '@penstock/server/runtime'
import writeExcelFile, { type Sheet } from 'write-excel-file/node'
import { aboutLines } from './about-lines.ts'

/** A sheet's name holds no more letters. */
const LONGEST_NAME = 31
const TEXT_WIDTH = 110
const COLUMN_WIDTH = 24

type BookCell = {
  readonly type: StringConstructor | NumberConstructor
  readonly value: string | number
  readonly fontWeight?: 'bold'
} | null

export async function writeXlsx(document: PlantDocument): Promise<Uint8Array> {
  const lines: BookCell[][] = [
    [{ ...textOf(document.title), fontWeight: 'bold' }, null],
    [],
    ...aboutLines(document).map(pairOf),
  ]
  const tables: { readonly name: string; readonly table: Table }[] = []
  for (const { heading, blocks } of document.sections) {
    lines.push([], [{ ...textOf(heading), fontWeight: 'bold' }, null])
    for (const block of blocks) {
      if (block.kind !== 'table') lines.push(...linesOf(block))
      else if (block.rows.length === 0) lines.push([textOf(block.empty), null])
      else {
        const name = sheetName(
          heading,
          tables.map((each) => each.name),
        )
        tables.push({ name, table: block })
        lines.push([textOf(`Sheet "${name}"`), null])
      }
    }
  }
  const sheets = [
    { sheet: 'Document', data: lines, columns: [{ width: 34 }, { width: TEXT_WIDTH }] },
    ...tables.map(({ name, table }) => ({
      sheet: name,
      data: [
        table.columns.map((column): BookCell => ({ ...textOf(column.name), fontWeight: 'bold' })),
        ...table.rows.map((row) => row.map(cellOf)),
      ],
      stickyRowsCount: 1,
      columns: table.columns.map(({ width }) => ({ width: COLUMN_WIDTH * (width ?? 1) })),
    })),
  ] as unknown as Sheet<never>[]
  return new Uint8Array(await writeExcelFile(sheets).toBuffer())
}

/** The words of a drawing are its texts; the picture is in the other forms. */
function linesOf(block: Exclude<Block, Table>): BookCell[][] {
  switch (block.kind) {
    case 'text':
      return [[textOf(block.text), null]]
    case 'list':
      return block.items.map((item) => [textOf(`• ${item}`), null])
    case 'facts':
      return block.facts.map(pairOf)
    case 'drawing':
      return [[textOf(`${block.drawing.alt} (the drawing is in the PDF and the DOCX)`), null]]
  }
}

function pairOf([name, value]: readonly [string, Cell]): BookCell[] {
  return [textOf(name), cellOf(value)]
}

function cellOf(cell: Cell): BookCell {
  if (typeof cell === 'number' && Number.isFinite(cell)) return { type: Number, value: cell }
  return cell === null || cell === '' ? null : textOf(cellText(cell))
}

function textOf(text: string) {
  return textCell(safeText(text))
}

/** Unique without regard to case, and without what a sheet's name may not hold. */
function sheetName(heading: string, taken: readonly string[]): string {
  const name =
    safeText(heading)
      .replaceAll(/[\\/?*[\]:'\n\t]/g, ' ')
      .trim()
      .slice(0, LONGEST_NAME - 4)
      .trim() || 'Table'
  const isTaken = (given: string) =>
    ['document', ...taken.map((each) => each.toLowerCase())].includes(given.toLowerCase())
  for (let count = 1; ; count += 1) {
    const given = count === 1 ? name : `${name} ${count}`
    if (!isTaken(given)) return given
  }
}
