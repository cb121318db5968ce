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

/** A text, or its pieces in order, which may be asked for again. Of pieces no more is held than the row that is read stands in. */
export type CsvText = string | (() => Iterable<string>)

const SEPARATORS = [',', ';', '\t'] as const
/** A run of characters that end no cell. */
const PLAIN = { ',': /[^,\r\n]*/y, ';': /[^;\r\n]*/y, '\t': /[^\t\r\n]*/y } as const

/**
 * Rows of a CSV text, one after the other. The separator is the one of comma, semicolon and tab that stands most often in the
 * first line that does not begin with #; lines end in CR LF, LF or CR; empty lines are left out.
 */
export function csvRows(text: CsvText): Iterable<CsvRow> {
  return new CsvReader(typeof text === 'string' ? [text] : text()).rows()
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

/** Characters of one row. In a file that comes in pieces, a quote that never closes is given up here. */
const LONGEST_ROW = 4 * 2 ** 20

/** The head as a whole: with the end of its line. */
const HEAD = /^(?!"?#)[^\r\n]+(?=[\r\n])/m

class CsvReader {
  readonly #pieces: Iterator<string>
  /** What has come of the text, from the row that is read. */
  #text = ''
  #separator: (typeof SEPARATORS)[number] = ','
  #faults: PlantFault[] = []
  #isTorn = false
  #isOver = false
  #at = 0
  #line = 1
  #lineStart = 0

  constructor(pieces: Iterable<string>) {
    this.#pieces = pieces[Symbol.iterator]()
  }

  *rows(): Generator<CsvRow> {
    try {
      this.#begin()
      while (this.#at < this.#text.length || this.#more()) {
        const isQuoted = this.#text[this.#at] === '"'
        const cells = this.#wholeRow()
        const isEmpty = !isQuoted && cells.length === 1 && cells[0]!.text === ''
        if (!isEmpty) yield { cells, faults: this.#faults, isTorn: this.#isTorn }
      }
    } finally {
      this.#pieces.return?.()
    }
  }

  #begin(): void {
    this.#more()
    if (this.#text.startsWith('\ufeff')) this.#text = this.#text.slice(1)
    while (!HEAD.test(this.#text) && this.#text.length < LONGEST_ROW && this.#more());
    const header = HEAD.exec(this.#text)?.[0] ?? /^(?!"?#)[^\r\n]+/m.exec(this.#text)?.[0] ?? ''
    const counted = SEPARATORS.map((mark) => ({ mark, count: header.split(mark).length }))
    this.#separator = counted.reduce((most, one) => (one.count > most.count ? one : most)).mark
  }

  /** A row that ends where the text so far ends may go on in the next piece: it is read again with that. */
  #wholeRow(): CsvCell[] {
    const line = this.#line
    for (;;) {
      const start = this.#at
      this.#faults = []
      this.#isTorn = false
      const cells = this.#row()
      if (this.#at < this.#text.length) return cells
      if (this.#at - start > LONGEST_ROW && this.#more(start)) return this.#giveUp(line, cells)
      if (!this.#more(start)) return cells
      this.#line = line
    }
  }

  #giveUp(line: number, cells: CsvCell[]): CsvCell[] {
    const found = `more than ${LONGEST_ROW} characters in one row`
    this.#faults = []
    this.#tell({ line, column: 1 }, found, 'a closing quote', null)
    this.#isTorn = true
    this.#at = this.#text.length
    this.#isOver = true
    return cells
  }

  /** Takes in as much again as there is, and forgets what stands before `from`; false at the end of the text. */
  #more(from = this.#at): boolean {
    if (this.#isOver) return false
    const kept = this.#text.slice(from)
    const taken: string[] = []
    for (let length = 0; length <= kept.length; ) {
      const next = this.#pieces.next()
      if (next.done === true) break
      taken.push(next.value)
      length += next.value.length
    }
    if (taken.every((piece) => piece === '')) return false
    this.#text = kept + taken.join('')
    this.#at = 0
    this.#lineStart = 0
    return true
  }

  #row(): CsvCell[] {
    const cells: CsvCell[] = []
    for (;;) {
      const place = { line: this.#line, column: this.#at - this.#lineStart + 1 }
      cells.push({
        text: alone(this.#text[this.#at] === '"' ? this.#quotedCell(place) : this.#plainCell(place)),
        ...place,
      })
      if (this.#text[this.#at] === this.#separator) this.#at += 1
      else {
        this.#lineEnd()
        return cells
      }
    }
  }

  #plainCell(place: { readonly line: number; readonly column: number }): string {
    const start = this.#at
    this.#toEnd()
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
      this.#toEnd()
      this.#tell(place, this.#text.slice(start, this.#at), 'a separator after the closing quote', null)
    }
    return cell
  }

  /** Past whatever is neither separator nor end of line. */
  #toEnd(): void {
    const plain = PLAIN[this.#separator]
    plain.lastIndex = this.#at
    plain.test(this.#text)
    this.#at = plain.lastIndex
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

/** A part of a long text keeps all of it in memory for as long as somebody holds the part; its characters alone do not. */
function alone(part: string): string {
  return ` ${part}`.slice(1)
}
