// Captures in, the report document out.
import { type Asset, resolveAssets } from '@penstock/model/assets'
import { type EpochMicros, isoOfMicros, micros } from '@penstock/model/kernel'
import type { Binding, ConversationSeen, OperationSeen } from '@penstock/model/observations'
import { type ObserveOptions, observeFiles } from '@penstock/sensor/observe'
import { assetRow } from './asset-row.ts'
import type { AssetRow, ConversationRow, OperationRow, SensorReport } from './shape.ts'
import { addressOf, Sum } from './sum.ts'

/** A report is made once at the end, so its batches may be large. */
const PACKETS_PER_BATCH = 1_000_000
const SOURCE = 'capture'
const LOOPBACK_MAC = '00:00:00:00:00:00'

/**
 * Reads capture files (`-` is standard input) and concludes what devices they show and what these did. Throws `CaptureError`
 * when a file is no capture. Order of rows: as first seen.
 */
export function readCaptures(paths: readonly string[], options: ObserveOptions = {}): SensorReport {
  const sum = new Sum()
  for (const batch of observeFiles(paths, { packetsPerBatch: PACKETS_PER_BATCH, ...options })) sum.add(batch)
  const { bindings, claims, conversations } = sum
  const { assets } = resolveAssets({
    site: 'default',
    sources: [{ id: SOURCE, segment: null, bindings, claims, conversations }],
    declared: [],
    decisions: [],
  })
  const holders = holdersOf(assets)
  const fileOf = (file: number): string => paths[file] ?? String(file)
  return {
    capture: {
      files: [...paths],
      packets: sum.packets,
      bytes: sum.bytes,
      firstAt: isoOf(sum.firstAt),
      lastAt: isoOf(sum.lastAt),
      malformed: sum.malformed,
      skipped: sum.skipped,
    },
    assets: assets.map((asset) => withLoopback(assetRow(asset, fileOf), bindings)),
    conversations: conversations.map((row) => conversationRow(row, holders, fileOf)),
    operations: sum.operations.map((row) => operationRow(row, fileOf)),
    anomalies: sum.anomalies.map(({ kind, count, detail, proof }) => ({
      kind,
      file: fileOf(proof.file),
      frame: proof.frame,
      count,
      detail,
    })),
  }
}

function isoOf(at: number | null): string | null {
  return at === null ? null : isoOfMicros(micros(at) satisfies EpochMicros)
}

/**
 * The all-zero MAC of a loopback interface names no device, so identity resolution leaves it out; it is shown with the one
 * address that it sent.
 */
function withLoopback(row: AssetRow, bindings: readonly Binding[]): AssetRow {
  const sent = bindings.filter((binding) => binding.mac === LOOPBACK_MAC && binding.ip !== null)
  const isOnlyOne = new Set(sent.map((binding) => binding.ip)).size === 1
  return isOnlyOne && row.ips.includes(sent[0]!.ip!) ? { ...row, macs: [...row.macs, LOOPBACK_MAC] } : row
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
