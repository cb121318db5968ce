// Events of a batch as rows, added to the rows as they stand. Pure: rows in, rows out. What makes two of them one says `model/observations`.
import {
  addressOf,
  addTally,
  addValue,
  type DiscoverySeen,
  discoveryKey,
  type Endpoint,
  type LogonSeen,
  logonKey,
  type ObservationBatch,
  type Quality,
  type ValueSeen,
  valueKey,
} from '@penstock/model/observations'
import { uuidOfContent } from '@penstock/server/runtime'
import type { DiscoveryRow, LogonRow, StateRow, TransferRow, ValueRow } from './event-queries.ts'
import { type CaptureOf, proofIn } from './merge.ts'

/** Longest text that points are sorted by: an index takes no more. */
const LONGEST_ORDER = 400
const DIGITS = 12

export function valueId(site: string, seen: ValueSeen): string {
  return uuidOfContent([site, 'value', valueKey(seen)])
}

export function logonId(site: string, seen: LogonSeen): string {
  return uuidOfContent([site, 'logon', logonKey(seen)])
}

export function discoveryId(site: string, seen: DiscoverySeen): string {
  return uuidOfContent([site, 'discovery', discoveryKey(seen)])
}

export function mergeValues(of: CaptureOf, stored: readonly ValueRow[], seen: readonly ValueSeen[]): ValueRow[] {
  const known = stored.map((row) => ({ id: row.id, seen: seenValue(row) }))
  return addUp(known, seen, (one) => valueId(of.site, one), addValue).map(({ id, seen: sum }) => ({
    id,
    site: of.site,
    ...deviceColumns(sum.server),
    protocol: sum.protocol,
    point: sum.point,
    point_order: orderOf(sum.point),
    count: sum.count,
    changes: sum.changes,
    min: sum.min,
    max: sum.max,
    first: sum.first,
    last: sum.last,
    quality: sum.quality,
    first_at: sum.firstAt,
    last_at: sum.lastAt,
    proof: proofIn(of, sum.proof),
  }))
}

export function mergeLogons(of: CaptureOf, stored: readonly LogonRow[], seen: readonly LogonSeen[]): LogonRow[] {
  const known = stored.map((row) => ({ id: row.id, seen: seenLogon(row) }))
  return addUp(known, seen, (one) => logonId(of.site, one), addTally).map(({ id, seen: sum }) => ({
    id,
    site: of.site,
    ...deviceColumns(sum.server),
    ...clientColumns(sum.client),
    protocol: sum.protocol,
    method: sum.method,
    account: sum.account,
    result: sum.result,
    ...talliedColumns(of, sum),
  }))
}

export function mergeDiscoveries(
  of: CaptureOf,
  stored: readonly DiscoveryRow[],
  seen: readonly DiscoverySeen[],
): DiscoveryRow[] {
  const known = stored.map((row) => ({ id: row.id, seen: seenDiscovery(row) }))
  return addUp(known, seen, (one) => discoveryId(of.site, one), addTally).map(({ id, seen: sum }) => ({
    id,
    site: of.site,
    ...deviceColumns(sum.client),
    protocol: sum.protocol,
    method: sum.method,
    ...talliedColumns(of, sum),
  }))
}

/** Each is a row of its own, named by its place in the capture. */
export function stateRows(of: CaptureOf, { seq, states = [] }: ObservationBatch): StateRow[] {
  return states.map((seen, at) => ({
    id: uuidOfContent([of.captureId, seq, at, 'state']),
    site: of.site,
    ...deviceColumns(seen.about),
    part: seen.part,
    field: seen.field,
    value: seen.value,
    protocol: seen.protocol,
    method: seen.method,
    last_at: seen.at,
    proof: proofIn(of, seen.proof),
  }))
}

/** Each is a row of its own, named by its place in the capture. */
export function transferRows(of: CaptureOf, { seq, transfers = [] }: ObservationBatch): TransferRow[] {
  return transfers.map((seen, at) => ({
    id: uuidOfContent([of.captureId, seq, at, 'transfer']),
    site: of.site,
    ...deviceColumns(seen.device),
    ...clientColumns(seen.initiator),
    kind: seen.kind,
    direction: seen.direction,
    protocol: seen.protocol,
    name: seen.name,
    bytes: seen.bytes,
    announced_bytes: seen.announcedBytes,
    sha256: seen.sha256,
    result: seen.result,
    first_at: seen.firstAt,
    last_at: seen.lastAt,
    proof: proofIn(of, seen.proof),
  }))
}

/** The stored rows are whole sums; each seen one is added to its own. Only rows that were added to come back. */
function addUp<Seen>(
  stored: readonly { readonly id: string; readonly seen: Seen }[],
  seen: readonly Seen[],
  idOf: (one: Seen) => string,
  add: (a: Seen, b: Seen) => Seen,
): { readonly id: string; readonly seen: Seen }[] {
  const known = new Map(stored.map((row) => [row.id, row.seen]))
  const touched = new Map<string, Seen>()
  for (const one of seen) {
    const id = idOf(one)
    const before = touched.get(id) ?? known.get(id)
    touched.set(id, before === undefined ? one : add(before, one))
  }
  return [...touched].map(([id, sum]) => ({ id, seen: sum }))
}

function deviceColumns(device: Endpoint) {
  return { device: addressOf(device), device_mac: device.mac, device_ip: device.ip }
}

function clientColumns(client: Endpoint) {
  return { client: addressOf(client), client_mac: client.mac, client_ip: client.ip }
}

function talliedColumns(of: CaptureOf, { count, firstAt, lastAt, proof }: DiscoverySeen | LogonSeen) {
  return { count, first_at: firstAt, last_at: lastAt, proof: proofIn(of, proof) }
}

function seenValue(row: ValueRow): ValueSeen {
  const { protocol, point, count, changes, min, max, first, last, proof } = row
  const quality = row.quality as Quality[]
  const server = { mac: row.device_mac, ip: row.device_ip }
  return { server, protocol, point, count, changes, min, max, first, last, quality, ...spanOf(row), proof }
}

function seenLogon(row: LogonRow): LogonSeen {
  const { protocol, method, account, count, proof } = row
  const result = row.result as LogonSeen['result']
  const client = { mac: row.client_mac, ip: row.client_ip }
  const server = { mac: row.device_mac, ip: row.device_ip }
  return { client, server, protocol, method, account, result, count, ...spanOf(row), proof }
}

function seenDiscovery(row: DiscoveryRow): DiscoverySeen {
  const { protocol, method, count, proof } = row
  return { client: { mac: row.device_mac, ip: row.device_ip }, protocol, method, count, ...spanOf(row), proof }
}

function spanOf(row: Pick<ValueRow, 'first_at' | 'last_at'>) {
  return { firstAt: row.first_at, lastAt: row.last_at }
}

/** `register 9` before `register 10`: each number filled up to the same length. */
function orderOf(point: string): string {
  return point.replaceAll(/\d+/g, (digits) => digits.padStart(DIGITS, '0')).slice(0, LONGEST_ORDER)
}
