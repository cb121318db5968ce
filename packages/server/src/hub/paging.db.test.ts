// Pages of the register while it changes: no row that stayed is met twice or missed, in any sort, from any place.
import type { AssetRow } from '@penstock/contract/assets'
import { HUB_SERVICE, newUuid, uuidOfContent } from '@penstock/server/runtime'
import { type Store, sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse, type Person } from './house.fixture.ts'

let house: House
let person: Person
let store: Store<CoreTables>

beforeAll(async () => {
  house = await openHouse()
  person = await house.founder()
  store = house.core
})
afterAll(async () => await house[Symbol.asyncDispose]())

const SORTS = ['name', '-name', 'zone', '-zone', 'lastAt', '-lastAt'] as const

interface Row {
  readonly name: string | null
  readonly zone: string | null
  readonly lastAt: number | null
}

async function put(site: string, rows: readonly Row[]): Promise<void> {
  const values = rows.map(({ name, zone, lastAt }) => {
    const id = uuidOfContent([newUuid()])
    return {
      id,
      site,
      reference: `AST-${id.slice(-8)}`,
      anchor: id,
      status: 'observed',
      name,
      zone,
      last_at: lastAt === null ? null : sqlInstant(lastAt as never),
      macs: [],
      ips: [],
      unknowns: 0,
      conflicts: 0,
      body: sqlJson({
        asset: { protocols: [] },
        decisions: [],
      }),
      learned_at: sqlInstant(0 as never),
    }
  })
  await store.transaction(HUB_SERVICE, (tx) =>
    tx
      .insertInto('asset')
      .values(values as never)
      .execute(),
  )
}

interface PageOf {
  readonly items: AssetRow[]
  readonly total: number
  readonly nextCursor: string | null
}

async function pageOf(query: string): Promise<PageOf> {
  const answer = await person.get(`/api/assets?${query}`)
  expect([query, answer.status, answer.status === 200 ? '' : answer.text]).toEqual([query, 200, ''])
  return answer.body as PageOf
}

const rows = fc.array(
  fc.record<Row>({
    name: fc.option(fc.constantFrom('', 'a', 'A', 'é', '"', "it's", 'x'.repeat(200), '日本', '<script>', '=cmd()')),
    zone: fc.option(fc.constantFrom('Z1', 'Z2')),
    lastAt: fc.option(fc.constantFrom(0, 1, 1_700_000_000_000_001)),
  }),
  { minLength: 1, maxLength: 25 },
)

test('a walk over the pages meets every row that stayed exactly once, while others come and go', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      rows,
      rows,
      fc.constantFrom(...SORTS),
      fc.integer({ min: 1, max: 7 }),
      async (before, added, sort, limit) => {
        const site = `walk-${run++}`
        await put(site, before)
        const whole = await pageOf(`site=${site}&sort=${sort}&limit=500`)
        const met: string[] = []
        for (let cursor: string | null = ''; cursor !== null; ) {
          const page = await pageOf(
            `site=${site}&sort=${sort}&limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`,
          )
          met.push(...page.items.map(({ id }) => id))
          if (cursor === '') await put(site, added)
          cursor = page.nextCursor
        }
        const stayed = new Set(whole.items.map(({ id }) => id))
        expect(met.filter((id) => stayed.has(id))).toEqual(whole.items.map(({ id }) => id))
        expect(new Set(met).size).toBe(met.length)
      },
    ),
    { numRuns: 25 },
  )
})

test.each([
  { name: 'a number', cursor: '40' },
  { name: 'no base64', cursor: '%%%' },
  { name: 'another sort', cursor: cursorOf(['zone', 'Z1', '018f0000-0000-7000-8000-000000000000']) },
  { name: 'a text where an instant stands', sort: 'lastAt', cursor: cursorOf(['lastAt', 'x', newUuid()]) },
  { name: 'an instant between two microseconds', sort: 'lastAt', cursor: cursorOf(['lastAt', 0.5, newUuid()]) },
  { name: 'an id that is none', cursor: cursorOf(['name', 'a', "'; drop table core.asset"]) },
  { name: 'a text that no store keeps', cursor: cursorOf(['name', 'a\u0000b', newUuid()]) },
])('a cursor that is $name is refused with its place', async ({ cursor, sort = 'name' }) => {
  const answer = await person.get(`/api/assets?sort=${sort}&cursor=${encodeURIComponent(cursor)}`)
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
  expect(answer.text).toContain('query.cursor')
})

function cursorOf(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
