// Gate: knip finds files, exports and dependencies that nothing uses. It is silent when content, so a reporter of ours
// counts the files that it read.
import { fileURLToPath } from 'node:url'
import { type Gate, runTool, sourcesOf, type Verdict, verdict } from './gate.ts'

export const unusedGate: Gate = { name: 'unused', judge: judgeUnused }

function judgeUnused(folder: string): Verdict {
  const counter = fileURLToPath(new URL('unused-count.mjs', import.meta.url))
  const done = runTool(folder, 'knip/bin/knip.js', ['--no-progress', '--reporter', 'symbols', '--reporter', counter])
  const report = done.stdout + done.stderr
  const seen = Number(/files read: (\d+)/.exec(report)?.[1] ?? 0)
  return verdict(done.status === 0, seen, sourcesOf(folder).length, report)
}
