// CSV as RFC 4180 has it: rows and cells of a text with the place of each, and back. Fields are text and stay text.
import { fault, type PlantFault } from './fault.ts'

export interface CsvCell {
  readonly text: string
  /** From 1, where the cell starts. */
  readonly line: number
  readonly column: number
}

export interface CsvRow {
  readonly cells: readonly CsvCell[]
  /** Quotes out of place. */
  readonly faults: readonly PlantFault[]
  /** A quote that never closed took the rest of the text. */
  readonly isTorn: boolean
}

const SEPARATORS = [',', ';', '\t'] as const

/**
 * Rows of a CSV text, one after the other. The separator is the one of comma, semicolon and tab that stands most often in the
 * first line that does not begin with #; lines end in CR LF, LF or CR; empty lines are left out.
 */
export function csvRows(text: string): Iterable<CsvRow> {
  return new CsvReader(text.startsWith('\ufeff') ? text.slice(1) : text).rows()
}

/** Rows as CSV with CR LF; cells are quoted where they must be. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map((cell) => quoted(cell, row.length === 1)).join(',')}\r\n`).join('')
}

/** A lone empty cell is quoted too, or its line would read as empty. */
function quoted(cell: string, isAlone: boolean): string {
  const isPlain = !/[",;\t\r\n]/.test(cell) && !(isAlone && cell === '') && !cell.startsWith('\ufeff')
  return isPlain ? cell : `"${cell.replaceAll('"', '""')}"`
}

class CsvReader {
  readonly #text: string
  readonly #separator: string
  #faults: PlantFault[] = []
  #isTorn = false
  #at = 0
  #line = 1
  #lineStart = 0

  constructor(text: string) {
    this.#text = text
    const header = /^(?!"?#)[^\r\n]+/m.exec(text)?.[0] ?? ''
    const counted = SEPARATORS.map((mark) => ({ mark, count: header.split(mark).length }))
    this.#separator = counted.reduce((most, one) => (one.count > most.count ? one : most)).mark
  }

  *rows(): Generator<CsvRow> {
    while (this.#at < this.#text.length) {
      this.#faults = []
      const isQuoted = this.#text[this.#at] === '"'
      const cells = this.#row()
      const isEmpty = !isQuoted && cells.length === 1 && cells[0]!.text === ''
      if (!isEmpty) yield { cells, faults: this.#faults, isTorn: this.#isTorn }
    }
  }

  #row(): CsvCell[] {
    const cells: CsvCell[] = []
    for (;;) {
      const place = { line: this.#line, column: this.#at - this.#lineStart + 1 }
      cells.push({ text: this.#text[this.#at] === '"' ? this.#quotedCell(place) : this.#plainCell(place), ...place })
      if (this.#text[this.#at] === this.#separator) this.#at += 1
      else {
        this.#lineEnd()
        return cells
      }
    }
  }

  #plainCell(place: { readonly line: number; readonly column: number }): string {
    const start = this.#at
    while (this.#at < this.#text.length && !this.#isEnd()) this.#at += 1
    const cell = this.#text.slice(start, this.#at)
    if (cell.includes('"'))
      this.#tell(place, cell, 'a cell with quotes in double quotes', `"${cell.replaceAll('"', '""')}"`)
    return cell
  }

  #quotedCell(place: { readonly line: number; readonly column: number }): string {
    let cell = ''
    this.#at += 1
    for (;;) {
      const end = this.#text.indexOf('"', this.#at)
      if (end < 0) {
        this.#tell(place, 'the end of the file', 'a closing quote', null)
        this.#at = this.#text.length
        this.#isTorn = true
        return cell
      }
      this.#countLines(this.#at, end)
      cell += this.#text.slice(this.#at, end)
      this.#at = end + 1
      if (this.#text[this.#at] !== '"') break
      cell += '"'
      this.#at += 1
    }
    if (this.#at < this.#text.length && !this.#isEnd()) {
      const start = this.#at
      while (this.#at < this.#text.length && !this.#isEnd()) this.#at += 1
      this.#tell(place, this.#text.slice(start, this.#at), 'a separator after the closing quote', null)
    }
    return cell
  }

  #isEnd(): boolean {
    const character = this.#text[this.#at]
    return character === this.#separator || character === '\n' || character === '\r'
  }

  #lineEnd(): void {
    if (this.#at >= this.#text.length) return
    this.#at += this.#text.startsWith('\r\n', this.#at) ? 2 : 1
    this.#line += 1
    this.#lineStart = this.#at
  }

  /** Line ends inside a quoted cell. */
  #countLines(from: number, to: number): void {
    for (let at = from; at < to; at++) {
      const character = this.#text[at]
      if (character !== '\n' && (character !== '\r' || this.#text[at + 1] === '\n')) continue
      this.#line += 1
      this.#lineStart = at + 1
    }
  }

  #tell(
    place: { readonly line: number; readonly column: number },
    found: string,
    expected: string,
    value: string | null,
  ) {
    const mend = { code: 'quote', value } as const
    this.#faults.push(fault({ ...place, code: 'plant.csv-shape', path: `row ${place.line}`, found, expected, mend }))
  }
}
