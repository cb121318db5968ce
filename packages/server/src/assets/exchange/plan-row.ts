// What one row of a file would change of an asset, and the decisions that would make it so. A row is a register entry: what it says
// anew is declared by the person who brings it; what a person entered for the asset itself is entered anew; an empty cell takes back
// what the register said and says nothing of what was observed.
import {
  type Asset,
  type AssetField,
  anchorOfKey,
  CareField,
  type DeclaredAsset,
  isEntry,
  type PersonDecision,
  RegisterField,
  stateOf,
} from '@penstock/model/assets'
import { microsOfIso } from '@penstock/model/kernel'
import { type AssetColumn, type AssetRow, macKey, type RegisterFile, textOfCell } from '@penstock/model/plant'
import { type DecisionHeadOf, type EntryChange, entryOf } from '../redeclare.ts'
import { keyOfAddress } from './match.ts'

export interface CellChange {
  readonly column: AssetColumn
  readonly from: string | null
  readonly to: string | null
  /** True when a person had entered or confirmed what it replaces. */
  readonly isConfirmed: boolean
}

/** The field of the asset that each column fills. */
const FIELDS = {
  name: 'name',
  role: 'role',
  purdueLevel: 'purdueLevel',
  vendor: 'vendor',
  product: 'model',
  orderNumber: 'orderNumber',
  hardware: 'hardware',
  firmware: 'firmware',
  serial: 'serial',
  notes: 'description',
} as const satisfies Partial<Record<AssetColumn, AssetField>>
const KEPT = {
  zone: 'zone',
  function: 'function',
  ownerGroup: 'team',
  ownerPerson: 'owner',
} as const satisfies Partial<Record<AssetColumn, RegisterField>>
type FieldColumn = keyof typeof FIELDS
type ValueColumn = FieldColumn | keyof typeof KEPT | CareField
const FIELD_COLUMNS = Object.keys(FIELDS) as FieldColumn[]
const VALUE_COLUMNS: readonly ValueColumn[] = [
  ...FIELD_COLUMNS,
  ...(Object.keys(KEPT) as (keyof typeof KEPT)[]),
  ...CareField.options,
]

function fieldOf(column: ValueColumn): RegisterField {
  return RegisterField.parse(({ ...FIELDS, ...KEPT } as Record<string, string>)[column] ?? column)
}

/** What a file says of an asset: its columns, and whether it names all its addresses. */
export type Said = Pick<RegisterFile, 'columns' | 'addresses'>

/** The cells in which a row differs from the asset as it stands. */
export function changesOf(asset: Asset, now: AssetRow, wanted: AssetRow, said: Said): CellChange[] {
  const { row, columns } = withProduct(wanted, said.columns)
  const changes: CellChange[] = []
  const note = (column: AssetColumn, isConfirmed = false) =>
    changes.push({ column, from: textOf(now, column), to: textOf(row, column), isConfirmed })
  for (const column of VALUE_COLUMNS) {
    if (!columns.has(column) || row[column] === now[column]) continue
    const { basis } = stateOf(asset, fieldOf(column))
    const isEmptySaysNothing = row[column] === null && basis !== 'declared' && basis !== 'confirmed'
    if (!isEmptySaysNothing && row[column]?.trim() !== now[column]) note(column, basis === 'confirmed')
  }
  // What a person said of the owner carries its own date.
  const isOwnerSaid = (['owner', 'team'] as const).some((field) => stateOf(asset, field).basis === 'confirmed')
  const isDateMoved = columns.has('ownerConfirmedOn') && row.ownerConfirmedOn !== now.ownerConfirmedOn
  const hasOwner = (row.ownerGroup ?? row.ownerPerson ?? asset.owner) !== null
  if (isDateMoved && hasOwner && !isOwnerSaid) note('ownerConfirmedOn')
  for (const column of ['macs', 'ips'] as const) {
    const { added, dropped } = addressMoves(asset, now, row, column, said)
    if (added.length + dropped.length > 0) note(column)
  }
  return changes
}

/** The decisions that put the changes in force; `before` are a person's declarations of the entry that hold now. */
export function decisionsOf(
  asset: Asset,
  now: AssetRow,
  wanted: AssetRow,
  said: Said,
  changes: readonly CellChange[],
  entryId: string,
  before: readonly string[],
  isNewEntry: boolean,
  nextHead: () => DecisionHeadOf,
): PersonDecision[] {
  const { row } = withProduct(wanted, said.columns)
  const edits = changes.flatMap(({ column, isConfirmed }): PersonDecision[] => {
    if (!isConfirmed) return []
    const field = fieldOf(column as ValueColumn)
    const value = trimmed(row[column as ValueColumn])
    return [{ kind: 'edit-field', ...nextHead(), anchor: anchorOfKey(asset.key), field, value }]
  })
  if (edits.length === changes.length && !isNewEntry) return edits
  const undone = before.map((decisionId): PersonDecision => ({ kind: 'undo', ...nextHead(), decisionId }))
  const change = entryChange(asset, now, row, said, new Set(changes.map(({ column }) => column)))
  return [...edits, ...undone, entryOf(asset, entryId, nextHead(), change)]
}

function entryChange(
  asset: Asset,
  now: AssetRow,
  row: AssetRow,
  said: Said,
  moved: ReadonlySet<AssetColumn>,
): EntryChange {
  const fields: Partial<Record<AssetField, string>> = {}
  const care: Partial<Record<CareField, string>> = {}
  const cleared: RegisterField[] = []
  for (const column of VALUE_COLUMNS) {
    if (!moved.has(column)) continue
    const value = trimmed(row[column])
    const inCare = CareField.safeParse(column)
    if (value === null) cleared.push(fieldOf(column))
    else if (inCare.success) care[inCare.data] = value
    else if (column in FIELDS) fields[FIELDS[column as FieldColumn]] = value
  }
  const isOwnerMoved = moved.has('ownerGroup') || moved.has('ownerPerson') || moved.has('ownerConfirmedOn')
  const isAddressMoved = moved.has('macs') || moved.has('ips')
  return {
    fields,
    care,
    cleared,
    ...(moved.has('zone') ? { zone: trimmed(row.zone) } : {}),
    ...(moved.has('function') ? { functions: functionsOf(row.function) } : {}),
    ...(isOwnerMoved ? { owner: ownerOf(asset, row, moved) } : {}),
    ...(isAddressMoved ? { interfaces: interfacesOf(asset, now, row, said) } : {}),
  }
}

/** A changed owner counts as confirmed only where the file says when. */
function ownerOf(asset: Asset, row: AssetRow, moved: ReadonlySet<AssetColumn>): DeclaredAsset['owner'] {
  const group = moved.has('ownerGroup') ? row.ownerGroup : (asset.owner?.group ?? null)
  const person = moved.has('ownerPerson') ? row.ownerPerson : (asset.owner?.person ?? null)
  if (group === null && person === null) return null
  const isSame = !moved.has('ownerConfirmedOn') && group === asset.owner?.group && person === asset.owner.person
  const confirmedAt = row.ownerConfirmedOn === null ? null : microsOfIso(row.ownerConfirmedOn)
  return { group, person, confirmedAt: isSame ? (asset.owner?.confirmedAt ?? null) : confirmedAt }
}

/** A new register entry. */
export function newEntry(wanted: AssetRow, head: DecisionHeadOf): PersonDecision {
  const { row } = withProduct(wanted, [])
  const values = FIELD_COLUMNS.map((column) => [FIELDS[column], trimmed(row[column])] as const)
  const care = CareField.options.map((field) => [field, trimmed(row[field])] as const)
  const hasOwner = row.ownerGroup !== null || row.ownerPerson !== null
  const asset: DeclaredAsset = {
    id: row.id,
    interfaces: paired(row.macs, row.ips, trimmed(row.zone)),
    fields: Object.fromEntries(values.filter(([, value]) => value !== null)) as DeclaredAsset['fields'],
    care: Object.fromEntries(care.filter(([, value]) => value !== null)) as DeclaredAsset['care'],
    zone: trimmed(row.zone),
    domain: null,
    owner: hasOwner
      ? {
          group: row.ownerGroup,
          person: row.ownerPerson,
          confirmedAt: row.ownerConfirmedOn === null ? null : microsOfIso(row.ownerConfirmedOn),
        }
      : null,
    functions: functionsOf(row.function),
    source: head.by,
    declaredAt: head.at,
  }
  return { kind: 'declare', ...head, asset }
}

/** The columns whose new values the register does not take, each with what it takes. */
export function wrongEntries(row: AssetRow, columns: readonly AssetColumn[]): [AssetColumn, string][] {
  return VALUE_COLUMNS.flatMap((column): [AssetColumn, string][] => {
    const value = columns.includes(column) ? trimmed(row[column]) : null
    // Functions are a list of names; each is as short as a field.
    const isSound = value === null || column === 'function' || isEntry(fieldOf(column), value)
    return isSound ? [] : [[column, FORMS[column] ?? 'at most 512 characters']]
  })
}

const FORMS: Partial<Record<AssetColumn, string>> = {
  sparesInStock: 'a whole number',
  lastBackupAt: 'a day such as 2026-10-01, or an instant such as 2026-10-01T06:30Z',
  supportEnd: 'a day such as 2026-10-01',
}

function trimmed(text: string | null): string | null {
  return text?.trim() || null
}

/** A file with only `model` means the product by it; beside `product` it is the maker's order number. */
function withProduct(
  row: AssetRow,
  columns: readonly AssetColumn[],
): { readonly row: AssetRow; readonly columns: ReadonlySet<AssetColumn> } {
  const given = new Set(columns)
  if (row.model === null) return { row, columns: given }
  const isProduct = row.product === null
  given.add(isProduct ? 'product' : 'orderNumber')
  const orderNumber = row.orderNumber ?? (isProduct ? null : row.model)
  return { row: { ...row, product: row.product ?? row.model, orderNumber }, columns: given }
}

function functionsOf(text: string | null): string[] {
  return text === null ? [] : text.split(/;\s*/).filter((one) => one !== '')
}

/** Addresses that the row adds and takes away; one that was observed on the wire stays whatever a file leaves out. */
function addressMoves(asset: Asset, now: AssetRow, row: AssetRow, column: 'macs' | 'ips', said: Said) {
  if (!said.columns.includes(column)) return { added: [], dropped: [] }
  const [there, wanted] = [new Set(now[column].map(keyOfAddress)), new Set(row[column].map(keyOfAddress))]
  const side = column === 'macs' ? 'mac' : 'ip'
  const isObserved = (address: string) => asset.interfaces.some((one) => one[side] === address && one.isObserved)
  const left = now[column].filter((address) => !wanted.has(keyOfAddress(address)) && !isObserved(address))
  return {
    added: row[column].filter((address) => !there.has(keyOfAddress(address))),
    dropped: said.addresses === 'all' ? left : [],
  }
}

function interfacesOf(asset: Asset, now: AssetRow, row: AssetRow, said: Said): DeclaredAsset['interfaces'] {
  const [macs, ips] = [addressMoves(asset, now, row, 'macs', said), addressMoves(asset, now, row, 'ips', said)]
  const gone = new Set([...macs.dropped, ...ips.dropped])
  const kept = asset.interfaces
    .map(({ mac, ip, zone }) => ({
      mac: mac !== null && gone.has(mac) ? null : mac,
      ip: ip !== null && gone.has(ip) ? null : ip,
      zone,
    }))
    .filter(({ mac, ip }) => mac !== null || ip !== null)
  return [...kept, ...paired(macs.added, ips.added, row.zone ?? asset.zone)]
}

/** Two lists of one length belong together pair by pair; otherwise each address stands for itself. */
function paired(macs: readonly string[], ips: readonly string[], zone: string | null): DeclaredAsset['interfaces'] {
  const mac = (text: string | undefined) => (text === undefined ? null : (macKey(text) ?? null))
  const ip = (text: string | undefined) => text?.toLowerCase() ?? null
  if (macs.length === ips.length) return macs.map((text, at) => ({ mac: mac(text), ip: ip(ips[at]), zone }))
  return [
    ...macs.map((text) => ({ mac: mac(text), ip: null, zone })),
    ...ips.map((text) => ({ mac: null, ip: ip(text), zone })),
  ]
}

function textOf(row: AssetRow, column: AssetColumn): string | null {
  const text = textOfCell(row[column])
  return text === '' ? null : text
}
