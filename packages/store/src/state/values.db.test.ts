import { isoOfMicros, micros } from '@penstock/model/kernel'
import {
  type Scope,
  type Store,
  spanOfText,
  sqlInstant,
  sqlInstants,
  sqlJson,
  sqlSpan,
  sqlTexts,
} from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import fc from 'fast-check'
import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

const HUB: Scope = { role: 'core_service', sites: '*', clearance: 3 }
/** All that safe integers of microseconds reach: years 1685 to 2255. */
const instant = fc.maxSafeInteger().map(micros)

describe.each(ENGINES)('values on $name', (engine) => {
  let open: OpenEngine<'core'>
  let store: Store<CoreTables>
  beforeAll(async () => {
    if (engine.missing !== null) return
    open = await engine.open('core')
    store = open.store
  })
  afterAll(() => open?.[Symbol.asyncDispose]())
  beforeEach(({ skip }) => skip(engine.missing !== null, engine.missing ?? ''))

  function select<Value>(query: RawBuilder<{ value: Value }>): Promise<Value> {
    return store.transaction(HUB, async (tx) => (await query.execute(tx)).rows[0]!.value)
  }

  test('an instant comes back exact to the microsecond, in any spelling it went in', async () => {
    await fc.assert(
      fc.asyncProperty(instant, async (at) => {
        expect(await select(sql<{ value: number }>`select ${sqlInstant(at)} as value`)).toBe(at)
        expect(await select(sql<{ value: number }>`select ${isoOfMicros(at)}::timestamptz as value`)).toBe(at)
        // What the engine itself makes of it.
        const micros = sql<{ value: number }>`select (extract(epoch from ${sqlInstant(at)}) * 1000000)::bigint as value`
        expect(await select(micros)).toBe(at)
      }),
      { numRuns: 60 },
    )
  })

  test('instants compare in the database as they do outside', async () => {
    await fc.assert(
      fc.asyncProperty(instant, instant, async (a, b) => {
        const smaller = sql<{ value: boolean }>`select ${sqlInstant(a)} < ${sqlInstant(b)} as value`
        expect(await select(smaller)).toBe(a < b)
      }),
      { numRuns: 30 },
    )
  })

  test('a span of time survives, open ends included', async () => {
    const bound = fc.option(instant)
    await fc.assert(
      fc.asyncProperty(bound, bound, async (a, b) => {
        fc.pre(a === null || b === null || a !== b)
        const [from, to] = a !== null && b !== null && a > b ? [b, a] : [a, b]
        const text = await select(sql<{ value: string }>`select ${sqlSpan({ from, to })} as value`)
        expect(spanOfText(text)).toEqual({ from, to })
      }),
      { numRuns: 40 },
    )
  })

  test('a document survives, a bare list and a bare text too', async () => {
    const text = fc.string({ unit: 'grapheme' }).filter((one) => !one.includes('\0'))
    const document = fc.jsonValue({ noUnicodeString: true }).filter((value) => !hasNegativeZero(value))
    await fc.assert(
      fc.asyncProperty(fc.oneof(document, text, fc.array(text)), async (value) => {
        expect(await select(sql<{ value: unknown }>`select ${sqlJson(value)} as value`)).toEqual(value)
      }),
      { numRuns: 60 },
    )
  })

  test('lists go in as one array each', async () => {
    const text = fc.option(fc.string({ unit: 'grapheme' }).filter((one) => !one.includes('\0')))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, fc.option(instant))), async (rows) => {
        const query = sql<{
          value: unknown
        }>`select coalesce(array_agg(array[t, (extract(epoch from i) * 1000000)::bigint::text]
          order by n), '{}') as value from unnest(${sqlTexts(rows.map(([t]) => t))}, ${sqlInstants(rows.map(([, i]) => i))})
          with ordinality as u (t, i, n)`
        expect(await select(query)).toEqual(rows.map(([t, i]) => [t, i === null ? null : String(i)]))
      }),
      { numRuns: 40 },
    )
  })

  test('a 64-bit integer is a number, and fails where a number would round', async () => {
    await fc.assert(
      fc.asyncProperty(fc.maxSafeInteger(), async (value) => {
        expect(await select(sql<{ value: number }>`select ${value}::bigint as value`)).toBe(value)
      }),
      { numRuns: 30 },
    )
    await expect(select(sql<{ value: number }>`select 9007199254740992::bigint as value`)).rejects.toThrow(RangeError)
    expect(await select(sql<{ value: unknown }>`select array[1, null, 3]::bigint[] as value`)).toEqual([1, null, 3])
    // A failed read leaves the store usable.
    expect(await store.health()).toBe(true)
  })

  test.each([
    ['infinity', `'infinity'::timestamptz`],
    ['a year before 0', `'0044-03-15 BC'::timestamptz`],
  ])('%s is refused instead of guessed', async (_name, text) => {
    await expect(select(sql<{ value: number }>`select ${sql.raw(text)} as value`)).rejects.toThrow(RangeError)
  })

  test('the other types', async () => {
    const row = await select(sql<{ value: unknown }>`select jsonb_build_object() as value`)
    expect(row).toEqual({})
    expect(await select(sql<{ value: unknown }>`select 12345678901234567890.12::numeric as value`)).toBe(
      '12345678901234567890.12',
    )
    expect(await select(sql<{ value: unknown }>`select '00000000-0000-7000-8000-000000000001'::uuid as value`)).toBe(
      '00000000-0000-7000-8000-000000000001',
    )
    expect(await select(sql<{ value: Buffer }>`select ${Buffer.from([0, 255, 7])}::bytea as value`)).toEqual(
      Buffer.from([0, 255, 7]),
    )
    expect(await select(sql<{ value: unknown }>`select array['a', null, 'c"d,{}']::text[] as value`)).toEqual([
      'a',
      null,
      'c"d,{}',
    ])
    expect(await select(sql<{ value: unknown }>`select date '2026-10-01' as value`)).toBe('2026-10-01')
    expect(await select(sql<{ value: unknown }>`select true as value`)).toBe(true)
    expect(await select(sql<{ value: unknown }>`select 1.5::real as value`)).toBe(1.5)
  })

  test('a number of microseconds is refused where an instant belongs', async () => {
    const raw = sql<{ value: unknown }>`select ${1_790_834_400_000_000}::timestamptz as value`
    await expect(select(raw)).rejects.toThrow('out of range')
  })
})

test('a range of instants that is not half-open is refused', () => {
  for (const text of ['empty', '["2026-10-01 00:00:00+00","2026-10-02 00:00:00+00"]', '', '[1,2)'])
    expect(() => spanOfText(text), text).toThrow(RangeError)
})

function hasNegativeZero(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasNegativeZero)
  if (value !== null && typeof value === 'object') return Object.values(value).some(hasNegativeZero)
  return Object.is(value, -0)
}
