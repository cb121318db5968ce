// The bytes of a file in one window that moves on: whole lines, or whatever a reader looks for, each with its place. A gzip file is
// read as what is in it.
import { closeSync, fstatSync, openSync } from 'node:fs'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { GzipBytes, opensGzip, type ReadBytes, readerOf } from '@penstock/sensor/capture'

export const WINDOW_BYTES = 3 * 2 ** 20
const CHUNK_BYTES = 2 ** 18
/** A line, a tag or an object that is longer is passed over, and told. */
export const LONGEST_PIECE = 2 ** 20
/** What a proof may name of the file, so that it can be shown. */
const LONGEST_PROOF = 262_144
const FEED = 0x0a

/** Where something stands in the file: the line, and its bytes. */
export interface Place {
  readonly line: number
  readonly offset: number
  readonly length: number
}

export interface Line extends Place {
  /** Null when the line is too long to be one. */
  readonly text: string | null
}

/** Bytes to read, and where in their file the first of them stands. */
export interface Bytes {
  readonly read: ReadBytes
  /** When the file was written. */
  readonly writtenAt: EpochMicros
  readonly offset: number
  readonly line: number
  /** Room to read in, WINDOW_BYTES long, used again for one source after the other. */
  readonly window: Uint8Array
}

export class ByteSource {
  readonly bytes: Uint8Array
  start = 0
  end = 0
  /** Bytes of the file before the window. */
  base = 0
  /** The line that `start` stands in, from 1. */
  line = 1
  isAtEnd = false
  /** When the file was written: what it says without a date of its own held then. */
  readonly writtenAt: EpochMicros
  #read: ReadBytes
  /** 0 for standard input, and for bytes that somebody else opened. */
  readonly #descriptor: number
  #gzip: GzipBytes | null = null
  #decoder = new TextDecoder('utf-8')
  #isWide = false

  /** Opens a file, or reads a part of one that is open: plain bytes in UTF-8 then. */
  constructor(from: string | Bytes) {
    if (typeof from !== 'string') {
      this.#descriptor = 0
      this.bytes = from.window
      this.writtenAt = from.writtenAt
      this.base = from.offset
      this.line = from.line
      this.#read = from.read
      return
    }
    this.bytes = new Uint8Array(WINDOW_BYTES)
    this.#descriptor = from === '-' ? 0 : openSync(from, 'r')
    this.writtenAt = micros(Math.round(fstatSync(this.#descriptor).mtimeMs) * 1000)
    this.#read = readerOf(this.#descriptor)
    while (this.end < 4 && this.fill());
    if (opensGzip(this.bytes, 0, this.end)) {
      this.#gzip = new GzipBytes(this.#read, this.bytes.slice(0, this.end))
      this.#read = this.#gzip.read
      this.end = 0
      this.isAtEnd = false
    }
    while (this.end < CHUNK_BYTES && this.fill());
    if (this.bytes[0] === 0xff && this.bytes[1] === 0xfe) {
      this.#isWide = true
      this.#decoder = new TextDecoder('utf-16le')
      this.start = 2
    } else if (this.bytes[0] === 0xef && this.bytes[1] === 0xbb && this.bytes[2] === 0xbf) this.start = 3
  }

  close(): void {
    if (this.#descriptor !== 0) closeSync(this.#descriptor)
  }

  /** What went wrong while unpacking. */
  get troubles(): ReadonlyMap<string, number> {
    return this.#gzip?.troubles ?? new Map()
  }

  /** The opening as text, as far as it was read. */
  head(length: number): string {
    return this.textOf(this.start, Math.min(this.end, this.start + length))
  }

  /** More bytes into the window; false at the end of the file, or when the window is full. */
  fill(): boolean {
    if (this.isAtEnd) return false
    if (this.start > 0) {
      this.bytes.copyWithin(0, this.start, this.end)
      this.base += this.start
      this.end -= this.start
      this.start = 0
    }
    const room = Math.min(CHUNK_BYTES, WINDOW_BYTES - this.end)
    if (room === 0) return false
    const got = this.#read(this.bytes, this.end, room)
    if (got <= 0) this.isAtEnd = true
    else this.end += got
    return got > 0
  }

  /** Bytes that were read and stand behind us. */
  get done(): number {
    return this.base + this.start
  }

  textOf(from: number, to: number): string {
    return this.#decoder.decode(this.bytes.subarray(from, to))
  }

  /** Moves on to `at` and counts the lines on the way. */
  moveTo(at: number): void {
    for (let byte = this.start; byte < at; byte += 1) if (this.bytes[byte] === FEED) this.line += 1
    this.start = at
  }

  *lines(): Generator<Line> {
    for (;;) {
      const stop = this.#endOfLine()
      if (stop === null) return
      const { start, line } = this
      const isWhole = stop.at >= 0
      const end = isWhole ? stop.at : this.end
      const place = placeOf(line, this.base + start, end - start)
      const text = stop.isTooLong ? null : withoutReturn(this.textOf(start, end))
      this.start = isWhole ? Math.min(this.end, end + (this.#isWide ? 2 : 1)) : this.end
      this.line += 1
      if (stop.isTooLong && !isWhole) this.#skipLine()
      yield { ...place, text }
    }
  }

  /** Where the line ends that begins at `start`; null when nothing is left. */
  #endOfLine(): { readonly at: number; readonly isTooLong: boolean } | null {
    let from = this.start
    for (;;) {
      const at = this.#feedFrom(from)
      if (at >= 0) return { at, isTooLong: at - this.start > LONGEST_PIECE }
      if (this.end - this.start > LONGEST_PIECE) return { at: -1, isTooLong: true }
      const before = this.end - this.start
      if (!this.fill()) return this.end === this.start ? null : { at: -1, isTooLong: false }
      from = this.start + Math.max(0, before - 1)
      if (this.#isWide) from -= (from - this.start) % 2
    }
  }

  #feedFrom(from: number): number {
    for (let at = this.bytes.indexOf(FEED, from); at >= 0 && at < this.end; at = this.bytes.indexOf(FEED, at + 1)) {
      if (!this.#isWide) return at
      if ((at - this.start) % 2 === 0 && this.bytes[at + 1] === 0) return at
    }
    return -1
  }

  #skipLine(): void {
    for (;;) {
      const at = this.#feedFrom(this.start)
      if (at >= 0) {
        this.start = at + (this.#isWide ? 2 : 1)
        return
      }
      this.start = this.end
      if (!this.fill()) return
    }
  }
}

export function placeOf(line: number, offset: number, length: number): Place {
  return { line, offset, length: Math.min(length, LONGEST_PROOF) }
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text
}
