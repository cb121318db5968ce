// How much room the disk of a folder has. The stores must always be able to commit and to be opened again, so taking in stops
// while some is left: a database that meets a full disk in the middle of a commit can only stop.
import { statfs } from 'node:fs/promises'

/** Kept free for the stores: their logs, checkpoints and audit entries go on while nothing more is taken in. */
const RESERVED_BYTES = 256 * 2 ** 20
/** Asked at most so often; what is taken in between is bounded by the callers' steps. */
const FRESH_MS = 500

export interface DiskRoom {
  /** False when no more may be taken in. */
  isThere(): Promise<boolean>
}

export function diskRoom(folder: string, reservedBytes = RESERVED_BYTES): DiskRoom {
  let askedAt = Number.NEGATIVE_INFINITY
  let isRoom = true
  return {
    isThere: async () => {
      const now = performance.now()
      if (now - askedAt < FRESH_MS) return isRoom
      askedAt = now
      const { bavail, bsize } = await statfs(folder)
      isRoom = bavail * bsize > reservedBytes
      return isRoom
    },
  }
}

/** True for what an operating system or an engine says when the disk is full. */
export function isDiskFull(cause: unknown): boolean {
  for (let at = cause; at instanceof Error; at = at.cause) {
    const { code } = at as { readonly code?: unknown }
    // 53100 is PostgreSQL's disk_full.
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === '53100') return true
    if (/no space left on device/i.test(at.message)) return true
  }
  return false
}
