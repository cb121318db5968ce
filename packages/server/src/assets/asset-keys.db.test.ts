// The keys of the register are those of its rows, whatever was written, in whatever order and in how many rows a statement.
import { HUB_SERVICE } from '@penstock/server/runtime'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { assetUuid, storeAssets } from './stored-assets.fixture.ts'

interface KeyRow {
  readonly kind: string
  readonly key: string
  readonly asset_id: string
  readonly site: string
}

const IDS = [1, 2, 3, 4].map(assetUuid)
const asset = fc.record({
  id: fc.constantFrom(...IDS),
  name: fc.constantFrom(null, 'Pump A', 'PUMP a', 'Ärger'),
  declared_id: fc.constantFrom(null, 'P-1', 'p-1'),
  ips: fc.constantFrom<string[]>([], ['10.0.0.1'], ['10.0.0.1', '10.0.0.1', 'fe80::1']),
  macs: fc.constantFrom<string[]>([], ['02:00:00:00:00:01']),
  isMerged: fc.boolean(),
  isWithdrawn: fc.boolean(),
})
const writes = fc.array(fc.uniqueArray(asset, { selector: ({ id }) => id, minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 5,
})

describe.each(ENGINES)('on $name', (engine) => {
  const { missing } = engine
  let opened: OpenEngine<'core'>
  beforeAll(async () => {
    if (missing === null) opened = await engine.open('core')
  })
  afterAll(() => opened?.[Symbol.asyncDispose]())
  beforeEach(({ skip }) => skip(missing !== null, missing ?? ''))

  test('after any writes the keys say what the rows say', async () => {
    await fc.assert(
      fc.asyncProperty(writes, async (steps) => {
        for (const step of steps) await storeAssets(opened.store, step)
        const [kept, meant] = await opened.store.transaction(HUB_SERVICE, async (tx) => [
          await tx.selectFrom('asset_key').select(['kind', 'key', 'asset_id', 'site']).execute(),
          (
            await sql<KeyRow>`
            select 'name' as kind, lower(name) as key, id as asset_id, site from asset where merged_into is null and name is not null
            union select 'declared', lower(declared_id), id, site from asset where merged_into is null and declared_id is not null
            union select 'reference', reference, id, site from asset where merged_into is null
            union select 'ip', ip, id, site from asset, unnest(ips) ip where merged_into is null
            union select 'mac', mac, id, site from asset, unnest(macs) mac where merged_into is null`.execute(tx)
          ).rows,
        ])
        const lines = (rows: readonly KeyRow[]) =>
          rows.map(({ kind, key, asset_id, site }) => [kind, key, asset_id, site].join(' ')).sort()
        expect(lines(kept)).toEqual(lines(meant))
      }),
      { numRuns: 60 },
    )
  })

  test('a person sees the keys of granted sites alone, and writes none', async () => {
    const scope = { role: 'core_both', sites: ['elsewhere'], clearance: 3 } as const
    await opened.store.transaction(scope, async (tx) => {
      expect(await tx.selectFrom('asset_key').selectAll().execute()).toEqual([])
    })
    await expect(opened.store.transaction(scope, (tx) => tx.deleteFrom('asset_key').execute())).rejects.toThrow(
      'permission denied',
    )
  })
})
