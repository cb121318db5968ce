// The embedded store: PGlite in this process, one directory, one exclusive holder, migrated on opening.
import { mkdirSync } from 'node:fs'
import type { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import { Pool, type PoolConfig } from 'pg'
import { openDataDirectory } from './data-directory.ts'
import { lockFolder } from './folder-lock.ts'
import { migrate } from './migrate.ts'
import { storeOnPool } from './pooled-store.ts'
import type { SchemaName, Store } from './store.ts'
import { STORE_TYPES } from './types.ts'
import { startUpkeep } from './upkeep.ts'

interface EmbeddedOptions {
  readonly folder: string
  readonly schema: SchemaName
  /** How often statistics and dead rows are looked after while nobody asks; never unless told. */
  readonly upkeepMs?: number | undefined
}

/**
 * Opens (or makes) the store in `folder` and brings its schema up to date. Throws StoreError: `store.locked`,
 * `store.not-whole`, `store.newer`, `store.migration-changed`, `store.migration-failed`, `store.engine-version`.
 */
export async function openEmbeddedStore<Tables>(options: EmbeddedOptions): Promise<Store<Tables>> {
  const { schema, upkeepMs } = options
  const { pool, close } = await openEmbeddedPool(options)
  const store = storeOnPool<Tables>({ engine: 'pglite', pool, schema, close })
  if (upkeepMs === undefined) return store
  const upkeep = startUpkeep(pool, schema, upkeepMs)
  const dispose = async (): Promise<void> => {
    await upkeep.stop()
    await store[Symbol.asyncDispose]()
  }
  return { ...store, [Symbol.asyncDispose]: dispose }
}

/** The migrated engine's one session. `close` runs after the pool has ended. */
export async function openEmbeddedPool(options: EmbeddedOptions): Promise<{ pool: Pool; close: () => Promise<void> }> {
  const { folder, schema } = options
  const { pool, close } = await openOwnedPool(folder)
  try {
    await migrate(pool, schema, folder)
    // The session's user is always the superuser, which row-level security does not hold; this role may do nothing,
    // so a statement outside `transaction` sees nothing.
    await pool.query('set role penstock_nobody')
    return { pool, close }
  } catch (cause) {
    await close()
    throw cause
  }
}

/** The engine's one session as its owner, whatever is in it; `close` lets go of the folder. */
export async function openOwnedPool(folder: string): Promise<{ pool: Pool; close: () => Promise<void> }> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unlock = lockFolder(folder)
  try {
    const engine = await openDataDirectory(folder)
    const pool = new Pool(poolConfig(engine))
    // Without a listener a fault of the idle session would end the process; `health` tells of it.
    pool.on('error', () => undefined)
    return { pool, close: () => engine.close().finally(unlock) }
  } catch (cause) {
    unlock()
    throw cause
  }
}

/** PGlite has one session: one client, never recycled. */
function poolConfig(engine: PGlite): PoolConfig {
  const config = createPgConfig(engine)
  const { connection } = config
  const parse = connection.parse.bind(connection)
  // The shim fails on a `types` that is no list, and the pool then hangs.
  connection.parse = (query: { types?: unknown }) =>
    parse({ ...query, types: Array.isArray(query.types) ? query.types : undefined })
  const { user, database, host, port, password } = config
  const only = { max: 1, idleTimeoutMillis: 0, types: STORE_TYPES }
  // `connection` is how a client is told to speak to the engine in place of a socket; pg's types do not list it.
  return { ...only, connection, user, database, host, port, password } as PoolConfig
}
