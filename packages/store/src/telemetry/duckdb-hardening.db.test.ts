import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HARDENING } from './duckdb-schema.ts'

const folder = mkdtempSync(join(tmpdir(), 'penstock-hardening-'))
let instance: DuckDBInstance
let connection: DuckDBConnection

beforeAll(async () => {
  writeFileSync(join(folder, 'secret.csv'), 'a,b\n1,2\n')
  instance = await DuckDBInstance.create(join(folder, 'own.duckdb'))
  const first = await instance.connect()
  await first.run('create table t (a integer)')
  await first.run(HARDENING)
  connection = await instance.connect()
})
afterAll(() => {
  instance.closeSync()
  rmSync(folder, { recursive: true })
})

test.each([
  `select * from read_csv('${join(folder, 'secret.csv')}')`,
  `select * from '${join(folder, 'secret.csv')}'`,
  `copy t to '${join(folder, 'out.csv')}'`,
  `attach '${join(folder, 'other.duckdb')}'`,
  `select * from read_text('/etc/hostname')`,
  'install httpfs',
  "load 'httpfs'",
  `set memory_limit = '8GB'`,
  'set enable_external_access = true',
  'set lock_configuration = false',
  `export database '${folder}'`,
])('a hardened file refuses: %s', async (sql) => {
  await expect(connection.run(sql)).rejects.toThrow(/disabled|locked|cannot|Permission/i)
})

test('a question that asks too much is interrupted, and the file goes on', async () => {
  const asked = 'select count(distinct hash(a.range) || b.range) from range(100000000) a, range(1000) b'
  const running = connection.run(asked)
  setTimeout(() => connection.interrupt(), 200)
  await expect(running).rejects.toThrow(/interrupt|memory/i)
  expect((await connection.runAndReadAll('select count(*) from t')).getRowsJS()).toEqual([[0n]])
})
