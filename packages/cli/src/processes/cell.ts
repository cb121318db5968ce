// Entry file of a cell's process. It lives in `cli`, because functions (the sensor, for the capture job) cannot be handed to another
// process: whoever wires parts together also owns the file that the process starts from.
import { createPublicKey } from 'node:crypto'
import { once } from 'node:events'
import { restoreSection } from '@penstock/cli/backup'
import { openStoreAt } from '@penstock/cli/stores'
import { Domain } from '@penstock/model/kernel'
import { EventRetention, ListenerOptions } from '@penstock/model/sources'
import { startCell } from '@penstock/server/cell'
import { type Store, StoreError } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { TelemetryError } from '@penstock/store/telemetry'
import { z } from 'zod'
import { forkCapture } from './fork-capture.ts'
import { leave } from './leave.ts'

const Start = z.strictObject({
  domain: Domain,
  folder: z.string(),
  hubKey: z.string(),
  /** Where the key of the pseudonyms is; what is in it, whoever starts the cell does not read. */
  pseudonymKeyFile: z.string(),
  logLevel: z.enum(['silent', 'warn', 'info']),
  /** PostgreSQL in place of the embedded store. */
  url: z.string().optional(),
  /** ClickHouse in place of the file of telemetry. */
  telemetryUrl: z.string().optional(),
  listeners: z.array(ListenerOptions),
  retention: EventRetention.optional(),
})

const LOCK_WAIT_MS = 20_000

const [given] = (await once(process, 'message')) as [unknown]
const start = Start.parse(given)
process.title = `penstock ${start.domain} cell`
try {
  const store = await openWhenFree()
  const cell = await startCell({
    domain: start.domain,
    folder: start.folder,
    store,
    hubKey: createPublicKey(start.hubKey),
    pseudonymKeyFile: start.pseudonymKeyFile,
    startCapture: forkCapture,
    telemetryUrl: start.telemetryUrl,
    listeners: start.listeners,
    retention: start.retention,
    restoreSection,
    logLevel: start.logLevel,
  })
  const stop = (): void => void cell.stop().then(leave)
  process.on('SIGTERM', stop)
  process.on('SIGINT', () => {}) // a terminal's Ctrl-C reaches the whole group: the hub stops us, in order
  process.on('disconnect', stop) // the hub is gone
  tellHub({ ready: true }, stop)
} catch (cause) {
  process.exitCode = 1
  tellHub({ refused: cause instanceof StoreError || cause instanceof TelemetryError ? cause.message : String(cause) })
  process.disconnect?.()
}

/** A hub that was killed while we started cannot be told: the channel may break between the question and the word. */
function tellHub(word: Readonly<Record<string, unknown>>, ifGone: () => void = () => {}): void {
  if (process.connected) process.send?.(word, undefined, undefined, (cause) => cause && ifGone())
  else ifGone()
}

/** The hub holds the data folder's lock, so who still has this one is the cell of a hub that was killed, on its way out. */
async function openWhenFree(): Promise<Store<MonitoringTables>> {
  const { folder, url } = start
  const until = performance.now() + LOCK_WAIT_MS
  for (;;) {
    try {
      return (await openStoreAt<MonitoringTables>({ folder, schema: 'monitoring', url })).store
    } catch (cause) {
      const isLocked = cause instanceof StoreError && cause.code === 'store.locked'
      if (!isLocked || performance.now() > until) throw cause
      await new Promise((done) => setTimeout(done, 100))
    }
  }
}
