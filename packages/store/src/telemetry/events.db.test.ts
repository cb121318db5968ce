import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { type HUNT_COLUMNS, HuntFilter } from '@penstock/model/hunts'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { eventId, type NewEvent, openTelemetry, type Telemetry } from '@penstock/store/telemetry'
import fc from 'fast-check'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ENGINES } from './engines.fixture.ts'
import { ALWAYS, batch, event, odd, second } from './rows.fixture.ts'

const root = mkdtempSync(join(tmpdir(), 'penstock-telemetry-events-'))
afterAll(() => rmSync(root, { recursive: true }))

describe.each(ENGINES)('events of other systems on $name', ({ open, stop, missing }) => {
  let folder: string
  let telemetry: Telemetry
  beforeEach(async ({ skip }) => {
    skip(missing !== null, missing ?? '')
    folder = mkdtempSync(join(root, 'cell-'))
    telemetry = await open(folder)
  })
  afterEach(() => telemetry?.[Symbol.asyncDispose]())
  afterAll(stop)

  test('a batch that comes twice, even in one call or after a restart, is kept once', async () => {
    const one = batch('a', '1', [event({ line: 1 }), event({ line: 2 })], [odd({ line: 3 })])
    expect(await telemetry.appendEvents([one, one])).toBe(1)
    await telemetry[Symbol.asyncDispose]()
    telemetry = await open(folder)
    expect(await telemetry.appendEvents([one, batch('b', '2', [event({})])])).toBe(1)
    expect((await newest()).map(({ id, source }) => `${source} ${id}`)).toEqual([
      'b 2.0000001.0',
      'a 1.0000002.0',
      'a 1.0000001.0',
    ])
    expect(await telemetry.unknownLines({ ...ALWAYS, limit: 9 })).toHaveLength(1)
  })

  test('a call that fails half way keeps nothing of it', async () => {
    const bad = batch('a', '2', [event({ rawBytes: 0.5 })])
    await expect(telemetry.appendEvents([batch('a', '1', [event({})]), bad])).rejects.toThrow()
    expect(await newest()).toEqual([])
    expect(await telemetry.appendEvents([batch('a', '1', [event({})])])).toBe(1)
  })

  test('what went in comes out, however hostile its text', async () => {
    const text = '<script>\u202e"\'; drop table event; --\n\ud83d\udd25 $from'
    const one = event({
      ...{ user: text, device: text, action: text, raw: text, sourceHost: text },
      fields: JSON.stringify({ [text]: text }),
    })
    await telemetry.appendEvents([batch(text, '1', [one], [odd({ line: 2, code: text, detail: text, raw: text })])])
    expect(await newest()).toEqual([
      {
        ...one,
        id: '1.0000001.0',
        source: text,
        batch: '1',
        site: 'works',
        format: 'syslog',
        receivedAt: second(1000),
      },
    ])
    expect((await telemetry.unknownLines({ ...ALWAYS, limit: 9 }))[0]).toMatchObject({ code: text, raw: text })
    const where = { field: `fields.${text}`, op: 'is', value: text } as const
    expect(await telemetry.events({ ...ALWAYS, by: 'happened', where, limit: 9 })).toHaveLength(1)
  })

  test('sites, sources and the period narrow every question', async () => {
    await telemetry.appendEvents([
      batch('a', '1', [event({ at: second(1) }), event({ line: 2, at: second(5) })], [odd({ line: 3 })]),
      batch('b', '2', [event({ at: second(5) })], [], { site: 'mill', receivedAt: second(2000) }),
    ])
    const asked = { from: second(5), to: second(6), by: 'happened', limit: 9 } as const
    expect((await telemetry.events({ ...asked, sites: '*' })).map(({ source }) => source)).toEqual(['b', 'a'])
    expect((await telemetry.events({ ...asked, sites: ['mill'] })).map(({ source }) => source)).toEqual(['b'])
    expect(await telemetry.events({ ...asked, sites: [] })).toEqual([])
    expect((await telemetry.events({ ...asked, sites: '*', source: 'a' })).map(({ id }) => id)).toEqual(['1.0000002.0'])
    const ids = [eventId({ batch: '1', line: 2, nth: 0 }), eventId({ batch: '9', line: 1, nth: 0 })]
    expect((await telemetry.events({ ...asked, sites: '*', ids })).map(({ id }) => id)).toEqual(['1.0000002.0'])
    expect(await telemetry.events({ ...asked, sites: ['mill'], ids })).toEqual([])
    expect(await telemetry.events({ ...asked, sites: '*', ids: [] })).toEqual([])
    expect(await telemetry.unknownLines({ ...ALWAYS, sites: ['mill'], limit: 9 })).toEqual([])
    const came = { from: second(2000), to: second(2001), sites: '*', by: 'received', limit: 9 } as const
    expect((await telemetry.events(came)).map(({ source }) => source)).toEqual(['b'])
    expect((await telemetry.sourceSummaries({ ...ALWAYS, sites: ['mill'] })).map(({ source }) => source)).toEqual(['b'])
  })

  test('pages follow each other without loss or repetition, also among events of one instant', async () => {
    const rows = Array.from({ length: 25 }, (_, line) => event({ line: line + 1, at: second(Math.floor(line / 7)) }))
    await telemetry.appendEvents([batch('a', '1', rows)])
    const seen: string[] = []
    let before: { at: EpochMicros; id: string } | undefined
    for (;;) {
      const page = await telemetry.events({ ...ALWAYS, by: 'happened', limit: 4, before })
      if (page.length === 0) break
      seen.push(...page.map(({ id }) => id))
      const last = page.at(-1)!
      before = { at: last.at, id: last.id }
    }
    expect(seen).toHaveLength(25)
    expect(new Set(seen).size).toBe(25)
  })

  test('counts over time add up to the events, and empty buckets are told', async () => {
    await telemetry.appendEvents([
      batch(
        'a',
        '1',
        [0, 1, 9, 10, 39].map((when, line) => event({ line, at: second(when) })),
      ),
    ])
    const counts = await telemetry.eventCounts({
      from: second(0),
      to: second(40),
      sites: '*',
      by: 'happened',
      buckets: 4,
    })
    expect(counts).toEqual([
      { from: second(0), events: 3 },
      { from: second(10), events: 1 },
      { from: second(20), events: 0 },
      { from: second(30), events: 1 },
    ])
    await expect(
      telemetry.eventCounts({ from: second(0), to: second(0), sites: '*', by: 'happened', buckets: 4 }),
    ).rejects.toThrow(RangeError)
  })

  test('a source is summed up: what it brought, and how long it took', async () => {
    const delays = Array.from({ length: 100 }, (_, line) =>
      event({ line, at: micros(second(1000) - (line + 1) * 1000) }),
    )
    await telemetry.appendEvents([
      batch('a', '1', delays, [odd({ line: 101 })]),
      batch('only-odd', '2', [], [odd({})], { receivedAt: second(1500) }),
    ])
    const [a, odder] = await telemetry.sourceSummaries(ALWAYS)
    expect(a).toMatchObject({ source: 'a', events: 100, unknown: 1, firstReceivedAt: second(1000) })
    expect(a?.delay?.least).toBe(1000)
    expect(Math.abs((a?.delay?.p50 ?? 0) - 50_500)).toBeLessThan(2000)
    expect(Math.abs((a?.delay?.p99 ?? 0) - 99_000)).toBeLessThan(2000)
    expect(odder).toEqual({
      ...{ source: 'only-odd', events: 0, unknown: 1, delay: null },
      ...{ firstReceivedAt: second(1500), lastReceivedAt: second(1500) },
    })
  })

  test('a filter finds exactly what a plain reading of it finds', async () => {
    const rows = fc.sample(anyEvent, { numRuns: 120, seed: 7 }).map((row, at) => ({ ...row, line: at + 1 }))
    await telemetry.appendEvents([batch('a', '1', rows)])
    let found = 0
    await fc.assert(
      fc.asyncProperty(anyFilter, async (where) => {
        expect(HuntFilter.safeParse(where).success).toBe(true)
        const kept = await telemetry.events({ ...ALWAYS, by: 'happened', where, limit: 1000 })
        const meant = rows
          .filter((row) => isMeant(where, row))
          .map(({ line }) => `1.${String(line).padStart(7, '0')}.0`)
        found += meant.length > 0 && meant.length < rows.length ? 1 : 0
        expect(kept.map(({ id }) => id).sort()).toEqual(meant.sort())
      }),
      { numRuns: 150, seed: 11 },
    )
    expect(found).toBeGreaterThan(30)
  })

  async function newest() {
    return await telemetry.events({ ...ALWAYS, by: 'received', limit: 100 })
  }
})

test('a file of version 1 is brought up when it is opened, with all that is in it', async () => {
  const folder = mkdtempSync(join(root, 'old-'))
  const instance = await DuckDBInstance.create(join(folder, 'telemetry.duckdb'))
  const connection = await instance.connect()
  await connection.run(VERSION_1)
  connection.closeSync()
  instance.closeSync()
  for (let opening = 0; opening < 2; opening++) {
    await using telemetry = await openTelemetry({ folder })
    expect(await telemetry.applied('old')).toBe(4)
    expect(await telemetry.appendEvents([batch('a', String(opening), [event({})])])).toBe(1)
    expect(await telemetry.events({ ...ALWAYS, by: 'happened', limit: 9 })).toHaveLength(opening + 1)
  }
})

test.each([
  { name: 'an unknown column', filter: { field: 'password', op: 'is', value: 'x' } },
  { name: 'SQL in a path', filter: { field: "ocsf.a') or true --", op: 'is', value: 'x' } },
  { name: 'a text where a number is compared', filter: { field: 'class', op: 'above', value: 'many' } },
  { name: 'an empty list', filter: { all: [] } },
  { name: 'too many comparisons', filter: { any: Array.from({ length: 33 }, () => ({ field: 'user', op: 'there' })) } },
  { name: 'too deep a nest', filter: nest(8) },
])('a filter with $name is refused', ({ filter }) => {
  expect(HuntFilter.safeParse(filter).success).toBe(false)
})

function nest(depth: number): unknown {
  return depth === 0 ? { field: 'user', op: 'there' } : { not: nest(depth - 1) }
}

const WORDS = ['root', 'ROOT', 'root2', '', '12', '7.5', 'a/b~c', 'x"y', '10.0.0.1', 'Grüße']
const word = fc.constantFrom(...WORDS)
const maybe = fc.option(word, { nil: null })
const anyEvent = fc
  .record({
    classUid: fc.constantFrom(1007, 3002, 4001),
    user: maybe,
    device: maybe,
    sourceIp: maybe,
    fields: fc.dictionary(word, word).map((fields) => JSON.stringify(fields)),
    ocsf: fc.record({ a: fc.record({ b: word }, { requiredKeys: [] }) }).map((ocsf) => JSON.stringify(ocsf)),
  })
  .map((given) => event(given))
const anyField = fc.oneof(
  fc.constantFrom('class', 'user', 'device', 'source-ip').map((name) => name as (typeof HUNT_COLUMNS)[number]),
  word.filter((name) => name !== '').map((name) => `fields.${name}` as const),
  fc.constant('ocsf.a.b' as const),
)
const comparison: fc.Arbitrary<HuntFilter> = fc.oneof(
  fc.record({ field: anyField, op: fc.constantFrom('is', 'contains', 'begins', 'ends'), value: word }),
  fc.record({ field: anyField, op: fc.constantFrom('above', 'below'), value: fc.constantFrom('7', '12', '3001.5') }),
  fc.record({ field: anyField, op: fc.constant('in'), values: fc.array(word, { minLength: 1, maxLength: 3 }) }),
  fc.record({ field: anyField, op: fc.constant('there') }),
)
const joined: fc.Arbitrary<HuntFilter> = fc.oneof(
  comparison,
  fc.record({ all: fc.array(comparison, { minLength: 1, maxLength: 3 }) }),
  fc.record({ any: fc.array(comparison, { minLength: 1, maxLength: 3 }) }),
)
const anyFilter: fc.Arbitrary<HuntFilter> = fc.oneof(
  joined,
  fc.record({ not: joined }),
  fc.record({ all: fc.array(joined, { minLength: 1, maxLength: 2 }) }),
)

/** What the filter says, in plain words of the language. */
function isMeant(filter: HuntFilter, row: NewEvent): boolean {
  if ('all' in filter) return filter.all.every((part) => isMeant(part, row))
  if ('any' in filter) return filter.any.some((part) => isMeant(part, row))
  if ('not' in filter) return !isMeant(filter.not, row)
  const value = saidBy(filter.field, row)
  if (value === null) return false
  const low = value.toLowerCase()
  switch (filter.op) {
    case 'there':
      return true
    case 'in':
      return filter.values.some((each) => each.toLowerCase() === low)
    case 'is':
      return low === filter.value.toLowerCase()
    case 'contains':
      return low.includes(filter.value.toLowerCase())
    case 'begins':
      return low.startsWith(filter.value.toLowerCase())
    case 'ends':
      return low.endsWith(filter.value.toLowerCase())
    case 'above':
      return value !== '' && Number(value) > Number(filter.value)
    case 'below':
      return value !== '' && Number(value) < Number(filter.value)
  }
}

function saidBy(field: string, row: NewEvent): string | null {
  if (field.startsWith('fields.'))
    return (JSON.parse(row.fields) as Record<string, string>)[field.slice('fields.'.length)] ?? null
  switch (field) {
    case 'class':
      return String(row.classUid)
    case 'user':
      return row.user
    case 'device':
      return row.device
    case 'source-ip':
      return row.sourceIp
    default:
      return (JSON.parse(row.ocsf) as { a: { b?: string } }).a.b ?? null
  }
}

/** As the programs of version 1 made it, with one batch. */
const VERSION_1 = `
  create table batch (capture varchar not null, seq integer not null, primary key (capture, seq));
  create table flow_interval (
    capture varchar not null, seq integer not null, site varchar not null,
    client_ip varchar, client_mac varchar, server_ip varchar, server_mac varchar,
    protocol varchar, transport varchar not null, server_port integer,
    packets bigint not null, bytes bigint not null, first_at bigint not null, last_at bigint not null
  );
  create table operation (
    capture varchar not null, seq integer not null, site varchar not null, happened_at bigint not null,
    protocol varchar not null, kind varchar not null, code varchar not null, name varchar not null,
    client_ip varchar, client_mac varchar, server_ip varchar, server_mac varchar,
    target varchar, result varchar, count bigint not null, file integer not null, frame bigint not null
  );
  create table anomaly (
    capture varchar not null, seq integer not null, site varchar not null, happened_at bigint not null,
    kind varchar not null, count bigint not null, detail varchar not null, file integer not null, frame bigint not null
  );
  create table schema_version (version integer not null);
  insert into schema_version values (1);
  insert into batch values ('old', 4);
`
