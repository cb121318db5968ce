// Follows one file into the store, through rotation, truncation and restarts. Up to where it was taken in is kept in the transaction of the
// lines, so that a kill neither loses nor doubles one.
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { FilePlace } from '@penstock/store/tables'
import { fileIdOf, OpenFile, type Step } from './open-file.ts'

/** A file that was rotated is read on for so long after it grew last: its writer may not know yet. */
const LINGER_MS = 5000
const PACKED = /\.(gz|bz2|xz|zst|zip)$/

export interface FollowParts {
  readonly path: string
  /** Where the last process came to. */
  readonly place: FilePlace | null
  /** Stores what was read, with its place; rejects while there is no room. */
  readonly take: (step: Step) => Promise<void>
  /** A file went away before it was read to its end. */
  readonly onLost: () => Promise<void>
  readonly lingerMs?: number | undefined
}

export class FileFollower {
  readonly #parts: FollowParts
  #place: FilePlace | null
  #file: OpenFile | null = null
  /** What was read and not stored yet. */
  #pending: Step | null = null
  #grewAt = 0

  constructor(parts: FollowParts) {
    this.#parts = parts
    this.#place = parts.place
  }

  get isOpen(): boolean {
    return this.#file !== null
  }

  /** Takes in one step; true when there may be more at once. */
  async look(): Promise<boolean> {
    this.#file ??= await this.#openAgain()
    if (this.#file === null) return false
    if (await this.#takeStep(false)) return true
    const now = await fileIdOf(this.#parts.path)
    if (now === null || now === this.#file.id) return false
    if (performance.now() - this.#grewAt < (this.#parts.lingerMs ?? LINGER_MS)) return false
    if (await this.#takeStep(true)) return true
    const next = (await nextAfter(this.#parts.path, this.#file)) ?? this.#parts.path
    const opened = await OpenFile.open(next)
    if (opened === null) return false
    await this.#file.close()
    this.#file = opened
    this.#grewAt = 0
    return true
  }

  async close(): Promise<void> {
    await this.#file?.close()
    this.#file = null
  }

  /** After a restart: the rest of what was followed before, whatever it is called now, and else the file from its beginning. */
  async #openAgain(): Promise<OpenFile | null> {
    const { path, onLost } = this.#parts
    const place = this.#place
    if (place === null) return await OpenFile.open(path)
    for (const name of [path, ...(await siblingsOf(path))]) {
      if ((await fileIdOf(name)) !== place.file) continue
      const file = await OpenFile.open(name)
      if (file === null) continue
      if (await file.resume(place)) return file
      // The same inode with another content: emptied in place and written anew.
      if (name === path) return file
      await file.close()
    }
    const file = await OpenFile.open(path)
    if (file !== null) await onLost()
    return file
  }

  async #takeStep(isEnded: boolean): Promise<boolean> {
    const file = this.#file
    if (file === null) return false
    if (this.#pending === null) {
      const isShorter = (await file.size()) < file.offset
      const isOther = this.#place !== null && file.offset > 0 && !(await file.hasHead(this.#place))
      if (isShorter || isOther) file.offset = 0
      this.#pending = await file.step(isEnded)
    }
    if (this.#pending === null) return false
    await this.#parts.take(this.#pending)
    this.#place = this.#pending.place
    this.#pending = null
    this.#grewAt = performance.now()
    return true
  }
}

/** Files beside it that are called after it, as rotation leaves them. */
async function siblingsOf(path: string): Promise<string[]> {
  const folder = dirname(path)
  const name = basename(path)
  const names = await readdir(folder).catch(() => [])
  return names
    .filter((each) => each !== name && each.startsWith(name) && !PACKED.test(each))
    .map((each) => join(folder, each))
}

/** The oldest of those that were rotated after this one, when it was rotated more than once meanwhile; null when the name's own file is next. */
async function nextAfter(path: string, file: OpenFile): Promise<string | null> {
  const changedAtMs = await file.changedAtMs()
  const later: { readonly name: string; readonly at: number }[] = []
  for (const name of await siblingsOf(path)) {
    const found = await stat(name).catch(() => null)
    if (found === null || !found.isFile() || `${found.dev}:${found.ino}` === file.id) continue
    if (found.mtimeMs > changedAtMs) later.push({ name, at: found.mtimeMs })
  }
  later.sort((a, b) => a.at - b.at)
  return later[0]?.name ?? null
}
