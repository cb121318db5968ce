// The list of assets reads lines that triggers keep: for any writes and any filter it gives what reading the register itself gives.
import { AssetFilter } from '@penstock/contract/assets'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { countKnown, listRows } from './lists.ts'
import { assetUuid, referenceOf, storeAssets } from './stored-assets.fixture.ts'

const IDS = [1, 2, 3, 4, 5, 6].map(assetUuid)
const maybe = <T>(...values: T[]) => fc.constantFrom(null, ...values)
const asset = fc.record({
  id: fc.constantFrom(...IDS),
  name: maybe('Pump A', 'pump_b', 'Ärger 100%'),
  declared_id: maybe('P-1', 'p-2'),
  vendor: maybe('Siemens', 'SIEMENS AG', 'Moxa'),
  model: maybe('S7-1500', 'x'),
  role: maybe('controller', 'hmi'),
  zone: maybe('Z-1', 'Z-2'),
  owner: maybe('Ada', 'Grace'),
  team: maybe('night'),
  ips: fc.constantFrom<string[]>([], ['10.0.0.1'], ['10.0.0.2', '10.0.0.21']),
  macs: fc.constantFrom<string[]>([], ['02:00:00:00:00:0a']),
  care: fc.constantFrom({}, { location: 'Hall 3' }, { supportEnd: '2026-03-01', location: 'hall 4' }),
  isMerged: fc.constantFrom(false, false, true),
  isWithdrawn: fc.constantFrom(false, false, true),
})
type Given = typeof asset extends fc.Arbitrary<infer T> ? T : never
const steps = fc.array(fc.uniqueArray(asset, { selector: ({ id }) => id, minLength: 1, maxLength: 6 }), {
  minLength: 1,
  maxLength: 4,
})
const filters = fc.record(
  {
    text: fc.constantFrom(
      'pump',
      'PUMP_B',
      '0.0.2',
      'ärger',
      '100%',
      '_',
      'ast-2',
      'p-1',
      '00:0A',
      'siem',
      '10.0.0.2 10',
      'zz',
    ),
    zone: fc.constantFrom('Z-1', 'Z-3'),
    role: fc.constantFrom('controller'),
    vendor: fc.constantFrom('siemens', 'Siemens A', 'oxa', '%'),
    owner: fc.constantFrom('Ada'),
    unknown: fc.constantFrom('name' as const, 'zone' as const, 'location' as const),
    team: fc.constantFrom('night'),
    location: fc.constantFrom('HALL', '4'),
    supportEndsBefore: fc.constantFrom('2026-06-01', '2026-01-01'),
  },
  { requiredKeys: [] },
)

describe.each(ENGINES)('on $name', (engine) => {
  const { missing } = engine
  let opened: OpenEngine<'core'>
  beforeAll(async () => {
    if (missing === null) opened = await engine.open('core')
  })
  afterAll(() => opened?.[Symbol.asyncDispose]())
  beforeEach(({ skip }) => skip(missing !== null, missing ?? ''))

  test('[O02] after any writes a filter gives what the register holds, in its order and with its count', async () => {
    const held = new Map<string, Given>()
    await fc.assert(
      fc.asyncProperty(steps, fc.array(filters, { minLength: 3, maxLength: 6 }), async (writes, asked) => {
        for (const step of writes) {
          await storeAssets(opened.store, step)
          for (const row of step) held.set(row.id, row)
        }
        const scope = { role: 'core_ot', sites: ['works'], clearance: 0 } as const
        for (const given of asked) {
          const listed = [...held.values()].filter((row) => !row.isMerged && !row.isWithdrawn)
          const meant = listed.filter((row) => fits(row, given)).sort(byName)
          const filter = AssetFilter.parse(given)
          const found = await opened.store.transaction(scope, (tx) => listRows(tx, filter, { sort: 'name', limit: 2 }))
          expect(found.items.map(({ reference }) => reference)).toEqual(
            meant.slice(0, 2).map(({ id }) => referenceOf(id)),
          )
          expect(found.total).toBe(meant.length)
          const known = await opened.store.transaction(scope, (tx) => countKnown(tx, 'works'))
          expect([known.total, known.where.known]).toEqual([
            listed.length,
            listed.filter(({ zone }) => zone !== null).length,
          ])
        }
      }),
      { numRuns: 60 },
    )
  })

  test('a person sees the lines of granted sites alone, and writes none', async () => {
    const scope = { role: 'core_both', sites: ['elsewhere'], clearance: 3 } as const
    await opened.store.transaction(scope, async (tx) => {
      expect(await tx.selectFrom('asset_line').select('id').execute()).toEqual([])
    })
    await expect(
      opened.store.transaction(scope, (tx) => tx.updateTable('asset_line').set({ site: 'elsewhere' }).execute()),
    ).rejects.toThrow('permission denied')
  })
})

/** The filter read aloud. */
function fits(row: Given, filter: Readonly<Record<string, string>>): boolean {
  const has = (value: string | null | undefined, part: string) =>
    value?.toLowerCase().includes(part.toLowerCase()) === true
  const texts = [row.name, row.declared_id, referenceOf(row.id), row.vendor, row.model, row.ips.join(' '), ...row.macs]
  const fields: Readonly<Record<string, unknown>> = { ...row, location: undefined, ...row.care }
  const care: { readonly location?: string; readonly supportEnd?: string } = row.care
  return Object.entries(filter).every(([key, value]) => {
    if (key === 'text') return texts.some((text) => has(text, value))
    if (key === 'vendor') return row.vendor?.toLowerCase().startsWith(value.toLowerCase()) === true
    if (key === 'unknown') return (fields[value] ?? null) === null
    if (key === 'location') return has(care.location, value)
    if (key === 'supportEndsBefore') return care.supportEnd !== undefined && care.supportEnd < value
    return fields[key] === value
  })
}

/** By name in the order of bytes, as the test's databases sort; what has none comes last. */
function byName(a: Given, b: Given): number {
  if (a.name === b.name) return a.id < b.id ? -1 : 1
  if (a.name === null || b.name === null) return a.name === null ? 1 : -1
  return Buffer.compare(Buffer.from(a.name), Buffer.from(b.name))
}
