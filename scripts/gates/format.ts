// Gate: Biome's format and lint, warnings included.
import { type Gate, runTool, sourcesOf, type Verdict, verdict } from './gate.ts'

export const formatGate: Gate = { name: 'format and lint', judge: judgeFormat }

function judgeFormat(folder: string): Verdict {
  const done = runTool(folder, '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '--colors=off', '.'])
  const report = done.stdout + done.stderr
  const seen = Number(/Checked (\d+) files?/.exec(report)?.[1] ?? 0)
  return verdict(done.status === 0, seen, sourcesOf(folder).length, report)
}
