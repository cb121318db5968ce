// Carries stored batches into telemetry, behind the answer: a batch's body is dropped from the state store once telemetry holds it.
import type { Signal } from '@penstock/server/facts'
import { CELL_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { Telemetry } from '@penstock/store/telemetry'
import * as queries from './queries.ts'

const BATCHES_AT_ONCE = 4
const IDLE_MS = 5000
const RETRY_MS = 5000

export interface TelemetryWriter {
  /** Waits until no batch is on its way, and holds the next ones until the function it gives is called. */
  pause(): Promise<() => void>
  stop(): Promise<void>
}

/** Runs until `stop`; what a crash left is written at the next start. */
export function startTelemetryWriter(
  store: Store<MonitoringTables>,
  telemetry: Telemetry,
  onBatch: Signal<void>,
): TelemetryWriter {
  let isStopped = false
  let paused: Promise<void> = Promise.resolve()
  let writing: Promise<unknown> = Promise.resolve()
  const writeSome = async (): Promise<number> => {
    const pending = await store.transaction(CELL_SERVICE, (tx) => queries.listPendingBatches(tx, BATCHES_AT_ONCE))
    for (const { captureId, site, batch } of pending) {
      await telemetry.append([{ captureKey: captureId, site, batch }])
      await store.transaction(CELL_SERVICE, (tx) => queries.dropBatchBody(tx, captureId, batch.seq))
    }
    return pending.length
  }
  const loop = (async () => {
    while (!isStopped) {
      try {
        await paused
        const written = writeSome()
        writing = written.catch(() => undefined)
        if ((await written) === 0) await onBatch.next(IDLE_MS)
      } catch (cause) {
        // The cell goes on without its telemetry; the batches wait where they are.
        process.emitWarning(`telemetry was not written: ${String(cause)}`, { code: 'PENSTOCK_TELEMETRY' })
        if (!isStopped) await onBatch.next(RETRY_MS)
      }
    }
  })()
  return {
    pause: async () => {
      const resumed = Promise.withResolvers<void>()
      const before = paused
      paused = before.then(() => resumed.promise)
      await writing
      return resumed.resolve
    },
    stop: async () => {
      isStopped = true
      onBatch.emit()
      await loop
    },
  }
}
