// The embedded engine looks after its tables by itself: statistics after a load, no table that grows for ever, nothing once closed.
import { rmSync } from 'node:fs'
import { openEmbeddedStore, type Scope, type Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { migratedFolder } from '@penstock/testkit/stores'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openEmbeddedPool } from './embedded.ts'
import { storeOnPool } from './pooled-store.ts'
import { startUpkeep } from './upkeep.ts'

const HUB: Scope = { role: 'core_service', sites: '*', clearance: 3 }
const SITES = 3000
/** Of the table of sites. */
const COLUMNS = 6

let folder: string
beforeEach(async () => {
  folder = await migratedFolder('core')
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (upkeepMs?: number) => openEmbeddedStore<CoreTables>({ folder, schema: 'core', upkeepMs })

test('after a load there are statistics, gathered while nobody asks', async () => {
  await using store = await open(20)
  const before = await known(store)
  expect(before.columns).toBe(0)
  await load(store)
  await expect.poll(() => known(store), WAIT).toMatchObject({ rows: SITES, columns: COLUMNS })
  await renameAll(store, 'north')
  await expect.poll(async () => (await known(store)).names, WAIT).toBe('{north}')
})

test('what was loaded before a start has statistics after it', async () => {
  {
    await using store = await open()
    await load(store)
    expect(await known(store)).toMatchObject({ columns: 0 })
  }
  await using store = await open(20)
  await expect.poll(() => known(store), WAIT).toMatchObject({ rows: SITES, columns: COLUMNS })
})

test('a table whose rows are written again and again stays as large as it was, near enough', async () => {
  await using store = await open(20)
  await load(store)
  const { pages } = await known(store)
  for (let round = 0; round < 8; round++) {
    const { vacuums } = await known(store)
    await renameAll(store, `round ${round}`)
    await expect.poll(async () => (await known(store)).vacuums, WAIT).toBeGreaterThan(vacuums)
  }
  expect((await known(store)).pages).toBeLessThan(4 * pages)
})

test('while somebody uses the session nothing is begun, and afterwards it is nobody’s again', async () => {
  const { pool, close } = await openEmbeddedPool({ folder, schema: 'core' })
  const store = storeOnPool<CoreTables>({ engine: 'pglite', pool, schema: 'core', close })
  await load(store)
  const upkeep = startUpkeep(pool, 'core', 5)
  await store.transaction(HUB, async (tx) => {
    await new Promise((done) => setTimeout(done, 200))
    const { rows } = await sql`select current_user::text as who, current_setting('app.sites') as sites`.execute(tx)
    expect(rows).toEqual([{ who: 'core_service', sites: '*' }])
  })
  await expect.poll(() => known(store), WAIT).toMatchObject({ columns: COLUMNS })
  await upkeep.stop()
  const { rows } = await pool.query('select current_user::text as who')
  expect(rows).toEqual([{ who: 'penstock_nobody' }])
  await store[Symbol.asyncDispose]()
})

test('closed in the middle of it, the store is whole', async () => {
  for (const afterMs of [0, 3, 10, 40]) {
    const store = await open(1)
    await load(store)
    await new Promise((done) => setTimeout(done, afterMs))
    await store[Symbol.asyncDispose]()
  }
  await using store = await open()
  expect(await store.health()).toBe(true)
  expect((await store.transaction(HUB, (tx) => tx.selectFrom('site').select('site').execute())).length).toBe(SITES)
})

const WAIT = { timeout: 20_000, interval: 50 } as const

async function load(store: Store<CoreTables>): Promise<void> {
  await store.transaction(HUB, (tx) =>
    sql`insert into site (site, name, created_at) select 'site-' || n, 'site ' || n, now() from generate_series(1, ${SITES}::integer) n
      on conflict do nothing`.execute(tx),
  )
}

async function renameAll(store: Store<CoreTables>, name: string): Promise<void> {
  await store.transaction(HUB, (tx) => tx.updateTable('site').set({ name }).execute())
}

interface Known {
  readonly rows: number
  readonly columns: number
  readonly names: string | null
  readonly vacuums: number
  readonly pages: number
}

/** What the engine knows of the table of sites, by its own catalogs. */
async function known(store: Store<CoreTables>): Promise<Known> {
  return await store.transaction(HUB, async (tx) => {
    await sql`set local role postgres`.execute(tx)
    const { rows } = await sql<Known>`
      select c.reltuples::integer as rows, (select count(*)::integer from pg_stats where tablename = 'site') as columns,
        (select most_common_vals::text from pg_stats where tablename = 'site' and attname = 'name') as names,
        pg_stat_get_vacuum_count(c.oid)::integer as vacuums, (pg_relation_size(c.oid) / 8192)::integer as pages
      from pg_class c where c.oid = 'core.site'::regclass`.execute(tx)
    return rows[0]!
  })
}
