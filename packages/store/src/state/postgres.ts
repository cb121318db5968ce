// The store on a PostgreSQL server: a login of its own, a database of its own.
import { Pool } from 'pg'
import { StoreError } from './errors.ts'
import { checkMigrated } from './migrate.ts'
import { storeOnPool } from './pooled-store.ts'
import type { SchemaName, Store } from './store.ts'
import { STORE_TYPES } from './types.ts'

/** The oldest server whose dialect the migrations keep to. */
const OLDEST_VERSION = 150_000

export interface PostgresStoreOptions {
  readonly schema: SchemaName
  /** `postgresql://login:password@host:port/database?sslmode=verify-full` */
  readonly url: string
  /** 1 to some 50; 8 unless told. */
  readonly maxConnections?: number
}

/**
 * Opens a database that `provisionPostgres` made. Throws StoreError: `store.unreachable`, `store.engine-version`,
 * `store.older`, `store.newer`, `store.migration-changed`.
 */
export async function openPostgresStore<Tables>(options: PostgresStoreOptions): Promise<Store<Tables>> {
  const place = placeOf(options.url)
  const pool = new Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 8,
    types: STORE_TYPES,
    application_name: 'penstock',
    // The parsers read this spelling; a server's own setting must not change it.
    options: '-c datestyle=ISO -c timezone=UTC',
    connectionTimeoutMillis: 10_000,
  })
  // A connection that breaks while idle is replaced; without a listener the error would end the process.
  pool.on('error', () => undefined)
  try {
    await checkServer(pool, place)
    await checkMigrated(pool, options.schema, place)
  } catch (cause) {
    await pool.end()
    throw cause
  }
  return storeOnPool<Tables>({ engine: 'postgresql', pool, schema: options.schema, close: () => Promise.resolve() })
}

/** Host, port and database of a connection URL, without its secret. */
export function placeOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `postgresql://${host}${pathname}`
}

async function checkServer(pool: Pool, place: string): Promise<void> {
  const version = await serverVersion(pool, place)
  if (version < OLDEST_VERSION)
    throw new StoreError(
      'store.engine-version',
      `${place} is PostgreSQL ${Math.floor(version / 10_000)}; version 15 or newer is needed`,
    )
}

async function serverVersion(pool: Pool, place: string): Promise<number> {
  try {
    const { rows } = await pool.query<{ version: string }>(`select current_setting('server_version_num') as version`)
    return Number(rows[0]?.version)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StoreError(
      'store.unreachable',
      `${place} does not let us in (${reason}); check that the server runs, and the login and database in the configuration`,
      { cause },
    )
  }
}
