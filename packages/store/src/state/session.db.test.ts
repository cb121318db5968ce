import { rmSync } from 'node:fs'
import type { CoreTables } from '@penstock/store/tables'
import { coreTables } from '@penstock/store/tables'
import { findPostgres, startPostgres } from '@penstock/testkit/services'
import { migratedFolder } from '@penstock/testkit/stores'
import { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openEmbeddedPool } from './embedded.ts'
import { storeOnPool } from './pooled-store.ts'
import { provisionPostgres } from './provision.ts'
import type { Engine, Scope, Store } from './store.ts'

const HUB: Scope = { role: 'core_service', sites: '*', clearance: 3 }

interface Session {
  readonly pool: Pool
  close(): Promise<void>
}

const SESSIONS: readonly { name: Engine; missing: string | null; nobody: string; open: () => Promise<Session> }[] = [
  {
    name: 'pglite',
    missing: null,
    nobody: 'penstock_nobody',
    open: async () => {
      const folder = await migratedFolder('core')
      const { pool, close } = await openEmbeddedPool({ folder, schema: 'core' })
      return { pool, close: () => close().finally(() => rmSync(folder, { recursive: true })) }
    },
  },
  {
    name: 'postgresql',
    missing: findPostgres() === null ? 'postgresql is not installed' : null,
    nobody: 'penstock_core',
    open: async () => {
      const server = await startPostgres()
      const adminUrl = server.url('postgres', 'postgres')
      await provisionPostgres({ adminUrl, schema: 'core', database: 'penstock_core', login: 'penstock_core' })
      const pool = new Pool({ connectionString: server.url('penstock_core', 'penstock_core'), max: 1 })
      // The server may end before its farewell is read.
      pool.on('error', () => undefined)
      return { pool, close: async () => await server[Symbol.asyncDispose]() }
    },
  },
]

describe.each(SESSIONS)('the session of $name', ({ missing, nobody, open }) => {
  let session: Session
  let store: Store<CoreTables>
  let pool: Pool
  beforeAll(async () => {
    if (missing !== null) return
    session = await open()
    pool = session.pool
    store = storeOnPool<CoreTables>({ engine: 'pglite', pool, schema: 'core', close: () => session.close() })
    await store.transaction(HUB, (tx) =>
      tx.insertInto('site').values({ site: 'north', name: 'North', created_at: '2026-10-01T06:00:00Z' }).execute(),
    )
  })
  afterAll(() => store?.[Symbol.asyncDispose]())
  beforeEach(({ skip }) => skip(missing !== null, missing ?? ''))

  test('a transaction that takes no role sees nothing of any table', async () => {
    const client = await pool.connect()
    try {
      for (const table of Object.keys(coreTables)) {
        await client.query('begin')
        await expect(client.query(`select * from core.${table}`), table).rejects.toThrow('permission denied')
        await client.query('rollback')
        await expect(client.query(`insert into core.${table} default values`), table).rejects.toThrow(
          'permission denied',
        )
      }
    } finally {
      client.release()
    }
  })

  test('nothing of a scope is left in the session once its transaction is over', async () => {
    const left = async () => {
      const { rows } = await pool.query(`select current_user::text as role, current_setting('app.sites', true) as sites,
        current_setting('app.clearance', true) as clearance`)
      return rows[0] as unknown
    }
    const nothing = { role: nobody, sites: '', clearance: '' }
    await store.transaction(HUB, (tx) => tx.selectFrom('site').selectAll().execute())
    expect(await left()).toEqual(nothing)
    await expect(store.transaction(HUB, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await left()).toEqual(nothing)
    const failing = store.transaction(HUB, (tx) =>
      tx
        .selectFrom('nowhere' as 'site')
        .selectAll()
        .execute(),
    )
    await expect(failing).rejects.toThrow('does not exist')
    expect(await left()).toEqual(nothing)
  })
})
