// A file that lines are taken from: known by device and inode, whatever it is called, and by its first bytes, because an inode may be another
// file tomorrow. Read in steps that end at the end of a line, so that what was taken is an offset.
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import type { FilePlace } from '@penstock/store/tables'

/** Of one step; a single line may be longer. */
const STEP_BYTES = 1 << 20
/** A line longer than this is taken in as far as it goes. */
const LONGEST_BYTES = 16 << 20
const HEAD_BYTES = 1024
const LF = 0x0a

export interface Step {
  /** With the mark of its encoding, where the file has one. */
  readonly body: Buffer
  readonly place: FilePlace
}

export class OpenFile {
  readonly path: string
  readonly id: string
  readonly #handle: FileHandle
  offset: number

  private constructor(path: string, id: string, handle: FileHandle) {
    this.path = path
    this.id = id
    this.#handle = handle
    this.offset = 0
  }

  /** Null when there is no such file. What a link leads to is not opened. */
  static async open(path: string): Promise<OpenFile | null> {
    try {
      const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
      const found = await handle.stat()
      if (found.isFile()) return new OpenFile(path, idOfStat(found), handle)
      await handle.close()
      throw new Error(`${path} is no file`)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw cause
    }
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size
  }

  async changedAtMs(): Promise<number> {
    return (await this.#handle.stat()).mtimeMs
  }

  /** Goes on where it was left; false when this is another file than the place tells of, or a shorter one. */
  async resume(place: FilePlace): Promise<boolean> {
    if (place.file !== this.id || (await this.size()) < place.offset || !(await this.hasHead(place))) return false
    this.offset = place.offset
    return true
  }

  /** Whether it begins as it did when the place was kept. */
  async hasHead({ head }: FilePlace): Promise<boolean> {
    return head === undefined || (await this.#headOf(head.bytes)).sha256 === head.sha256
  }

  /** The next whole lines; with `isEnded` also a last one without its end. Null when there is nothing to take. */
  async step(isEnded: boolean): Promise<Step | null> {
    const size = await this.size()
    if (size <= this.offset) return null
    const mark = await this.#mark()
    for (let length = STEP_BYTES; ; length = Math.min(length * 4, LONGEST_BYTES)) {
      const wanted = Math.min(length, size - this.offset)
      const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(wanted), 0, wanted, this.offset)
      const read = buffer.subarray(0, bytesRead)
      const isAll = this.offset + bytesRead >= size
      const taken = isAll && isEnded ? bytesRead : endOfLines(read, mark) || (wanted >= LONGEST_BYTES ? bytesRead : 0)
      if (taken === 0 && isAll) return null
      if (taken === 0) continue
      const body = read.subarray(0, taken)
      this.offset += taken
      const place = { file: this.id, offset: this.offset, head: await this.#headOf(Math.min(HEAD_BYTES, this.offset)) }
      return { body: this.offset > taken ? Buffer.concat([mark, body]) : body, place }
    }
  }

  /** All of it, for a format that is one record a file; null when it is longer than that may be. */
  async whole(mostBytes: number): Promise<Buffer | null> {
    const size = await this.size()
    if (size > mostBytes) return null
    const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(size), 0, size, 0)
    return buffer.subarray(0, bytesRead)
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  async #headOf(bytes: number): Promise<{ readonly bytes: number; readonly sha256: string }> {
    const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(bytes), 0, bytes, 0)
    return { bytes, sha256: createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex') }
  }

  /** UTF-16 says so at its beginning; empty for everything else. */
  async #mark(): Promise<Buffer> {
    const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(2), 0, 2, 0)
    const isWide =
      bytesRead === 2 && ((buffer[0] === 0xff && buffer[1] === 0xfe) || (buffer[0] === 0xfe && buffer[1] === 0xff))
    return isWide ? buffer : Buffer.alloc(0)
  }
}

/** Device and inode of a path; null when there is nothing. */
export async function fileIdOf(path: string): Promise<string | null> {
  try {
    return idOfStat(await stat(path))
  } catch {
    return null
  }
}

function idOfStat({ dev, ino }: { readonly dev: number; readonly ino: number }): string {
  return `${dev}:${ino}`
}

/** Up to which bytes whole lines go; units of UTF-16 lie on even places, because every step ends on one. */
function endOfLines(read: Buffer, mark: Buffer): number {
  if (mark.length === 0) return read.lastIndexOf(LF) + 1
  const [high, low] = mark[0] === 0xff ? [1, 0] : [0, 1]
  for (let at = (read.length >> 1) * 2 - 2; at >= 0; at -= 2)
    if (read[at + low] === LF && read[at + high] === 0) return at + 2
  return 0
}
