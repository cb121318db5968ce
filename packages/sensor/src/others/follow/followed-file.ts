// One log that grows: what was read of it, and its next whole lines. The file is known by its inode and by how it begins, so that it is
// the same under another name, and another one under the same name.
import { createHash } from 'node:crypto'
import { type BigIntStats, closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { z } from 'zod'
import { ByteSource, LONGEST_PIECE } from '../byte-source.ts'

/** So many bytes from the beginning tell whether a file is still what it was. */
const MARK_BYTES = 512
/** Read at a time from one log, so that others have their turn. */
const PART_BYTES = 4 * 2 ** 20
const FEED = 0x0a
const NANOS_A_MICRO = 1000n

/** How far a log was read. */
export const FollowedPlace = z.strictObject({
  /** Device and inode. */
  key: z.string(),
  name: z.string(),
  /** Number of the file in proofs. */
  file: z.int().min(0),
  /** Bytes and lines that were read, and whether the next ones belong to a line that is too long. */
  offset: z.int().min(0),
  line: z.int().min(1),
  isInLongLine: z.boolean(),
  /** SHA-256 of the first bytes, as many as `markBytes`. */
  mark: z.string(),
  markBytes: z.int().min(0).max(MARK_BYTES),
})
export type FollowedPlace = z.infer<typeof FollowedPlace>

export class FollowedFile {
  readonly key: string
  readonly file: number
  name: string
  offset = 0
  line = 1
  isInLongLine = false
  #mark = digestOf(new Uint8Array(0))
  #markBytes = 0
  #descriptor = -1

  constructor(key: string, name: string, file: number) {
    this.key = key
    this.name = name
    this.file = file
  }

  static from(place: FollowedPlace): FollowedFile {
    const followed = new FollowedFile(place.key, place.name, place.file)
    followed.offset = place.offset
    followed.line = place.line
    followed.isInLongLine = place.isInLongLine
    followed.#mark = place.mark
    followed.#markBytes = place.markBytes
    return followed
  }

  place(): FollowedPlace {
    const { key, name, file, offset, line, isInLongLine } = this
    return { key, name, file, offset, line, isInLongLine, mark: this.#mark, markBytes: this.#markBytes }
  }

  get isOpen(): boolean {
    return this.#descriptor >= 0
  }

  /** Opens the file; false when another one stands there by now. */
  open(path: string): boolean {
    if (this.isOpen) return true
    const descriptor = openSync(path, 'r')
    if (keyOf(fstatSync(descriptor, { bigint: true })) === this.key) {
      this.#descriptor = descriptor
      return true
    }
    closeSync(descriptor)
    return false
  }

  close(): void {
    if (this.isOpen) closeSync(this.#descriptor)
    this.#descriptor = -1
  }

  /** Bytes of the open file that were not read yet; below zero when it is shorter than what was read. */
  get waiting(): number {
    return fstatSync(this.#descriptor).size - this.offset
  }

  /** True while the open file begins as it did when it was read. */
  get isSame(): boolean {
    return this.waiting >= 0 && digestOf(this.head(this.#markBytes)) === this.#mark
  }

  /** Begins anew. */
  restart(): void {
    this.offset = 0
    this.line = 1
    this.isInLongLine = false
    this.#mark = digestOf(new Uint8Array(0))
    this.#markBytes = 0
  }

  /** The first bytes, as many as are there. */
  head(most: number): Uint8Array {
    const bytes = new Uint8Array(most)
    return bytes.subarray(0, readFully(this.#descriptor, bytes, 0, most, 0))
  }

  /** The next whole lines to read, or null when none is whole. A line that is too long is passed over, and told once. */
  next(window: Uint8Array, tellLong: (line: number, offset: number) => void): ByteSource | null {
    const size = Math.min(this.waiting, PART_BYTES)
    if (size <= 0) return null
    if (this.isInLongLine && !this.#passLongLine(window, size)) return null
    const stop = this.#endOfLines(window, this.offset + Math.min(this.waiting, PART_BYTES))
    if (stop > this.offset) return this.#part(window, stop)
    if (this.waiting > LONGEST_PIECE) {
      tellLong(this.line, this.offset)
      this.isInLongLine = true
    }
    return null
  }

  /** So far the lines were read. */
  advance(source: ByteSource): void {
    this.offset = source.done
    this.line = source.line
    if (this.#markBytes >= MARK_BYTES) return
    const head = this.head(Math.min(MARK_BYTES, this.offset))
    this.#mark = digestOf(head)
    this.#markBytes = head.length
  }

  #part(window: Uint8Array, stop: number): ByteSource {
    let at = this.offset
    const descriptor = this.#descriptor
    const read = (into: Uint8Array, to: number, length: number): number => {
      const got = readSync(descriptor, into, to, Math.min(length, stop - at), at)
      at += got
      return got
    }
    return new ByteSource({ read, writtenAt: this.#writtenAt(), offset: this.offset, line: this.line, window })
  }

  #writtenAt(): EpochMicros {
    return micros(Number(fstatSync(this.#descriptor, { bigint: true }).mtimeNs / NANOS_A_MICRO))
  }

  /** Place behind the last line that ends before `end`; the place that was read to when none does. */
  #endOfLines(window: Uint8Array, end: number): number {
    for (let stop = end; stop > this.offset; ) {
      const from = Math.max(this.offset, stop - window.length)
      const got = readFully(this.#descriptor, window, 0, stop - from, from)
      const at = window.subarray(0, got).lastIndexOf(FEED)
      if (at >= 0) return from + at + 1
      stop = from
    }
    return this.offset
  }

  /** Moves behind the end of the line that is too long; false when it is not there yet. */
  #passLongLine(window: Uint8Array, size: number): boolean {
    const got = readFully(this.#descriptor, window, 0, Math.min(size, window.length), this.offset)
    const at = window.subarray(0, got).indexOf(FEED)
    this.offset += at < 0 ? got : at + 1
    if (at < 0) return false
    this.line += 1
    this.isInLongLine = false
    return true
  }
}

export function keyOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function readFully(descriptor: number, into: Uint8Array, to: number, length: number, from: number): number {
  let done = 0
  while (done < length) {
    const got = readSync(descriptor, into, to + done, length - done, from + done)
    if (got === 0) break
    done += got
  }
  return done
}
