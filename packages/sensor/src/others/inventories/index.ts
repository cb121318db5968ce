// Lists of machines: tables (CSV), lists (JSON), LDIF and the lease file of the ISC server, each read by the columns that it has.
import { micros } from '@penstock/model/kernel'
import { foldedColumn, INVENTORIES, type Inventory, type InventoryColumn } from '@penstock/model/others'
import { csvRows } from '@penstock/model/plant'
import { type Place, placeOf } from '../byte-source.ts'
import { instantOf, ipOf, macOf } from '../cells.ts'
import { endpointOf } from '../endpoints.ts'
import type { FormatReader } from '../format.ts'
import { jsonObjects } from '../json-objects.ts'
import { type InventoryRecord, tellRecord } from './record.ts'

const MOST_COLUMNS = 1000
const MOST_LINES_HELD = 100_000

export const readTable: FormatReader = function* (source, out, { inventory }) {
  if (inventory === null) return
  const places = new Map<number, Place>()
  const pieces = function* () {
    for (const line of source.lines()) {
      if (places.size < MOST_LINES_HELD) places.set(line.line, line)
      if (line.text === null) out.bad(line, 'is longer than a row of a table', source.writtenAt)
      // A return inside a line would count as a line of its own.
      yield `${(line.text ?? '').replaceAll('\r', ' ')}\n`
    }
  }
  let columns: Map<string, number> | null = null
  let width = 0
  for (const { cells, faults, isTorn } of csvRows(pieces)) {
    const first = cells[0]!
    const last = cells.at(-1)!
    const place = wholePlace(places, first.line, last.line)
    for (const line of places.keys()) {
      if (line >= last.line) break
      places.delete(line)
    }
    if (columns === null) {
      if (first.text.startsWith('#')) continue
      columns = columnsOf(cells.slice(0, MOST_COLUMNS).map(({ text }) => text))
      width = cells.length
      continue
    }
    if (isTorn || faults.length > 0) out.bad(place, 'a quote out of place', source.writtenAt)
    else if (cells.length !== width) out.bad(place, `${cells.length} cells under ${width} columns`, source.writtenAt)
    else {
      const at = columns
      const cell = (column: InventoryColumn) => firstOf(inventory, column, (name) => cells[at.get(name) ?? -1]?.text)
      tellRecord({ place, cell, interfaces: [] }, inventory, out, source.writtenAt)
    }
    yield
  }
}

export const readList: FormatReader = function* (source, out, { inventory }) {
  if (inventory === null) return
  for (const object of jsonObjects(source)) {
    const { value } = object
    if (value === null) out.bad(object, 'is no JSON object', source.writtenAt)
    else {
      const columns = new Map(
        Object.entries(value)
          .slice(0, MOST_COLUMNS)
          .map(([name, one]) => [foldedColumn(name), textOf(one)]),
      )
      const cell = (column: InventoryColumn) => firstOf(inventory, column, (name) => columns.get(name) ?? undefined)
      tellRecord(
        { place: object, cell, interfaces: nestedInterfaces(value, inventory) },
        inventory,
        out,
        source.writtenAt,
      )
    }
    yield
  }
}

/** Source: RFC 2849. A line that begins with a blank goes on with the one before; `::` is base 64. */
export const readLdif: FormatReader = function* (source, out, { inventory }) {
  if (inventory === null) return
  let entry: { readonly place: Place; readonly lines: string[] } | null = null
  const close = () => {
    if (entry === null) return
    const attributes = attributesOf(entry.lines)
    const isComputer =
      attributes.get('objectclass')?.some((one) => one.toLowerCase() === 'computer') === true ||
      attributes.has('operatingsystem')
    const cell = (column: InventoryColumn) => firstOf(inventory, column, (name) => attributes.get(name)?.[0])
    if (isComputer) tellRecord({ place: entry.place, cell, interfaces: [] }, inventory, out, source.writtenAt)
    else out.passOver('directory-entry-of-no-computer')
    entry = null
  }
  for (const line of source.lines()) {
    const { text } = line
    if (text === null) out.bad(line, 'is longer than a line of an entry', source.writtenAt)
    else if (text.trim() === '') close()
    else if (/^dn::? /i.test(text)) {
      close()
      entry = { place: placeOf(line.line, line.offset, line.length), lines: [text] }
    } else if (entry !== null && entry.lines.length < MOST_COLUMNS) {
      const isMore = text.startsWith(' ') && entry.lines.length > 0
      if (isMore) entry.lines.push(`${entry.lines.pop()}${text.slice(1)}`.slice(0, 65_536))
      else entry.lines.push(text)
    } else if (!/^(#|version:|search:|result:|ref:)/.test(text)) out.bad(line, 'stands in no entry', source.writtenAt)
    yield
  }
  close()
  yield
}

const LONGEST_LEASE_LINE = 1000
const LEASES = INVENTORIES.find(({ id }) => id === 'windows-dhcp')!

/** Source: dhcpd.leases(5). The last lease of an address in the file is the one that holds; earlier ones held before. */
export const readIscLeases: FormatReader = function* (source, out) {
  let lease: { readonly place: Place; readonly ip: string; readonly said: Map<string, string> } | null = null
  for (const line of source.lines()) {
    const text = (line.text ?? '').slice(0, LONGEST_LEASE_LINE).trim()
    const opened = /^lease +([0-9a-fA-F.:]{2,45}) *\{$/.exec(text)
    if (opened !== null) {
      const ip = ipOf(opened[1]!)
      if (ip === null) out.bad(line, 'the lease’s address is none', source.writtenAt)
      lease = ip === null ? null : { place: placeOf(line.line, line.offset, line.length), ip, said: new Map() }
    } else if (lease !== null && text === '}') {
      tellIscLease(lease)
      lease = null
    } else if (lease !== null) {
      const [, key, value] =
        /^(starts|ends|cltt|binding state|hardware ethernet|client-hostname)\s+(.{1,300}?)\s*;$/.exec(text) ?? []
      if (key !== undefined) lease.said.set(key, value!)
    } else if (line.text === null) out.bad(line, 'is longer than a line of a lease file', source.writtenAt)
    yield
  }
  if (lease !== null) out.bad(lease.place, 'a lease that never ends', source.writtenAt)

  function tellIscLease({ place, ip, said }: NonNullable<typeof lease>): void {
    out.count()
    const mac = macOf(said.get('hardware ethernet') ?? '')
    const starts = leaseTime(said.get('starts'))
    const until = leaseTime(said.get('cltt')) ?? starts
    if (mac === null) out.passOver('lease-without-mac')
    else if (starts === null || until === null) out.bad(place, 'no time of the lease can be read', source.writtenAt)
    else if (!/^(active|free|expired|released)$/.test(said.get('binding state') ?? 'active'))
      out.passOver('lease-not-in-use')
    else {
      const proof = out.proofOf(place, starts)
      out.bind(mac, ip, 'protocol', { firstAt: starts, lastAt: micros(Math.max(starts, until)) }, proof)
      const name = said.get('client-hostname')?.replace(/^"|"$/g, '')
      out.claim(endpointOf(mac, null), 'name', name, LEASES.id.replace('windows', 'isc'), proof, 'reported')
    }
  }
}

/** `4 2026/10/01 06:00:00` or `epoch 1790000000`. */
function leaseTime(text: string | undefined) {
  const [, day, clock] = /^\d (\d{4}\/\d\d\/\d\d) (\d\d:\d\d:\d\d)$/.exec(text ?? '') ?? []
  if (day !== undefined) return instantOf(`${day.replaceAll('/', '-')}T${clock}Z`)
  return instantOf(/^epoch (\d{9,11})\b/.exec(text ?? '')?.[1] ?? '')
}

function wholePlace(places: ReadonlyMap<number, Place>, first: number, last: number): Place {
  const from = places.get(first)
  const to = places.get(last)
  if (from === undefined) return placeOf(first, 0, 0)
  return placeOf(
    first,
    from.offset,
    (to === undefined ? from.offset + from.length : to.offset + to.length) - from.offset,
  )
}

function columnsOf(names: readonly string[]): Map<string, number> {
  const columns = new Map<string, number>()
  for (const [at, name] of names.entries()) if (!columns.has(foldedColumn(name))) columns.set(foldedColumn(name), at)
  return columns
}

function firstOf(
  inventory: Inventory,
  column: InventoryColumn,
  read: (name: string) => string | undefined,
): string | null {
  for (const name of inventory.columns[column] ?? []) {
    const text = read(name)?.trim()
    if (text !== undefined && text !== '') return text
  }
  return null
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) {
    const texts = value.slice(0, 64).filter((one): one is string => typeof one === 'string')
    return texts.length === 0 ? null : texts.join(', ')
  }
  return null
}

function nestedInterfaces(
  value: Readonly<Record<string, unknown>>,
  { interfaces = [] }: Inventory,
): InventoryRecord['interfaces'] {
  return interfaces.flatMap(({ list, mac, ips }) => {
    const rows = value[list]
    if (!Array.isArray(rows)) return []
    return rows.slice(0, 64).flatMap((row: unknown) => {
      if (typeof row !== 'object' || row === null) return []
      const of = row as Readonly<Record<string, unknown>>
      const found = ips.flatMap((key) => (textOf(of[key]) ?? '').split(', ').filter((ip) => ip !== ''))
      return [{ mac: textOf(of[mac]), ips: found }]
    })
  })
}

function attributesOf(lines: readonly string[]): Map<string, string[]> {
  const attributes = new Map<string, string[]>()
  for (const line of lines) {
    const [, name, mark, value] = /^([A-Za-z][\w;.-]{0,80})(::?) ?(.*)$/.exec(line) ?? []
    if (name === undefined) continue
    const text = mark === '::' ? new TextDecoder().decode(Buffer.from(value ?? '', 'base64')) : (value ?? '')
    const key = foldedColumn(name)
    attributes.set(key, [...(attributes.get(key) ?? []), text].slice(0, 64))
  }
  return attributes
}
