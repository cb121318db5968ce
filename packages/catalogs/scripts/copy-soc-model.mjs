// Copies the part about SOC models of the governance defaults into its catalogue folder.
// Usage: node packages/catalogs/scripts/copy-soc-model.mjs FILE   (FILE: governance.json, schemaVersion 1.0)
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const source = process.argv[2]
if (source === undefined) {
  process.stderr.write('usage: copy-soc-model.mjs FILE\n')
  process.exit(2)
}
const target = fileURLToPath(new URL('../src/soc-model@1/soc-model.json', import.meta.url))
const { schemaVersion, socModel } = JSON.parse(readFileSync(source, 'utf8'))
if (schemaVersion !== '1.0' || socModel === undefined) {
  process.stderr.write(`${source} is not the governance defaults of schema 1.0\n`)
  process.exit(2)
}
writeFileSync(target, `${JSON.stringify(socModel, null, 2)}\n`)
