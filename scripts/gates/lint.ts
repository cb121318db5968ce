// Gate: oxlint with types (promises nobody awaits, switches that miss a case).
import { type Gate, runTool, sourcesOf, type Verdict, verdict } from './gate.ts'

export const lintGate: Gate = { name: 'lint with types', judge: judgeLint }

function judgeLint(folder: string): Verdict {
  const done = runTool(folder, 'oxlint/bin/oxlint', ['--type-aware', '--deny-warnings'])
  const report = done.stdout + done.stderr
  const seen = Number(/ on (\d+) files? with /.exec(report)?.[1] ?? 0)
  return verdict(done.status === 0, seen, sourcesOf(folder).length, report)
}
