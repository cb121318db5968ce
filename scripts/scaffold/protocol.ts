// A new protocol room in the sensor, with its number and name.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { copyTemplates } from './copy-template.ts'
import { Edits } from './edits.ts'
import type { Name } from './name.ts'

const ROOMS = 'packages/sensor/src/protocols'
const IDS = `${ROOMS}/ids.ts`
const STREAMS = `${ROOMS}/streams.ts`
const DESCRIBE = `${ROOMS}/describe.ts`
const DOOR = `${ROOMS}/index.ts`
const SEARCH = 'packages/sensor/src/observe/recognise-stream.ts'

/**
 * Makes the protocol below `folder`, lets TCP flows that look like it become it, and gives every path that was written or
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
  dispatch(edits, name)
  const written = copyTemplates(folder, { protocol: `${ROOMS}/${name.kebab}` }, name)
  edits.write()
  return [...written, ...edits.paths]
}

function dispatch(edits: Edits, { kebab, camel, pascal, constant }: Name): void {
  const length = `${camel}Length`
  const looks = `looksLike${pascal}`
  const place = 'bytes, view, at, end'
  const choose = (act: string) => `    case id.${constant}:\n      ${act}\n`
  edits.insert(STREAMS, / {4}default:\n {6}return NOT_MINE/, choose(`return ${length}(${place})`))
  const read = `${camel}Message(ledger, bytes, at, flow, side)\n      return`
  edits.insert(STREAMS, / {4}default:\n {6}isoOnTcpMessage\(/, choose(read))
  edits.insert(STREAMS, / {4}default:\n {6}return looksLikeIsoOnTcp\(/, choose(`return ${looks}(${place})`))
  const rooms = `import { ${length}, ${camel}Message, ${looks} } from './${kebab}/index.ts'\n`
  edits.insert(STREAMS, /^import \{ looksLikeModbus/m, rooms)
  edits.insert(DESCRIBE, / {4}default:/, choose(`return describe${pascal}(code)`))
  edits.insert(DESCRIBE, /^import \{ describeModbus/m, `import { describe${pascal} } from './${kebab}/index.ts'\n`)
  edits.insert(DOOR, /^export \{ looksLikeModbus/m, `export { ${looks} } from './${kebab}/index.ts'\n`)
  const become = `  if (${looks}(${place})) return become(engine, flow, ${constant})\n`
  edits.insert(SEARCH, /^ {2}const answer = recogniseTcp\(/m, become)
  edits.insert(SEARCH, /^ {2}looksLikeEnip,$/m, `  ${constant},\n  ${looks},\n`)
}
