// A folder in memory for the temporary files of the tests, where there is plenty of it: stores that are thrown away an instant later need
// not wait for a disk that others use, too.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = '/dev/shm'
const PREFIX = 'penstock-tests-'
/** What `statfs` calls tmpfs. */
const TMPFS = 0x01021994
const NEEDED_BYTES = 10 * 2 ** 30

/** Made for this process; null where the tests had better take the disk. */
export function memoryFolder(): string | null {
  if (process.platform !== 'linux' || !existsSync(ROOT)) return null
  const { type, bavail, bsize } = statfsSync(ROOT)
  if (type !== TMPFS || bavail * bsize < NEEDED_BYTES || availableBytes() < NEEDED_BYTES) return null
  sweep()
  const folder = join(ROOT, `${PREFIX}${process.pid}`)
  // Database servers of the tests run as users of their own and pass through it.
  mkdirSync(folder, { mode: 0o755 })
  return folder
}

/** Takes away what a run left that was killed. */
function sweep(): void {
  for (const name of readdirSync(ROOT)) {
    if (!name.startsWith(PREFIX) || existsSync(`/proc/${name.slice(PREFIX.length)}`)) continue
    rmSync(join(ROOT, name), { recursive: true, force: true })
  }
}

function availableBytes(): number {
  const [, kilobytes = '0'] = /^MemAvailable: +(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8')) ?? []
  return Number(kilobytes) * 1024
}
