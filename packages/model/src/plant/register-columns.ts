// The columns of the asset register as a table: what each holds, and which are only computed and never read back.

/** What the people who maintain an asset keep about it. */
export const CARE_COLUMNS = [
  'deputy',
  'location',
  'sparePart',
  'sparesInStock',
  'firmwareKept',
  'lastBackupAt',
  'backupPlace',
  'maintenanceWindow',
  'supportEnd',
  'supplier',
  'contract',
  'note',
] as const

export const ASSET_COLUMNS = [
  'id',
  'name',
  'site',
  'zone',
  'role',
  'purdueLevel',
  'vendor',
  'product',
  'model',
  'orderNumber',
  'hardware',
  'firmware',
  'serial',
  'macs',
  'ips',
  'function',
  'ownerGroup',
  'ownerPerson',
  'ownerConfirmedOn',
  ...CARE_COLUMNS,
  'notes',
] as const
export type AssetColumn = (typeof ASSET_COLUMNS)[number]

/** What Penstock concludes itself: it goes out so that people can read it, and is left aside when the file comes back. */
export const COMPUTED_COLUMNS = [
  'reference',
  'status',
  'breaches',
  'protocols',
  'peersOtherZones',
  'externalPeers',
  'criticality',
  'unknowns',
  'firstSeen',
  'lastSeen',
] as const
export type ComputedColumn = (typeof COMPUTED_COLUMNS)[number]
export type ExportColumn = AssetColumn | ComputedColumn

export type ListColumn = 'macs' | 'ips'

/** One asset of the register. An empty cell is null: unknown. */
export type AssetRow = { readonly id: string } & {
  readonly [Column in Exclude<AssetColumn, 'id' | ListColumn>]: string | null
} & { readonly [Column in ListColumn]: readonly string[] }

export type ExportRow = AssetRow & { readonly [Column in ComputedColumn]: string | null }

const COMPUTED_MARK = ' (computed)'

/** What stands at the head of a column. */
export function headOfColumn(column: ExportColumn): string {
  return isComputed(column) ? `${column}${COMPUTED_MARK}` : column
}

/** The column that a head means, whatever its case, spaces and joints; null when it means none. */
export function columnOfHead(head: string): ExportColumn | null {
  const text = head.trim()
  const isMarked = text.toLowerCase().endsWith(COMPUTED_MARK)
  const name = folded(isMarked ? text.slice(0, -COMPUTED_MARK.length) : text)
  const columns: readonly ExportColumn[] = isMarked ? COMPUTED_COLUMNS : ASSET_COLUMNS
  return columns.find((column) => folded(column) === name) ?? null
}

export function isComputed(column: ExportColumn): column is ComputedColumn {
  return (COMPUTED_COLUMNS as readonly string[]).includes(column)
}

/** A cell's value as the text that stands in it. */
export function textOfCell(value: string | null | readonly string[]): string {
  return value === null ? '' : typeof value === 'string' ? value : value.join(' ')
}

/** Addresses of a cell. */
export function listOfCell(text: string): string[] {
  return text.split(/[\s,;]+/).filter((one) => one !== '')
}

/** A row that says nothing but what is given. */
export function rowWith(said: Partial<AssetRow> & { readonly id: string }): AssetRow {
  const bare = Object.fromEntries(ASSET_COLUMNS.map((column) => [column, null])) as unknown as AssetRow
  return { ...bare, macs: [], ips: [], ...said }
}

function folded(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
