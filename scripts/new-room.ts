// `npm run new:room <name> [-- --after <room>]`: a room in model, contract and server that compiles, is tested and refuses.
import { formatFiles } from './scaffold/format.ts'
import { nameOf } from './scaffold/name.ts'
import { makeRoom } from './scaffold/room.ts'

const [given, ...options] = process.argv.slice(2)
const after = options[0] === '--after' ? options[1] : 'reports'
try {
  const name = nameOf(given)
  const written = makeRoom(process.cwd(), name, after ?? '')
  formatFiles(process.cwd(), written)
  process.stdout.write(`${written.join('\n')}\n`)
  process.stderr.write(`next: say what ${name.kebab} is for in its READMEs and in docs/glossary.md, replace the first rule and its
test, give it a table (\`-- room: ${name.kebab}\` above its create table), and serve it: serve${name.pascal} in packages/server/src/hub.
Then: npm run documents, npm run check\n`)
} catch (error) {
  if (!(error instanceof RangeError)) throw error
  process.stderr.write(`new:room: ${error.message}\n`)
  process.exitCode = 2
}
