// Files in, every message of one protocol out as a line of JSON.
import { COLUMN_ROWS, RecordColumns } from '@penstock/sensor/capture'
import { JsonLines } from '@penstock/sensor/lines'
import { pduProtocols, pdusOf } from '@penstock/sensor/protocols'
import { MAX_FLOWS } from './batcher.ts'
import { Engine } from './engine.ts'
import { openCaptures } from './open-captures.ts'
import { PduTap } from './pdu-tap.ts'

export interface PduSummary {
  readonly pdus: number
  readonly packets: number
  /** Messages and packets that do not hold together. */
  readonly malformed: number
  /** Holes in the streams that were read, and the bytes in them. */
  readonly gaps: number
  readonly missingBytes: number
  /** What was not read or not kept, by reason. */
  readonly skipped: Readonly<Record<string, number>>
}

interface PduOptions {
  /** Largest read in bytes; only tests change it. */
  readonly chunkBytes?: number
  readonly maxFlows?: number
}

/** Names of the protocols whose PDUs can be told. */
export const PDU_PROTOCOLS: readonly string[] = pduProtocols()

/**
 * Reads captures as `observeFiles` does and yields the PDUs of one protocol, lines of JSON in UTF-8, as they come; what was yielded is
 * valid until the next is asked for. Memory is bound by the flows that are remembered and by the lines of 1,024 packets.
 */
export function* observePdus(
  paths: readonly string[],
  protocol: string,
  options: PduOptions = {},
): Generator<Uint8Array, PduSummary> {
  const pdus = pdusOf(protocol)
  if (pdus === undefined) throw new RangeError(`no PDUs of ${protocol}`)
  const lines = new JsonLines()
  const tap = new PduTap(pdus, lines)
  const seed = Math.floor(Math.random() * 0x7fff_ffff)
  const engine = new Engine({ maxFlows: options.maxFlows ?? MAX_FLOWS, seed, tap })
  const skipped = new Map<string, number>()
  const columns = new RecordColumns()
  let file = 0
  for (const reader of openCaptures(paths, options.chunkBytes)) {
    tap.nextFile(paths[file]!)
    engine.nextFile()
    file += 1
    let frame = 0
    while (reader.next(columns, COLUMN_ROWS)) {
      engine.decode(reader.bytes, reader.view, columns, 0, columns.count, frame)
      frame += columns.count
      columns.count = 0
      if (lines.isLong) yield lines.take()
    }
    engine.releaseHeld()
    yield lines.take()
    for (const [reason, count] of reader.skipped) skipped.set(reason, (skipped.get(reason) ?? 0) + count)
  }
  engine.fragments.forgetAll()
  const { packets, malformed, streams } = engine
  for (const [reason, count] of engine.passedOver()) if (count > 0) skipped.set(reason, count)
  const { gaps = 0, missingBytes = 0 } = streams.take().streams ?? {}
  return { pdus: lines.count, packets, malformed, gaps, missingBytes, skipped: Object.fromEntries(skipped) }
}
