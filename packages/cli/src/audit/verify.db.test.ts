import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditVerify } from '@penstock/cli/audit'
import { anchorRoot, appendAudit, loadAuditKey, makeRoot } from '@penstock/server/audit'
import { openEmbeddedStore, type Scope, type Store } from '@penstock/store/state'
import type { CoreTables, MonitoringTables } from '@penstock/store/tables'
import { fakeClock } from '@penstock/testkit/clock'
import { migratedFolder } from '@penstock/testkit/stores'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'

const HUB: Scope = { role: 'core_service', sites: '*', clearance: 3 }
const CELL: Scope = { role: 'monitoring_service', sites: '*', clearance: 3 }
const data = mkdtempSync(join(tmpdir(), 'penstock-data-'))
const clock = fakeClock()

beforeAll(async () => {
  for (const [name, schema] of [
    ['core', 'core'],
    ['it', 'monitoring'],
    ['ot', 'monitoring'],
  ] as const) {
    const made = await migratedFolder(schema)
    mkdirSync(join(data, name))
    cpSync(made, join(data, name), { recursive: true })
    rmSync(made, { recursive: true })
  }
  await using ot = await openEmbeddedStore<MonitoringTables>({ folder: join(data, 'ot'), schema: 'monitoring' })
  const key = loadAuditKey(join(data, 'core'))
  await appendEvents(3)
  cpSync(join(data, 'core'), join(data, 'core of yesterday'), { recursive: true })
  await appendEvents(2)
  await using core = await openEmbeddedStore<CoreTables>({ folder: join(data, 'core'), schema: 'core' })
  const root = await core.transaction(HUB, (tx) => makeRoot(tx, { chain: 'core', key, at: clock.now() }))
  await ot.transaction(CELL, (tx) => anchorRoot(tx, { root: root!, at: clock.now() }))
})
afterAll(() => rmSync(data, { recursive: true }))
afterEach(() => {
  vi.restoreAllMocks()
})

test('whole chains are said to be whole', async () => {
  const { code, out } = await run(['--data', data, '--json'])
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    chains: [
      { chain: 'core', ok: true, checkedTo: 5, signedTo: 5, anchoredTo: 5, faults: [] },
      { chain: 'it', ok: true, checkedTo: 0 },
      { chain: 'ot', ok: true, checkedTo: 1, signedTo: 0 },
    ],
  })
  expect(code).toBe(0)
})

test('a running server keeps the folder; the message says so', async () => {
  await using _server: Store<CoreTables> = await openEmbeddedStore({ folder: join(data, 'core'), schema: 'core' })
  const { code, err } = await run(['--data', data])
  expect(err).toContain('is open in another penstock process')
  expect(code).toBe(1)
})

test('an older copy put back in place is found through the anchor that the other store keeps', async () => {
  rmSync(join(data, 'core'), { recursive: true })
  cpSync(join(data, 'core of yesterday'), join(data, 'core'), { recursive: true })
  const { code, out } = await run(['--data', data])
  expect(out).toContain('core: NOT WHOLE (nothing is certain, signed to 0, anchored to 5)')
  expect(out).toContain('  entry 4: truncated: a signed root names entries up to 5; the chain ends at 3')
  expect(code).toBe(1)
})

test.each([[[]], [['--data']], [['--data', 'x', '--jsn']], [['--data', 'x', 'y']]])('%j is bad usage', async (args) => {
  const { code, err } = await run(args)
  expect(err).toContain('usage: penstock audit verify')
  expect(code).toBe(2)
})

test('a folder without a store is said to be none', async () => {
  const { code, err } = await run(['--data', join(data, 'nowhere')])
  expect(err).toContain('no store in')
  expect(code).toBe(1)
})

async function run(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await auditVerify(args)
  vi.restoreAllMocks()
  return { code, out: out.join(''), err: err.join('') }
}

async function appendEvents(count: number): Promise<void> {
  await using core = await openEmbeddedStore<CoreTables>({ folder: join(data, 'core'), schema: 'core' })
  await core.transaction(HUB, async (tx) => {
    for (let n = 0; n < count; n++) await appendAudit(tx, event(n))
  })
}

function event(n: number) {
  return { actor: 'account', action: 'asset.edit', object: `ast_${n}`, details: { n }, at: clock.advance(1) }
}
