import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClickHouseClient, createClient } from '@clickhouse/client'
import { micros } from '@penstock/model/kernel'
import { openClickHouse, openTelemetry, openTelemetryAt, type Telemetry } from '@penstock/store/telemetry'
import { type ClickHouse, hasClickHouse, startClickHouse } from '@penstock/testkit/services'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { TELEMETRY_TABLES } from './columns.ts'
import { ENGINES } from './engines.fixture.ts'
import { ALWAYS, batch, entry, event, flow, odd } from './rows.fixture.ts'

const root = mkdtempSync(join(tmpdir(), 'penstock-clickhouse-test-'))
const missing = hasClickHouse() ? null : 'clickhouse-server is not installed'
let server: ClickHouse
beforeAll(async () => {
  if (missing === null) server = await startClickHouse()
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await Promise.all(ENGINES.map(({ stop }) => stop()))
  rmSync(root, { recursive: true })
})

describe('a write that does not come to its end', () => {
  beforeEach(({ skip }) => skip(missing !== null, missing ?? ''))

  test.each(['flow_interval', 'batch', 'abandoned'])(
    'at table %s, nothing of it is seen, then or later',
    async (table) => {
      const url = await server.database(`cut_at_${table}`)
      const broken = new Set([table, ...(table === 'abandoned' ? ['batch'] : [])])
      const one = entry('a', 0, { conversations: [flow({ packets: 3, bytes: 300 })] })
      const cut = await openClickHouse({ client: failingAt(url, broken) })
      await expect(cut.append([one])).rejects.toThrow('the line is cut')
      expect(await packetsOf(cut)).toBe(0)
      broken.clear()
      expect(await cut.append([entry('b', 0, { conversations: [flow({ packets: 1 })] })])).toBe(1)
      expect([await packetsOf(cut), await cut.applied('a'), await cut.applied('b')]).toEqual([1, null, 0])
      await cut[Symbol.asyncDispose]()
      await using again = await openClickHouse({ url })
      expect([await packetsOf(again), await again.applied('a')]).toEqual([1, null])
      expect([await again.append([one]), await again.append([one]), await packetsOf(again)]).toEqual([1, 0, 4])
    },
  )

  test('the program was killed before it could mark its rows: the next start hides them', async () => {
    const url = await server.database('killed')
    const broken = new Set(['batch', 'abandoned'])
    const killed = await openClickHouse({ client: failingAt(url, broken) })
    await expect(killed.append([entry('a', 0, { conversations: [flow({ packets: 3 })] })])).rejects.toThrow()
    // Not disposed: it is as if the process were gone.
    await using next = await openClickHouse({ url })
    expect(await packetsOf(next)).toBe(0)
    expect(await next.append([entry('a', 0, { conversations: [flow({ packets: 5 })] })])).toBe(1)
    expect(await packetsOf(next)).toBe(5)
  })
})

test('the tables of both engines are the same, so that a dump goes from one to the other', async () => {
  await using file = await openTelemetry({ folder: join(root, 'tables') })
  const dump = await file.dump()
  const ofFile = Object.fromEntries(dump.tables.map(({ name, columns }) => [name, columns]))
  await dump.release()
  const listed = [...TELEMETRY_TABLES].map(([name, columns]) => [
    name,
    columns.map(({ name, type }) => ({ name, type })),
  ])
  expect(ofFile).toEqual(Object.fromEntries(listed))
})

/** chdb has one folder a process. */
const PAIRS = ENGINES.flatMap((from) =>
  ENGINES.filter((to) => to !== from || to.name !== 'chdb').map((to) => ({
    from,
    to,
    name: `${from.name} to ${to.name}`,
  })),
)

describe.each(PAIRS)('a dump from $name', ({ from, to, name }) => {
  test('carries everything, and what it replaces is gone', async ({ skip }) => {
    const lacking = from.missing ?? to.missing
    skip(lacking !== null, lacking ?? '')
    const place = name.replaceAll(/\W+/g, '-')
    await using one = await from.open(join(root, `from-${place}`))
    const seen = { user: '\u0001"quoted\' \\ \ud83d\udd25', fields: '{"a":"x","n":7}', ocsf: '{"a":{"b":"deep"}}' }
    await one.append([entry('a', 3, { conversations: [flow({ packets: 3, protocol: null, serverPort: null })] })])
    await one.appendEvents([batch('a', '1', [event(seen)], [odd({ line: 2 })])])
    await using two = await to.open(join(root, `to-${place}`))
    await two.appendEvents([batch('old', '9', [event({})])])
    await move(one, two)
    const everything = { ...ALWAYS, by: 'happened', limit: 9 } as const
    for (const where of [undefined, { field: 'ocsf.a.b', op: 'is', value: 'deep' }] as const)
      expect(await two.events({ ...everything, where })).toEqual(await one.events({ ...everything, where }))
    expect(await two.events(everything)).toHaveLength(1)
    expect(await two.unknownLines(everything)).toEqual(await one.unknownLines(everything))
    expect(await two.topTalkers({ ...ALWAYS, limit: 9 })).toEqual(await one.topTalkers({ ...ALWAYS, limit: 9 }))
    expect([await two.applied('a'), await two.appendEvents([batch('a', '1', [event({})])])]).toEqual([3, 0])
  })
})

test('what cannot be opened is refused with the place and the mend, and no password', async ({ skip }) => {
  skip(missing !== null, missing ?? '')
  const url = new URL(await server.database('there'))
  url.password = 'open-sesame'
  url.pathname = '/nowhere'
  const refused = openClickHouse({ url: url.href }).catch((cause: Error) => cause.message)
  expect(await refused).toContain('nowhere')
  expect(await refused).toContain('check the address, the login and that the database exists')
  expect(await refused).not.toContain('open-sesame')
  const newer = await server.database('newer')
  const client = createClient({ url: new URL(newer).origin, database: 'newer' })
  await client.command({ query: 'create table schema_version (version Int32) engine = MergeTree order by version' })
  await client.insert({ table: 'schema_version', values: [{ version: 99 }], format: 'JSONEachRow' })
  await client.close()
  await expect(openClickHouse({ url: newer })).rejects.toMatchObject({ code: 'telemetry.newer' })
})

describe('a domain that moves from its file to a database', () => {
  beforeEach(({ skip }) => skip(missing !== null, missing ?? ''))

  test('takes along what the file holds, once, and goes on there', async () => {
    const folder = mkdtempSync(join(root, 'moving-'))
    const url = await server.database('moving')
    await filled(folder, 'a')
    for (let opening = 0; opening < 2; opening++) {
      await using telemetry = await openTelemetryAt({ folder, url })
      expect([telemetry.engine, await telemetry.applied('a'), await packetsOf(telemetry)]).toEqual(['clickhouse', 0, 1])
      await expect(openTelemetryAt({ folder, url })).rejects.toThrow('is open in another penstock process')
    }
    expect(readdirSync(folder)).toContain('moved-to-clickhouse.duckdb')
  })

  test('a move that was made and not yet put down is not made twice', async () => {
    const folder = mkdtempSync(join(root, 'half-'))
    const url = await server.database('half')
    await filled(folder, 'a')
    cpSync(folder, `${folder}.before`, { recursive: true })
    await (await openTelemetryAt({ folder, url }))[Symbol.asyncDispose]()
    await using telemetry = await openTelemetryAt({ folder: `${folder}.before`, url })
    expect(await packetsOf(telemetry)).toBe(1)
  })

  test('file and database with different telemetry are refused, and both are left as they are', async () => {
    const [folder, other] = [mkdtempSync(join(root, 'one-')), mkdtempSync(join(root, 'other-'))]
    const url = await server.database('two_places')
    await filled(folder, 'a')
    await filled(other, 'b')
    await (await openTelemetryAt({ folder: other, url }))[Symbol.asyncDispose]()
    await expect(openTelemetryAt({ folder, url })).rejects.toMatchObject({ code: 'telemetry.two-places' })
    await using file = await openTelemetry({ folder })
    await using database = await openClickHouse({ url })
    expect([await file.applied('a'), await database.applied('a'), await database.applied('b')]).toEqual([0, null, 0])
  })

  async function filled(folder: string, capture: string): Promise<void> {
    await using file = await openTelemetry({ folder })
    await file.append([entry(capture, 0, { conversations: [flow({ packets: 1 })] })])
  }
})

async function packetsOf(telemetry: Telemetry): Promise<number> {
  return (await telemetry.activity({ from: micros(0), to: micros(4e15), sites: '*', buckets: 1 }))[0]?.packets ?? 0
}

async function move(from: Telemetry, to: Telemetry): Promise<void> {
  const dump = await from.dump()
  const load = await to.load()
  for (const table of dump.tables) for await (const lines of dump.rows(table)) await load.add(table, lines)
  await load.finish()
  await dump.release()
}

/** A client whose inserts into these tables do not arrive. */
function failingAt(given: string, tables: ReadonlySet<string>): ClickHouseClient {
  const url = new URL(given)
  const client = createClient({ url: url.origin, database: url.pathname.slice(1) })
  const insert = client.insert.bind(client)
  client.insert = async (params) => {
    if (tables.has(params.table)) throw new Error('the line is cut')
    return await insert(params)
  }
  return client
}
