// The asset register as CSV: one row an asset. Cells are checked one by one, and every fault names line and column.
import { accept, microsOfIso, type Result, refuse } from '@penstock/model/kernel'
import { ipKey, macKey } from './address.ts'
import { type CsvCell, readCsv, writeCsv } from './csv.ts'
import { fault, type PlantFault } from './fault.ts'
import { isFormula, neutralised, restored } from './formula-cell.ts'
import { nearestTo } from './nearest.ts'

export const ASSET_COLUMNS = [
  'id',
  'name',
  'site',
  'zone',
  'role',
  'vendor',
  'product',
  'model',
  'orderNumber',
  'firmware',
  'serial',
  'macs',
  'ips',
  'function',
  'ownerGroup',
  'ownerPerson',
  'ownerConfirmedOn',
  'notes',
] as const
export type AssetColumn = (typeof ASSET_COLUMNS)[number]

type ListColumn = 'macs' | 'ips'

/** One asset of the register. An empty cell is null: unknown. */
export type AssetRow = { readonly id: string } & {
  readonly [Column in Exclude<AssetColumn, 'id' | ListColumn>]: string | null
} & { readonly [Column in ListColumn]: readonly string[] }

export interface AssetRegister {
  readonly rows: readonly AssetRow[]
  /** Columns that the file has; what it leaves out is not said, rather than unknown. */
  readonly columns: readonly AssetColumn[]
  /** Addresses that two rows of one site share: a conflict in the plant, or a slip. */
  readonly warnings: readonly PlantFault[]
}

/** The register with a byte order mark, so that spreadsheets take it for UTF-8. */
export function writeAssetRegister(rows: readonly AssetRow[]): string {
  const cells = rows.map((row) => ASSET_COLUMNS.map((column) => neutralised(cellText(row[column]))))
  return `\ufeff${writeCsv([ASSET_COLUMNS, ...cells])}`
}

/** The rows of a register, or every fault with its line and column. Only the column `id` is needed. */
export function readAssetRegister(text: string): Result<AssetRegister, readonly PlantFault[]> {
  const { rows, faults } = readCsv(text)
  const [header = [], ...body] = rows
  const columns = readHeader(header)
  const all = [...faults, ...columns.faults]
  const shared = columns.faults.length === 0 ? sharedFaults(body, columns.names) : []
  if (columns.faults.length === 0) for (const row of body) all.push(...rowFaults(row, columns.names))
  all.push(...shared.filter((one) => one.isFault).map((one) => one.fault))
  if (all.length > 0) return refuse(all.sort(byPlace))
  return accept({
    rows: body.map((row) => assetRow(row, columns.names)),
    columns: columns.names,
    warnings: shared.map((one) => one.fault),
  })
}

function byPlace(a: PlantFault, b: PlantFault): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}

function cellText(value: string | null | readonly string[]): string {
  return value === null ? '' : typeof value === 'string' ? value : value.join(' ')
}

function readHeader(header: readonly CsvCell[]): {
  readonly names: readonly AssetColumn[]
  readonly faults: readonly PlantFault[]
} {
  const names: AssetColumn[] = []
  const faults: PlantFault[] = []
  for (const cell of header) {
    const name = ASSET_COLUMNS.find((column) => column === cell.text.trim())
    const place = { path: 'header', line: cell.line, column: cell.column, found: cell.text }
    if (name === undefined) {
      const near = nearestTo(
        cell.text.trim(),
        ASSET_COLUMNS.filter((column) => !header.some((one) => one.text === column)),
      )
      const mend = near === null ? ({ code: 'remove', value: null } as const) : ({ code: 'use', value: near } as const)
      faults.push(fault({ ...place, code: 'plant.csv-unknown-column', expected: ASSET_COLUMNS.join(', '), mend }))
    } else if (names.includes(name)) {
      faults.push(fault({ ...place, code: 'plant.duplicate-key', mend: { code: 'remove', value: null } }))
    } else names.push(name)
  }
  if (!names.includes('id') && !faults.some((one) => one.mend?.value === 'id')) {
    const mend = { code: 'add', value: 'id' } as const
    faults.push(fault({ code: 'plant.csv-missing-column', path: 'header', line: 1, column: 1, expected: 'id', mend }))
  }
  return { names, faults }
}

function rowFaults(row: readonly CsvCell[], names: readonly AssetColumn[]): PlantFault[] {
  const first = row[0]!
  const place = { path: `row ${first.line}`, line: first.line }
  if (row.length !== names.length) {
    const found = `${row.length} cells`
    const expected = `${names.length} cells, as the header has`
    return [
      fault({
        ...place,
        code: 'plant.csv-shape',
        column: first.column,
        found,
        expected,
        mend: { code: 'quote', value: null },
      }),
    ]
  }
  return row.flatMap((cell, at) => {
    const name = names[at]!
    const at1 = { path: `row ${cell.line} ${name}`, line: cell.line, column: cell.column, found: cell.text }
    if (isFormula(cell.text)) {
      const mend = { code: 'use', value: neutralised(cell.text) } as const
      return [fault({ ...at1, code: 'plant.csv-formula', expected: 'text', mend })]
    }
    const expected = wrongForm(name, restored(cell.text))
    return expected === null ? [] : [fault({ ...at1, code: 'plant.wrong-value', expected })]
  })
}

/** The form that a cell misses, or null. */
function wrongForm(name: AssetColumn, text: string): string | null {
  if (name === 'id') return text.trim() === '' ? 'an id' : null
  if (name === 'ips')
    return listOf(text).every((one) => ipKey(one) !== null) ? null : 'IP addresses with a space between'
  if (name === 'macs')
    return listOf(text).every((one) => macKey(one) !== null) ? null : 'MAC addresses with a space between'
  if (name !== 'ownerConfirmedOn' || text === '') return null
  return text.length === 10 && microsOfIso(text) !== null ? null : 'a date such as 2026-10-01'
}

interface SharedFault {
  /** An id given twice keeps the file out; a shared address is told. */
  readonly isFault: boolean
  readonly fault: PlantFault
}

/** Ids that two rows share, and addresses that two rows of one site share. */
function sharedFaults(body: readonly (readonly CsvCell[])[], names: readonly AssetColumn[]): SharedFault[] {
  const owners = new Map<string, { readonly line: number; readonly id: string; readonly zone: string }>()
  return body.flatMap((row) => {
    const text = (name: AssetColumn): string => restored(row[names.indexOf(name)]?.text ?? '')
    const [id, site, zone] = [text('id'), text('site'), text('zone')]
    const keys = [
      { column: 'id' as const, key: `id ${id}`, shown: id },
      ...listOf(text('ips')).map((ip) => ({ column: 'ips' as const, key: `ip ${site} ${ipKey(ip) ?? ''}`, shown: ip })),
      ...listOf(text('macs')).map((mac) => ({
        column: 'macs' as const,
        key: `mac ${site} ${macKey(mac) ?? ''}`,
        shown: mac,
      })),
    ]
    return keys.flatMap(({ column, key, shown }) => {
      const owner = owners.get(key)
      const cell = row[names.indexOf(column)]
      if (cell === undefined || shown === '') return []
      if (owner === undefined) owners.set(key, { line: cell.line, id, zone })
      return owner === undefined ? [] : [sharedFault(column, shown, cell, id, zone, owner)]
    })
  })
}

function sharedFault(
  column: 'id' | ListColumn,
  shown: string,
  cell: CsvCell,
  id: string,
  zone: string,
  owner: { readonly line: number; readonly id: string; readonly zone: string },
): SharedFault {
  const isTwoZones = owner.zone !== zone
  const zones = isTwoZones ? `, there in ${owner.zone || 'no zone'}, here in ${zone || 'no zone'}` : ''
  return {
    isFault: column === 'id',
    fault: fault({
      code: isTwoZones ? 'plant.two-zones' : column === 'id' ? 'plant.duplicate-id' : 'plant.duplicate-address',
      path: `row ${cell.line} ${column}`,
      id,
      line: cell.line,
      column: cell.column,
      found: `${shown} of ${owner.id} in line ${owner.line}${zones}`,
      mend: isTwoZones ? { code: 'one-zone', value: null } : { code: 'rename', value: `line ${owner.line}` },
    }),
  }
}

function listOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter((one) => one !== '')
}

function assetRow(row: readonly CsvCell[], names: readonly AssetColumn[]): AssetRow {
  const text = (name: AssetColumn): string | null => {
    const cell = row[names.indexOf(name)]?.text ?? ''
    return cell === '' ? null : restored(cell)
  }
  return {
    id: text('id') ?? '',
    name: text('name'),
    site: text('site'),
    zone: text('zone'),
    role: text('role'),
    vendor: text('vendor'),
    product: text('product'),
    model: text('model'),
    orderNumber: text('orderNumber'),
    firmware: text('firmware'),
    serial: text('serial'),
    macs: listOf(text('macs') ?? ''),
    ips: listOf(text('ips') ?? ''),
    function: text('function'),
    ownerGroup: text('ownerGroup'),
    ownerPerson: text('ownerPerson'),
    ownerConfirmedOn: text('ownerConfirmedOn'),
    notes: text('notes'),
  }
}
