// What a login of one domain's store can do with arbitrary SQL: nothing beyond its own store. Real PostgreSQL, real logins.
import type { MonitoringTables } from '@penstock/store/tables'
import { findPostgres, type Postgres, startPostgres } from '@penstock/testkit/services'
import { provisionedStore } from '@penstock/testkit/stores'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Scope, Store } from './store.ts'

const CANARY = 'canary-7f3a91'
const CELL: Scope = { role: 'monitoring_service', sites: '*', clearance: 3 }
const missing = findPostgres() === null ? 'postgresql is not installed' : null

let server: Postgres
let ot: Store<MonitoringTables>
let attacker: Client

beforeAll(async () => {
  if (missing !== null) return
  server = await startPostgres()
  for (const [schema, name] of [
    ['core', 'penstock_core'],
    ['monitoring', 'penstock_it'],
  ] as const) {
    const store = await provisionedStore(server, schema, name)
    await store[Symbol.asyncDispose]()
  }
  ot = await provisionedStore(server, 'monitoring', 'penstock_ot')
  await ot.transaction(CELL, (tx) =>
    tx
      .insertInto('capture')
      .values({
        ...{ id: '00000000-0000-7000-8000-000000000001', site: 'works', name: CANARY, sensor: CANARY },
        ...{ created_by: CANARY, created_at: '2026-10-01T06:00:00Z' },
      })
      .execute(),
  )
  attacker = new Client({ connectionString: server.url('penstock_it', 'penstock_it') })
  attacker.on('error', () => undefined)
  await attacker.connect()
})
afterAll(async () => {
  await attacker?.end()
  await ot?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})
beforeEach(({ skip }) => skip(missing !== null, missing ?? ''))

test('the canary is there for the OT login', async () => {
  const rows = await ot.transaction(CELL, (tx) => tx.selectFrom('capture').select('name').execute())
  expect(rows).toEqual([{ name: CANARY }])
})

const OTHER_ROLES = [
  'postgres',
  'penstock_ot',
  'penstock_core',
  'core_service',
  'core_ot',
  'pg_read_all_data',
  'pg_monitor',
]

const becoming = OTHER_ROLES.flatMap((role) => [
  `set role ${role}`,
  `set local role ${role}`,
  `set session authorization ${role}`,
  `select set_config('role', '${role}', false)`,
  `do $$ begin set local role ${role}; end $$`,
  `do $$ begin execute 'set role ${role}'; end $$`,
  `do $$ begin perform set_config('role', '${role}', true); end $$`,
  `grant ${role} to penstock_it`,
  `alter role penstock_it in database penstock_it set role = '${role}'; set role ${role}`,
])

const reaching = [
  'select * from penstock_ot.monitoring.capture',
  'select * from penstock_core.core.fact',
  'create extension dblink schema pg_catalog',
  'create extension postgres_fdw schema pg_catalog',
  'create extension plpython3u',
  `select dblink('dbname=penstock_ot', 'select 1')`,
  `copy (select 1) to program 'id'`,
  `copy pg_temp.x from program 'id'`,
  `copy (select 1) to '/tmp/out'`,
  `select pg_read_file('/etc/hostname')`,
  `select pg_ls_dir('base')`,
  `select lo_import('/etc/hostname')`,
  'select * from pg_authid',
  'select * from pg_read_server_files',
  'alter system set session_preload_libraries = $$x$$',
  `load '/tmp/x.so'`,
  'create database mine template penstock_ot',
  'alter database penstock_ot owner to penstock_it',
  'grant connect on database penstock_ot to penstock_it',
  'alter role penstock_it superuser',
  'alter role penstock_it inherit',
  `create function pg_catalog.f() returns int language c as '/tmp/x.so', 'f'`,
]

const weakening = [
  'alter table monitoring.capture disable row level security',
  'alter table monitoring.capture no force row level security',
  'create policy mine on monitoring.capture using (true)',
  'drop policy by_site on monitoring.capture',
  'alter function monitoring.site_is_granted(text) owner to penstock_it',
  `create or replace function monitoring.site_is_granted(site text) returns boolean language sql as 'select true'`,
  'create table monitoring.mine (a int)',
  'create table public.mine (a int)',
  'create schema mine',
  'create temp table mine (a int)',
  `update penstock.migration set hash = 'x'`,
  `insert into penstock.migration values ('z', 'x')`,
  'delete from monitoring.audit_entry',
  'truncate monitoring.audit_entry',
  'update monitoring.audit_entry set actor = $$x$$',
]

test.each([...becoming, ...reaching, ...weakening])('[E08] as the IT login, refused: %s', async (text) => {
  for (const first of ['select 1', 'set role monitoring_service']) {
    await attacker.query('reset role')
    await attacker.query(first)
    await expect(attacker.query(text), `${first}; ${text}`).rejects.toThrow(
      /permission denied|must be|must have admin option|is not allowed|does not exist|not implemented|cannot set parameter|not installed|not available|denied|could not open extension/i,
    )
    await attacker.query('rollback')
  }
})

test('[E08] what the IT login may read it cannot pass on', async () => {
  await attacker.query('set role monitoring_read')
  // A warning only: there is no right to pass on.
  await attacker.query('grant select on monitoring.capture to public')
  const { rows } = await attacker.query(`select has_table_privilege('public', 'monitoring.capture', 'select') as may`)
  expect(rows).toEqual([{ may: false }])
})

test('[E08] going back to its own login gives the IT login nothing', async () => {
  for (const text of ['reset role', 'reset session authorization', 'discard all', 'do $$ begin reset role; end $$']) {
    await attacker.query(text)
    const { rows } = await attacker.query('select current_user::text as who, session_user::text as login')
    expect(rows).toEqual([{ who: 'penstock_it', login: 'penstock_it' }])
    await expect(attacker.query('select * from monitoring.capture')).rejects.toThrow('permission denied')
  }
})

test('[E08] neither the IT login nor the hub’s may connect to the OT store, nor the OT login to theirs', async () => {
  for (const [login, database] of [
    ['penstock_it', 'penstock_ot'],
    ['penstock_it', 'penstock_core'],
    ['penstock_core', 'penstock_ot'],
    ['penstock_core', 'penstock_it'],
    ['penstock_ot', 'penstock_it'],
    ['penstock_ot', 'penstock_core'],
  ] as const) {
    const client = new Client({ connectionString: server.url(login, database) })
    await expect(client.connect(), `${login} to ${database}`).rejects.toThrow('permission denied for database')
    await client.end().catch(() => undefined)
  }
})

test('[E08] every table and view that the IT login can name shows no OT row', async () => {
  await attacker.query('set role monitoring_service')
  await ot.transaction(CELL, (tx) => tx.selectFrom('capture').select('id').where('name', '=', CANARY).execute())
  const { rows } = await attacker.query<{ name: string }>(`select oid::regclass::text as name from pg_class
    where relkind in ('r', 'v', 'm', 'p', 'f') order by 1`)
  let read = 0
  for (const { name } of rows) {
    const found = await attacker.query(`select * from ${name}`).catch(() => null)
    if (found === null) continue
    read += 1
    expect(JSON.stringify(found.rows), name).not.toContain(CANARY)
  }
  expect(read).toBeGreaterThan(100)
})

test('[E08] what the IT login changes about sites and clearance stays in its own store', async () => {
  await attacker.query('set role monitoring_read')
  await attacker.query(`set app.sites = '*'`)
  const { rows } = await attacker.query('select * from monitoring.capture')
  expect(rows).toEqual([])
})
