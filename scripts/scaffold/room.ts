// A new room in model, contract and server, registered where rooms are listed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { copyTemplates } from './copy-template.ts'
import { Edits } from './edits.ts'
import type { Name } from './name.ts'

const ORDER = '.dependency-cruiser.mjs'
const CATALOGUE = 'packages/contract/src/catalogue/index.ts'
const PROBLEMS = 'packages/contract/src/problems/index.ts'

/**
 * Makes the room below `folder` and gives every path that was written or changed. It may build on `after` and on the
 * rooms before that one. Throws a RangeError when a room of that name is there, or `after` is none.
 */
export function makeRoom(folder: string, name: Name, after: string): readonly string[] {
  const rooms = roomsInOrder(readFileSync(join(folder, ORDER), 'utf8'))
  if (rooms.includes(name.kebab)) throw new RangeError(`${name.kebab} already has its place in the order of rooms`)
  if (!rooms.includes(after)) throw new RangeError(`--after takes one of: ${rooms.join(', ')}`)
  const edits = new Edits(folder)
  const next = rooms[rooms.indexOf(after) + 1]
  edits.insert(ORDER, next === undefined ? /^\]$/m : new RegExp(`^ {2}'${next}',$`, 'm'), `  '${name.kebab}',\n`)
  const importLine = `import * as ${name.camel} from '@penstock/contract/${name.kebab}'\n`
  edits.insert(CATALOGUE, /^import \* as zones/m, importLine)
  edits.insert(CATALOGUE, /(?<=^const rooms = \[[^\]]*)zones,?\s*\]/m, `${name.camel}, `)
  edits.insert(PROBLEMS, /^\} as const satisfies Record<string, ProblemRule>/m, problem(name))
  const parts = ['model', 'contract', 'server'] as const
  const targets = Object.fromEntries(parts.map((part) => [`room/${part}`, `packages/${part}/src/${name.kebab}`]))
  const written = copyTemplates(folder, targets, name)
  edits.write()
  return [...written, ...edits.paths]
}

function roomsInOrder(configuration: string): readonly string[] {
  const list = /const rooms = \[([^\]]*)\]/.exec(configuration)?.[1] ?? ''
  return [...list.matchAll(/'([^']+)'/g)].map(([, room = '']) => room)
}

function problem({ kebab }: Name): string {
  const title = `The plant declares nothing about ${kebab.replaceAll('-', ' ')}`
  return `  '${kebab}.nothing-declared': { status: 409, title: '${title}', mend: 'Import a plant file that does.' },\n`
}
