// `penstock sensor read` as one file: it starts in a quarter of the time and takes 30 MB less than its five hundred sources. Made
// when a source has changed since; where it cannot be made the sources run, and say the same.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * What is read lives long or not at all, so a small nursery takes less time and memory, from the beginning at its full size; what lives
 * may grow by a fifth, not to its double, before it is looked through. Functions are compiled on the thread that waits for them: on one
 * core another one only takes turns with it. One helper is left to the collector.
 */
export const READER_FLAGS = [
  '--min-semi-space-size=4',
  '--max-semi-space-size=4',
  '--heap-growing-percent=20',
  '--no-concurrent-recompilation',
  '--v8-pool-size=1',
]
/** glibc gives each thread a heap of its own, and keeps what it freed. */
export const READER_ENVIRONMENT = { MALLOC_ARENA_MAX: '1' }

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = join(root, 'build/reader')

/** The file to run, or null. `node` is Node 24. */
export function readerFile(node) {
  const file = join(folder, 'read.mjs')
  return isFresh() || make(node) ? file : null
}

function isFresh() {
  try {
    const inputs = JSON.parse(readFileSync(join(folder, 'inputs.json'), 'utf8'))
    return inputs.every(([path, size, mtimeMs]) => {
      const now = statSync(join(root, path))
      return now.size === size && now.mtimeMs === mtimeMs
    })
  } catch {
    return false
  }
}

// Beside, then put in its place: another `penstock` may be reading.
function make(node) {
  const beside = `${folder}-${process.pid}`
  try {
    mkdirSync(beside, { recursive: true })
    const tool = [join(root, 'node_modules/rolldown/bin/cli.mjs'), '-c', join(root, 'scripts/reader.config.mjs')]
    const env = { ...process.env, PENSTOCK_READER_FOLDER: beside }
    if (spawnSync(node, tool, { cwd: root, env, stdio: 'ignore' }).status !== 0) return false
    rmSync(folder, { recursive: true, force: true })
    renameSync(beside, folder)
    return isFresh()
  } catch {
    return false
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
}
