// Takes in the files of a folder, each once, and moves those that were read to `done`. A file is whole when nobody wrote into it for a while;
// a piece is named by its hash and place, so that neither a kill nor the same file under another name doubles a line.
import { createHash } from 'node:crypto'
import { access, mkdir, readdir, rename, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { FilePlace } from '@penstock/store/tables'
import { OpenFile, type Step } from './open-file.ts'

const DONE = 'done'
const REFUSED = 'refused'
/** Nobody wrote into it for so long, by our own clock. */
const QUIET_MS = 2000
/** Of a file that is one record. */
const LONGEST_RECORD_BYTES = 32 << 20
/** Files that are still being written, as their writers call them. */
const UNFINISHED = /^\.|\.(tmp|part|partial|filepart|crdownload)$|~$/

export interface FolderParts {
  readonly path: string
  /** Where the last process came to. */
  readonly place: FilePlace | null
  /** The whole file is one record of its format. */
  readonly isOneRecord: boolean
  /** Stores what was read; a key that was taken before changes nothing. */
  readonly take: (step: Step, key: string) => Promise<void>
  /** A file that cannot be taken in; it goes to `refused`. */
  readonly onRefused: () => Promise<void>
  readonly quietMs?: number | undefined
}

interface Seen {
  readonly state: string
  readonly sinceMs: number
}

export class FolderTaker {
  readonly #parts: FolderParts
  #place: FilePlace | null
  #file: OpenFile | null = null
  #pending: Step | null = null
  /** How each file stood when it was seen to differ last. */
  readonly #seen = new Map<string, Seen>()
  /** Those that were read and cannot be moved: as they stood then. */
  readonly #kept = new Map<string, string>()

  constructor(parts: FolderParts) {
    this.#parts = parts
    this.#place = parts.place
  }

  /** Takes in one step; true when there may be more at once. Rejects with the reason when the folder cannot be read, or a file not be moved. */
  async look(): Promise<boolean> {
    if (this.#file === null) {
      const name = await this.#next()
      if (name === null) return false
      this.#file = await OpenFile.open(join(this.#parts.path, name))
      if (this.#file === null) return true
      if (this.#parts.isOneRecord) return await this.#takeWhole(this.#file)
      if (this.#place !== null) await this.#file.resume(this.#place)
    }
    if (await this.#takeStep(this.#file)) return true
    await this.#finish(DONE)
    return true
  }

  async close(): Promise<void> {
    await this.#file?.close()
    this.#file = null
  }

  async #takeStep(file: OpenFile): Promise<boolean> {
    this.#pending ??= await file.step(true)
    const step = this.#pending
    if (step === null) return false
    await this.#parts.take(step, keyOf(step.body, step.place.offset))
    this.#place = step.place
    this.#pending = null
    return true
  }

  async #takeWhole(file: OpenFile): Promise<boolean> {
    const body = await file.whole(LONGEST_RECORD_BYTES)
    if (body === null) {
      await this.#parts.onRefused()
      await this.#finish(REFUSED)
      return true
    }
    const place = { file: file.id, offset: body.length }
    if (body.length > 0) await this.#parts.take({ body, place }, keyOf(body, body.length))
    this.#place = place
    await this.#finish(DONE)
    return true
  }

  /** The first by name that is whole; null when there is none. */
  async #next(): Promise<string | null> {
    const quietMs = this.#parts.quietMs ?? QUIET_MS
    const names = (await readdir(this.#parts.path, { withFileTypes: true }))
      .filter((entry) => entry.isFile() && !UNFINISHED.test(entry.name))
      .map(({ name }) => name)
      .sort()
    for (const name of this.#seen.keys()) if (!names.includes(name)) this.#seen.delete(name)
    for (const name of names) {
      const found = await stat(join(this.#parts.path, name)).catch(() => null)
      if (found === null) continue
      const state = stateOf(found)
      if (this.#kept.get(name) === state) continue
      const seen = this.#seen.get(name)
      if (seen?.state !== state) this.#seen.set(name, { state, sinceMs: performance.now() })
      else if (performance.now() - seen.sinceMs >= quietMs) return name
    }
    return null
  }

  async #finish(folder: string): Promise<void> {
    const file = this.#file
    if (file === null) return
    this.#file = null
    await file.close()
    const name = basename(file.path)
    const found = await stat(file.path).catch(() => null)
    // It grew meanwhile: the rest of it comes when it is quiet again.
    if (found !== null && folder === DONE && found.size > (this.#place?.offset ?? 0)) return
    this.#seen.delete(name)
    this.#place = null
    try {
      const into = join(this.#parts.path, folder)
      await mkdir(into, { recursive: true })
      await rename(file.path, join(into, await freeName(into, name)))
    } catch (cause) {
      if (found !== null) this.#kept.set(name, stateOf(found))
      throw new Error(
        `${name} was read and cannot be moved to ${folder}: ${cause instanceof Error ? cause.message : String(cause)}`,
      )
    }
  }
}

function stateOf({
  ino,
  size,
  mtimeMs,
}: {
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
}): string {
  return `${ino} ${size} ${mtimeMs}`
}

function keyOf(body: Buffer, end: number): string {
  return `${end}.${createHash('sha256').update(body).digest('hex')}`
}

/** One that was there before keeps its name. */
async function freeName(folder: string, name: string): Promise<string> {
  for (let nth = 0; ; nth++) {
    const free = nth === 0 ? name : `${name}.${nth}`
    const isTaken = await access(join(folder, free)).then(
      () => true,
      () => false,
    )
    if (!isTaken) return free
  }
}
