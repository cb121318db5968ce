// A new protocol room in the sensor, with its number and name.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { copyTemplates } from './copy-template.ts'
import { Edits } from './edits.ts'
import type { Name } from './name.ts'

const ROOMS = 'packages/sensor/src/protocols'
const IDS = `${ROOMS}/ids.ts`
const READERS = `${ROOMS}/readers.ts`

/**
 * Makes the protocol below `folder`, lets TCP flows that have its form become it, and gives every path that was written or
 * changed. Throws a RangeError when the sensor knows a protocol of that name.
 */
export function makeProtocol(folder: string, name: Name): readonly string[] {
  const ids = readFileSync(join(folder, IDS), 'utf8')
  const taken = new RegExp(`^export const ${name.constant} = |^ {2}'${name.kebab}',$`, 'm')
  if (taken.test(ids)) throw new RangeError(`${name.kebab} already has a number in ${IDS}`)
  const numbers = [...ids.matchAll(/^export const [A-Z][A-Z0-9_]* = (\d+)$/gm)].map(([, number]) => Number(number))
  const next = Math.max(...numbers) + 1
  const edits = new Edits(folder)
  edits.insert(IDS, /^\nconst NAMES/m, `export const ${name.constant} = ${next}\n`)
  edits.insert(IDS, /^\]$/m, `  '${name.kebab}',\n`)
  edits.insert(READERS, /^import type \{ Reader \}/m, `import { ${name.camel} } from './${name.kebab}/index.ts'\n`)
  edits.insert(READERS, /\]\n\nconst MOST_PROTOCOLS/, ` ${name.camel},`)
  const written = copyTemplates(folder, { protocol: `${ROOMS}/${name.kebab}` }, name)
  edits.write()
  return [...written, ...edits.paths]
}
