// The register as CSV, out and in. A row means a register entry: one that differs from what is registered becomes a decision of the
// person who imports it; all rows become decisions, or none does.
import {
  type Asset,
  anchorOfKey,
  type DeclaredAsset,
  type Ledger,
  type PersonDecision,
  type RegisterField,
  stateOf,
} from '@penstock/model/assets'
import { type EpochMicros, isoOfMicros, microsOfIso } from '@penstock/model/kernel'
import {
  type AssetRow,
  decodeText,
  macKey,
  type PlantFault,
  plantFaultText,
  readAssetRegister,
  writeAssetRegister,
} from '@penstock/model/plant'
import { AppError } from '@penstock/server/http'
import { newUuid } from '@penstock/server/runtime'
import type { AssetBody } from './asset-body.ts'
import type { AssetTableRow } from './queries.ts'
import { type DecisionHeadOf, redeclare } from './redeclare.ts'

export interface CsvPlan {
  readonly decisions: readonly PersonDecision[]
  readonly added: number
  readonly changed: number
  readonly unchanged: number
}

export function csvOfAssets(rows: readonly AssetTableRow[]): string {
  return writeAssetRegister(rows.map(registerRow))
}

/** One asset as a row; what nobody registered stands under its reference, so that the file can come back. */
function registerRow(row: AssetTableRow): AssetRow {
  const { asset } = row.body as AssetBody
  const value = (field: keyof Asset['fields']): string | null => asset.fields[field].value
  return {
    id: row.declared_id ?? row.reference,
    name: value('name'),
    site: row.site,
    zone: row.zone,
    role: row.role,
    vendor: value('vendor'),
    product: value('model'),
    model: null,
    orderNumber: value('orderNumber'),
    firmware: value('firmware'),
    serial: value('serial'),
    macs: row.macs,
    ips: row.ips,
    function: row.function,
    ownerGroup: asset.owner?.group ?? null,
    ownerPerson: asset.owner?.person ?? null,
    ownerConfirmedOn: asset.owner?.confirmedAt == null ? null : isoOfMicros(asset.owner.confirmedAt).slice(0, 10),
    notes: value('description'),
  }
}

/** Columns that a row may change; `site` and the addresses of a known asset only name it. */
const CHANGING = [
  'name',
  'zone',
  'role',
  'vendor',
  'product',
  'orderNumber',
  'firmware',
  'serial',
  'function',
  'ownerGroup',
  'ownerPerson',
  'notes',
] as const

/** What importing the file would decide. Throws `assets.csv-faults` with every fault by line and column. */
export function planCsvImport(
  bytes: Uint8Array,
  rows: readonly AssetTableRow[],
  ledger: Ledger,
  by: string,
  at: EpochMicros,
): CsvPlan {
  const decoded = decodeText(bytes)
  if (!decoded.ok) throw new AppError('assets.csv-not-text', { faults: [faultOf(decoded.refusal)] })
  const read = readAssetRegister(decoded.value.text)
  if (!read.ok) throw new AppError('assets.csv-faults', { faults: read.refusal.map(faultOf) })
  const given = new Set<string>(read.value.columns)
  const known = new Map(
    rows.flatMap((row) => [
      [row.reference, row] as const,
      ...(row.declared_id === null ? [] : [[row.declared_id, row] as const]),
    ]),
  )
  const nextHead = (): DecisionHeadOf => ({ id: newUuid(), by, at, reason: 'imported from CSV' })
  let next: Ledger = ledger
  let added = 0
  let changed = 0
  let unchanged = 0
  for (const wanted of read.value.rows) {
    const row = known.get(wanted.id) ?? rows.find((one) => standsAt(one, wanted))
    if (row === undefined) {
      added++
      next = [...next, { kind: 'declare', ...nextHead(), asset: newEntry(wanted, by, at) }]
      continue
    }
    const now = registerRow(row)
    const moved = CHANGING.filter((column) => given.has(column) && wanted[column] !== now[column])
    const isNewEntry = row.declared_id === null && wanted.id !== row.reference
    if (moved.length === 0 && !isNewEntry) {
      unchanged++
      continue
    }
    changed++
    const { asset } = row.body as AssetBody
    const edits = moved.flatMap((column) => editOf(asset, column, wanted, nextHead))
    next = [...next, ...edits]
    if (edits.length === moved.length && !isNewEntry) continue
    const entry = newEntry({ ...now, ...pick(wanted, moved) }, by, at)
    const id = row.declared_id ?? wanted.id
    next = redeclare(next, asset, id, nextHead, {
      fields: entry.fields,
      zone: entry.zone,
      owner: entry.owner,
      functions: entry.functions,
    })
  }
  return { decisions: next.slice(ledger.length), added, changed, unchanged }
}

/** Columns whose values people may also enter for the asset itself. */
const FIELDS: Readonly<Record<(typeof CHANGING)[number], RegisterField>> = {
  name: 'name',
  vendor: 'vendor',
  product: 'model',
  orderNumber: 'orderNumber',
  firmware: 'firmware',
  serial: 'serial',
  role: 'role',
  notes: 'description',
  zone: 'zone',
  function: 'function',
  ownerGroup: 'team',
  ownerPerson: 'owner',
}

/** What a person entered or confirmed outranks every entry, so a later value takes its place in the same way. */
function editOf(
  asset: Asset,
  column: (typeof CHANGING)[number],
  wanted: AssetRow,
  nextHead: () => DecisionHeadOf,
): PersonDecision[] {
  const field = FIELDS[column]
  if (stateOf(asset, field).basis !== 'confirmed') return []
  return [{ kind: 'edit-field', ...nextHead(), anchor: anchorOfKey(asset.key), field, value: wanted[column] }]
}

function pick(row: AssetRow, columns: readonly (typeof CHANGING)[number][]): Partial<AssetRow> {
  return Object.fromEntries(columns.map((column) => [column, row[column]]))
}

/** An observed asset without an entry, at an address that the row names. */
function standsAt(row: AssetTableRow, wanted: AssetRow): boolean {
  if (row.declared_id !== null) return false
  return (
    row.macs.some((mac) => wanted.macs.some((other) => macKey(other) === mac)) ||
    row.ips.some((ip) => wanted.ips.includes(ip))
  )
}

function newEntry(row: AssetRow, by: string, at: EpochMicros): DeclaredAsset {
  const fields = {
    name: row.name,
    vendor: row.vendor,
    model: row.product ?? row.model,
    orderNumber: row.orderNumber ?? (row.product === null ? null : row.model),
    firmware: row.firmware,
    serial: row.serial,
    role: row.role,
    description: row.notes,
  }
  const said = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== null)
  const cards = Math.max(row.macs.length, row.ips.length)
  const hasOwner = row.ownerGroup !== null || row.ownerPerson !== null
  return {
    id: row.id,
    interfaces: Array.from({ length: cards }, (_, card) => ({
      mac: macKey(row.macs[card] ?? '') ?? null,
      ip: row.ips[card] ?? null,
      zone: row.zone,
    })),
    fields: Object.fromEntries(said) as DeclaredAsset['fields'],
    zone: row.zone,
    domain: null,
    owner: hasOwner
      ? {
          group: row.ownerGroup,
          person: row.ownerPerson,
          confirmedAt: row.ownerConfirmedOn === null ? null : microsOfIso(row.ownerConfirmedOn),
        }
      : null,
    functions: row.function === null ? [] : [row.function],
    source: by,
    declaredAt: at,
  }
}

function faultOf(fault: PlantFault) {
  const { message, mend } = plantFaultText(fault)
  return {
    line: fault.line ?? 1,
    column: columnOf(fault),
    code: fault.code,
    message: mend === null ? message : `${message}; ${mend}`,
  }
}

/** The name of the column: the last word of `row 3 ips`; in the header, the cell that is wrong or missing; null for a whole row. */
function columnOf({ path, found, expected }: PlantFault): string | null {
  if (path === 'header') return found ?? expected
  return /^row \d+ (.+)$/.exec(path)?.[1] ?? null
}
