// An upload to a file, as it comes: never whole in memory, never half on the disk.
import { createHash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { type DiskRoom, isDiskFull } from '@penstock/server/runtime'
import { AppError } from './problem.ts'

export interface KeptUpload {
  readonly path: string
  readonly bytes: number
  readonly sha256: Buffer
}

export interface UploadPlace {
  readonly path: string
  /** The folder as a refusal names it. */
  readonly called: string
  readonly room: DiskRoom
  readonly limitBytes?: number
}

/** Writes `body` to a new file and syncs it. A refused one (`too-large`, `disk-full` with the place) leaves nothing behind. */
export async function keepUpload(body: AsyncIterable<Buffer>, place: UploadPlace): Promise<KeptUpload> {
  const { path, called, room, limitBytes = Number.POSITIVE_INFINITY } = place
  const hash = createHash('sha256')
  let bytes = 0
  try {
    const handle = await open(path, 'wx', 0o600)
    try {
      for await (const chunk of body) {
        bytes += chunk.length
        if (bytes > limitBytes) throw new AppError('too-large', { limitBytes })
        if (!(await room.isThere(chunk.length))) throw new AppError('disk-full', { place: called })
        hash.update(chunk)
        await handle.writeFile(chunk)
      }
      await handle.datasync()
    } finally {
      await handle.close()
    }
  } catch (cause) {
    await rm(path, { force: true })
    throw isDiskFull(cause) ? new AppError('disk-full', { place: called }, { cause }) : cause
  }
  return { path, bytes, sha256: hash.digest() }
}
