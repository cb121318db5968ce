// `penstock up` and `penstock audit verify` on one folder: while a server runs, after it has stopped, and after somebody changed it.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedStore } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectRefused, penstock } from './command-line.fixture.ts'
import { type Product, startProduct } from './penstock-process.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'penstock-up-'))
const nowhere = join(folder, 'nowhere')
const data = join(folder, 'data')
let product: Product
beforeAll(async () => {
  product = await startProduct(['--data', data, '--port', '0', '--demo', '--log-level', 'silent'])
}, 120_000)
afterAll(async () => {
  await product.kill()
  rmSync(folder, { recursive: true, force: true })
})

test('while the server runs, its folder is said to be open', async () => {
  expectRefused(await penstock(['audit', 'verify', '--data', data]), {
    code: 1,
    says: 'is open in another penstock process',
  })
  expectRefused(await penstock(['up', '--data', data, '--port', '0']), {
    code: 1,
    says: 'is open in another penstock process',
  })
})

test('a port that is taken is said to be taken, and nothing is left running', async () => {
  const other = await penstock(['up', '--data', join(folder, 'other'), '--port', new URL(product.url).port])
  expectRefused(other, { code: 1, says: 'the port is taken by another program; choose another with --port' })
  expect(other.err).not.toContain('sign in once')
})

test.each([[['--port', '65536']], [['--port', 'http']], [['--log-level', 'loud']], [['plant.json']]])(
  '%j is bad usage',
  async (args) => {
    expectRefused(await penstock(['up', ...args]), { code: 2, says: 'usage: penstock up' })
  },
)

test('stopped, the chains are whole, each anchored in the others', async () => {
  expect(await product.stop()).toBe(0)
  const whole = await penstock(['audit', 'verify', '--data', data, '--json'])
  const verdict = JSON.parse(whole.out) as {
    ok: boolean
    chains: { chain: string; checkedTo: number; anchoredTo: number }[]
  }
  expect(verdict.ok).toBe(true)
  expect(verdict.chains.map(({ chain }) => chain)).toEqual(['core', 'it', 'ot'])
  for (const { chain, checkedTo, anchoredTo } of verdict.chains) {
    expect(checkedTo, chain).toBeGreaterThan(0)
    expect(anchoredTo, chain).toBeGreaterThan(0)
  }
  expect({ code: whole.code, err: whole.err }).toEqual({ code: 0, err: '' })
})

test('an entry that the owner of the database changed is found and named', async () => {
  await asOwner(join(data, 'core'), "update audit_entry set object = 'another' where action = 'plant.import'")
  const changed = await penstock(['audit', 'verify', '--data', data])
  expect(changed.out).toMatch(/^core: NOT WHOLE/m)
  expect(changed.out).toMatch(/^ {2}entry \d+: flipped: /m)
  expect(changed.out).toMatch(/^ot: whole/m)
  expect({ code: changed.code, err: changed.err }).toEqual({ code: 1, err: '' })
})

test('a byte that was changed in the files is found, and the folder is named', async () => {
  changeOnDisk(join(data, 'ot/pg/base'), 'job.succeeded', 'job.cancelled')
  expectRefused(await penstock(['audit', 'verify', '--data', data]), {
    code: 1,
    says: `${data}: the database is damaged`,
  })
})

test('a folder that holds no store', async () => {
  expectRefused(await penstock(['audit', 'verify', '--data', nowhere]), { code: 1, says: `no store in ${nowhere}` })
  expectRefused(await penstock(['audit', 'verify']), { code: 2, says: 'usage: penstock audit verify' })
})

/** Runs one statement on a stopped store with every right there is. */
async function asOwner(folder: string, statement: string): Promise<void> {
  await using store = await openEmbeddedStore<CoreTables>({ folder, schema: 'core' })
  await store.transaction({ role: 'core_service', sites: '*', clearance: 3 }, async (tx) => {
    const raw = tx.selectFrom('audit_entry').select('seq').compile()
    for (const sql of ['set local role postgres', statement]) await tx.executeQuery({ ...raw, sql, parameters: [] })
  })
}

/** Changes the first such text in the files of a database, as somebody with the disk in hand could. */
function changeOnDisk(place: string, from: string, to: string): void {
  const files = readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const entry of files) {
    const path = join(entry.parentPath, entry.name)
    const bytes = readFileSync(path)
    const at = bytes.indexOf(from)
    if (at < 0) continue
    bytes.write(to, at)
    writeFileSync(path, bytes)
    return
  }
  throw new Error(`nothing says ${from}`)
}
