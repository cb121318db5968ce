import { execFileSync, spawn } from 'node:child_process'
import fs, { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedStore, type Scope, type Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { openTelemetry } from '@penstock/store/telemetry'
import { seededRandom } from '@penstock/testkit/clock'
import { migratedFolder } from '@penstock/testkit/stores'
import { afterAll, beforeAll, expect, test } from 'vitest'

const CELL: Scope = { role: 'monitoring_service', sites: '*', clearance: 3 }
const ROUNDS = 20
const STRACE = '/usr/bin/strace'
let folder: string
beforeAll(async () => {
  folder = await migratedFolder('monitoring')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Writes one row a transaction and one batch to telemetry, and says each number once it is acknowledged, until it is killed. */
const WRITER = `
  import { openEmbeddedStore } from '@penstock/store/state'
  import { openTelemetry } from '@penstock/store/telemetry'
  const [folder, first, count] = process.argv.slice(1)
  const store = await openEmbeddedStore({ folder, schema: 'monitoring' })
  const telemetry = await openTelemetry({ folder: folder + '/telemetry' })
  const empty = { isLast: false, packets: 0, bytes: 0, malformed: 0, skipped: {}, firstAt: null, lastAt: null,
    bindings: [], claims: [], conversations: [], operations: [], anomalies: [] }
  for (let n = Number(first); n < Number(first) + Number(count); n++) {
    await store.transaction({ role: 'monitoring_service', sites: '*', clearance: 3 }, (tx) =>
      tx.insertInto('sensor_heartbeat').values({ sensor: 'sensor ' + n, site: 'works', packets: n, dropped: 0,
        heard_at: '2026-10-01T06:00:00Z' }).execute())
    process.stdout.write('s' + n + '\\n')
    await telemetry.append([{ captureKey: 'c', site: 'works', batch: { ...empty, seq: n } }])
    process.stdout.write('t' + n + '\\n')
  }
  process.exit()
`

test(`what was acknowledged is there after ${ROUNDS} kills in the middle of writing`, {
  timeout: 300_000,
}, async () => {
  const random = seededRandom(41)
  let next = 0
  let acknowledged = 0
  for (let round = 0; round < ROUNDS; round++) {
    const said = await writeUntilKilled(next, 20 + random.int(250))
    acknowledged += said.length
    const rows = said.filter((line) => line.startsWith('s')).map((line) => Number(line.slice(1)))
    const batches = said.filter((line) => line.startsWith('t')).map((line) => Number(line.slice(1)))
    await using store = await open()
    const kept = await heartbeats(store)
    expect(rows.filter((n) => !kept.includes(n))).toEqual([])
    await using telemetry = await openTelemetry({ folder: join(folder, 'telemetry') })
    const applied = (await telemetry.applied('c')) ?? -1
    expect(applied).toBeGreaterThanOrEqual(Math.max(-1, ...batches))
    next = 1 + Math.max(applied, ...kept)
  }
  expect(acknowledged).toBeGreaterThan(ROUNDS)
})

test('each commit waits for the disk', async () => {
  const real = fs.fdatasyncSync
  let calls = 0
  fs.fdatasyncSync = (descriptor) => {
    calls += 1
    real(descriptor)
  }
  syncBuiltinESMExports()
  try {
    await using store = await open()
    expect(await setting(store, 'fsync')).toBe('on')
    expect(await setting(store, 'synchronous_commit')).toBe('on')
    const before = calls
    for (let n = 0; n < 50; n++) {
      const values = { sensor: `fsync ${n}`, site: 'works', packets: n, dropped: 0, heard_at: '2026-10-01T06:00:00Z' }
      await store.transaction(CELL, (tx) => tx.insertInto('sensor_heartbeat').values(values).execute())
      expect(calls - before).toBeGreaterThan(n)
    }
  } finally {
    fs.fdatasyncSync = real
    syncBuiltinESMExports()
  }
})

// A second witness where there is one; the count above needs no program.
if (existsSync(STRACE))
  test('the kernel sees a sync for each commit of either engine', () => {
    const trace = join(mkdtempSync(join(tmpdir(), 'penstock-trace-')), 'trace')
    const node = [process.execPath, '--input-type=module-typescript', '-e', WRITER, folder, '900000', '40']
    execFileSync(STRACE, ['-f', '-e', 'trace=fdatasync,fsync', '-o', trace, ...node], {
      cwd: import.meta.dirname,
      stdio: 'ignore',
    })
    const lines = readFileSync(trace, 'utf8').split('\n')
    expect(lines.filter((line) => /\b(fdatasync|fsync)\(\d+\)\s+= 0/.test(line)).length).toBeGreaterThanOrEqual(80)
    rmSync(join(trace, '..'), { recursive: true })
  })

function open(): Promise<Store<MonitoringTables>> {
  return openEmbeddedStore<MonitoringTables>({ folder, schema: 'monitoring' })
}

async function heartbeats(store: Store<MonitoringTables>): Promise<readonly number[]> {
  const rows = await store.transaction(CELL, (tx) => tx.selectFrom('sensor_heartbeat').select('packets').execute())
  return rows.map(({ packets }) => packets)
}

async function setting(store: Store<MonitoringTables>, name: 'fsync' | 'synchronous_commit'): Promise<string> {
  const rows = await store.transaction(CELL, (tx) =>
    tx.selectNoFrom((ask) => ask.fn<string>('current_setting', [ask.val(name)]).as('value')).execute(),
  )
  return rows[0]!.value
}

/** Gives the lines that the writer said before it was killed, `afterMs` after its first one. */
async function writeUntilKilled(first: number, afterMs: number): Promise<readonly string[]> {
  const writer = spawn(
    process.execPath,
    ['--input-type=module-typescript', '-e', WRITER, folder, String(first), '1000000'],
    {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let said = ''
  writer.stdout.on('data', (chunk) => {
    said += String(chunk)
  })
  const hasExited = new Promise((done) => writer.once('close', done))
  await new Promise((done) => writer.stdout.once('data', done))
  await new Promise((done) => setTimeout(done, afterMs))
  writer.kill('SIGKILL')
  await hasExited
  return said.split('\n').slice(0, -1)
}
