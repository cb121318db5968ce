// Formats what a scaffold wrote, so that the next `npm run check` has nothing to say about it.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const BIOME = fileURLToPath(new URL('../../node_modules/@biomejs/biome/bin/biome', import.meta.url))

/** Throws when Biome finds what it cannot mend. */
export function formatFiles(folder: string, paths: readonly string[]): void {
  const sources = paths.filter((path) => !path.endsWith('.md'))
  const done = spawnSync(process.execPath, [BIOME, 'check', '--write', '--colors=off', ...sources], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (done.status !== 0) throw new Error(done.stdout + done.stderr)
}
