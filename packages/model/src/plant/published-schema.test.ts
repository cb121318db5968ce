import { readFileSync } from 'node:fs'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { plantJsonSchema } from '@penstock/model/plant'
import { expect, test } from 'vitest'
import { z } from 'zod'

const PUBLISHED = new URL('../../../../docs/reference/plant.schema.json', import.meta.url)

test('the published schema is not stale (mend: node packages/model/scripts/write-plant-schema.mjs)', () => {
  expect(JSON.parse(readFileSync(PUBLISHED, 'utf8'))).toEqual(plantJsonSchema())
})

test('the reference plant, answer keys and all, satisfies it; a misspelt key does not', () => {
  const schema = z.fromJSONSchema(plantJsonSchema() as Parameters<typeof z.fromJSONSchema>[0])
  const plant = JSON.parse(loadWrenfieldWorksText()) as { zones: Record<string, unknown>[] }
  expect(schema.safeParse(plant).error?.issues.slice(0, 3)).toBeUndefined()
  plant.zones[0]!['subnt'] = null
  expect(schema.safeParse(plant).success).toBe(false)
})
