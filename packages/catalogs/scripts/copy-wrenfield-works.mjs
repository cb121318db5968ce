// Copies the demonstration plant into its catalogue folder and lays it out as the formatter wants it.
// Usage: node packages/catalogs/scripts/copy-wrenfield-works.mjs FILE   (FILE: reference-plant.json, schema reference-plant/2)
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const source = process.argv[2]
if (source === undefined) {
  process.stderr.write('usage: copy-wrenfield-works.mjs FILE\n')
  process.exit(2)
}
const target = fileURLToPath(new URL('../src/wrenfield-works@2/wrenfield-works.json', import.meta.url))
const plant = JSON.parse(readFileSync(source, 'utf8'))
if (plant.about?.schema !== 'reference-plant/2') {
  process.stderr.write(`${source} is not of schema reference-plant/2\n`)
  process.exit(2)
}
writeFileSync(target, `${JSON.stringify(plant, null, 2)}\n`)
const biome = fileURLToPath(new URL('../../../node_modules/@biomejs/biome/bin/biome', import.meta.url))
const formatted = spawnSync(process.execPath, [biome, 'format', '--write', target], { stdio: 'inherit' })
process.exitCode = formatted.status ?? 1
