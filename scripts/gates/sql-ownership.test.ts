import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { plantedTree } from './planted-tree.ts'
import { sqlOwnershipGate } from './sql-ownership.ts'
import { sqlWritesOf } from './sql-writes.ts'

const MIGRATIONS = {
  'packages/store/migrations/core/20261120T0900Z-first.sql': `-- First tables.
-- room: assets
-- What is registered.
create table core.asset (id uuid);
-- room: zones
create table core.conversation (id uuid);
create table core.conversation_2026 partition of core.conversation for values from (1) to (2);
create temporary table scratch (id uuid);
`,
  'packages/store/migrations/monitoring/20261120T0900Z-first.sql': `
-- room: observations
create table if not exists monitoring.conversation (id uuid);
`,
}

function judge(files: Readonly<Record<string, string>>): string {
  using tree = plantedTree({ ...MIGRATIONS, ...files })
  const { isHeld, report } = sqlOwnershipGate.judge(tree.folder)
  expect(isHeld).toBe(report === '')
  return report
}

test('the rooms of this repository write to their own tables', () => {
  const { isHeld, report } = sqlOwnershipGate.judge(fileURLToPath(new URL('../..', import.meta.url)))
  expect(isHeld, report).toBe(true)
})

test.each([
  { room: 'assets', writes: "db.insertInto('asset')" },
  { room: 'assets', writes: "db.updateTable('core.asset as a')" },
  { room: 'zones', writes: "db.selectFrom('asset')" },
  { room: 'zones', writes: "db.deleteFrom('core.conversation')" },
  { room: 'observations', writes: "db.insertInto('conversation')" },
  { room: 'zones', writes: 'sql`select * from asset for update skip locked`' },
  { room: 'zones', writes: "say('update your asset list')" },
])('$room may $writes', ({ room, writes }) => {
  expect(judge({ [`packages/server/src/${room}/queries.ts`]: `export const a = ${writes}\n` })).toBe('')
})

test.each([
  { room: 'zones', writes: "db.insertInto('asset')", says: 'insertInto asset, which assets owns' },
  {
    room: 'zones',
    writes: "db.with('a', b).updateTable('core.asset as x')",
    says: 'updateTable core.asset, which assets',
  },
  { room: 'zones', writes: "db.deleteFrom('monitoring.conversation')", says: 'which observations owns' },
  { room: 'zones', writes: "db.mergeInto('asset')", says: 'mergeInto asset' },
  {
    room: 'zones',
    writes: 'sql`insert into "core"."asset" (id) values ($' + '{1})`.execute(db)',
    says: 'insert into core.asset',
  },
  { room: 'zones', writes: 'sql<Row>`with a as (select 1)\n  update only asset x set id = 1`', says: 'update asset' },
  { room: 'zones', writes: "db.query('delete from asset')", says: 'delete from asset' },
  { room: 'zones', writes: '`truncate asset`', says: 'truncate asset' },
  { room: 'zones', writes: 'sql`insert into $' + '{sql.table(name)}`', says: 'no literal' },
  { room: 'zones', writes: 'db.insertInto(name)', says: 'no literal' },
  { room: 'zones', writes: "db.insertInto('aset')", says: 'no migration creates' },
])('$room may not $writes', ({ room, writes, says }) => {
  expect(judge({ [`packages/server/src/${room}/service.ts`]: `export const a = ${writes}\n` })).toContain(says)
})

test('the store and the command line write to no room', () => {
  const files = {
    'packages/store/src/bus/a.ts': "db.insertInto('asset')\n",
    'packages/cli/src/a/b.ts': "db.insertInto('asset')\n",
  }
  expect(judge(files).trim().split('\n')).toHaveLength(2)
})

test('the store writes to what it creates in its code, and a backfill to all', () => {
  const migrate =
    "create('create table penstock.migration (name text)')\nquery('insert into penstock.migration values ($1)')\n"
  const backfill = "db.updateTable('asset')\n"
  expect(judge({ 'packages/store/src/state/a.ts': migrate, 'packages/store/src/backfills/b.ts': backfill })).toBe('')
})

test('a table without an owner is found', () => {
  const sql = '-- room: assets\ncreate table a (id uuid);\n\ncreate table b (id uuid);\n'
  expect(judge({ 'packages/store/migrations/core/20261120T0901Z-b.sql': sql })).toContain(':4: b states no owner')
})

test('a write is told with its line', () => {
  expect(sqlWritesOf('a.ts', "\n\ndb.insertInto('asset')\n")).toEqual([{ table: 'asset', line: 3, verb: 'insertInto' }])
})
