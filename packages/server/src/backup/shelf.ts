// The folder in which the hub keeps its backups: what stands there is the truth about them, whatever a restored store says. The verdict
// of a backup's proof stands beside it.
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Readable } from 'node:stream'
import { BackupVerdict, type BackupView } from '@penstock/contract/settings'
import { readBackupHead } from './container.ts'

const ENDING = '.penstock-backup'

export class Shelf {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** Makes the folder and removes what a kill left of backups that nobody was told of. */
  async ready(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 })
    for (const name of await readdir(this.folder))
      if (name.endsWith('.making')) await rm(join(this.folder, name), { force: true })
  }

  fileOf(reference: string): string {
    return join(this.folder, reference + ENDING)
  }

  /** Newest first; a file that is no backup is left out. */
  async list(): Promise<readonly BackupView[]> {
    const views: BackupView[] = []
    for (const name of await readdir(this.folder)) {
      if (!name.endsWith(ENDING)) continue
      const file = join(this.folder, name)
      const read = await readBackupHead(file).catch(() => null)
      if (read === null || this.fileOf(read.head.reference) !== file) continue
      const { reference, kind, createdAt, createdBy, program } = read.head
      const { size: bytes } = await stat(file)
      views.push({ reference, kind, createdAt, createdBy, program, bytes, verdict: await this.#verdictOf(reference) })
    }
    return views.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
  }

  /** The file of a backup, open: it is read to its end whatever becomes of its name. */
  async read(reference: string): Promise<{ readonly stream: Readable; readonly bytes: number; readonly name: string }> {
    const place = this.fileOf(reference)
    const file = await open(place)
    const { size: bytes } = await file.stat()
    return { stream: file.createReadStream(), bytes, name: basename(place) }
  }

  async find(reference: string): Promise<BackupView | undefined> {
    return (await this.list()).find((view) => view.reference === reference)
  }

  async keepVerdict(reference: string, verdict: BackupVerdict): Promise<void> {
    const place = this.#verdictFile(reference)
    await writeFile(`${place}.making`, JSON.stringify(verdict), { mode: 0o600 })
    await rename(`${place}.making`, place)
  }

  async remove(reference: string): Promise<void> {
    await rm(this.fileOf(reference), { force: true })
    await rm(this.#verdictFile(reference), { force: true })
  }

  /** Removes the nightly ones beyond `keep`; the newest that can be restored always stays. */
  async prune(keep: number): Promise<void> {
    const nightly = (await this.list()).filter(({ kind }) => kind === 'nightly')
    const proven = nightly.find(({ verdict }) => verdict?.isRestorable === true)
    for (const { reference } of nightly.slice(keep)) {
      if (reference !== proven?.reference) await this.remove(reference)
    }
  }

  #verdictFile(reference: string): string {
    return join(this.folder, `${reference}.verdict.json`)
  }

  async #verdictOf(reference: string): Promise<BackupVerdict | null> {
    const place = this.#verdictFile(reference)
    if (!existsSync(place)) return null
    try {
      return BackupVerdict.parse(JSON.parse(await readFile(place, 'utf8')))
    } catch {
      return null
    }
  }
}
