// Puts a dump into a fresh store: the schema as it was when the dump was made, the rows, and then the migrations since. All rows go in
// by one transaction, under the service's role, so that every constraint and policy holds for them as it held for the first writer.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { PoolClient } from 'pg'
import { type DumpTable, quoted } from './dump.ts'
import { openOwnedPool } from './embedded.ts'
import { StoreError } from './errors.ts'
import { migrate } from './migrate.ts'
import type { AppliedMigration } from './migrations.ts'
import type { OwnedDatabase } from './owned-database.ts'
import { openFreshDatabase } from './provision.ts'
import { ROLES_OF_SCHEMA, type SchemaName } from './store.ts'

export type LoadPlace =
  | { readonly schema: SchemaName; readonly folder: string }
  /** `adminUrl` may create databases and roles; `url` is the store's own login and a database that does not exist yet. */
  | { readonly schema: SchemaName; readonly url: string; readonly adminUrl: string }

export interface StateLoad {
  /** Adds rows of a table, each a JSON array of texts and nulls; the tables come in the order of the dump. */
  add(table: DumpTable, lines: readonly string[]): Promise<void>
  /** Commits, goes on numbering where the dump ends, and brings the schema up to date. Gives the names of the migrations since. */
  finish(): Promise<readonly string[]>
  /** Leaves nothing on a server; a folder is the caller's to remove. */
  abandon(): Promise<void>
}

/**
 * Opens a load into a place that holds nothing yet. Throws StoreError: `store.not-empty`, and what `migrate` throws:
 * `store.newer` for a dump with a migration that this program does not know.
 */
export async function openLoad(place: LoadPlace, migrations: readonly AppliedMigration[]): Promise<StateLoad> {
  const { schema } = place
  const only = new Map(migrations.map(({ name, hash }) => [name, hash]))
  const opened = 'folder' in place ? await openFolder(place, only) : await openFreshDatabase(place, only)
  const client = await opened.pool.connect()
  const begun = new Set<string>()
  try {
    await client.query('begin')
    await client.query(`select set_config('timezone', 'UTC', true)`)
    await deferOwnReferences(client, schema, true)
    await silenceTriggers(client, schema, true)
    await emptyTables(client, schema)
  } catch (cause) {
    await client.query('rollback').catch(() => undefined)
    client.release()
    await opened.discard()
    throw cause
  }
  return {
    add: async (table, lines) => {
      if (!begun.has(table.name)) {
        await checkColumns(client, schema, table)
        begun.add(table.name)
      }
      await client.query(`set local role ${ROLES_OF_SCHEMA[schema][0]}`)
      for (const rows of batches(lines)) await client.query(insertOf(schema, table), columnsOf(table, rows))
      await client.query('reset role')
    },
    finish: async () => {
      await client.query('set constraints all immediate')
      await deferOwnReferences(client, schema, false)
      await silenceTriggers(client, schema, false)
      await continueIdentities(client, schema)
      await client.query('commit')
      client.release()
      const before = new Set(only.keys())
      const after = await opened.upgrade()
      await opened.close()
      return after.filter((name) => !before.has(name))
    },
    abandon: async () => {
      await client.query('rollback').catch(() => undefined)
      client.release()
      await opened.discard()
    },
  }
}

async function openFolder(
  { folder, schema }: { readonly folder: string; readonly schema: SchemaName },
  only: ReadonlyMap<string, string>,
): Promise<OwnedDatabase> {
  if (existsSync(join(folder, 'pg')))
    throw new StoreError('store.not-empty', `${folder} holds a store already; name a new folder`)
  const { pool, close } = await openOwnedPool(folder)
  const end = async (): Promise<void> => {
    await pool.end()
    await close()
  }
  try {
    await migrate(pool, schema, folder, only)
  } catch (cause) {
    await end()
    throw cause
  }
  return { pool, upgrade: () => migrate(pool, schema, folder), close: end, discard: end }
}

/** References of a table to itself hold at the end of the load, whatever the order of its rows. */
async function deferOwnReferences(client: PoolClient, schema: SchemaName, isDeferred: boolean): Promise<void> {
  const { rows } = await client.query<{ table: string; name: string }>(
    `select c.relname as table, k.conname as name from pg_constraint k join pg_class c on c.oid = k.conrelid
     where k.contype = 'f' and k.conrelid = k.confrelid and k.connamespace = $1::regnamespace order by 1, 2`,
    [schema],
  )
  const when = isDeferred ? 'deferrable initially deferred' : 'not deferrable'
  for (const { table, name } of rows)
    await client.query(`alter table ${schema}.${quoted(table)} alter constraint ${quoted(name)} ${when}`)
}

/** What a trigger wrote when a row was first written is in the dump as well. Those of the engine itself, for references, stay on. */
async function silenceTriggers(client: PoolClient, schema: SchemaName, isSilent: boolean): Promise<void> {
  const what = isSilent ? 'disable' : 'enable'
  for (const table of await tableNames(client, schema)) await client.query(`alter table ${table} ${what} trigger user`)
}

/** What a migration put into a table is in the dump as well. */
async function emptyTables(client: PoolClient, schema: SchemaName): Promise<void> {
  await client.query(`truncate ${(await tableNames(client, schema)).join(', ')}`)
}

async function tableNames(client: PoolClient, schema: SchemaName): Promise<readonly string[]> {
  const { rows } = await client.query<{ table: string }>(
    `select relname as table from pg_class
     where relnamespace = $1::regnamespace and relkind in ('r', 'p') and not relispartition order by 1`,
    [schema],
  )
  return rows.map(({ table }) => `${schema}.${quoted(table)}`)
}

async function checkColumns(client: PoolClient, schema: SchemaName, table: DumpTable): Promise<void> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`,
    [`${schema}.${quoted(table.name)}`],
  )
  const there = new Map(rows.map(({ name, type }) => [name, type]))
  for (const { name, type } of table.columns)
    if (there.get(name) !== type)
      throw new StoreError(
        'store.other-columns',
        `the dump has ${table.name}.${name} as ${type}, this store ${there.get(name) ?? 'does not have it'}; restore it with the program that made it`,
      )
}

function insertOf(schema: SchemaName, { name, columns }: DumpTable): string {
  const into = columns.map((column) => quoted(column.name)).join(', ')
  const values = columns.map((column, at) => `c${at}::${column.type}`).join(', ')
  const given = columns.map((_, at) => `$${at + 1}::text[]`).join(', ')
  const names = columns.map((_, at) => `c${at}`).join(', ')
  return `insert into ${schema}.${quoted(name)} (${into}) overriding system value select ${values} from unnest(${given}) as given (${names})`
}

type Texts = readonly (string | null)[]

function columnsOf({ columns }: DumpTable, rows: readonly Texts[]): Texts[] {
  return columns.map((_, at) => rows.map((row) => row[at] ?? null))
}

const BATCH_ROWS = 500
const BATCH_CHARACTERS = 2 << 20

function* batches(lines: readonly string[]): Generator<readonly Texts[]> {
  let rows: Texts[] = []
  let characters = 0
  for (const line of lines) {
    rows.push(JSON.parse(line) as Texts)
    characters += line.length
    if (rows.length < BATCH_ROWS && characters < BATCH_CHARACTERS) continue
    yield rows
    rows = []
    characters = 0
  }
  if (rows.length > 0) yield rows
}

/** A number that the database gives stands after every one that was kept. */
async function continueIdentities(client: PoolClient, schema: SchemaName): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `select c.relname as table, a.attname as column from pg_attribute a join pg_class c on c.oid = a.attrelid
     where a.attidentity <> '' and c.relnamespace = $1::regnamespace order by 1, 2`,
    [schema],
  )
  for (const { table, column } of rows) {
    const from = `${schema}.${quoted(table)}`
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), coalesce(max(${quoted(column)}), 1), max(${quoted(column)}) is not null) from ${from}`,
      [from, column],
    )
  }
}
