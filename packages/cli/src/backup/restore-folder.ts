// Puts a whole backup into a fresh place: the file is checked first, each section is restored by a process of its own, and only when the
// sections fit together and their chains hold is it the caller's to use.
import { mkdirSync, rmSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Progress } from '@penstock/cli/progress'
import {
  BackupError,
  type BackupHead,
  checkWhole,
  judgeConsistency,
  type RestoreRecord,
  type RestoringSection,
  readBackupHead,
  type Section,
} from '@penstock/server/backup'
import { restoreSection } from './section-process.ts'

export interface RestoreOptions {
  readonly file: string
  /** Absent or empty; removed again when the restore fails. */
  readonly folder: string
  readonly identities: readonly string[]
  /** PostgreSQL in place of the embedded stores: their URLs, and a login that may create them. */
  readonly servers?: { readonly urls: Readonly<Record<Section, string>>; readonly adminUrl: string } | undefined
  /** What the chains record; null records nothing. */
  readonly record: Omit<RestoreRecord, 'object'> | null
  readonly onProgress?: Progress
}

export interface RestoredSection {
  readonly section: Section
  readonly rows: number
  readonly telemetryRows: number
  readonly files: number
  readonly migratedBy: readonly string[]
  readonly chain: { readonly isIntact: boolean; readonly entries: number; readonly faults: readonly string[] }
}

export interface Restored {
  readonly backup: BackupHead
  readonly sections: readonly RestoredSection[]
}

/** Throws BackupError, or an Error with the words of the part that failed. */
export async function restoreFolder(options: RestoreOptions): Promise<Restored> {
  const { file, folder, onProgress = () => {} } = options
  const { size } = await stat(file).catch((cause: unknown) => {
    throw new BackupError('backup.not-a-backup', `${file} cannot be read`, { cause })
  })
  await checkWhole(file, (bytes) => onProgress('checking', bytes, size))
  const { head } = await readBackupHead(file)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    return { backup: head, sections: await restoreSections(options, head, size) }
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true })
    throw cause
  }
}

async function restoreSections(
  { file, folder, identities, servers, record, onProgress = () => {} }: RestoreOptions,
  head: BackupHead,
  size: number,
): Promise<readonly RestoredSection[]> {
  const read = new Map<Section, number>()
  const running = new Map<Section, RestoringSection>()
  try {
    for (const section of head.sections) {
      const server = servers === undefined ? undefined : { url: servers.urls[section], adminUrl: servers.adminUrl }
      const start = { file, section, folder: join(folder, section), identities, server }
      const onBytes = (bytes: number): void => {
        read.set(section, bytes)
        onProgress(
          'restoring',
          [...read.values()].reduce((sum, one) => sum + one, 0),
          size,
        )
      }
      running.set(section, restoreSection(start, onBytes))
    }
    const loaded = await Promise.all([...running.values()].map((one) => one.loaded))
    const claims = loaded.map(({ claim }) => claim)
    const faults = judgeConsistency(claims)
    if (faults.length > 0)
      throw new BackupError('backup.inconsistent', `the stores of the backup do not fit together: ${faults.join('; ')}`)
    onProgress('verifying', 0, loaded.length)
    const restored: RestoredSection[] = []
    for (const one of loaded) {
      const { section, rows, telemetryRows, files, migratedBy } = one.loaded
      const entry = record === null ? null : { ...record, object: head.reference }
      const chain = await running.get(section)!.finish(claims, entry)
      restored.push({ section, rows, telemetryRows, files, migratedBy, chain })
      onProgress('verifying', restored.length, loaded.length)
    }
    return restored
  } catch (cause) {
    await Promise.all([...running.values()].map((one) => one.kill()))
    throw cause
  }
}
