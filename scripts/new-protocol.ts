// `npm run new:protocol <name>`: a protocol room in the sensor that compiles and is tested, with its number and name.
import { formatFiles } from './scaffold/format.ts'
import { nameOf } from './scaffold/name.ts'
import { makeProtocol } from './scaffold/protocol.ts'

try {
  const name = nameOf(process.argv[2])
  const written = makeProtocol(process.cwd(), name)
  formatFiles(process.cwd(), written)
  process.stdout.write(`${written.join('\n')}\n`)
  process.stderr.write(`next: read docs/guides/contributing-a-protocol.md, replace the stand-in form, names and sources, add an encoder in
packages/sensor/src/encoders and a capture in fixtures/captures/${name.kebab}, and let the sensor recognise it\n`)
} catch (error) {
  if (!(error instanceof RangeError)) throw error
  process.stderr.write(`new:protocol: ${error.message}\n`)
  process.exitCode = 2
}
