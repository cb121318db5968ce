// `penstock risk paths PLANT`: attack paths with evidence for each hop, choke points and cut sets.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { unreadableText } from '@penstock/cli/files'
import { openPlantFile } from '@penstock/cli/plant'
import { type AssetWeakness, attackModel, findPaths, goalsLostWithout } from '@penstock/model/paths'
import { nearestTo } from '@penstock/model/plant'
import { z } from 'zod'
import { pathsText } from './paths-text.ts'

const USAGE = 'usage: penstock risk paths PLANT [--goal ID] [--matches FILE] [--without FACT]… [--json]\n'

/** What `vulnerabilities match --json` gives, as far as paths need it. */
const Matches = z.object({
  matches: z.array(
    z.object({
      assetId: z.string(),
      advisoryId: z.string(),
      grade: z.enum(['A', 'B', 'C', 'N']),
      cves: z.array(z.string()),
      kev: z.unknown().optional(),
    }),
  ),
})

/** Exit code: 0 answered, whatever was found; 1 no such file, goal or fact; 2 bad usage or bad input. */
export async function riskPaths(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const read = await openPlantFile(options.plant)
  if (typeof read === 'number') return read
  const { plant } = read
  const weaknesses = await loadMatches(options.matches)
  if (typeof weaknesses === 'number') return weaknesses
  const model = attackModel(plant, weaknesses)
  const goals = [...model.goals.map((goal) => goal.id), ...model.standInOf.keys()]
  if (options.goal !== null && !goals.includes(options.goal)) return absent('goal', options.goal, goals)
  const strange = options.without.find((fact) => !model.facts.has(fact))
  if (strange !== undefined) return absent('fact', strange, [...model.facts.keys()])
  const without = new Set(options.without)
  const report = findPaths(model, options.goal === null ? { without } : { without, goal: options.goal })
  const lost = goalsLostWithout(model, without)
  if (options.json) process.stdout.write(`${JSON.stringify({ plant: options.plant, ...report, lostWithout: lost })}\n`)
  else
    process.stdout.write(pathsText(plant.about.name, report, options.goal !== null, without.size === 0 ? null : lost))
  return 0
}

interface PathsOptions {
  readonly plant: string
  readonly goal: string | null
  readonly matches: string | null
  readonly without: readonly string[]
  readonly json: boolean
}

function parse(args: readonly string[]): PathsOptions | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        goal: { type: 'string' },
        matches: { type: 'string' },
        without: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
      },
      strict: true,
      allowPositionals: true,
    })
    const [plant] = positionals
    if (plant === undefined || positionals.length > 1) return null
    const { goal = null, matches = null, without = [], json } = values
    return { plant, goal, matches, without, json }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}

function absent(what: string, id: string, known: readonly string[]): 1 {
  const near = nearestTo(id, known)
  process.stderr.write(`penstock: the plant has no ${what} ${id}${near === null ? '' : `; did you mean ${near}?`}\n`)
  return 1
}

async function loadMatches(path: string | null): Promise<readonly AssetWeakness[] | 1 | 2> {
  if (path === null) return []
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    process.stderr.write(`penstock: ${unreadableText(path, (cause as NodeJS.ErrnoException).code ?? String(cause))}\n`)
    return 1
  }
  try {
    return Matches.parse(JSON.parse(text)).matches.map(({ assetId, advisoryId, grade, cves, kev }) => ({
      asset: assetId,
      advisory: advisoryId,
      grade,
      cves,
      isKnownExploited: isListed(kev),
    }))
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause)
    process.stderr.write(`penstock: ${path} holds no matches: ${reason}\n`)
    return 2
  }
}

/** KEV as a flag, a list of CVEs, or an entry. */
function isListed(kev: unknown): boolean {
  return Array.isArray(kev) ? kev.length > 0 : kev !== undefined && kev !== null && kev !== false
}
