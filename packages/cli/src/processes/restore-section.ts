// Entry file of the process that puts one section of a backup back: it alone sees that section in clear. It says what the section claims
// of the others, checks its chain against what they claim, and records in it that it was restored.
import { once } from 'node:events'
import { micros } from '@penstock/model/kernel'
import {
  BackupError,
  checkChain,
  claimOf,
  loadSection,
  recordRestored,
  SECTIONS,
  type SectionClaim,
  type SectionStore,
} from '@penstock/server/backup'
import { openEmbeddedStore, openPostgresStore, StoreError } from '@penstock/store/state'
import type { CoreTables, MonitoringTables } from '@penstock/store/tables'
import { TelemetryError } from '@penstock/store/telemetry'
import { z } from 'zod'
import { leave } from './leave.ts'

const Start = z.strictObject({
  file: z.string(),
  section: z.enum(SECTIONS),
  folder: z.string(),
  identities: z.array(z.string()).optional(),
  /** Base64; for the process that made the section. */
  sectionKey: z.string().optional(),
  server: z.strictObject({ url: z.string(), adminUrl: z.string() }).optional(),
})
const Finish = z.strictObject({
  claims: z.array(z.custom<SectionClaim>()),
  /** Who restored what, for the section's chain; null leaves the section as it was. */
  record: z
    .strictObject({ actor: z.string(), object: z.string(), details: z.record(z.string(), z.unknown()), at: z.int() })
    .nullable(),
})

process.on('disconnect', leave) // who asked is gone: nobody will put this in place
try {
  const [given] = (await once(process, 'message')) as [unknown]
  const { file, section, folder, identities, sectionKey, server } = Start.parse(given)
  process.title = `penstock restore ${section}`
  const access =
    sectionKey === undefined ? { identities: identities ?? [] } : { sectionKey: Buffer.from(sectionKey, 'base64') }
  const loaded = await loadSection({ file, section, access, folder, server, onBytes: telling() })
  const opened = await openSectionStore()
  const finishing = once(process, 'message') as Promise<[unknown]>
  process.send?.({ loaded, claim: await claimOf(opened) })
  const { claims, record } = Finish.parse((await finishing)[0])
  const chain = await checkChain(opened, folder, claims)
  if (record !== null && chain.isIntact)
    await recordRestored(opened, { ...record, action: 'backup.restore', at: micros(record.at) })
  await opened.store[Symbol.asyncDispose]()
  process.send?.({ chain })

  async function openSectionStore(): Promise<SectionStore> {
    if (section === 'core') {
      const schema = 'core'
      return server === undefined
        ? { section, store: await openEmbeddedStore<CoreTables>({ folder, schema }) }
        : { section, store: await openPostgresStore<CoreTables>({ schema, url: server.url }) }
    }
    const schema = 'monitoring'
    return server === undefined
      ? { section, store: await openEmbeddedStore<MonitoringTables>({ folder, schema }) }
      : { section, store: await openPostgresStore<MonitoringTables>({ schema, url: server.url }) }
  }
} catch (cause) {
  const isKnown = cause instanceof BackupError || cause instanceof StoreError || cause instanceof TelemetryError
  const text = cause instanceof Error ? cause.message : String(cause)
  process.send?.({ failed: { code: isKnown ? cause.code : 'internal', text } })
  process.exitCode = 1
}
process.removeAllListeners('disconnect')
process.disconnect?.()

/** Tells how far it is, ten times a second at most. */
function telling(): (bytes: number) => void {
  let toldAt = 0
  return (bytes) => {
    if (performance.now() - toldAt < 100) return
    toldAt = performance.now()
    process.send?.({ bytes })
  }
}
