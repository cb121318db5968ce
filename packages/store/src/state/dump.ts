// Reads a whole store as it stood at one instant: every table of its schema, each row as one line of JSON text. Values are
// PostgreSQL's own text, so instants, documents, arrays, ranges and bytes come back exactly, on either engine.
import { sql, type Transaction } from 'kysely'
import { inDependencyOrder } from './dependency-order.ts'
import type { AppliedMigration } from './migrations.ts'
import { ROLES_OF_SCHEMA, type SchemaName, type Store } from './store.ts'

export interface DumpColumn {
  readonly name: string
  /** PostgreSQL's name of the type, such as `timestamp with time zone`. */
  readonly type: string
}

export interface DumpTable {
  readonly name: string
  readonly columns: readonly DumpColumn[]
}

export interface StateDump {
  readonly schema: SchemaName
  readonly migrations: readonly AppliedMigration[]
  /** A table comes after those that it refers to. */
  readonly tables: readonly DumpTable[]
  /** Lines of a table, some at a time: each a JSON array of texts and nulls in the order of its columns. */
  rows(table: DumpTable): AsyncIterable<readonly string[]>
  /** Ends the read. On the embedded engine everybody else waits until then: it has one session. */
  release(): Promise<void>
}

/** What one fetch brings at most, near enough; a first one brings few rows, because nobody knows yet how long they are. */
const FETCH_BYTES = 2 << 20
const FIRST_ROWS = 16
const MOST_ROWS = 2000

/** Opens a consistent, read-only view of the store. `without` names tables that stay out. */
export async function openDump<Tables>(
  store: Store<Tables>,
  schema: SchemaName,
  without: readonly string[] = [],
): Promise<StateDump> {
  const opened = Promise.withResolvers<Transaction<Tables>>()
  const released = Promise.withResolvers<void>()
  const role = ROLES_OF_SCHEMA[schema][0]
  const reading = store.transaction({ role, sites: '*', clearance: 3 }, async (tx) => {
    await sql`set transaction isolation level repeatable read, read only`.execute(tx)
    await sql
      .raw(`set local timezone = 'UTC'; set local datestyle = 'ISO'; set local extra_float_digits = 1`)
      .execute(tx)
    opened.resolve(tx)
    await released.promise
  })
  reading.catch(opened.reject)
  const tx = await opened.promise
  try {
    // The first question fixes what is seen from here on.
    const migrations = await sql<AppliedMigration>`select name, hash from penstock.migration order by name`.execute(tx)
    const tables = (await listTables(tx, schema)).filter(({ name }) => !without.includes(name))
    return {
      schema,
      migrations: migrations.rows,
      tables,
      rows: (table) => linesOf(tx, schema, table),
      release: async () => {
        released.resolve()
        await reading
      },
    }
  } catch (cause) {
    released.resolve()
    await reading.catch(() => undefined)
    throw cause
  }
}

async function listTables<Tables>(tx: Transaction<Tables>, schema: SchemaName): Promise<readonly DumpTable[]> {
  const { rows } = await sql<DumpTable>`
    select c.relname::text as name,
      json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum) as columns
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = ${schema}::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    group by c.relname order by c.relname`.execute(tx)
  const references = await sql<{ from: string; to: string }>`
    select f.relname::text as "from", t.relname::text as "to"
    from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
    where k.contype = 'f' and k.connamespace = ${schema}::regnamespace`.execute(tx)
  return inDependencyOrder(rows, references.rows)
}

async function* linesOf<Tables>(
  tx: Transaction<Tables>,
  schema: SchemaName,
  { name, columns }: DumpTable,
): AsyncGenerator<readonly string[]> {
  const values = columns.map((column) => `${quoted(column.name)}::text`).join(', ')
  const from = `${schema}.${quoted(name)}`
  await sql
    .raw(`declare penstock_dump no scroll cursor for select json_build_array(${values})::text as line from ${from}`)
    .execute(tx)
  let count = FIRST_ROWS
  for (;;) {
    const { rows } = await sql.raw<{ line: string }>(`fetch ${count} from penstock_dump`).execute(tx)
    if (rows.length === 0) break
    const lines = rows.map(({ line }) => line)
    const bytes = lines.reduce((sum, line) => sum + line.length, 0)
    yield lines
    count = Math.max(1, Math.min(MOST_ROWS, Math.floor((FETCH_BYTES * lines.length) / bytes)))
  }
  await sql.raw('close penstock_dump').execute(tx)
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
