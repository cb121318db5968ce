// Reads a capture from a file or a pipe: 1 MB at a time into one window that is used again for each chunk. A gzip file is read
// as what is in it, and offsets are those of the unpacked bytes.
import { closeSync, openSync, readSync } from 'node:fs'
import { accept, type Result, refuse } from '@penstock/model/kernel'
import type { RecordColumns } from './columns.ts'
import { MAGIC_BYTES, walkerOf } from './container.ts'
import { GzipBytes, opensGzip } from './gzip.ts'
import { CHUNK_BYTES, WINDOW_BYTES } from './limits.ts'
import type { ReadBytes } from './read-bytes.ts'
import type { Walker } from './walker.ts'

export type CaptureRefusal =
  | { readonly code: 'capture.unreadable'; readonly path: string; readonly reason: string }
  | { readonly code: 'capture.empty'; readonly path: string }
  | { readonly code: 'capture.not-a-capture'; readonly path: string; readonly hint: string | null }

/** One open capture. `bytes` and `view` stay the same for its whole life. */
export class CaptureReader {
  readonly bytes = new Uint8Array(WINDOW_BYTES)
  readonly view = new DataView(this.bytes.buffer)
  private walker: Walker | null = null
  private start = 0
  private end = 0
  private fileBase = 0
  private isAtEnd = false
  private read: ReadBytes
  private gzip: GzipBytes | null = null
  private readonly chunkBytes: number
  private readonly path: string

  /** @param chunkBytes at most this many bytes a read; tests use small ones */
  constructor(path: string, read: ReadBytes, chunkBytes = CHUNK_BYTES) {
    this.path = path
    this.read = read
    this.chunkBytes = Math.min(chunkBytes, CHUNK_BYTES)
  }

  /** Looks at the first bytes. Must be called once before `next`. */
  open(): Result<CaptureReader, CaptureRefusal> {
    while (this.end < MAGIC_BYTES && !this.isAtEnd && this.pull());
    if (this.end === 0) return refuse({ code: 'capture.empty', path: this.path })
    if (opensGzip(this.bytes, 0, this.end)) this.unpack()
    this.walker = this.end < MAGIC_BYTES ? null : walkerOf(this.view, 0)
    if (this.walker !== null) return accept(this)
    return refuse({ code: 'capture.not-a-capture', path: this.path, hint: this.hint() })
  }

  /** Appends records until the columns hold `limit` rows; false when nothing more will come, or nothing is there yet. */
  next(columns: RecordColumns, limit: number): boolean {
    const walker = this.walker
    if (walker === null) return false
    for (;;) {
      if (walker.skipBytes > 0) {
        if (!this.skipOver(walker)) return false
        continue
      }
      this.start = walker.walk(this.bytes, this.view, this.start, this.end, this.fileBase, columns, limit)
      if (columns.count > 0) return true
      if (walker.isBroken) return false
      if (walker.skipBytes > 0) continue
      if (this.isAtEnd) return this.closeOff(walker)
      if (!this.pull()) return false
    }
  }

  /** Records and bytes that were not read, by reason. Valid once `next` has said false. */
  get skipped(): ReadonlyMap<string, number> {
    return new Map([...(this.walker?.skipped ?? []), ...(this.gzip?.troubles ?? [])])
  }

  // One layer only: a gzip file in a gzip file is no capture.
  private unpack(): void {
    this.gzip = new GzipBytes(this.read, this.bytes.slice(0, this.end))
    this.read = this.gzip.read
    this.end = 0
    this.isAtEnd = false
    while (this.end < MAGIC_BYTES && !this.isAtEnd && this.pull());
  }

  private hint(): string | null {
    if (this.gzip === null) return hintOf(this.bytes, this.end)
    return this.gzip.troubles.size > 0 ? 'a damaged gzip file' : 'a gzip file of something else'
  }

  private closeOff(walker: Walker): boolean {
    if (this.end > this.start) walker.skipped.set('truncated-record', 1)
    this.start = this.end
    return false
  }

  private skipOver(walker: Walker): boolean {
    const inWindow = Math.min(walker.skipBytes, this.end - this.start)
    this.start += inWindow
    walker.skipBytes -= inWindow
    if (walker.skipBytes === 0) return true
    if (!this.isAtEnd) return this.pull()
    walker.skipped.set('truncated-record', 1)
    walker.skipBytes = 0
    return true
  }

  /** False when nothing is there yet. */
  private pull(): boolean {
    if (this.start > 0) {
      this.bytes.copyWithin(0, this.start, this.end)
      this.fileBase += this.start
      this.end -= this.start
      this.start = 0
    }
    const got = this.readSafely(Math.min(this.chunkBytes, WINDOW_BYTES - this.end))
    if (got < 0) return false
    if (got === 0) this.isAtEnd = true
    this.end += got
    return true
  }

  private readSafely(length: number): number {
    try {
      return this.read(this.bytes, this.end, length)
    } catch (error) {
      if (this.walker === null) throw error
      this.walker.skipped.set('read-error', 1)
      return 0
    }
  }
}

/** Opens a capture file; `-` is standard input. The caller closes it with `close`. */
export function openCaptureFile(
  path: string,
  chunkBytes = CHUNK_BYTES,
): Result<{ readonly reader: CaptureReader; readonly close: () => void }, CaptureRefusal> {
  let descriptor: number
  try {
    descriptor = path === '-' ? 0 : openSync(path, 'r')
    readSync(descriptor, new Uint8Array(0), 0, 0, null)
  } catch (error) {
    return refuse({ code: 'capture.unreadable', path, reason: reasonOf(error) })
  }
  const close = (): void => {
    if (path !== '-') closeSync(descriptor)
  }
  let reader: Result<CaptureReader, CaptureRefusal>
  try {
    reader = new CaptureReader(path, readerOf(descriptor), chunkBytes).open()
  } catch (error) {
    close()
    return refuse({ code: 'capture.unreadable', path, reason: reasonOf(error) })
  }
  if (reader.ok) return accept({ reader: reader.value, close })
  close()
  return reader
}

/** Blocking reads; a pipe that has nothing yet is asked again after a pause. */
export function readerOf(descriptor: number): ReadBytes {
  return (into, at, length) => {
    for (;;) {
      try {
        return readSync(descriptor, into, at, length, null)
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code
        if (code === 'EOF') return 0
        if (code !== 'EAGAIN') throw error
        Atomics.wait(PAUSE, 0, 0, 5)
      }
    }
  }
}

const PAUSE = new Int32Array(new SharedArrayBuffer(4))

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}

const KNOWN_OPENINGS: readonly (readonly [string, string])[] = [
  ['28b52ffd', 'zstandard: unpack it first'],
  ['504b0304', 'a ZIP archive: unpack it first'],
  ['fd377a58', 'xz: unpack it first'],
  ['736e6f6f70', 'snoop: convert it with editcap'],
]

function hintOf(bytes: Uint8Array, end: number): string | null {
  let opening = ''
  for (let at = 0; at < Math.min(8, end); at += 1) opening += bytes[at]!.toString(16).padStart(2, '0')
  return KNOWN_OPENINGS.find(([start]) => opening.startsWith(start))?.[1] ?? null
}
