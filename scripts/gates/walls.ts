// Gate: dependency-cruiser's walls, and no circle of rooms. It passes with 0 modules when it finds no TypeScript below
// 7, so every source must be among the modules it names and some dependency must have been followed.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Gate, runTool, SOURCE_FOLDERS, sourcesOf, type Verdict, verdict } from './gate.ts'

export const wallsGate: Gate = { name: 'walls', judge: judgeWalls }

interface Cruise {
  readonly modules: readonly {
    readonly source: string
    readonly dependencies: readonly { readonly resolved: string }[]
  }[]
  readonly summary: {
    readonly error: number
    readonly totalDependenciesCruised: number
    readonly violations: readonly {
      readonly rule: { readonly name: string }
      readonly from: string
      readonly to: string
    }[]
  }
}

function judgeWalls(folder: string): Verdict {
  const roots = SOURCE_FOLDERS.filter((each) => existsSync(join(folder, each)))
  const args = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...roots]
  const done = runTool(folder, 'dependency-cruiser/bin/dependency-cruiser.mjs', args)
  if (!done.stdout.startsWith('{')) return verdict(false, 0, sourcesOf(folder).length, done.stdout + done.stderr)
  return judgeCruise(JSON.parse(done.stdout) as Cruise, sourcesOf(folder))
}

/** Judges dependency-cruiser's JSON: each violation is a line `rule: from -> to`. */
export function judgeCruise({ modules, summary }: Cruise, sources: readonly string[]): Verdict {
  const seen = new Set(modules.map((module) => module.source))
  const filesSeen = sources.filter((source) => seen.has(source)).length
  const lines = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)
  for (const circle of roomCircles(modules)) lines.push(`room-circle: ${circle.join(' -> ')}`)
  if (summary.totalDependenciesCruised === 0) lines.push('no dependency was followed')
  return verdict(lines.length === 0, filesSeen, sources.length, lines.map((line) => `${line}\n`).join(''))
}

/** Circles between rooms of one package, tests apart: each as the rooms on the way, the first again at the end. */
function roomCircles(modules: Cruise['modules']): readonly (readonly string[])[] {
  const next = new Map<string, Set<string>>()
  for (const { source, dependencies } of modules) {
    const from = roomOf(source)
    if (from === null) continue
    const to = next.get(from) ?? new Set()
    for (const { resolved } of dependencies) {
      const room = roomOf(resolved)
      if (room !== null && room !== from) to.add(room)
    }
    next.set(from, to)
  }
  const circles: string[][] = []
  const done = new Set<string>()
  for (const start of next.keys()) walk(start, [])
  return circles

  function walk(room: string, way: readonly string[]): void {
    const at = way.indexOf(room)
    if (at >= 0) circles.push([...way.slice(at), room])
    if (at >= 0 || done.has(room)) return
    for (const each of next.get(room) ?? []) walk(each, [...way, room])
    done.add(room)
  }
}

/** `sensor/protocols/modbus` or `server/zones`; a file beside the protocols stands for itself; null for tests and files in no room. */
function roomOf(path: string): string | null {
  if (/\.(test|fixture)\.tsx?$/.test(path)) return null
  const match = /^packages\/([^/]+)\/src\/(protocols\/[^/]+|[^/]+(?=\/))/.exec(path)
  return match === null ? null : `${match[1]}/${match[2]}`
}
