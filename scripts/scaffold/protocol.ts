// A new protocol room in the sensor, with its number and name.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { copyTemplates, insertBefore } from './copy-template.ts'
import type { Name } from './name.ts'

const IDS = 'packages/sensor/src/protocols/ids.ts'

/**
 * Makes the protocol below `folder` and gives every path that was written or changed. Throws a RangeError when the sensor
 * knows a protocol of that name.
 */
export function makeProtocol(folder: string, name: Name): readonly string[] {
  const ids = readFileSync(join(folder, IDS), 'utf8')
  const taken = new RegExp(`^export const ${name.constant} = |^ {2}'${name.kebab}',$`, 'm')
  if (taken.test(ids)) throw new RangeError(`${name.kebab} already has a number in ${IDS}`)
  const numbers = [...ids.matchAll(/^export const [A-Z][A-Z0-9_]* = (\d+)$/gm)].map(([, number]) => Number(number))
  const next = Math.max(...numbers) + 1
  const written = copyTemplates(folder, { protocol: `packages/sensor/src/protocols/${name.kebab}` }, name)
  insertBefore(folder, IDS, /^\nconst NAMES/m, `export const ${name.constant} = ${next}\n`)
  insertBefore(folder, IDS, /^\]$/m, `  '${name.kebab}',\n`)
  return [...written, IDS]
}
