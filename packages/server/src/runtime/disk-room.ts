// How much room the disk of a folder has. The stores must always be able to commit and to be opened again, so taking in stops
// while some is left: a database that meets a full disk in the middle of a commit can only stop.
import { statfs } from 'node:fs/promises'

/** Kept free for the stores: their logs, checkpoints and audit entries go on while nothing more is taken in. */
const RESERVED_BYTES = 256 * 2 ** 20
/** Asked at most so often, and at once when what was taken since leaves nothing of the last answer. */
const FRESH_MS = 500

export interface DiskRoom {
  /** False when no more, or not so many bytes more, may be taken in. */
  isThere(bytes?: number): Promise<boolean>
}

export function diskRoom(folder: string, reservedBytes = RESERVED_BYTES): DiskRoom {
  let askedAt = Number.NEGATIVE_INFINITY
  let leftBytes = Number.POSITIVE_INFINITY
  return {
    isThere: async (bytes = 0) => {
      leftBytes -= bytes
      const now = performance.now()
      // Who hears that there is none asks again in time; who takes fast is told before the reserve is touched.
      const isSpent = bytes > 0 && leftBytes <= 0
      if (isSpent || now - askedAt >= FRESH_MS) {
        askedAt = now
        const { bavail, bsize } = await statfs(folder)
        leftBytes = bavail * bsize - reservedBytes
      }
      return leftBytes > 0
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
