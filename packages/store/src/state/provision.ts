// Makes one store's database on a PostgreSQL server: the database, its roles, its login, its tables. Run again to upgrade.
import { Client, escapeIdentifier, escapeLiteral, Pool } from 'pg'
import { StoreError } from './errors.ts'
import { migrate } from './migrate.ts'
import type { OwnedDatabase } from './owned-database.ts'
import { placeOf } from './postgres.ts'
import { ROLES_OF_SCHEMA, type SchemaName } from './store.ts'

export interface Provision {
  /** URL of a login that may create databases and roles; any database of the server. */
  readonly adminUrl: string
  readonly schema: SchemaName
  /** One database per store, such as `penstock_ot`. */
  readonly database: string
  /** The one login that may connect to it, such as `penstock_ot`. */
  readonly login: string
  /** Left as it is when absent (the server may know the login by certificate or peer). */
  readonly password?: string
}

/** Throws what `migrate` throws, and the server's own errors for a login that may not create databases or roles. */
export async function provisionPostgres(provision: Provision): Promise<void> {
  await makeDatabase(provision)
}

/**
 * A database that did not exist, with the migrations in `only` and no rows, opened as its owner. Throws `store.not-empty` when it
 * exists, and what `provisionPostgres` throws.
 */
export async function openFreshDatabase(
  { schema, url, adminUrl }: { readonly schema: SchemaName; readonly url: string; readonly adminUrl: string },
  only: ReadonlyMap<string, string>,
): Promise<OwnedDatabase> {
  const { pathname, username, password } = new URL(url)
  const database = decodeURIComponent(pathname.slice(1))
  const place = placeOf(url)
  await withClient(adminUrl, async (client) => {
    if (await isThere(client, 'select from pg_database where datname = $1', database))
      throw new StoreError('store.not-empty', `${place} exists already; name a database that does not`)
  })
  const provision = {
    adminUrl,
    schema,
    database,
    login: decodeURIComponent(username),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  }
  const drop = (): Promise<void> =>
    withClient(adminUrl, async (client) => void (await client.query(`drop database ${escapeIdentifier(database)}`)))
  try {
    await makeDatabase(provision, only)
  } catch (cause) {
    await drop().catch(() => undefined)
    throw cause
  }
  const owner = new URL(adminUrl)
  owner.pathname = `/${database}`
  const pool = new Pool({ connectionString: owner.href, max: 1, options: '-c datestyle=ISO -c timezone=UTC' })
  return {
    pool,
    upgrade: () => migrate(pool, schema, place),
    close: () => pool.end(),
    discard: async () => {
      await pool.end()
      await drop()
    },
  }
}

async function makeDatabase(provision: Provision, only?: ReadonlyMap<string, string>): Promise<void> {
  const { schema, login, database } = provision
  await withClient(provision.adminUrl, async (client) => {
    await client.query('select pg_advisory_lock(7205118002)')
    if (!(await isThere(client, 'select from pg_roles where rolname = $1', login)))
      await client.query(`create role ${escapeIdentifier(login)}`)
    await client.query(`alter role ${escapeIdentifier(login)} login noinherit nosuperuser nocreatedb nocreaterole`)
    if (provision.password !== undefined)
      await client.query(`alter role ${escapeIdentifier(login)} password ${escapeLiteral(provision.password)}`)
    if (!(await isThere(client, 'select from pg_database where datname = $1', database)))
      await client.query(`create database ${escapeIdentifier(database)} template template0 encoding 'UTF8'`)
    await client.query(`revoke all on database ${escapeIdentifier(database)} from public`)
    await client.query(`grant connect on database ${escapeIdentifier(database)} to ${escapeIdentifier(login)}`)
  })
  const url = new URL(provision.adminUrl)
  url.pathname = `/${database}`
  const pool = new Pool({ connectionString: url.href, max: 1 })
  try {
    await migrate(pool, schema, placeOf(url.href), only)
    const roles = ROLES_OF_SCHEMA[schema].join(', ')
    await pool.query(`revoke all on schema public from public`)
    // NOINHERIT: the login itself may do nothing; each transaction takes one of these roles.
    await pool.query(`grant ${roles} to ${escapeIdentifier(login)}`)
  } finally {
    await pool.end()
  }
}

async function isThere(client: Client, question: string, name: string): Promise<boolean> {
  const { rowCount } = await client.query(question, [name])
  return rowCount !== 0
}

async function withClient(url: string, run: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await run(client)
  } finally {
    await client.end()
  }
}
