// The cell's part in a backup: it seals its own section, and proves it by restoring it, so that nobody else ever holds the key.
import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { appendAudit } from '@penstock/server/audit'
import {
  type OpenSection,
  openSection,
  Recipient,
  type RestoreSection,
  type RestoringSection,
  readRecipient,
  type SectionClaim,
  type SectionSource,
} from '@penstock/server/backup'
import { AppError } from '@penstock/server/http'
import { CELL_SERVICE, type Clock } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { onlyHub } from './internal.ts'

const Sealing = z.strictObject({
  backupId: z.uuid(),
  reference: z.string(),
  /** The backup's head, base64. */
  head: z.base64(),
  recipients: z.array(Recipient).min(1).max(16),
})
const Proving = z.strictObject({ backupId: z.uuid(), file: z.string() })
const Abandoning = z.strictObject({ backupId: z.uuid() })
const Concluding = z.strictObject({ backupId: z.uuid(), claims: z.array(z.custom<SectionClaim>()) })

/** Keys of this domain's own people, one a line: when the file is there, the cell seals for these and for nobody else. */
const RECIPIENTS_FILE = 'backup-recipients'
const CHECKING = 'backup-check'

export interface CellBackupParts {
  readonly source: Omit<SectionSource, 'section'> & { readonly section: 'it' | 'ot' }
  readonly store: Store<MonitoringTables>
  readonly clock: Clock
  /** Starts the process that restores a section; null where there is none. */
  readonly restoreSection: RestoreSection | null
}

export function serveCellBackup(app: FastifyInstance, parts: CellBackupParts): void {
  const { source, store, clock, restoreSection } = parts
  /** The last backup only: what it was sealed with, until it is proven. */
  let last: { readonly id: string; readonly sectionKey: Buffer; proving: RestoringSection | null } | null = null
  const lastOf = (id: string) => {
    if (last?.id !== id) throw new AppError('not-found')
    return last
  }
  const checking = join(source.folder, CHECKING)
  const letGo = async (): Promise<void> => {
    const proving = last?.proving
    last = null
    await proving?.kill()
    await rm(checking, { recursive: true, force: true })
  }

  app.post('/internal/backup', async (request, reply) => {
    onlyHub(request)
    const { backupId, reference, head, recipients } = Sealing.parse(request.body)
    await letGo()
    const chosen = ownRecipients(source.folder) ?? recipients
    // Who can read this domain from now on is an entry of this domain's chain, before anything leaves.
    const details = { recipients: chosen.map(({ key }) => key) }
    await store.transaction(CELL_SERVICE, (tx) =>
      appendAudit(tx, { actor: 'hub', action: 'backup.seal', object: reference, details, at: clock() }),
    )
    const opened: OpenSection = await openSection(source, {
      backupId,
      backupHead: Buffer.from(head, 'base64'),
      recipients: chosen,
    })
    last = { id: backupId, sectionKey: opened.sectionKey, proving: null }
    // The first frame goes out when the section is fixed: by it the hub knows.
    return await reply.type('application/octet-stream').send(Readable.from(opened.frames, { objectMode: false }))
  })
  app.post('/internal/backup/proof', async (request) => {
    onlyHub(request)
    const { backupId, file } = Proving.parse(request.body)
    const made = lastOf(backupId)
    if (restoreSection === null) throw new AppError('not-found')
    await rm(checking, { recursive: true, force: true })
    // It may have been abandoned meanwhile.
    if (last !== made) throw new AppError('not-found')
    made.proving = restoreSection({
      file,
      section: source.section,
      folder: checking,
      sectionKey: made.sectionKey.toString('base64'),
    })
    return await made.proving.loaded
  })
  app.post('/internal/backup/conclusion', async (request) => {
    onlyHub(request)
    const { backupId, claims } = Concluding.parse(request.body)
    const { proving } = lastOf(backupId)
    if (proving === null) throw new AppError('not-found')
    try {
      return await proving.finish(claims, null)
    } finally {
      await letGo()
    }
  })
  app.post('/internal/backup/abandonment', async (request) => {
    onlyHub(request)
    const { backupId } = Abandoning.parse(request.body)
    if (last?.id === backupId) await letGo()
    return {}
  })
}

function ownRecipients(folder: string): Recipient[] | null {
  const file = join(folder, RECIPIENTS_FILE)
  if (!existsSync(file)) return null
  const keys = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  for (const key of keys) readRecipient(key)
  return keys.map((key) => ({ key }))
}
