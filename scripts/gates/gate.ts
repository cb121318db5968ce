// What a gate is: one tool run over one folder, and the proof that it looked at every file it should have.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The repository that holds these scripts: its tools judge the folder that a gate is given. */
const HOUSE = fileURLToPath(new URL('../..', import.meta.url))

export interface Verdict {
  readonly isHeld: boolean
  /** How many files the tool says it read, of how many there are. */
  readonly filesSeen: number
  readonly files: number
  /** The tool's own words; for the person when the gate is not held. */
  readonly report: string
}

export interface Gate {
  readonly name: string
  readonly judge: (folder: string) => Verdict
}

/** Folders with sources that the gates hold. */
export const SOURCE_FOLDERS = ['packages', 'scripts', 'e2e', 'bench'] as const

/** Every TypeScript file that the gates must have seen, as paths below `folder` with `/`. */
export function sourcesOf(folder: string): readonly string[] {
  const found = globSync(['packages/*/src/**/*.{ts,tsx}', '{scripts,e2e,bench}/**/*.ts'], { cwd: folder })
  return found.map((path) => path.replaceAll('\\', '/')).sort()
}

export function runTool(
  folder: string,
  script: string,
  args: readonly string[],
): { readonly status: number; readonly stdout: string; readonly stderr: string } {
  const done = spawnSync(process.execPath, [`${HOUSE}node_modules/${script}`, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  return { status: done.status ?? 1, stdout: done.stdout, stderr: done.stderr }
}

/** A verdict that is held only when the tool was content and saw at least every source, and there was one. */
export function verdict(isContent: boolean, filesSeen: number, files: number, report: string): Verdict {
  const isComplete = files > 0 && filesSeen >= files
  const gap = isComplete ? '' : `looked at ${filesSeen} of ${files} files\n`
  return { isHeld: isContent && isComplete, filesSeen, files, report: gap + report }
}
