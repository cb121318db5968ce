import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type DumpTable,
  openDump,
  openEmbeddedStore,
  openLoad,
  openPostgresStore,
  type Scope,
} from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { findPostgres, startPostgres } from '@penstock/testkit/services'
import { ENGINES, migratedStore } from '@penstock/testkit/stores'
import { sql } from 'kysely'
import { afterAll, describe, expect, test } from 'vitest'

const HUB: Scope = { role: 'core_service', sites: '*', clearance: 3 }
const ID = '019a0000-0000-7000-8000-00000000000'
const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-load-'))
  folders.push(folder)
  return join(folder, 'core')
}

/** Every kind of value that loses something on a careless way, and rows that refer to later rows of their own table. */
const ODD_ROWS = [
  `insert into core.site (site, name, created_at) values ('works', E'W"orks\\\\ {,}\\n\\t\\u00e9\\U0001F600 ''quoted''', '2026-11-20 10:00:00.000001+00')`,
  `insert into core.fact (id, cell, seq, kind, site, domains, observed_at, recorded_at, body) values
    ('\\x00ff10', 'ot', 9007199254740991, 'k', 'works', array['ot', 'a"b,{}', ''], '0001-01-01 00:00:00+00', '9999-12-31 23:59:59.999999+00',
     '{"deep": {"z": 1.0, "a": [null, "\\u20ac\\\\", 12345678901234567890.123]}}')`,
  `insert into core.change_event (at, kind, site, object) select now(), 'k', 'works', n::text from generate_series(1, 7) n`,
  `insert into core.plant_import (id, site, source, sha256, items, imported_by, learned_at) values ('${ID}7', 'works', 's', '\\x', 1, 'a', now())`,
  `insert into core.plant_item (site, list, item_id, ordinal, body, held, learned, import_id) values
    ('works', 'l', 'i', 0, '[]', tstzrange(null, null), tstzrange('2026-01-01 00:00:00.123456+00', null, '[)'), '${ID}7')`,
  `insert into core.asset (id, site, reference, anchor, status, merged_into, purdue_level, macs, ips, unknowns, conflicts, body, learned_at) values
    ('${ID}1', 'works', 'AST-1', 'a', 'merged', '${ID}2', 3.5, '{}', '{10.0.0.1}', 0, 0, '{}', now()),
    ('${ID}2', 'works', 'AST-2', 'b', 'observed', null, 0.1, '{}', '{}', 0, 0, '{}', now())`,
]

async function dumpOf(store: Parameters<typeof openDump<CoreTables>>[0]) {
  const dump = await openDump(store, 'core')
  const tables: { table: DumpTable; lines: string[] }[] = []
  for (const table of dump.tables) {
    const lines: string[] = []
    for await (const some of dump.rows(table)) lines.push(...some)
    tables.push({ table, lines: lines.sort() })
  }
  await dump.release()
  return { migrations: dump.migrations, tables }
}

describe.each(ENGINES.filter(({ missing }) => missing === null))('on $name', (engine) => {
  test('a dump that is loaded gives the same dump, to the last microsecond and byte', {
    timeout: 120_000,
  }, async () => {
    await using opened = await engine.open('core')
    const rowsOf = ({ tables }: Awaited<ReturnType<typeof dumpOf>>) =>
      tables.reduce((sum, { lines }) => sum + lines.length, 0)
    const made = rowsOf(await dumpOf(opened.store))
    await opened.store.transaction(HUB, async (tx) => {
      for (const statement of ODD_ROWS) await sql.raw(statement).execute(tx)
    })
    const before = await dumpOf(opened.store)
    // Two of them are the line and the key that the store keeps of the asset that is listed.
    expect(rowsOf(before) - made).toBe(15)
    const folder = await newFolder()
    const load = await openLoad({ schema: 'core', folder }, before.migrations)
    for (const { table, lines } of before.tables) if (lines.length > 0) await load.add(table, lines)
    expect(await load.finish()).toEqual([])
    await using restored = await openEmbeddedStore<CoreTables>({ folder, schema: 'core' })
    expect(await dumpOf(restored)).toEqual(before)
    // Numbers go on after the last one, and what the constraints forbid is still refused.
    const next = await restored.transaction(HUB, (tx) =>
      sql<{
        seq: number
      }>`insert into change_event (at, kind, site, object) values (now(), 'k', 's', 'o') returning seq`.execute(tx),
    )
    expect(next.rows).toEqual([{ seq: 8 }])
    const dangling = `update asset set merged_into = '${ID}9' where reference = 'AST-2'`
    await expect(restored.transaction(HUB, (tx) => sql.raw(dangling).execute(tx))).rejects.toThrow('foreign key')
  })
})

test.skipIf(findPostgres() === null)(
  'an embedded dump is loaded into a PostgreSQL server, once',
  { timeout: 120_000 },
  async () => {
    await using store = await migratedStore('core')
    await store.transaction(HUB, async (tx) => {
      for (const statement of ODD_ROWS) await sql.raw(statement).execute(tx)
    })
    const before = await dumpOf(store)
    await using server = await startPostgres()
    const place = {
      schema: 'core',
      url: server.url('hub', 'plant'),
      adminUrl: server.url('postgres', 'postgres'),
    } as const
    const abandoned = await openLoad(place, before.migrations)
    await abandoned.abandon()
    const load = await openLoad(place, before.migrations)
    for (const { table, lines } of before.tables) if (lines.length > 0) await load.add(table, lines)
    await load.finish()
    await using restored = await openPostgresStore<CoreTables>({ schema: 'core', url: place.url })
    expect((await dumpOf(restored)).tables).toEqual(before.tables)
    await expect(openLoad(place, before.migrations)).rejects.toMatchObject({ code: 'store.not-empty' })
  },
)

test('a dump of an older schema is brought up to date, one of a newer is refused', { timeout: 120_000 }, async () => {
  await using store = await migratedStore('core')
  const { migrations } = await dumpOf(store)
  const older = migrations.slice(0, 3)
  const folder = await newFolder()
  const load = await openLoad({ schema: 'core', folder }, older)
  await load.add({ name: 'account', columns: [{ name: 'id', type: 'uuid' }, ...ACCOUNT] }, [
    JSON.stringify([`${ID}1`, 'anna', '{administrator}', '{*}', 'active', '2026-11-20 10:00:00.000001+00']),
  ])
  expect(await load.finish()).toEqual(migrations.slice(3).map(({ name }) => name))
  await using restored = await openEmbeddedStore<CoreTables>({ folder, schema: 'core' })
  const names = await restored.transaction(HUB, (tx) => tx.selectFrom('account').select('name').execute())
  expect(names).toEqual([{ name: 'anna' }])
  const newer = [...migrations, { name: '20991231T2359Z-of-tomorrow.sql', hash: '0'.repeat(64) }]
  await expect(openLoad({ schema: 'core', folder: await newFolder() }, newer)).rejects.toMatchObject({
    code: 'store.newer',
  })
})

const ACCOUNT = [
  { name: 'name', type: 'text' },
  { name: 'roles', type: 'text[]' },
  { name: 'sites', type: 'text[]' },
  { name: 'state', type: 'text' },
  { name: 'created_at', type: 'timestamp with time zone' },
]

test('a column that this program does not have is refused by name', { timeout: 60_000 }, async () => {
  await using store = await migratedStore('core')
  const { migrations } = await dumpOf(store)
  const load = await openLoad({ schema: 'core', folder: await newFolder() }, migrations)
  const table = { name: 'site', columns: [{ name: 'colour', type: 'text' }] }
  await expect(load.add(table, ['["red"]'])).rejects.toThrow('the dump has site.colour as text')
  await load.abandon()
})

test.each(ENGINES.filter(({ missing }) => missing === null))(
  'on $name what is written while a dump is read is not in it',
  { timeout: 60_000 },
  async (engine) => {
    await using opened = await engine.open('core')
    const add = (n: number) =>
      opened.store.transaction(HUB, (tx) =>
        sql.raw(`insert into core.site (site, name, created_at) values ('s${n}', 'n', now())`).execute(tx),
      )
    for (let n = 0; n < 50; n++) await add(n)
    const dump = await openDump(opened.store, 'core')
    const writing = add(99)
    // The embedded engine has one session: there the writer waits for the dump.
    if (opened.store.engine === 'postgresql') await writing
    const table = dump.tables.find(({ name }) => name === 'site')
    let rows = 0
    for await (const lines of dump.rows(table!)) rows += lines.length
    await dump.release()
    await writing
    expect(rows).toBe(50)
  },
)
