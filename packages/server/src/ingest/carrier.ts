// Reads what waits, behind the answer, and carries it into telemetry. A kill between the two stores changes nothing: telemetry keeps a
// batch once, and a batch is counted in the transaction that drops its lines.
import { promisify } from 'node:util'
import { gunzip as gunzipWithCallback } from 'node:zlib'
import { type EventReader, findEventFormat } from '@penstock/model/events'
import type { Domain } from '@penstock/model/kernel'
import type { Signal } from '@penstock/server/facts'
import { CELL_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { EventBatch, Telemetry } from '@penstock/store/telemetry'
import type { EventIntake } from './intake.ts'
import { cutLines } from './lines.ts'
import type { BatchRow } from './queries.ts'
import * as queries from './queries.ts'
import { readLines, type SeenEvent, sha256Of } from './read-lines.ts'
import { afterReading, newStanding } from './standing.ts'

const gunzip = promisify(gunzipWithCallback)

/** Taken up in one round: so many of each source, and so many in all. */
const OF_EACH = 4
const AT_ONCE = 16
const IDLE_MS = 5000
const RETRY_MS = 2000

export interface EventCarrier {
  /** Waits until no batch is on its way, and holds the next ones until the function it gives is called. */
  pause(): Promise<() => void>
  stop(): Promise<void>
}

export interface CarrierParts {
  readonly store: Store<MonitoringTables>
  readonly telemetry: Telemetry
  readonly domain: Domain
  readonly intake: EventIntake
  readonly onBatch: Signal<void>
  /** What rooms above this one make of a batch before its transaction; what they store of it is stored in it. */
  readonly look?: (batch: EventBatch, seen: readonly SeenEvent[]) => Promise<(tx: queries.Tx) => Promise<void>>
}

/** Runs until `stop`; what a crash left is read at the next start. */
export function startEventCarrier(parts: CarrierParts): EventCarrier {
  const { store, telemetry, domain, intake, onBatch, look } = parts
  /** One a source, as long as this process lives: a reader remembers the head of a log. */
  const readers = new Map<string, { readonly format: string; readonly reader: EventReader }>()
  let isStopped = false
  let paused: Promise<void> = Promise.resolve()
  let carrying: Promise<unknown> = Promise.resolve()

  const readerOf = async ({ source, format: id }: BatchRow): Promise<EventReader | null> => {
    const open = readers.get(source)
    if (open?.format === id) return open.reader
    const reader = findEventFormat(id)?.open({ domain, sha256: sha256Of }) ?? null
    if (reader === null) return null
    const row = await store.transaction(CELL_SERVICE, (tx) => queries.findSource(tx, source))
    if (row !== undefined && row.head !== '') for (const line of row.head.split('\n')) reader.read(line, row.heard_at)
    readers.set(source, { format: id, reader })
    return reader
  }

  const carry = async (row: BatchRow): Promise<void> => {
    const { id, source, site, format, received_at: receivedAt } = row
    const body = Buffer.from(row.body ?? [])
    const reader = await readerOf(row)
    const framing = findEventFormat(format)?.framing ?? 'lines'
    const cut = cutLines(await gunzip(body), framing === 'file')
    // A format of a later program: nothing of it can be read here, and nothing is lost.
    const read = await readLines(reader ?? NO_READER, framing, cut, receivedAt)
    const { events, unknown } = read
    const batch: EventBatch = { source, batch: id, site, format, receivedAt, events, unknown }
    await telemetry.appendEvents([batch])
    const keep = await look?.(batch, read.seen)
    await store.transaction(CELL_SERVICE, async (tx) => {
      const standing = await queries.lockSource(tx, newStanding(row, receivedAt))
      await queries.updateSource(tx, afterReading(standing, read))
      await keep?.(tx)
      await queries.dropBody(tx, id)
    })
    intake.wasRead(source, row.bytes, row.lines)
  }

  const carrySome = async (): Promise<number> => {
    const waiting = await store.transaction(CELL_SERVICE, (tx) => queries.listWaiting(tx, OF_EACH, AT_ONCE))
    const held = new Set<string>()
    let carried = 0
    for (const row of waiting) {
      // The batches of a source keep their order.
      if (held.has(row.source)) continue
      try {
        await carry(row)
        carried++
      } catch (cause) {
        held.add(row.source)
        readers.delete(row.source)
        process.emitWarning(`events of a source were not read: ${String(cause)}`, { code: 'PENSTOCK_EVENTS' })
      }
    }
    if (held.size > 0 && carried === 0) throw new Error('no waiting batch could be read')
    return waiting.length
  }

  const loop = (async () => {
    while (!isStopped) {
      try {
        await paused
        const done = carrySome()
        carrying = done.catch(() => undefined)
        if ((await done) === 0 && !isStopped) await onBatch.next(IDLE_MS)
      } catch {
        if (!isStopped) await onBatch.next(RETRY_MS)
      }
    }
  })()
  return {
    pause: async () => {
      const resumed = Promise.withResolvers<void>()
      const before = paused
      paused = before.then(() => resumed.promise)
      await carrying
      return resumed.resolve
    },
    stop: async () => {
      isStopped = true
      onBatch.emit()
      await loop
    },
  }
}

const NO_READER: EventReader = {
  read: () => [{ kind: 'unknown', code: 'record.kind-unknown', detail: 'no format of this name is known here' }],
}
