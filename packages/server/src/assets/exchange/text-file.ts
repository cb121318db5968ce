// A text on the disk, read in pieces as often as somebody asks. Every byte is looked at once before, so that a wrong encoding is told
// with its place and the pieces need no second look.
import { closeSync, openSync, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { StringDecoder } from 'node:string_decoder'
import { decodeText, type PlantFault } from '@penstock/model/plant'
import { AppError } from '@penstock/server/http'
import { faultView } from './fault-view.ts'

const PIECE_BYTES = 64 * 2 ** 10
const LONGEST_SEQUENCE = 4

export interface TextFile {
  readonly path: string
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be'
  /** Bytes of the byte order mark. */
  readonly markBytes: number
}

/** Throws `assets.import-unreadable` with the first byte that is no text, and its line and column. */
export async function openTextFile(path: string): Promise<TextFile> {
  const file = { path, ...encodingOf((await bytesOf(path, 0, PIECE_BYTES)).subarray(0, 3)) }
  const decoder = new TextDecoder(file.encoding, { fatal: true, ignoreBOM: true })
  for (let at = file.markBytes; ; at += PIECE_BYTES) {
    const bytes = await bytesOf(path, at, PIECE_BYTES)
    const isLast = bytes.length < PIECE_BYTES
    if (!isText(decoder, bytes, isLast)) throw notText(await badByteFrom(file, at, bytes.length))
    if (isLast) return file
  }
}

/** The text in pieces. What a reader does not ask for is not read. */
export function* piecesOf({ path, encoding, markBytes }: TextFile): Generator<string> {
  const decoder = new StringDecoder(encoding === 'utf-8' ? 'utf8' : 'utf16le')
  const bytes = Buffer.allocUnsafe(PIECE_BYTES)
  const descriptor = openSync(path, 'r')
  try {
    for (let at = markBytes; ; at += PIECE_BYTES) {
      const piece = bytes.subarray(0, readSync(descriptor, bytes, 0, PIECE_BYTES, at))
      yield decoder.write(encoding === 'utf-16be' ? piece.swap16() : piece)
      if (piece.length < PIECE_BYTES) return
    }
  } finally {
    closeSync(descriptor)
  }
}

function encodingOf(first: Uint8Array): Pick<TextFile, 'encoding' | 'markBytes'> {
  if (first[0] === 0xff && first[1] === 0xfe) return { encoding: 'utf-16le', markBytes: 2 }
  if (first[0] === 0xfe && first[1] === 0xff) return { encoding: 'utf-16be', markBytes: 2 }
  const hasMark = first[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf
  return { encoding: 'utf-8', markBytes: hasMark ? 3 : 0 }
}

function isText(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array, isLast: boolean): boolean {
  try {
    return !decoder.decode(bytes, { stream: !isLast }).includes('\0')
  } catch {
    return false
  }
}

/** The byte that is no text: somewhere in this piece, or in a character that began just before it. */
async function badByteFrom(file: TextFile, at: number, length: number): Promise<PlantFault> {
  let from = Math.max(file.markBytes, at - LONGEST_SEQUENCE)
  const bytes = await bytesOf(file.path, from, at + length - from + LONGEST_SEQUENCE)
  const inside =
    file.encoding === 'utf-8' && at > file.markBytes ? bytes.findIndex((byte) => (byte & 0xc0) !== 0x80) : 0
  from += inside
  const place = await placeOf(file.path, from)
  const mark = file.encoding === 'utf-8' ? [] : file.encoding === 'utf-16le' ? [0xff, 0xfe] : [0xfe, 0xff]
  const part = Buffer.concat([Buffer.from(mark), bytes.subarray(inside)])
  const before = { bytes: from - mark.length, line: place.line, column: place.column - mark.length }
  const decoded = decodeText(part, before)
  if (decoded.ok) throw new Error('a byte was refused that is text')
  return decoded.refusal
}

/** Line, and column in bytes, at which a byte of a file stands. */
async function placeOf(path: string, offset: number): Promise<{ readonly line: number; readonly column: number }> {
  let [line, lineStart] = [1, 0]
  for (let at = 0; at < offset; at += PIECE_BYTES) {
    const bytes = await bytesOf(path, at, Math.min(PIECE_BYTES, offset - at))
    for (let feed = bytes.indexOf(0x0a); feed >= 0; feed = bytes.indexOf(0x0a, feed + 1)) {
      line++
      lineStart = at + feed + 1
    }
  }
  return { line, column: offset - lineStart + 1 }
}

/** Fewer than asked for only at the end of the file. */
async function bytesOf(path: string, from: number, length: number): Promise<Buffer> {
  const handle = await open(path, 'r')
  try {
    const bytes = Buffer.allocUnsafe(length)
    const { bytesRead } = await handle.read(bytes, 0, length, from)
    return bytes.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

function notText(fault: PlantFault): AppError {
  return new AppError('assets.import-unreadable', { faults: [faultView(fault)] })
}
