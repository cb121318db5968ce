// One section on its way back: opened, proven part by part, and put into a fresh folder or database.
import { mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { openLoad, type StateLoad } from '@penstock/store/state'
import { openTelemetry, type TelemetryLoad } from '@penstock/store/telemetry'
import { decrypt } from './cipher.ts'
import { readBackupHead, readSection, type Section, syncFolder } from './container.ts'
import { BackupError } from './errors.ts'
import { type PartHead, type ReadPart, readParts } from './parts.ts'
import { contentKey, openSectionKey } from './section-key.ts'

/** Private keys of recipients, or the key of the section itself for the process that made it. */
export type SectionAccess = { readonly identities: readonly string[] } | { readonly sectionKey: Uint8Array }

export interface SectionTarget {
  readonly file: string
  readonly section: Section
  readonly access: SectionAccess
  /** Folder that is absent or empty. */
  readonly folder: string
  /** A PostgreSQL server in place of the embedded store. */
  readonly server?: { readonly url: string; readonly adminUrl: string } | undefined
  /** Bytes of the section that were read, before decompression. */
  readonly onBytes?: (bytes: number) => void
}

export interface LoadedSection {
  readonly section: Section
  readonly rows: number
  readonly telemetryRows: number
  readonly files: number
  /** Migrations that came after the backup and were applied to it. */
  readonly migratedBy: readonly string[]
}

/** Throws BackupError, StoreError or TelemetryError; the folder is then the caller's to remove, a database is gone. */
export async function loadSection(target: SectionTarget): Promise<LoadedSection> {
  const { file, section, access } = target
  const backup = await readBackupHead(file)
  const { head, headBytes, sealed } = await readSection(file, section)
  const sectionKey =
    'sectionKey' in access ? access.sectionKey : openSectionKey(head, backup.head.id, access.identities)
  const plain = decrypt(counted(sealed, target.onBytes), contentKey(sectionKey, backup.bytes, headBytes))
  const loading = new Loading(target)
  try {
    for await (const part of readParts(decompressed(plain))) await loading.take(part)
    return await loading.finish()
  } catch (cause) {
    await loading.abandon()
    throw isZlib(cause) ? new BackupError('backup.damaged', 'the content of the backup is damaged', { cause }) : cause
  }
}

class Loading {
  readonly #target: SectionTarget
  readonly #counts = { rows: 0, telemetryRows: 0, files: 0 }
  #state: StateLoad | null = null
  #telemetry: { readonly load: TelemetryLoad; close(): Promise<void> } | null = null

  constructor(target: SectionTarget) {
    this.#target = target
  }

  async take(part: ReadPart): Promise<void> {
    const { head } = part
    if (head.part === 'about') await this.#begin(part, head)
    else if (head.part === 'table') await this.#takeRows(part, head)
    else if (head.part === 'telemetry') await this.#takeTelemetry(part, head)
    else if (head.part === 'file') await this.#takeFile(part, head.name)
  }

  async finish(): Promise<LoadedSection> {
    const migratedBy = await this.#opened().finish()
    await this.#telemetry?.load.finish()
    await this.#telemetry?.close()
    return { section: this.#target.section, ...this.#counts, migratedBy }
  }

  async abandon(): Promise<void> {
    await Promise.allSettled([this.#state?.abandon(), this.#telemetry?.close()])
  }

  async #begin(part: ReadPart, about: PartHead & { readonly part: 'about' }): Promise<void> {
    for await (const _ of part.blocks) throw new BackupError('backup.damaged', 'a part that has no content has some')
    const { folder, server, section } = this.#target
    const schema = section === 'core' ? 'core' : 'monitoring'
    if (about.schema !== schema) throw new BackupError('backup.damaged', `the ${section} part holds another store`)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const place = server === undefined ? ({ schema, folder } as const) : ({ schema, ...server } as const)
    this.#state = await openLoad(place, about.migrations)
  }

  async #takeRows(part: ReadPart, table: PartHead & { readonly part: 'table' }): Promise<void> {
    for await (const block of part.blocks) {
      const lines = part.linesOf(block)
      await this.#opened().add(table, lines)
      this.#counts.rows += lines.length
    }
  }

  async #takeTelemetry(part: ReadPart, table: PartHead & { readonly part: 'telemetry' }): Promise<void> {
    if (this.#telemetry === null) {
      const opened = await openTelemetry({ folder: join(this.#target.folder, 'telemetry') })
      this.#telemetry = { load: await opened.load(), close: async () => await opened[Symbol.asyncDispose]() }
    }
    for await (const block of part.blocks) {
      const lines = part.linesOf(block)
      await this.#telemetry.load.add(table, lines)
      this.#counts.telemetryRows += lines.length
    }
  }

  async #takeFile(part: ReadPart, name: string): Promise<void> {
    const place = join(this.#target.folder, name)
    await mkdir(dirname(place), { recursive: true, mode: 0o700 })
    const handle = await open(place, 'wx', 0o600)
    try {
      for await (const block of part.blocks) await handle.writeFile(block)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await syncFolder(dirname(place))
    this.#counts.files++
  }

  #opened(): StateLoad {
    if (this.#state === null) throw new BackupError('backup.damaged', 'a part does not begin with what it is about')
    return this.#state
  }
}

async function* counted(
  chunks: AsyncIterable<Buffer>,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    onBytes(bytes)
    yield chunk
  }
}

function decompressed(packed: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const gunzip = createGunzip()
  pipeline(Readable.from(packed, { objectMode: false }), gunzip, () => {})
  return gunzip as AsyncIterable<Buffer>
}

function isZlib(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && String(cause.code).startsWith('Z_')
}
