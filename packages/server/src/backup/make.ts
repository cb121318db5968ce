// One backup of running processes: what crosses between the stores is held until all of them are open, then goes on; each section comes
// sealed from its owner, and each owner proves its own from the finished file.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BackupWork } from '@penstock/contract/settings'
import type { Clock } from '@penstock/server/runtime'
import { type ChainState, judgeConsistency, type SectionClaim } from './consistency.ts'
import { type Section, writeBackup } from './container.ts'
import { newBackupHead } from './head.ts'
import type { Quiet } from './quiet.ts'
import type { Recipient } from './recipients.ts'
import type { RestoreSection, RestoringSection } from './restoring.ts'
import { type OpenSection, openSection, type SectionSource } from './section-dump.ts'
import type { LoadedSection } from './section-load.ts'

export interface SealOrder {
  readonly backupId: string
  readonly reference: string
  /** Base64. */
  readonly head: string
  readonly recipients: readonly Recipient[]
}

/** A cell's end of it. */
export interface SectionLink {
  readonly section: 'it' | 'ot'
  /** Resolves once the section is fixed; its bytes follow. */
  seal(order: SealOrder): Promise<AsyncIterable<Uint8Array> & { destroy(): void }>
  prove(backupId: string, file: string): Promise<{ readonly loaded: LoadedSection; readonly claim: SectionClaim }>
  conclude(backupId: string, claims: readonly SectionClaim[]): Promise<ChainState>
  /** Lets go of a backup that nobody will conclude. */
  abandon(backupId: string): Promise<void>
}

export interface MakingParts {
  readonly source: Omit<SectionSource, 'section' | 'telemetry'>
  readonly links: readonly SectionLink[]
  readonly quiet: Quiet
  readonly clock: Clock
  /** Null where no process can be started: then nothing is proven. */
  readonly restoreSection: RestoreSection | null
}

export interface BackupOrder {
  readonly kind: 'manual' | 'nightly'
  readonly createdBy: string
  readonly file: string
  /** A new one unless given. */
  readonly reference?: string
  readonly recipients: Readonly<Record<Section, readonly Recipient[]>>
  /** Once it is aborted nothing of the backup is kept; what waits for it gets an error. */
  readonly signal?: AbortSignal
}

export interface Proof {
  readonly isRestorable: boolean
  readonly rows: Partial<Record<Section, number>>
  readonly detail: string | null
}

export interface MadeBackup {
  readonly reference: string
  readonly file: string
  readonly bytes: number
  /** Restores every section where it came from, into folders that are removed again. */
  prove(): Promise<Proof>
}

const CHECKING = 'backup-check'

export async function makeBackup(
  parts: MakingParts,
  order: BackupOrder,
  onProgress: (phase: BackupWork['phase'], done: number) => void,
): Promise<MadeBackup> {
  const { kind, createdBy, file, reference, signal } = order
  const head = newBackupHead({ kind, createdBy, at: parts.clock(), ...(reference === undefined ? {} : { reference }) })
  const { core, cells } = await openAll(parts, order, head)
  const streams = [core, ...cells.map(({ section, frames }) => ({ section, frames }))]
  // A cell that sends nothing would keep it waiting.
  const stop = (): void => {
    for (const cell of cells) cell.frames.destroy()
  }
  signal?.addEventListener('abort', stop)
  try {
    signal?.throwIfAborted()
    const bytes = await writeBackup(file, head.bytes, streams, (done) => {
      signal?.throwIfAborted()
      onProgress('writing', done)
    })
    return {
      reference: head.reference,
      file,
      bytes,
      prove: () => proveBackup(parts, { backupId: head.id, file, sectionKey: core.sectionKey, signal }),
    }
  } catch (cause) {
    stop()
    await core.abandon()
    throw cause
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

interface Opened {
  readonly core: OpenSection
  readonly cells: readonly { readonly section: Section; readonly frames: Awaited<ReturnType<SectionLink['seal']>> }[]
}

/** The hub first: what it has read of a cell's feed, the cell then has as well. */
async function openAll(
  { source, links, quiet }: MakingParts,
  { recipients }: BackupOrder,
  head: ReturnType<typeof newBackupHead>,
): Promise<Opened> {
  const resume = await quiet.hold()
  try {
    const request = { backupId: head.id, backupHead: head.bytes, recipients: recipients.core }
    const core = await openSection({ ...source, section: 'core', telemetry: null }, request)
    const sealing = await Promise.allSettled(
      links.map(async (link) => {
        const frames = await link.seal({
          backupId: head.id,
          reference: head.reference,
          head: head.bytes.toString('base64'),
          recipients: recipients[link.section],
        })
        return { section: link.section, frames }
      }),
    )
    const cells = sealing.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const failed = sealing.find((one) => one.status === 'rejected')
    if (failed !== undefined) {
      for (const cell of cells) cell.frames.destroy()
      await core.abandon()
      throw failed.reason
    }
    return { core, cells }
  } finally {
    resume()
  }
}

async function proveBackup(
  { source, links, restoreSection }: MakingParts,
  made: {
    readonly backupId: string
    readonly file: string
    readonly sectionKey: Buffer
    readonly signal: AbortSignal | undefined
  },
): Promise<Proof> {
  const { backupId, file, sectionKey, signal } = made
  if (restoreSection === null) return { isRestorable: false, rows: {}, detail: 'no process can be started to prove it' }
  const folder = join(source.folder, CHECKING)
  await rm(folder, { recursive: true, force: true })
  const core: RestoringSection = restoreSection({
    file,
    section: 'core',
    folder,
    sectionKey: sectionKey.toString('base64'),
  })
  const stop = (): void => void core.kill()
  signal?.addEventListener('abort', stop)
  try {
    signal?.throwIfAborted()
    const loaded = await Promise.all([core.loaded, ...links.map((link) => link.prove(backupId, file))])
    const claims = loaded.map(({ claim }) => claim)
    const chains = await Promise.all([
      core.finish(claims, null),
      ...links.map((link) => link.conclude(backupId, claims)),
    ])
    const faults = [...judgeConsistency(claims), ...chains.flatMap((chain) => chain.faults)]
    const rows = Object.fromEntries(loaded.map((one) => [one.loaded.section, one.loaded.rows]))
    return { isRestorable: faults.length === 0, rows, detail: faults.length === 0 ? null : faults.join('; ') }
  } catch (cause) {
    // The cells are still at it, or wait for what the others say.
    await Promise.allSettled(links.map((link) => link.abandon(backupId)))
    return { isRestorable: false, rows: {}, detail: cause instanceof Error ? cause.message : String(cause) }
  } finally {
    signal?.removeEventListener('abort', stop)
    await core.kill()
    await rm(folder, { recursive: true, force: true })
  }
}
