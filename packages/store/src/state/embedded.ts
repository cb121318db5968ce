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

/**
 * Opens (or makes) the store in `folder` and brings its schema up to date. Throws StoreError: `store.locked`,
 * `store.not-whole`, `store.newer`, `store.migration-changed`, `store.migration-failed`, `store.engine-version`.
 */
export async function openEmbeddedStore<Tables>(options: {
  readonly folder: string
  readonly schema: SchemaName
}): Promise<Store<Tables>> {
  const { folder, schema } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unlock = lockFolder(folder)
  try {
    const engine = await openDataDirectory(folder)
    try {
      const pool = new Pool(poolConfig(engine))
      await migrate(pool, schema, folder)
      // The session's user is always the superuser, which row-level security does not hold; this role may do nothing,
      // so a statement outside `transaction` sees nothing.
      await pool.query('set role penstock_nobody')
      const close = (): Promise<void> => engine.close().finally(unlock)
      return storeOnPool<Tables>({ engine: 'pglite', pool, schema, close })
    } catch (cause) {
      await engine.close()
      throw cause
    }
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
  return { ...config, max: 1, idleTimeoutMillis: 0, types: STORE_TYPES } as PoolConfig
}
