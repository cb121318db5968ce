import { ROLES_OF_SCHEMA, type SchemaName, type Store } from '@penstock/store/state'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import { sql, type Transaction } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Column } from './column.ts'
import { coreTables } from './core.ts'
import { coreGrants, monitoringGrants } from './grants.ts'
import { monitoringTables } from './monitoring.ts'

interface Declared {
  readonly tables: Readonly<Record<string, Readonly<Record<string, Column<unknown>>>>>
  readonly grants: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly service: 'core_service' | 'monitoring_service'
}

const DECLARED: Readonly<Record<SchemaName, Declared>> = {
  core: { tables: coreTables, grants: coreGrants, service: 'core_service' },
  monitoring: { tables: monitoringTables, grants: monitoringGrants, service: 'monitoring_service' },
}

const cases = ENGINES.flatMap((engine) =>
  (['core', 'monitoring'] as const).map((schema) => ({ engine, schema, name: `${schema} on ${engine.name}` })),
)

describe.each(cases)('$name', ({ engine, schema }) => {
  const { tables, grants, service } = DECLARED[schema]
  let open: OpenEngine<SchemaName>
  beforeAll(async () => {
    if (engine.missing === null) open = await engine.open<SchemaName>(schema)
  })
  afterAll(() => open?.[Symbol.asyncDispose]())
  beforeEach(({ skip }) => skip(engine.missing !== null, engine.missing ?? ''))

  function catalog<Row>(query: ReturnType<typeof sql<Row>>): Promise<readonly Row[]> {
    return asSuperuser(open.superuser, service, async (tx) => (await query.execute(tx)).rows)
  }

  test('the declared columns are the columns of the database, and no other', async () => {
    const found = await catalog(sql<{ table: string; column: string; type: string; nulls: boolean; given: boolean }>`
      select c.relname as "table", a.attname as "column", format_type(a.atttypid, a.atttypmod) as type,
        not a.attnotnull as nulls, a.atthasdef or a.attidentity <> '' as given
      from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = ${schema}::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`)
    const inDatabase = found.map((row) => line(row.table, row.column, row.type, row.nulls, row.given))
    const declared = Object.entries(tables).flatMap(([table, columns]) =>
      Object.entries(columns).map(([name, column]) =>
        line(table, name, spelling(column.sql), column.isNullable, column.hasDefault),
      ),
    )
    expect(declared.sort()).toEqual(inDatabase.sort())
  })

  test('row-level security is on and forced on every table', async () => {
    const rows = await catalog(sql<{ name: string; is_on: boolean; is_forced: boolean }>`
      select oid::regclass::text as name, relrowsecurity as is_on, relforcerowsecurity as is_forced from pg_class
      where relkind in ('r', 'p') and relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
        and relnamespace::regnamespace::text not like 'pg_t%'`)
    expect(rows.length).toBe(Object.keys(tables).length + 1)
    expect(rows.filter((row) => !row.is_on || !row.is_forced)).toEqual([])
  })

  test('nobody holds a right that is not declared, and every declared one is held', async () => {
    const rows = await catalog(sql<{ table: string; role: string; right: string }>`
      select c.relname as "table", coalesce(nullif(g.grantee, 0)::regrole::text, 'public') as role,
        lower(left(g.privilege_type, 1)) || substr(lower(g.privilege_type), 2) as right
      from pg_class c cross join lateral aclexplode(c.relacl) g
      where c.relnamespace = ${schema}::regnamespace and c.relkind in ('r', 'p') and g.grantee <> c.relowner
      union all
      select c.relname || '.' || a.attname, g.grantee::regrole::text, 'column ' || g.privilege_type
      from pg_attribute a join pg_class c on c.oid = a.attrelid cross join lateral aclexplode(a.attacl) g
      where c.relnamespace = ${schema}::regnamespace`)
    const letters: Record<string, string> = { s: 'select', i: 'insert', u: 'update', d: 'delete' }
    const declared = Object.entries(grants).flatMap(([table, roles]) =>
      Object.entries(roles).flatMap(([role, rights]) =>
        rights.split('').map((one) => `${table} ${role} ${letters[one]}`),
      ),
    )
    expect(rows.map((row) => `${row.table} ${row.role} ${row.right}`).sort()).toEqual(declared.sort())
  })

  test('only the service has a policy that lets it write, and no policy is for everybody', async () => {
    const rows = await catalog(sql<{ tablename: string; policyname: string; roles: string[]; cmd: string }>`
      select tablename, policyname, roles::text[] as roles, cmd from pg_policies where schemaname = ${schema}`)
    expect(rows.length).toBeGreaterThan(Object.keys(tables).length - 1)
    expect(rows.filter((row) => row.cmd !== 'SELECT' && String(row.roles) !== service)).toEqual([])
    expect(rows.filter((row) => row.roles.includes('public'))).toEqual([])
  })

  test('every table that people read and that has a site shows only granted sites', async () => {
    const rows = await catalog(sql<{ tablename: string; qual: string }>`
      select tablename, qual from pg_policies where schemaname = ${schema} and not roles && array[${service}]::name[]`)
    const withSite = rows.filter((row) => 'site' in (tables[row.tablename] ?? {}))
    expect(withSite.length).toBe(rows.length)
    expect(rows.filter((row) => !row.qual.includes('site_is_granted(site)'))).toEqual([])
  })

  test('what is only ever added cannot be changed, deleted or emptied by any role', async () => {
    const appendOnly = Object.entries(grants)
      .filter(([, roles]) => roles[service] === 'si')
      .map(([table]) => table)
    expect(appendOnly).toEqual(expect.arrayContaining(['audit_entry', 'audit_root', 'audit_anchor']))
    for (const role of ROLES_OF_SCHEMA[schema])
      for (const table of appendOnly) {
        const columns = Object.entries(tables[table] ?? {})
        const column = columns.find(([, { hasDefault }]) => !hasDefault)?.[0]
        for (const text of [`update ${table} set ${column} = ${column}`, `delete from ${table}`, `truncate ${table}`])
          await expect(
            open.store.transaction({ role, sites: '*', clearance: 3 }, (tx) => sql.raw(text).execute(tx)),
            `${role}: ${text}`,
          ).rejects.toThrow(`permission denied for table ${table}`)
      }
  })

  test('set_config, which a SELECT could call to take another role, is open to no role', async () => {
    const roles = [...ROLES_OF_SCHEMA[schema], 'penstock_nobody']
    const rows = await catalog(sql<{ role: string }>`
      select role from unnest(${roles}::text[]) role
      where has_function_privilege(role, 'pg_catalog.set_config(text, text, boolean)', 'execute')`)
    expect(rows).toEqual([])
  })
})

function line(table: string, name: string, type: string, isNullable: boolean, hasDefault: boolean): string {
  return `${table}.${name} ${type}${isNullable ? ' null' : ''}${hasDefault ? ' default' : ''}`
}

function spelling(type: string): string {
  return type === 'timestamptz' ? 'timestamp with time zone' : type
}

async function asSuperuser<Tables, Result>(
  store: Store<Tables>,
  role: 'core_service' | 'monitoring_service',
  run: (tx: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  return await store.transaction({ role, sites: '*', clearance: 3 }, async (tx) => {
    await sql`set local role postgres`.execute(tx)
    return await run(tx)
  })
}
