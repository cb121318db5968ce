// NetBox's CSV (3.x and 4.x), devices and interfaces, as a register and back. Heads are taken in the spelling of its import forms
// (`device_type`) and in that of its tables (`Type`). NetBox knows devices by name and asset tag; a tag of ours is the register's id.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { macKey } from './address.ts'
import { type CsvCell, type CsvRow, type CsvText, csvRows, writeCsv } from './csv.ts'
import { fault, type PlantFault } from './fault.ts'
import { neutralised, restored } from './formula-cell.ts'
import { type AssetColumn, type AssetRow, listOfCell, rowWith } from './register-columns.ts'
import { type MappedColumn, openTable, type ReadRow, type RegisterFile, shapeOf, wrongForm } from './register-file.ts'
import { eachRow, type Steps } from './steps.ts'

type Meaning = AssetColumn | 'tag' | 'rack'

/** What a head of NetBox's device list means, folded to letters and digits. */
const DEVICE_HEADS: Readonly<Record<string, Meaning>> = {
  name: 'name',
  assettag: 'tag',
  site: 'site',
  role: 'role',
  devicerole: 'role',
  manufacturer: 'vendor',
  type: 'product',
  devicetype: 'product',
  serial: 'serial',
  serialnumber: 'serial',
  location: 'location',
  rack: 'rack',
  description: 'note',
  ipaddress: 'ips',
  primaryip: 'ips',
  primaryip4: 'ips',
  ipv4address: 'ips',
  primaryip6: 'ips',
  ipv6address: 'ips',
}

const MAC_HEADS = ['macaddress', 'primarymacaddress', 'macaddresses']
const IP_HEADS = ['ipaddresses', 'ipaddress']

export type NetboxKind = 'netbox-devices' | 'netbox-interfaces'

/** Which of NetBox's lists a text is, told from its head; null for any other file. */
export function netboxKind(text: CsvText): NetboxKind | null {
  const [head] = csvRows(text)
  const names = new Set((head?.cells ?? []).map(({ text: name }) => folded(name)))
  const has = (...any: readonly string[]) => any.some((name) => names.has(name))
  if (has('device') && has(...MAC_HEADS)) return 'netbox-interfaces'
  return has('name') && has('manufacturer') && has('type', 'devicetype') && has('role', 'devicerole')
    ? 'netbox-devices'
    : null
}

export function* openNetboxDevices(text: CsvText): Steps<Result<RegisterFile, readonly PlantFault[]>> {
  const [head] = csvRows(text)
  const meanings = (head?.cells ?? []).map((cell) => DEVICE_HEADS[folded(cell.text)] ?? null)
  const columns = columnsOf(meanings)
  const isOneSite = yield* isOfOneSite(text, meanings)
  const opened = yield* openTable(() => deviceLines(text, meanings, columns, isOneSite))
  if (!opened.ok) return opened
  const mapping = (head?.cells ?? []).map((cell, at): MappedColumn => mapped(cell.text, meanings[at] ?? null))
  return accept({ ...opened.value, mapping, addresses: 'some', matchesByName: true })
}

/** The interfaces of devices that the register knows: their addresses, one row for all lines of a device. */
export function* openNetboxInterfaces(text: CsvText): Steps<Result<RegisterFile, readonly PlantFault[]>> {
  const [head] = csvRows(text)
  const names = (head?.cells ?? []).map((cell) => folded(cell.text))
  const deviceAt = names.indexOf('device')
  const macAt = names.findIndex((name) => MAC_HEADS.includes(name))
  const ipAt = names.findIndex((name) => IP_HEADS.includes(name))
  const shape = yield* shapeOf(csvRows(text))
  if (shape.fault !== null) return refuse([shape.fault])
  const columns: readonly AssetColumn[] = ['id', 'macs', ...(ipAt < 0 ? [] : (['ips'] as const))]
  const mapping = (head?.cells ?? []).map((cell, at): MappedColumn => {
    const to = at === deviceAt ? 'id' : at === macAt ? 'macs' : at === ipAt ? 'ips' : null
    return { head: cell.text, to, why: to === null ? 'unknown' : 'taken' }
  })
  const rows = () => interfaceRows(text, names.length, deviceAt, macAt, ipAt)
  return accept({ mapping, columns, addresses: 'some', rowCount: null, matchesByName: true, isOnlyKnown: true, rows })
}

function* interfaceRows(
  text: CsvText,
  width: number,
  deviceAt: number,
  macAt: number,
  ipAt: number,
): Generator<ReadRow> {
  const devices = new Map<string, { readonly line: number; readonly macs: string[]; readonly ips: string[] }>()
  let isHeadSeen = false
  for (const { cells, faults } of csvRows(text)) {
    if (!isHeadSeen) {
      isHeadSeen = true
      continue
    }
    const line = cells[0]?.line ?? 1
    const told = faults.length > 0 ? faults : interfaceFaults(cells, width, deviceAt, macAt)
    if (told.length > 0) {
      yield { line, row: null, faults: told }
      continue
    }
    const name = restored(cells[deviceAt]!.text)
    const device = devices.get(name) ?? { line, macs: [], ips: [] }
    devices.set(name, device)
    device.macs.push(...listOfCell(cells[macAt]!.text))
    if (ipAt >= 0) device.ips.push(...listOfCell(cells[ipAt]!.text).map(bareAddress))
  }
  for (const [name, { line, macs, ips }] of devices)
    yield { line, row: rowWith({ id: name, name, macs, ips }), faults: null }
}

function interfaceFaults(cells: readonly CsvCell[], width: number, deviceAt: number, macAt: number): PlantFault[] {
  const line = cells[0]?.line ?? 1
  if (cells.length !== width) {
    const shape = { path: `row ${line}`, line, column: 1, found: `${cells.length} cells`, expected: `${width} cells` }
    return [fault({ code: 'plant.csv-shape', ...shape, mend: { code: 'quote', value: null } })]
  }
  const wrong = (name: AssetColumn, cell: CsvCell) => {
    const expected = wrongForm(name, cell.text)
    const place = { path: `row ${line} ${name}`, line, column: cell.column, found: cell.text.slice(0, 80) }
    return expected === null ? [] : [fault({ code: 'plant.wrong-value', ...place, expected })]
  }
  return [...wrong('id', cells[deviceAt]!), ...wrong('macs', cells[macAt]!)]
}

function columnsOf(meanings: readonly (Meaning | null)[]): AssetColumn[] {
  const said = meanings.flatMap((meaning) =>
    meaning === 'tag' ? [] : meaning === 'rack' ? 'location' : (meaning ?? []),
  )
  return [...new Set<AssetColumn>(['id', ...said])]
}

function mapped(head: string, meaning: Meaning | null): MappedColumn {
  const to = meaning === 'tag' ? 'id' : meaning === 'rack' ? 'location' : meaning
  return { head, to, why: to === null ? 'unknown' : 'taken' }
}

/** Where a file names only one site, it is the one that is imported into, whatever NetBox calls it. */
function* isOfOneSite(text: CsvText, meanings: readonly (Meaning | null)[]): Steps<boolean> {
  const at = meanings.indexOf('site')
  if (at < 0) return true
  const sites = new Set<string>()
  let isHeadSeen = false
  yield* eachRow(csvRows(text), ({ cells }) => {
    if (isHeadSeen && cells[at] !== undefined) sites.add(cells[at].text)
    isHeadSeen = true
    return sites.size < 2
  })
  return sites.size < 2
}

function* deviceLines(
  text: CsvText,
  meanings: readonly (Meaning | null)[],
  columns: readonly AssetColumn[],
  isOneSite: boolean,
): Generator<CsvRow> {
  let isHeadSeen = false
  for (const row of csvRows(text)) {
    if (!isHeadSeen) {
      isHeadSeen = true
      yield { ...row, cells: columns.map((name) => ({ text: name, line: 1, column: 1 })) }
    } else if (row.cells.length !== meanings.length || row.faults.length > 0) yield row
    else yield { ...row, cells: columns.map((column) => cellOf(column, row.cells, meanings, isOneSite)) }
  }
}

function cellOf(
  column: AssetColumn,
  cells: readonly CsvCell[],
  meanings: readonly (Meaning | null)[],
  isOneSite: boolean,
): CsvCell {
  const of = (meaning: Meaning) => cells.filter((_, at) => meanings[at] === meaning)
  const first = (meaning: Meaning) => of(meaning).find(({ text }) => text !== '')
  const place = (cell: CsvCell | undefined, text: string): CsvCell => {
    const { line, column: at } = cell ?? cells[0]!
    return { text, line, column: at }
  }
  if (column === 'id') {
    const cell = first('tag') ?? first('name')
    return place(cell, cell?.text ?? '')
  }
  if (column === 'site') return place(first('site'), isOneSite ? '' : (first('site')?.text ?? ''))
  if (column === 'ips')
    return place(
      first('ips'),
      of('ips')
        .map(({ text }) => bareAddress(text))
        .join(' ')
        .trim(),
    )
  if (column === 'location') {
    const [location, rack] = [first('location'), first('rack')]
    const parts = [location?.text, rack?.text].filter((part) => part !== undefined)
    return place(location ?? rack, parts.join(' / '))
  }
  return place(first(column), first(column)?.text ?? '')
}

/** `10.0.0.1/24` without the length of its subnet. */
function bareAddress(text: string): string {
  return text.replace(/\/\d{1,3}$/, '')
}

function folded(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** Columns of NetBox's form for devices, as it takes them. */
const EXPORT_HEADS = [
  'name',
  'role',
  'manufacturer',
  'device_type',
  'serial',
  'asset_tag',
  'site',
  'location',
  'status',
  'primary_ip4',
  'description',
] as const

export function netboxHead(): string {
  return writeCsv([EXPORT_HEADS])
}

/** Devices as NetBox takes them. It wants a status of each; the register keeps none, so that each is active. */
export function netboxLines(rows: readonly AssetRow[]): string {
  const cells = rows.map((row) => [
    row.name ?? '',
    row.role ?? '',
    row.vendor ?? '',
    row.product ?? '',
    row.serial ?? '',
    row.id,
    row.site ?? '',
    row.location ?? '',
    'active',
    row.ips.find((ip) => ip.includes('.')) ?? '',
    row.note ?? '',
  ])
  return writeCsv(cells.map((line) => line.map(neutralised)))
}

/** Heads and lines of NetBox's form for interfaces: one line for each MAC address. */
export function netboxInterfaceHead(): string {
  return writeCsv([['device', 'name', 'type', 'mac_address']])
}

export function netboxInterfaceLines(rows: readonly AssetRow[]): string {
  const lines = rows.flatMap((row) =>
    row.macs.map((mac, at) => [neutralised(row.name ?? row.id), `if${at + 1}`, 'other', macKey(mac) ?? mac]),
  )
  return writeCsv(lines)
}
