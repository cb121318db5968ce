// Gate: what CONTRIBUTING asks of every file and no tool knows: a header comment, a name that says what it does, a door
// in each room, short room READMEs, `TODO` with an issue number, pages cited that a reader can open, no randomness in the
// pure core.
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Gate, sourcesOf, type Verdict, verdict } from './gate.ts'

export const manners: Gate = { name: 'manners', judge: judgeManners }

/** Folders of a package that are no rooms: entry files of processes have no door. */
const DOORLESS = new Set(['cli/processes', 'sensor/protocols'])
const VAGUE = /(^|[-.])(utils?|helpers?|common|manager|misc|stuff)([-.]|$)/i
const README_LINES = 40

function judgeManners(folder: string): Verdict {
  const sources = sourcesOf(folder)
  const faults: string[] = []
  for (const path of sources) {
    const text = readFileSync(join(folder, path), 'utf8')
    if (VAGUE.test(basename(path))) faults.push(`${path}: name what it does`)
    if (!/\.test\.tsx?$/.test(path) && !/^(#!.*\n)?\s*\/[/*]/.test(text)) faults.push(`${path}: no header comment`)
    if (/\b(TODO|FIXME)\b(?!\(?\s?#\d)/.test(text.replaceAll(/(['"`/]).*?\1/g, ''))) {
      faults.push(`${path}: a TODO carries an issue number`)
    }
    const isTest = /\.test\.tsx?$/.test(path)
    for (const [page] of isTest ? [] : text.matchAll(/(?<![\w'"`$}/.*-])[\w-]+(\/[\w-]+)*\.md\b/g)) {
      const places = [page, `docs/${page}`, join(dirname(path), page)]
      if (!places.some((place) => existsSync(join(folder, place))))
        faults.push(`${path}: ${page} is not in the repository`)
    }
    if (path.startsWith('packages/model/') && !path.endsWith('.test.ts') && /Math\.random|crypto\./.test(text)) {
      faults.push(`${path}: randomness is an argument`)
    }
  }
  for (const room of roomsOf(folder)) {
    if (!existsSync(join(folder, room.path, 'index.ts'))) faults.push(`${room.path}: a room without a door (index.ts)`)
  }
  for (const readme of globSync('packages/*/src/**/README.md', { cwd: folder })) {
    const lines = readFileSync(join(folder, readme), 'utf8').trimEnd().split('\n').length
    if (lines > README_LINES) faults.push(`${readme}: ${lines} lines, a room's README has at most ${README_LINES}`)
  }
  return verdict(faults.length === 0, sources.length, sources.length, faults.map((fault) => `${fault}\n`).join(''))
}

/** Rooms: the folders of a package's `src` that hold sources, and each protocol. */
function roomsOf(folder: string): readonly { readonly path: string }[] {
  const folders = globSync(['packages/*/src/*/', 'packages/sensor/src/protocols/*/'], { cwd: folder })
  return folders
    .map((each) => ({ path: each.replaceAll('\\', '/').replace(/\/$/, '') }))
    .filter(({ path }) => {
      const [, name, room] = /^packages\/([^/]+)\/src\/(.+)$/.exec(path) ?? []
      if (DOORLESS.has(`${name}/${room}`)) return false
      return readdirSync(join(folder, path)).some((file) => /\.tsx?$/.test(file))
    })
}
