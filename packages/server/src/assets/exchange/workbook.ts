// A workbook (XLSX, ECMA-376 part 1, SpreadsheetML) as a register: one sheet of it, its cells as text with their places. The archive
// is unpacked within a bound and only the parts that hold cells are handed to the reader: macros, links and pictures never are.
import { type CsvRow, openTable, type PlantFault } from '@penstock/model/plant'
import { AppError } from '@penstock/server/http'
import { faultView } from './fault-view.ts'
import { inSteps } from './in-steps.ts'
import type { OpenedFile } from './opened-file.ts'
import { unreadable } from './unreadable.ts'
import { zipOf, zipParts } from './zip.ts'

/** All parts of a workbook together, unpacked. A register of 100,000 rows and thirty columns is some 150 MB. */
const LIMIT_BYTES = 256 * 2 ** 20
const MOST_ROWS = 200_000
const MOST_COLUMNS = 500

interface SheetPart {
  readonly name: string
  readonly part: string
  readonly isHidden: boolean
}

/** Where cells are joined, by rows and columns from 1. */
interface Merge {
  readonly ref: string
  readonly fromRow: number
  readonly toRow: number
}

export async function openWorkbook(bytes: Uint8Array, sheet: string | undefined): Promise<OpenedFile> {
  const isWanted = (name: string) => name === '[Content_Types].xml' || /^(_rels|xl)\/[^\0]*\.(xml|rels)$/.test(name)
  const parts = await zipParts(bytes, isWanted, LIMIT_BYTES)
  const all = sheetsOf(parts)
  const chosen = sheet === undefined ? firstOf(all) : all.find(({ name }) => name === sheet)
  const sheets = all.map(({ name }) => name)
  if (chosen === undefined)
    throw unreadable(`a workbook without the sheet "${sheet ?? ''}"; it has ${sheets.join(', ')}`)
  const xml = textOf(parts.get(chosen.part))
  refuseHuge(xml)
  const rows = await cellsOf(parts, all, chosen)
  const read = await inSteps(openTable(() => linesOf(rows, mergesOf(xml))))
  if (!read.ok) throw new AppError('assets.import-faults', { faults: read.refusal.map(faultView), sheets })
  return { format: 'xlsx', sheets, sheet: chosen.name, file: read.value }
}

/** The first sheet that people see. */
function firstOf(sheets: readonly SheetPart[]): SheetPart | undefined {
  return sheets.find(({ isHidden }) => !isHidden) ?? sheets[0]
}

function sheetsOf(parts: ReadonlyMap<string, Uint8Array>): SheetPart[] {
  const workbook = textOf(parts.get('xl/workbook.xml'))
  if (workbook === '') throw unreadable('a ZIP archive that is no workbook')
  const targets = new Map<string, string>()
  for (const tag of tagsOf(textOf(parts.get('xl/_rels/workbook.xml.rels')), 'Relationship')) {
    const target = attributeOf(tag, 'Target') ?? ''
    targets.set(attributeOf(tag, 'Id') ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`)
  }
  return tagsOf(workbook, 'sheet').flatMap((tag) => {
    const part = targets.get(attributeOf(tag, '\\w+:id') ?? '') ?? ''
    const name = attributeOf(tag, 'name')
    if (name === null || !parts.has(part)) return []
    return [{ name, part, isHidden: (attributeOf(tag, 'state') ?? 'visible') !== 'visible' }]
  })
}

/** Far cells make a sheet of a few bytes into one of billions of cells: the places are looked at before anything is laid out. */
function refuseHuge(xml: string): void {
  let [rows, columns] = [0, 0]
  // A place written with character references would escape the look below.
  if (/<(?:\w+:)?(?:row|c)\s[^>]*&/.test(xml)) throw unreadable('a workbook that is damaged')
  for (const [, letters = '', digits = ''] of xml.matchAll(PLACE)) {
    rows = Math.max(rows, Number(digits))
    columns = Math.max(columns, columnNumber(letters))
  }
  if (rows > MOST_ROWS) throw unreadable(`a sheet with ${rows} rows; a register has at most ${MOST_ROWS}`)
  if (columns > MOST_COLUMNS)
    throw unreadable(`a sheet with ${columns} columns; a register has at most ${MOST_COLUMNS}`)
}

const PLACE = /<(?:\w+:)?(?:row|c)\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]*)(\d+)["']/g

function columnNumber(letters: string): number {
  let number = 0
  for (const letter of letters.toUpperCase()) number = number * 26 + letter.charCodeAt(0) - 64
  return number
}

/** What the reader makes of a cell: a text, a truth value, a Date, or null. */
type Cell = unknown

async function cellsOf(
  parts: ReadonlyMap<string, Uint8Array>,
  sheets: readonly SheetPart[],
  chosen: SheetPart,
): Promise<readonly (readonly Cell[])[]> {
  const others = new Set(sheets.filter(({ part }) => part !== chosen.part).map(({ part }) => part))
  const needed = new Map([...parts].filter(([name]) => !others.has(name)))
  try {
    const { readSheet } = await import('read-excel-file/node')
    return await readSheet<string>(zipOf(needed), chosen.name, { trim: false, parseNumber: (text) => text })
  } catch (cause) {
    throw new AppError('assets.import-unreadable', { what: `a workbook that is damaged: ${String(cause)}` }, { cause })
  }
}

function* linesOf(rows: readonly (readonly Cell[])[], merges: readonly Merge[]): Generator<CsvRow> {
  const head = rows.find((row) => row.some((cell) => cell !== null) && !isRemark(row)) ?? []
  const width = head.findLastIndex((cell) => cell !== null) + 1
  for (const [at, row] of rows.entries()) {
    const last = row.findLastIndex((cell) => cell !== null) + 1
    if (last === 0) continue
    const line = at + 1
    const cells = row
      .slice(0, Math.max(width, last))
      .map((cell, column) => ({ text: textOfCell(cell), line, column: column + 1 }))
    const merge = merges.find(({ fromRow, toRow }) => fromRow <= line && line <= toRow)
    const faults = merge === undefined || isRemark(row) ? [] : [mergeFault(line, merge.ref, row === head)]
    yield { cells, faults, isTorn: false }
  }
}

function isRemark(row: readonly Cell[]): boolean {
  const first = row[0]
  return typeof first === 'string' && first.startsWith('#')
}

/** Dates as ISO 8601, the day alone where there is no time of day. */
function textOfCell(cell: Cell): string {
  if (cell instanceof Date) return cell.toISOString().replace(/T00:00:00\.000Z$/, '')
  return typeof cell === 'string' || typeof cell === 'boolean' ? String(cell) : ''
}

function mergesOf(xml: string): Merge[] {
  return tagsOf(xml, 'mergeCell').flatMap((tag) => {
    const ref = attributeOf(tag, 'ref') ?? ''
    const [, from = '', to = from] = /^[A-Z]+(\d+)(?::[A-Z]+(\d+))?$/.exec(ref) ?? []
    return from === '' ? [] : [{ ref, fromRow: Number(from), toRow: Number(to) }]
  })
}

function mergeFault(line: number, ref: string, isHead: boolean): PlantFault {
  return {
    code: 'plant.csv-shape',
    path: isHead ? `header ${ref}` : `row ${line}`,
    id: null,
    line,
    column: 1,
    found: `the merged cells ${ref}`,
    expected: 'one cell for each column',
    mend: { code: 'remove', value: null },
  }
}

function textOf(part: Uint8Array | undefined): string {
  return part === undefined ? '' : Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('utf8')
}

function tagsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<(?:\\w+:)?${name}\\s[^>]*>`, 'g'))].map(([tag]) => tag)
}

function attributeOf(tag: string, name: string): string | null {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return value === undefined ? null : unescaped(value)
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,6})|#x([0-9a-fA-F]{1,6})|(\w+));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name as string] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
