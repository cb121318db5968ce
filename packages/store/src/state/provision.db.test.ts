import { openPostgresStore, provisionPostgres, type Scope } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { findPostgres, type Postgres, startPostgres } from '@penstock/testkit/services'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

const HUB: Scope = { role: 'core_service', sites: '*', clearance: 3 }
const missing = findPostgres() === null ? 'postgresql is not installed' : null
let server: Postgres
let adminUrl: string

beforeAll(async () => {
  if (missing !== null) return
  server = await startPostgres()
  adminUrl = server.url('postgres', 'postgres')
  await provisionPostgres({ adminUrl, schema: 'core', database: 'penstock_core', login: 'penstock_core' })
})
afterAll(() => server?.[Symbol.asyncDispose]())
beforeEach(({ skip }) => skip(missing !== null, missing ?? ''))

function open(database = 'penstock_core', login = 'penstock_core') {
  return openPostgresStore<CoreTables>({ schema: 'core', url: server.url(login, database), maxConnections: 2 })
}

test('provisioning again changes nothing and loses nothing', async () => {
  {
    await using store = await open()
    await store.transaction(HUB, (tx) =>
      tx.insertInto('site').values({ site: 'north', name: 'North', created_at: '2026-10-01T06:00:00Z' }).execute(),
    )
  }
  const before = server.psql('postgres', 'select * from penstock.migration order by name', 'penstock_core')
  await provisionPostgres({ adminUrl, schema: 'core', database: 'penstock_core', login: 'penstock_core' })
  expect(server.psql('postgres', 'select * from penstock.migration order by name', 'penstock_core')).toBe(before)
  await using store = await open()
  expect(await store.transaction(HUB, (tx) => tx.selectFrom('site').select('site').execute())).toEqual([
    { site: 'north' },
  ])
})

test('two provisionings at once end in one whole database', async () => {
  const same = { adminUrl, schema: 'monitoring', database: 'penstock_twice', login: 'penstock_twice' } as const
  await Promise.all([provisionPostgres(same), provisionPostgres(same)])
  const applied = server.psql(
    'postgres',
    'select count(*) = count(distinct name) from penstock.migration',
    'penstock_twice',
  )
  expect(applied).toBe('t')
})

test('the login holds no right but to connect and to take its store’s roles', () => {
  const roles = server.psql(
    'postgres',
    `select string_agg(r.rolname, ' ' order by r.rolname) from pg_auth_members m
    join pg_roles r on r.oid = m.roleid join pg_roles l on l.oid = m.member where l.rolname = 'penstock_core'`,
  )
  expect(roles).toBe('core_both core_it core_ot core_service core_shared')
  const flags = server.psql(
    'postgres',
    `select rolsuper or rolinherit or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls
    from pg_roles where rolname = 'penstock_core'`,
  )
  expect(flags).toBe('f')
})

test('a password is set and may hold any character', async () => {
  const password = `it's "quoted" \\ and $odd`
  await provisionPostgres({ adminUrl, schema: 'core', database: 'penstock_core', login: 'penstock_core', password })
  expect(
    server.psql('postgres', `select rolpassword ~ '^SCRAM-SHA-256' from pg_authid where rolname = 'penstock_core'`),
  ).toBe('t')
})

test('a database that lacks a migration is refused with the mend', async () => {
  server.psql('postgres', 'create database empty owner penstock_core')
  await expect(open('empty')).rejects.toMatchObject({ code: 'store.older' })
  await expect(open('empty')).rejects.toThrow(
    /\/empty lacks the migration \S+-roles\.sql; provision it with an administrator/,
  )
})

test('a database of a newer program is refused with the mend', async () => {
  server.psql(
    'postgres',
    `insert into penstock.migration (name, hash) values ('29991231T0000Z-later.sql', 'x')`,
    'penstock_core',
  )
  await expect(open()).rejects.toMatchObject({ code: 'store.newer' })
  server.psql('postgres', `delete from penstock.migration where name like '2999%'`, 'penstock_core')
})

test('a server that is not there, and a login that may not in, are told apart from a fault of ours', async () => {
  const nowhere = openPostgresStore({ schema: 'core', url: 'postgresql://penstock:secret@127.0.0.1:1/penstock_core' })
  await expect(nowhere).rejects.toMatchObject({ code: 'store.unreachable' })
  await expect(nowhere).rejects.toThrow(
    /127\.0\.0\.1:1\/penstock_core does not let us in \(.*ECONNREFUSED.*\); check that/,
  )
  await expect(nowhere).rejects.not.toThrow('secret')
  await expect(open('penstock_core', 'nobody')).rejects.toMatchObject({ code: 'store.unreachable' })
})

test('a server that goes away and comes back does not end the process', async () => {
  await using store = await open()
  expect(await store.health()).toBe(true)
  server.psql('postgres', `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'penstock_core'`)
  await expect.poll(() => store.health()).toBe(true)
  expect(await store.transaction(HUB, (tx) => tx.selectFrom('site').select('site').execute())).toHaveLength(1)
})
