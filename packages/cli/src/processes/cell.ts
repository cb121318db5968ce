// Entry file of a cell's process. It lives in `cli`, because functions (the sensor, for the capture job) cannot be handed to another
// process: whoever wires parts together also owns the file that the process starts from.
import { createPublicKey } from 'node:crypto'
import { Domain } from '@penstock/model/kernel'
import { startCell } from '@penstock/server/cell'
import { openEmbeddedStore, StoreError } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { z } from 'zod'
import { forkCapture } from './fork-capture.ts'

const Start = z.strictObject({
  domain: Domain,
  folder: z.string(),
  hubKey: z.string(),
  logLevel: z.enum(['silent', 'warn', 'info']),
})

const start = Start.parse(JSON.parse(process.argv[2] ?? 'null'))
process.title = `penstock ${start.domain} cell`
try {
  const store = await openEmbeddedStore<MonitoringTables>({ folder: start.folder, schema: 'monitoring' })
  const cell = await startCell({
    domain: start.domain,
    folder: start.folder,
    store,
    hubKey: createPublicKey(start.hubKey),
    startCapture: forkCapture,
    logLevel: start.logLevel,
  })
  const stop = (): void => void cell.stop().then(() => process.exit(0))
  process.on('SIGTERM', stop)
  process.on('SIGINT', () => {}) // a terminal's Ctrl-C reaches the whole group: the hub stops us, in order
  process.on('disconnect', stop) // the hub is gone
  process.send?.({ ready: true })
} catch (cause) {
  process.send?.({ refused: cause instanceof StoreError ? cause.message : String(cause) })
  process.exitCode = 1
  process.disconnect?.()
}
