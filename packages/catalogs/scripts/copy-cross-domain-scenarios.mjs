// Copies the cross-domain attack scenarios into their catalogue folder.
// Usage: node packages/catalogs/scripts/copy-cross-domain-scenarios.mjs FILE   (FILE: cross-domain-scenarios.json, version 1)
// `stage-feeds.json` beside them is ours and is not touched; the loader fails when a stage or look-alike has no feed.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const source = process.argv[2]
if (source === undefined) {
  process.stderr.write('usage: copy-cross-domain-scenarios.mjs FILE\n')
  process.exit(2)
}
const target = fileURLToPath(new URL('../src/cross-domain-scenarios@1/cross-domain-scenarios.json', import.meta.url))
const file = JSON.parse(readFileSync(source, 'utf8'))
if (file.$about?.version !== 1 || !Array.isArray(file.scenarios)) {
  process.stderr.write(`${source} does not hold cross-domain scenarios of version 1\n`)
  process.exit(2)
}
writeFileSync(target, `${JSON.stringify(file, null, 2)}\n`)
