// Applies what is not yet applied, each file in a transaction of its own, and refuses a store that went another way.
import type { Pool, PoolClient } from 'pg'
import { StoreError } from './errors.ts'
import { type AppliedMigration, type Migration, migrationsOf } from './migrations.ts'
import type { SchemaName } from './store.ts'

/** The record of what was applied. Everybody may read it, nobody but the owner may write it. */
const RECORD = `
  create schema if not exists penstock;
  grant usage on schema penstock to public;
  create table if not exists penstock.migration (
    name text primary key,
    hash text not null,
    applied_at timestamptz not null default clock_timestamp()
  );
  alter table penstock.migration enable row level security;
  alter table penstock.migration force row level security;
  drop policy if exists readable on penstock.migration;
  create policy readable on penstock.migration for select using (true);
  grant select on penstock.migration to public;
`

/** Serialises two migrating connections of one database. */
const MIGRATION_LOCK = 7_205_118_001

/**
 * Brings the database behind `pool` up to date; `place` names it in errors. The pool's user owns the database. With `only`, up to the
 * set of a dump: names and hashes. Gives the names of all that are applied. Throws `store.newer`, `store.migration-changed`,
 * `store.migration-failed`.
 */
export async function migrate(
  pool: Pool,
  schema: SchemaName,
  place: string,
  only?: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const migrations = migrationsOf(schema)
  if (only !== undefined) pendingMigrations(migrations, appliedOf(only), 'the dump')
  const client = await pool.connect()
  try {
    await client.query(`select pg_advisory_lock(${MIGRATION_LOCK})`)
    if (!(await hasRecord(client))) await client.query(`begin; ${RECORD} commit`)
    const waiting = pendingMigrations(migrations, await appliedMigrations(client), place)
    for (const migration of waiting) if (only?.has(migration.name) ?? true) await apply(client, migration, place)
    return (await appliedMigrations(client)).map(({ name }) => name)
  } finally {
    await client.query(`select pg_advisory_unlock(${MIGRATION_LOCK})`).finally(() => client.release())
  }
}

/** Throws `store.older` when the database lacks a migration of this program, and what `migrate` throws. */
export async function checkMigrated(pool: Pool, schema: SchemaName, place: string): Promise<void> {
  const client = await pool.connect()
  try {
    const applied = (await hasRecord(client)) ? await appliedMigrations(client) : []
    const [first] = pendingMigrations(migrationsOf(schema), applied, place)
    if (first !== undefined)
      throw new StoreError(
        'store.older',
        `${place} lacks the migration ${first.name}; provision it with an administrator's login`,
      )
  } finally {
    client.release()
  }
}

function appliedOf(set: ReadonlyMap<string, string>): readonly AppliedMigration[] {
  return [...set].map(([name, hash]) => ({ name, hash }))
}

async function hasRecord(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ table: string | null }>(`select to_regclass('penstock.migration') as table`)
  return rows[0]?.table != null
}

async function appliedMigrations(client: PoolClient): Promise<readonly AppliedMigration[]> {
  const result = await client.query<AppliedMigration>('select name, hash from penstock.migration order by name')
  return result.rows
}

function pendingMigrations(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
  place: string,
): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const { name, hash } of applied) {
    const migration = known.get(name)
    if (migration === undefined)
      throw new StoreError(
        'store.newer',
        `${place} was written by a newer penstock (this one does not know the migration ${name}); start the newer one, or restore a backup from before the upgrade`,
      )
    if (migration.hash !== hash)
      throw new StoreError(
        'store.migration-changed',
        `${place}: the migration ${name} is not the one that was applied here; put the file back as it was and make the change a new migration`,
      )
  }
  const names = new Set(applied.map(({ name }) => name))
  return migrations.filter((migration) => !names.has(migration.name))
}

async function apply(client: PoolClient, migration: Migration, place: string): Promise<void> {
  try {
    await client.query('begin')
    await client.query(migration.sql)
    await client.query('insert into penstock.migration (name, hash) values ($1, $2)', [migration.name, migration.hash])
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback')
    throw new StoreError('store.migration-failed', `${place}: ${migration.name} failed and was undone`, { cause })
  }
}
