// The asset register as a table of any format: its head decides which column is which, and each row is sound or says by cell
// what is wrong with it. Rows are read as they are asked for, as often as they are asked for; none is kept.
import { accept, microsOfIso, type Result, refuse } from '@penstock/model/kernel'
import { ipKey, macKey } from './address.ts'
import { type CsvCell, type CsvRow, type CsvText, csvRows } from './csv.ts'
import { fault, type PlantFault } from './fault.ts'
import { isFormula, neutralised, restored } from './formula-cell.ts'
import { nearestTo } from './nearest.ts'
import {
  ASSET_COLUMNS,
  type AssetColumn,
  type AssetRow,
  columnOfHead,
  isComputed,
  listOfCell,
  rowWith,
} from './register-columns.ts'
import { eachRow, type Steps } from './steps.ts'

/** Longest text of a cell; notes may be longer. */
const LONGEST = 512
const LONGEST_NOTES = 4000
const MOST_ADDRESSES = 256
/** No register has as many columns; a file that has is another one. */
const MOST_COLUMNS = 500
/** Rows of one file. What is kept of each while a file is read is small, and this bounds it. */
const MOST_ROWS = 1_000_000

/** What became of a column of the file: `to` is null when it is left aside. */
export interface MappedColumn {
  readonly head: string
  readonly to: AssetColumn | null
  readonly why: 'taken' | 'computed' | 'unknown'
}

export type ReadRow =
  | {
      readonly line: number
      readonly row: AssetRow
      readonly faults: null
      /** What this row speaks of, where each row has columns of its own. */
      readonly columns?: readonly AssetColumn[]
    }
  | { readonly line: number; readonly row: null; readonly faults: readonly PlantFault[] }

export interface RegisterFile {
  readonly mapping: readonly MappedColumn[]
  /** Columns that the file has; what it leaves out is not said, rather than unknown. */
  readonly columns: readonly AssetColumn[]
  /** `some`: the file names some addresses of an asset, and those that it leaves out stay. */
  readonly addresses: 'all' | 'some'
  /** Null where it is not known before all is read. */
  readonly rowCount: number | null
  /** How a row names its asset besides by id and addresses. */
  readonly matchesByName: boolean
  /** True for a file that only adds to assets that are known. */
  readonly isOnlyKnown?: boolean
  readonly rows: () => Iterable<ReadRow>
}

/** A CSV register. Lines before the head that begin with # are words about the file. */
export function openCsvRegister(text: CsvText): Steps<Result<RegisterFile, readonly PlantFault[]>> {
  return openTable(() => csvRows(text))
}

/** Any table of cells with their places; its first row that is no remark is the head. */
export function* openTable(lines: () => Iterable<CsvRow>): Steps<Result<RegisterFile, readonly PlantFault[]>> {
  const head = headOf(lines())
  if (head === null) return refuse([missingId(1)])
  if (head.faults.length > 0) return refuse(head.faults)
  const read = readHead(head.cells)
  if (!read.ok) return read
  const shape = yield* shapeOf(lines())
  if (shape.fault !== null) return refuse([shape.fault])
  const { places, mapping } = read.value
  const owners = yield* repeatedIds(lines, places)
  return accept({
    mapping,
    columns: places.flatMap((column) => column ?? []),
    addresses: 'all',
    rowCount: shape.rows - 1,
    matchesByName: false,
    rows: () => rowsOf(lines(), places, owners),
  })
}

function isRemark(row: CsvRow): boolean {
  return row.cells[0]?.text.startsWith('#') === true
}

function headOf(lines: Iterable<CsvRow>): CsvRow | null {
  for (const line of lines) if (!isRemark(line)) return line
  return null
}

/** A quote that never closes takes the rest of the file into one cell: nobody can say which rows were meant. `rows` has the head. */
export function* shapeOf(lines: Iterable<CsvRow>): Steps<{ readonly rows: number; readonly fault: PlantFault | null }> {
  const shape: { rows: number; fault: PlantFault | null } = { rows: 0, fault: null }
  yield* eachRow(lines, (line) => {
    if (shape.rows === 0 && isRemark(line)) return true
    shape.rows++
    if (line.isTorn) shape.fault = line.faults[0] ?? null
    else if (shape.rows > MOST_ROWS + 1) shape.fault = tooManyRows(line.cells[0]?.line ?? shape.rows)
    return shape.fault === null
  })
  return shape
}

function tooManyRows(line: number): PlantFault {
  const place = { path: `row ${line}`, line, column: 1 }
  const expected = `a file of at most ${MOST_ROWS} rows`
  return fault({ ...place, code: 'plant.out-of-range', found: `more than ${MOST_ROWS} rows`, expected })
}

function* rowsOf(
  lines: Iterable<CsvRow>,
  places: readonly (AssetColumn | null)[],
  owners: ReadonlyMap<string, IdOwner>,
): Generator<ReadRow> {
  let isHeadSeen = false
  for (const line of lines) {
    if (!isHeadSeen && isRemark(line)) continue
    if (!isHeadSeen) {
      isHeadSeen = true
      continue
    }
    const at = line.cells[0]?.line ?? line.faults[0]?.line ?? 1
    const faults = line.faults.length > 0 ? line.faults : rowFaults(line.cells, places, owners)
    if (faults.length > 0) yield { line: at, row: null, faults }
    else yield { line: at, row: assetRow(line.cells, places), faults: null }
  }
}

interface IdOwner {
  readonly line: number
  count: number
  readonly zones: Set<string>
}

/**
 * Ids that more than one row has, with the line of the first. First only the hash of each id is kept; where two are alike, and
 * nowhere else, the ids themselves are compared.
 */
function* repeatedIds(
  lines: () => Iterable<CsvRow>,
  places: readonly (AssetColumn | null)[],
): Steps<ReadonlyMap<string, IdOwner>> {
  const [idAt, zoneAt] = [places.indexOf('id'), places.indexOf('zone')]
  const idOf = ({ cells }: CsvRow) => restored(cells[idAt]?.text ?? '')
  const [once, more] = [new Set<number>(), new Set<number>()]
  yield* eachRow(lines(), (line) => {
    const hash = hashOf(idOf(line))
    if (once.has(hash)) more.add(hash)
    else once.add(hash)
    return true
  })
  const owners = new Map<string, IdOwner>()
  if (more.size === 0) return owners
  yield* eachRow(lines(), (line) => {
    const id = idOf(line)
    if (id === '' || !more.has(hashOf(id))) return true
    const zone = zoneAt < 0 ? '' : restored(line.cells[zoneAt]?.text ?? '')
    const owner = owners.get(id)
    if (owner === undefined) owners.set(id, { line: line.cells[0]!.line, count: 1, zones: new Set([zone]) })
    else {
      owner.count++
      owner.zones.add(zone)
    }
    return true
  })
  for (const [id, { count }] of owners) if (count === 1) owners.delete(id)
  return owners
}

/** FNV-1a, 31 bits of it. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 1
}

function readHead(
  head: readonly CsvCell[],
): Result<
  { readonly places: readonly (AssetColumn | null)[]; readonly mapping: readonly MappedColumn[] },
  readonly PlantFault[]
> {
  const places: (AssetColumn | null)[] = []
  const mapping: MappedColumn[] = []
  const faults: PlantFault[] = []
  if (head.length > MOST_COLUMNS) {
    const found = `${head.length} columns`
    return refuse([
      fault({
        code: 'plant.out-of-range',
        path: 'header',
        line: head[0]!.line,
        column: 1,
        found,
        expected: `at most ${MOST_COLUMNS}`,
      }),
    ])
  }
  const names = head.map((cell) => columnOfHead(cell.text))
  const free = ASSET_COLUMNS.filter((column) => !names.includes(column))
  for (const [at, cell] of head.entries()) {
    const name = names[at] ?? null
    const place = { path: 'header', line: cell.line, column: cell.column, found: cell.text }
    if (name !== null && isComputed(name)) {
      places.push(null)
      mapping.push({ head: cell.text, to: null, why: 'computed' })
    } else if (name !== null && places.includes(name)) {
      faults.push(fault({ ...place, code: 'plant.duplicate-key', mend: { code: 'remove', value: null } }))
    } else if (name !== null) {
      places.push(name)
      mapping.push({ head: cell.text, to: name, why: 'taken' })
    } else {
      const near = nearestTo(cell.text.trim(), free)
      if (near !== null)
        faults.push(
          fault({
            ...place,
            code: 'plant.csv-unknown-column',
            expected: ASSET_COLUMNS.join(', '),
            mend: { code: 'use', value: near },
          }),
        )
      places.push(null)
      mapping.push({ head: cell.text, to: null, why: 'unknown' })
    }
  }
  if (!places.includes('id') && !faults.some((one) => one.mend?.value === 'id'))
    faults.push(missingId(head[0]?.line ?? 1))
  return faults.length > 0 ? refuse(faults) : accept({ places, mapping })
}

function missingId(line: number): PlantFault {
  const mend = { code: 'add', value: 'id' } as const
  return fault({ code: 'plant.csv-missing-column', path: 'header', line, column: 1, expected: 'id', mend })
}

function rowFaults(
  row: readonly CsvCell[],
  places: readonly (AssetColumn | null)[],
  owners: ReadonlyMap<string, IdOwner>,
): PlantFault[] {
  const first = row[0]!
  if (row.length !== places.length) {
    const found = `${row.length} cells`
    const expected = `${places.length} cells, as the header has`
    const place = { path: `row ${first.line}`, line: first.line, column: first.column }
    return [fault({ ...place, code: 'plant.csv-shape', found, expected, mend: { code: 'quote', value: null } })]
  }
  return row.flatMap((cell, at) => {
    const name = places[at]
    if (name === null || name === undefined) return []
    return cellFaults(name, cell, owners, restored(row[places.indexOf('zone')]?.text ?? ''))
  })
}

function cellFaults(
  name: AssetColumn,
  cell: CsvCell,
  owners: ReadonlyMap<string, IdOwner>,
  zone: string,
): PlantFault[] {
  const found = cell.text.length > 80 ? `${cell.text.slice(0, 79)}…` : cell.text
  const place = { path: `row ${cell.line} ${name}`, line: cell.line, column: cell.column, found }
  if (isFormula(cell.text)) {
    const mend = { code: 'use', value: neutralised(found) } as const
    return [fault({ ...place, code: 'plant.csv-formula', expected: 'text', mend })]
  }
  const text = restored(cell.text)
  const expected = wrongForm(name, text)
  if (expected !== null) return [fault({ ...place, code: 'plant.wrong-value', expected })]
  const owner = name === 'id' ? owners.get(text) : undefined
  if (owner === undefined) return []
  const isTwoZones = owner.zones.size > 1
  const zones = isTwoZones ? `, in ${zone || 'no zone'} here` : ''
  return [
    fault({
      ...place,
      code: isTwoZones ? 'plant.two-zones' : 'plant.duplicate-id',
      id: text,
      found: `${text} in ${owner.count} lines, the first is ${owner.line}${zones}`,
      mend: isTwoZones ? { code: 'one-zone', value: null } : { code: 'rename', value: `line ${owner.line}` },
    }),
  ]
}

/** The form that a value misses, or null when it is sound. */
export function wrongForm(name: AssetColumn, text: string): string | null {
  if (text.includes('\0') || !text.isWellFormed()) return 'text without U+0000 and without half a surrogate pair'
  if (name === 'ips' || name === 'macs') return wrongAddresses(name, listOfCell(text))
  const longest = name === 'notes' ? LONGEST_NOTES : LONGEST
  if (text.length > longest) return `at most ${longest} characters`
  if (name === 'id') return text.trim() === '' ? 'an id' : null
  if (text === '') return null
  if (name === 'purdueLevel')
    return ['0', '1', '2', '3', '3.5', '4', '5'].includes(text) ? null : 'a level: 0, 1, 2, 3, 3.5, 4 or 5'
  if (name === 'ownerConfirmedOn')
    return text.length === 10 && microsOfIso(text) !== null ? null : 'a date such as 2026-10-01'
  return null
}

function wrongAddresses(name: 'ips' | 'macs', list: readonly string[]): string | null {
  if (list.length > MOST_ADDRESSES) return `at most ${MOST_ADDRESSES} addresses`
  const keyOf = name === 'ips' ? ipKey : macKey
  const kind = name === 'ips' ? 'IP' : 'MAC'
  return list.every((one) => keyOf(one) !== null) ? null : `${kind} addresses with a space between`
}

function assetRow(row: readonly CsvCell[], places: readonly (AssetColumn | null)[]): AssetRow {
  const said: Record<string, string | null | readonly string[]> = {}
  for (const [at, name] of places.entries()) {
    if (name === null) continue
    const text = restored(row[at]?.text ?? '')
    said[name] = name === 'macs' || name === 'ips' ? listOfCell(text) : text === '' ? null : text
  }
  return rowWith(said as Partial<AssetRow> & { readonly id: string })
}
