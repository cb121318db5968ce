// A backup of a stopped data folder: its three stores are opened here, each under its own lock, and read at one instant each. Nobody
// writes meanwhile, so the sections fit together.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Configuration, shownConfiguration } from '@penstock/cli/config'
import type { Progress } from '@penstock/cli/progress'
import { openStoreAt } from '@penstock/cli/stores'
import {
  newBackupHead,
  type OpenSection,
  openSection,
  type Recipient,
  SECTIONS,
  type Section,
  writeBackup,
} from '@penstock/server/backup'
import { systemClock } from '@penstock/server/runtime'
import type { CoreTables } from '@penstock/store/tables'
import { openTelemetryAt } from '@penstock/store/telemetry'

export type RecipientsOfSections = Readonly<Record<Section, readonly Recipient[]>>

export interface MadeBackup {
  readonly file: string
  readonly reference: string
  readonly bytes: number
}

/** Throws a StoreError (`store.locked` while a server runs) or a BackupError. */
export async function backupFolder(
  configuration: Configuration,
  file: string,
  recipients: RecipientsOfSections,
  onProgress: Progress,
): Promise<MadeBackup> {
  const { data, stores, telemetry: databases } = configuration
  await using opened = new AsyncDisposableStack()
  const head = newBackupHead({ kind: 'manual', createdBy: 'penstock', at: systemClock() })
  const request = { backupId: head.id, backupHead: head.bytes }
  const sections: OpenSection[] = []
  opened.defer(async () => void (await Promise.all(sections.map((section) => section.abandon()))))
  for (const section of SECTIONS) {
    const folder = join(data, section)
    const schema = section === 'core' ? 'core' : 'monitoring'
    const { store, unlock } = await openStoreAt<CoreTables>({ folder, schema, url: stores?.[section] })
    opened.defer(async () => {
      await store[Symbol.asyncDispose]()
      unlock()
    })
    const source = { section, folder, store, configuration: shownConfiguration(configuration) }
    const telemetry = existsSync(join(folder, 'telemetry'))
      ? opened.use(
          await openTelemetryAt({
            folder: join(folder, 'telemetry'),
            url: section === 'core' ? undefined : databases?.[section],
          }),
        )
      : null
    const still = telemetry === null ? null : { file: telemetry, pause: () => Promise.resolve(() => {}) }
    sections.push(await openSection({ ...source, telemetry: still }, { ...request, recipients: recipients[section] }))
  }
  const bytes = await writeBackup(file, head.bytes, sections, (done) => onProgress('writing', done, null))
  return { file, reference: head.reference, bytes }
}

/** True when the folder is one that a server was started with. */
export function isDataFolder(data: string): boolean {
  return SECTIONS.every((section) => existsSync(join(data, section)))
}
