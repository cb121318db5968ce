// Writes docs/reference/plant.schema.json from the schema of the plant file.
// Usage: node packages/model/scripts/write-plant-schema.mjs   (Node 24 or later)
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { plantJsonSchema } from '@penstock/model/plant'

const target = fileURLToPath(new URL('../../../docs/reference/plant.schema.json', import.meta.url))
writeFileSync(target, `${JSON.stringify(plantJsonSchema(), null, 2)}\n`)
const biome = fileURLToPath(new URL('../../../node_modules/@biomejs/biome/bin/biome', import.meta.url))
const formatted = spawnSync(process.execPath, [biome, 'format', '--write', target], { stdio: 'inherit' })
process.exitCode = formatted.status ?? 1
