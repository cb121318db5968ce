// The file of a backup: a line that names the format, a head in clear, the frames of the sections as they came, and a hash over all of
// it. Sections are written at the same time, so that no store is held open while another is read.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { BackupError } from './errors.ts'
import { SectionHead } from './section-key.ts'

export const SECTIONS = ['core', 'it', 'ot'] as const
export type Section = (typeof SECTIONS)[number]

/** What anybody who has the file may know. */
export const BackupHead = z.strictObject({
  format: z.literal(1),
  id: z.string(),
  /** For people, such as BKP-7Q4K2M. */
  reference: z.string(),
  kind: z.enum(['manual', 'nightly']),
  createdAt: z.string(),
  createdBy: z.string(),
  program: z.string(),
  sections: z.array(z.enum(SECTIONS)).min(1),
})
export type BackupHead = z.infer<typeof BackupHead>

const MAGIC = Buffer.from('PENSTOCK BACKUP 1\n')
const END = 0xff
const FRAME_HEAD_BYTES = 5
/** No frame is longer; a longer length is damage. */
const LONGEST_FRAME = 1 << 20
const LONGEST_HEAD = 64 << 10
const HASH_BYTES = 32

export interface SectionStream {
  readonly section: Section
  /** The section's head first, then its sealed content. */
  readonly frames: AsyncIterable<Uint8Array>
}

/**
 * Writes the file beside its place, syncs it and renames it, so that a file that stands in its place is whole; a failed or killed one
 * leaves at most `file.making`. Gives the length. Throws `backup.not-written` when the disk refuses (full, no right, gone).
 */
export async function writeBackup(
  file: string,
  head: Buffer,
  streams: readonly SectionStream[],
  onBytes: (bytes: number) => void = () => {},
): Promise<number> {
  const making = `${file}.making`
  let bytes = 0
  try {
    const handle = await inDisk(file, () => open(making, 'w', 0o600))
    try {
      const hash = createHash('sha256')
      let last: Promise<void> = Promise.resolve()
      const write = async (...parts: readonly Uint8Array[]): Promise<void> => {
        const piece = Buffer.concat(parts)
        const mine = last.then(async () => {
          hash.update(piece)
          await inDisk(file, () => writeAll(handle, piece))
          bytes += piece.length
          onBytes(bytes)
        })
        last = mine.catch(() => undefined)
        await mine
      }
      await write(MAGIC, lengthOf(head), head)
      await Promise.all(
        streams.map(async ({ section, frames }) => {
          for await (const frame of frames)
            for (let at = 0; at < frame.length; at += LONGEST_FRAME) {
              const part = frame.subarray(at, at + LONGEST_FRAME)
              await write(Buffer.of(SECTIONS.indexOf(section)), lengthOf(part), part)
            }
        }),
      )
      await write(Buffer.of(END), lengthOf({ length: HASH_BYTES }))
      await inDisk(file, async () => {
        await writeAll(handle, hash.digest())
        await handle.sync()
      })
      bytes += HASH_BYTES
    } finally {
      await handle.close()
    }
    await inDisk(file, async () => {
      await rename(making, file)
      await syncFolder(dirname(file))
    })
    return bytes
  } catch (cause) {
    await rm(making, { force: true })
    throw cause
  }
}

/** The head of a backup. Throws `backup.not-a-backup`, `backup.newer`, `backup.damaged`. */
export async function readBackupHead(file: string): Promise<{ readonly head: BackupHead; readonly bytes: Buffer }> {
  const handle = await open(file, 'r')
  try {
    const begin = await readExactly(handle, 0, MAGIC.length + 4)
    if (!begin.subarray(0, MAGIC.length - 2).equals(MAGIC.subarray(0, -2)))
      throw new BackupError('backup.not-a-backup', `${file} is no penstock backup`)
    if (!begin.subarray(0, MAGIC.length).equals(MAGIC))
      throw new BackupError('backup.newer', `${file} has a format of another penstock; restore it with that one`)
    const length = begin.readUInt32BE(MAGIC.length)
    if (length > LONGEST_HEAD) throw damaged(file, 'its head is too long')
    const bytes = await readExactly(handle, MAGIC.length + 4, length)
    const head = BackupHead.safeParse(jsonOf(bytes))
    if (!head.success) throw damaged(file, 'its head cannot be read')
    return { head: head.data, bytes }
  } finally {
    await handle.close()
  }
}

/** Reads the whole file against the hash at its end: damage on the way shows without any key. Throws `backup.damaged`. */
export async function checkWhole(file: string, onBytes: (bytes: number) => void = () => {}): Promise<void> {
  await readBackupHead(file)
  const { size } = await stat(file)
  const tail = FRAME_HEAD_BYTES + HASH_BYTES
  if (size < MAGIC.length + 4 + tail) throw damaged(file, 'it is cut')
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(file, { end: size - HASH_BYTES - 1 }) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.length
    onBytes(bytes)
  }
  const handle = await open(file, 'r')
  try {
    const end = await readExactly(handle, size - tail, tail)
    if (end[0] !== END) throw damaged(file, 'it is cut')
    if (!end.subarray(FRAME_HEAD_BYTES).equals(hash.digest()))
      throw damaged(file, 'its content is not what was written')
  } finally {
    await handle.close()
  }
}

/** The head of one section and its sealed content; other sections are passed over unread. Throws `backup.damaged`. */
export async function readSection(
  file: string,
  section: Section,
): Promise<{ readonly head: SectionHead; readonly headBytes: Buffer; readonly sealed: AsyncIterable<Buffer> }> {
  let headBytes: Buffer = Buffer.alloc(0)
  for await (const first of framesOf(file, section)) {
    headBytes = first
    break
  }
  const head = SectionHead.safeParse(jsonOf(headBytes))
  if (!head.success || head.data.section !== section)
    throw damaged(file, `the head of its ${section} part cannot be read`)
  return { head: head.data, headBytes, sealed: framesOf(file, section, 1) }
}

/** Opens the file when the first frame is asked for, and closes it when no more are. */
async function* framesOf(file: string, section: Section, without = 0): AsyncGenerator<Buffer, undefined> {
  let left = without
  const { bytes: head } = await readBackupHead(file)
  const wanted = SECTIONS.indexOf(section)
  const handle = await open(file, 'r')
  try {
    let at = MAGIC.length + 4 + head.length
    for (;;) {
      const frame = await readExactly(handle, at, FRAME_HEAD_BYTES)
      const length = frame.readUInt32BE(1)
      if (frame[0] === END) return undefined
      if (length > LONGEST_FRAME || (frame[0] ?? END) >= SECTIONS.length) throw damaged(file, 'a frame is none')
      if (frame[0] === wanted && left-- <= 0) yield await readExactly(handle, at + FRAME_HEAD_BYTES, length)
      at += FRAME_HEAD_BYTES + length
    }
  } finally {
    await handle.close()
  }
}

async function readExactly(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  let read = 0
  while (read < length) {
    const { bytesRead } = await handle.read(bytes, read, length - read, at + read)
    if (bytesRead === 0) throw new BackupError('backup.damaged', 'the backup ends before its end; it was cut')
    read += bytesRead
  }
  return bytes
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten
}

async function inDisk<T>(file: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new BackupError(
      'backup.not-written',
      `${file} was not written (${reason}); make room or name another place. Nothing of it was kept; older backups are as they were`,
      { cause },
    )
  }
}

/** A rename lasts once its folder is on the disk. Windows cannot open a folder, and needs no sync of it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function lengthOf({ length }: { readonly length: number }): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(length)
  return bytes
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

function damaged(file: string, what: string): BackupError {
  return new BackupError('backup.damaged', `${file} is damaged (${what}); take another copy of it, or another backup`)
}
