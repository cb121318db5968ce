// Once a run, before the first browser test: pages built as for release, when they changed.
import { execFileSync } from 'node:child_process'

export function setup(): void {
  // In a process of its own: inside Vitest NODE_ENV is `test`, and React's development build would be bundled.
  const env = { ...process.env, NODE_ENV: 'production' }
  execFileSync(process.execPath, ['scripts/start.ts', '--build-only'], { env, stdio: 'pipe' })
}
