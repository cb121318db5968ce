// Captures, and files of other systems, in; the report document out.
import { type Asset, resolveAssets } from '@penstock/model/assets'
import { type EpochMicros, isoOfMicros, micros } from '@penstock/model/kernel'
import {
  addressOf,
  type Binding,
  type ConversationSeen,
  type OperationSeen,
  type Proof,
  type ValueSeen,
} from '@penstock/model/observations'
import { findShadow, type ShadowFinding, type SignIndex } from '@penstock/model/shadow'
import type { ObserveOptions } from '@penstock/sensor/observe'
import { arrangedSources, observeSources } from '@penstock/sensor/others'
import { assetRow } from './asset-row.ts'
import { inOrder } from './in-order.ts'
import type { AssetRow, ConversationRow, OperationRow, Place, SensorReport, ShadowRow, ValueRow } from './shape.ts'
import { type Room, Sum } from './sum.ts'

/** A report is made once at the end, so its batches may be large, but for a flood: its rows would fill memory before they are added up. */
const PACKETS_PER_BATCH = 1 << 22
const ROWS_PER_BATCH = 1 << 14
/** With somebody who waits to hear, they are smaller. */
const PACKETS_BETWEEN_WORDS = 1 << 18
const SOURCE = 'capture'
const TEXTS_KEPT = 8
const LOOPBACK_MAC = '00:00:00:00:00:00'

export interface ReadOptions extends Omit<ObserveOptions, 'onValue'> {
  /** False leaves `values` empty: there are more of them than of all other rows. */
  readonly hasValues?: boolean
  /** Signs of shadow infrastructure to look for. */
  readonly indicators?: SignIndex
  /** What the report holds at most; only tests change it. */
  readonly room?: Room
  /** Told how many bytes of packets were read, and that what they show is being concluded. */
  readonly onProgress?: (phase: 'reading' | 'concluding', bytes: number) => void
}

/**
 * Reads capture files (`-` is standard input) and files of other systems, and concludes what devices they show and what these did. Throws `CaptureError`
 * when a file is no capture. Order of rows: as first seen.
 */
export function readCaptures(paths: readonly string[], options: ReadOptions = {}): SensorReport {
  return concluded(paths, sumCaptures(paths, options), options)
}

/** What captures say in sum, and the readings of their points. */
export interface Summed {
  readonly sum: Sum
  readonly values: ValueSeen[]
}

/** Reads captures and adds up what they say; with a `share` what its hosts say. */
export function sumCaptures(
  paths: readonly string[],
  { onProgress, hasValues = true, room, ...options }: ReadOptions,
): Summed {
  const sum = new Sum(room)
  const values: ValueSeen[] = []
  const keep = (row: ValueSeen): void => {
    values.push(row)
  }
  onProgress?.('reading', 0)
  for (const batch of observeSources(paths, {
    packetsPerBatch: onProgress === undefined ? PACKETS_PER_BATCH : PACKETS_BETWEEN_WORDS,
    rowsPerBatch: ROWS_PER_BATCH,
    onValue: hasValues ? keep : null,
    hasExchanges: false,
    ...options,
  })) {
    sum.add(batch)
    onProgress?.('reading', sum.bytes)
  }
  return { sum, values }
}

/** The report of what was read. */
export function concluded(
  paths: readonly string[],
  { sum, values }: Summed,
  { onProgress, indicators }: Pick<ReadOptions, 'onProgress' | 'indicators'>,
): SensorReport {
  onProgress?.('concluding', sum.bytes)
  const { captures, others } = arrangedSources(paths)
  const read = [...captures, ...others]
  const fileOf = (file: number): string => read[file] ?? String(file)
  const { bindings, conversations, claims, ...rows } = sum.takeRows()
  const { assets } = resolveAssets({
    site: 'default',
    sources: [{ id: SOURCE, segment: null, bindings, claims, conversations }],
    declared: [],
    decisions: [],
  })
  const modules = Map.groupBy(assets, ({ behind }) => behind?.gateway)
  const holders = holdersOf(assets)
  const loopback = loopbackAddress(bindings)
  return {
    capture: {
      files: [...paths],
      packets: sum.packets,
      bytes: sum.bytes,
      firstAt: isoOrNull(sum.firstAt),
      lastAt: isoOrNull(sum.lastAt),
      malformed: sum.malformed,
      skipped: sum.skipped,
      duplicates: sum.skipped['duplicate'] ?? 0,
      tcp: sum.streams,
    },
    assets: assets
      .filter(({ kind }) => kind !== 'module')
      .map((asset) => withLoopback(assetRow(asset, modules.get(asset.key) ?? [], fileOf), loopback)),
    conversations: conversations.map((row) => conversationRow(row, holders, fileOf)),
    operations: rows.operations.map((row) => operationRow(row, fileOf)),
    anomalies: rows.anomalies.map(({ kind, count, detail, proof }) => ({
      kind,
      file: fileOf(proof.file),
      frame: proof.frame,
      count,
      detail,
    })),
    values: valueRows(values, fileOf),
    states: rows.states.map(({ about, at, proof, ...row }) => ({
      ...row,
      about: addressOf(about),
      at: isoOfMicros(at),
      ...placeOf(proof, fileOf),
    })),
    transfers: rows.transfers.map(({ initiator, device, ...row }) => ({
      ...spanned(row, fileOf),
      initiator: addressOf(initiator),
      device: addressOf(device),
    })),
    logons: rows.logons.map(({ client, server, ...row }) => ({
      ...spanned(row, fileOf),
      client: addressOf(client),
      server: addressOf(server),
    })),
    discoveries: rows.discoveries.map(({ client, ...row }) => ({ ...spanned(row, fileOf), client: addressOf(client) })),
    shadow:
      indicators === undefined
        ? []
        : findShadow(indicators, { conversations, bindings }).map((finding) => shadowRow(finding, fileOf)),
  }
}

function shadowRow(finding: ShadowFinding, fileOf: (file: number) => string): ShadowRow {
  const { signs, control, firstAt, lastAt, ...rest } = finding
  return {
    ...rest,
    firstAt: isoOfMicros(firstAt),
    lastAt: isoOfMicros(lastAt),
    signs: signs.map(({ proof, ...sign }) => ({ ...sign, ...placeOf(proof, fileOf) })),
    control:
      control === null ? null : { protocol: control.protocol, peer: control.peer, ...placeOf(control.proof, fileOf) },
  }
}

/** The rows of these readings in the order of their packets; each takes the place of its reading, so that both are never held. */
function valueRows(values: ValueSeen[], fileOf: (file: number) => string): ValueRow[] {
  const isoOf = lastTexts()
  const rows: (ValueSeen | ValueRow)[] = inOrder(values)
  for (const [at, row] of values.entries()) rows[at] = valueRow(row, fileOf, isoOf)
  return rows as ValueRow[]
}

// Field by field: there may be tens of thousands of them.
function valueRow(row: ValueSeen, fileOf: (file: number) => string, isoOf: (at: EpochMicros) => string): ValueRow {
  return {
    server: addressOf(row.server),
    protocol: row.protocol,
    point: row.point,
    count: row.count,
    changes: row.changes,
    min: row.min,
    max: row.max,
    first: row.first,
    last: row.last,
    quality: row.quality,
    firstAt: isoOf(row.firstAt),
    lastAt: isoOf(row.lastAt),
    file: fileOf(row.proof.file),
    frame: row.proof.frame,
  }
}

/** ISO 8601 texts of instants, the last few kept: points that are read together share them. */
function lastTexts(): (at: EpochMicros) => string {
  const instants: number[] = []
  const texts: string[] = []
  let turn = 0
  return (at) => {
    const known = instants.indexOf(at)
    if (known >= 0) return texts[known]!
    turn = (turn + 1) % TEXTS_KEPT
    instants[turn] = at
    texts[turn] = isoOfMicros(at)
    return texts[turn]!
  }
}

function placeOf(proof: Proof, fileOf: (file: number) => string): Place {
  return { file: fileOf(proof.file), frame: proof.frame }
}

function spanned<Row extends { readonly firstAt: EpochMicros; readonly lastAt: EpochMicros; readonly proof: Proof }>(
  { firstAt, lastAt, proof, ...row }: Row,
  fileOf: (file: number) => string,
): Omit<Row, 'firstAt' | 'lastAt' | 'proof'> & { firstAt: string; lastAt: string } & Place {
  return { ...row, firstAt: isoOfMicros(firstAt), lastAt: isoOfMicros(lastAt), ...placeOf(proof, fileOf) }
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : isoOfMicros(micros(at) satisfies EpochMicros)
}

/** The one address that the all-zero MAC of a loopback interface sent, or null. */
function loopbackAddress(bindings: readonly Binding[]): string | null {
  const sent = new Set(bindings.flatMap(({ mac, ip }) => (mac === LOOPBACK_MAC && ip !== null ? [ip] : [])))
  return sent.size === 1 ? [...sent][0]! : null
}

/** The all-zero MAC names no device, so identity resolution leaves it out; it is shown with the one address it sent. */
function withLoopback(row: AssetRow, address: string | null): AssetRow {
  return address !== null && row.ips.includes(address) ? { ...row, macs: [...row.macs, LOOPBACK_MAC] } : row
}

/** Asset id by address. */
function holdersOf(assets: readonly Asset[]): ReadonlyMap<string, string> {
  const holders = new Map<string, string>()
  for (const asset of assets) {
    for (const mac of asset.macs) holders.set(mac, asset.key)
    for (const ip of asset.ips) holders.set(ip, asset.key)
  }
  return holders
}

function conversationRow(
  row: ConversationSeen,
  holders: ReadonlyMap<string, string>,
  fileOf: (file: number) => string,
): ConversationRow {
  const { proof, client, server, firstAt, lastAt, ...rest } = row
  return {
    ...rest,
    client: addressOf(client),
    server: addressOf(server),
    clientAsset: holders.get(addressOf(client)) ?? null,
    serverAsset: holders.get(addressOf(server)) ?? null,
    firstAt: isoOfMicros(firstAt),
    lastAt: isoOfMicros(lastAt),
    file: fileOf(proof.file),
    frame: proof.frame,
    details: row.details ?? [],
  }
}

function operationRow(row: OperationSeen, fileOf: (file: number) => string): OperationRow {
  const { proof, client, server, at, ...rest } = row
  return {
    at: isoOfMicros(at),
    file: fileOf(proof.file),
    frame: proof.frame,
    ...rest,
    client: addressOf(client),
    server: addressOf(server),
  }
}
