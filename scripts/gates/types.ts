// Gate: TypeScript 7 over every project. `tsc -b` is silent when it has no project, so its build info is read back.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { type Gate, runTool, sourcesOf, type Verdict, verdict } from './gate.ts'

export const typesGate: Gate = { name: 'types', judge: judgeTypes }

function judgeTypes(folder: string): Verdict {
  const done = runTool(folder, 'typescript-7/bin/tsc', ['-b'])
  const seen = filesInBuildInfo(folder)
  const sources = sourcesOf(folder)
  const unseen = sources.filter((path) => !seen.has(path))
  const report = unseen.length > 0 ? `in no project: ${unseen.slice(0, 5).join(', ')}\n` : ''
  return verdict(done.status === 0, sources.length - unseen.length, sources.length, report + done.stdout + done.stderr)
}

function filesInBuildInfo(folder: string): ReadonlySet<string> {
  const seen = new Set<string>()
  for (const info of globSync('build/types/*.tsbuildinfo', { cwd: folder })) {
    const path = resolve(folder, info)
    const { fileNames = [] } = JSON.parse(readFileSync(path, 'utf8')) as { fileNames?: string[] }
    for (const name of fileNames) {
      const file = resolve(dirname(path), name)
      if (existsSync(file)) seen.add(relative(folder, file).replaceAll('\\', '/'))
    }
  }
  return seen
}
