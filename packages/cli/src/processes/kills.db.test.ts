import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDemonstration } from '@penstock/cli/demo'
import type { ObservationBatch } from '@penstock/model/observations'
import { observeFiles } from '@penstock/sensor/observe'
import { listFacts, Signal } from '@penstock/server/facts'
import { Ingest, startTelemetryWriter } from '@penstock/server/observations'
import { openEmbeddedStore, type Scope, type Store, sqlInstant } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { openTelemetry } from '@penstock/store/telemetry'
import { fakeClock, seededRandom } from '@penstock/testkit/clock'
import { migratedFolder } from '@penstock/testkit/stores'
import { afterAll, beforeAll, expect, test } from 'vitest'

const CELL: Scope = { role: 'monitoring_service', sites: '*', clearance: 3 }
const CAPTURE = '019a0000-0000-7000-8000-000000000001'
const ROUNDS = 20
/** Few packets a batch, so that there are hundreds of batches to be killed in. */
const PACKETS_PER_BATCH = 100
const clock = fakeClock()
const made = mkdtempSync(join(tmpdir(), 'penstock-kills-'))
let batches: readonly ObservationBatch[]
let file: string

beforeAll(() => {
  file = makeDemonstration(made, clock.now() / 1000).captureFile
  batches = [...observeFiles([file], { packetsPerBatch: PACKETS_PER_BATCH })]
})
afterAll(() => rmSync(made, { recursive: true }))

/** A cell's ingest as a process of its own: goes on after what is stored, says each number once it is acknowledged. */
const INGEST = `
  import { observeFiles } from '@penstock/sensor/observe'
  import { Signal } from '@penstock/server/facts'
  import { Ingest, startTelemetryWriter } from '@penstock/server/observations'
  import { join } from 'node:path'
  import { openEmbeddedStore } from '@penstock/store/state'
  import { openTelemetry } from '@penstock/store/telemetry'
  const [folder, file, capture, packetsPerBatch] = process.argv.slice(1)
  const store = await openEmbeddedStore({ folder, schema: 'monitoring' })
  const telemetry = await openTelemetry({ folder: join(folder, 'telemetry') })
  const onBatch = new Signal()
  const ingest = new Ingest({ store, domain: 'ot', clock: () => Date.now() * 1000, judge: () => null, onFacts: new Signal(), onBatch })
  startTelemetryWriter(store, telemetry, onBatch)
  process.stdout.write('open\\n')
  for (const batch of observeFiles([file], { packetsPerBatch: Number(packetsPerBatch) })) {
    const storedTo = await ingest.storeBatches(capture, [batch])
    if (storedTo === batch.seq) process.stdout.write(storedTo + '\\n')
  }
  process.exit()
`

test('kill -9 twenty times during ingest: every acknowledged observation is there on reopening', {
  timeout: 600_000,
}, async () => {
  const random = seededRandom(20)
  const folder = await newCell()
  let acknowledged = -1
  let killed = 0
  for (let round = 0; round < ROUNDS; round++) {
    // Every fourth time it may die before its first batch is acknowledged; else after one to three new ones, whatever the machine's speed:
    // first it says that it is open, and once more the batch that it ended with before.
    const lines = round % 4 === 3 ? 1 : 3 + random.int(3)
    const said = await ingestUntilKilled(folder, lines, random.int(200))
    acknowledged = Math.max(acknowledged, ...said)
    killed++
    await using store = await openCell(folder)
    const storedTo = await reached(store)
    expect(storedTo).toBeGreaterThanOrEqual(acknowledged)
    // Opening telemetry costs more than the rest of a round.
    if (round % 4 === 0 || round === ROUNDS - 1) await catchUp(store, folder, storedTo)
  }
  expect(killed).toBe(ROUNDS)
  // It was killed in the middle, and not only before or after.
  expect(acknowledged).toBeGreaterThan(ROUNDS)
  expect(acknowledged).toBeLessThan(batches.length - 1)
  await using disturbed = await openCell(folder)
  await ingestHere(disturbed, batches)
  await using undisturbed = await openCell(await newCell())
  await ingestHere(undisturbed, batches)
  expect(await contentOf(disturbed)).toEqual(await contentOf(undisturbed))
})

/** Telemetry holds every stored batch once its writer ran, and no more bodies wait. */
async function catchUp(store: Store<MonitoringTables>, folder: string, storedTo: number): Promise<void> {
  if (storedTo < 0) return
  await using telemetry = await openTelemetry({ folder: join(folder, 'telemetry') })
  const writer = startTelemetryWriter(store, telemetry, new Signal())
  await expect.poll(() => waiting(store), { timeout: 30_000, interval: 20 }).toBe(0)
  await writer.stop()
  expect(await telemetry.applied(CAPTURE)).toBe(storedTo)
}

async function newCell(): Promise<string> {
  const folder = await migratedFolder('monitoring')
  await using store = await openCell(folder)
  await store.transaction(CELL, (tx) =>
    tx
      .insertInto('capture')
      .values({ id: CAPTURE, site: 'works', name: 'works.pcap', sensor: 'test', created_by: 'test', ...NOW })
      .execute(),
  )
  return folder
}

const NOW = { created_at: sqlInstant(clock.now()) }

function openCell(folder: string): Promise<Store<MonitoringTables>> {
  return openEmbeddedStore<MonitoringTables>({ folder, schema: 'monitoring' })
}

async function ingestHere(store: Store<MonitoringTables>, list: readonly ObservationBatch[]): Promise<void> {
  const signals = { onFacts: new Signal<void>(), onBatch: new Signal<void>() }
  await new Ingest({ store, domain: 'ot', clock: () => clock.now(), judge: () => null, ...signals }).storeBatches(
    CAPTURE,
    list,
  )
}

async function reached(store: Store<MonitoringTables>): Promise<number> {
  const rows = await store.transaction(CELL, (tx) => tx.selectFrom('observation_batch').select('seq').execute())
  const highest = Math.max(-1, ...rows.map(({ seq }) => seq))
  expect(rows.length).toBe(highest + 1)
  return highest
}

async function waiting(store: Store<MonitoringTables>): Promise<number> {
  const rows = await store.transaction(CELL, (tx) =>
    tx.selectFrom('observation_batch').select('seq').where('body', 'is not', null).execute(),
  )
  return rows.length
}

/** Every row and every fact, in the order of the feed. */
async function contentOf(store: Store<MonitoringTables>) {
  return await store.transaction(CELL, async (tx) => ({
    capture: await tx.selectFrom('capture').select(['packets', 'first_at', 'last_at', 'is_complete']).execute(),
    conversations: await tx.selectFrom('conversation').selectAll().orderBy('id').execute(),
    bindings: await tx
      .selectFrom('binding')
      .selectAll()
      .orderBy('mac')
      .orderBy('ip')
      .orderBy('vlan')
      .orderBy('ground')
      .orderBy('protocol')
      .execute(),
    claims: await tx
      .selectFrom('claim')
      .selectAll()
      .orderBy('mac')
      .orderBy('ip')
      .orderBy('field')
      .orderBy('value')
      .orderBy('protocol')
      .orderBy('method')
      .execute(),
    operations: await tx.selectFrom('operation').selectAll().orderBy('id').execute(),
    anomalies: await tx.selectFrom('anomaly').selectAll().orderBy('id').execute(),
    values: await tx.selectFrom('value_seen').selectAll().orderBy('id').execute(),
    states: await tx.selectFrom('state_seen').selectAll().orderBy('id').execute(),
    transfers: await tx.selectFrom('transfer_seen').selectAll().orderBy('id').execute(),
    logons: await tx.selectFrom('logon_seen').selectAll().orderBy('id').execute(),
    discoveries: await tx.selectFrom('discovery_seen').selectAll().orderBy('id').execute(),
    counts: await tx.selectFrom('device_count').selectAll().orderBy('device').orderBy('list').execute(),
    facts: (await listFacts(tx, 0, 10_000_000)).facts.map(({ id, kind, body }) => ({ id, kind, body })),
  }))
}

/** The numbers that were acknowledged before the process was killed, `afterMs` after it had said so many lines. */
async function ingestUntilKilled(folder: string, lines: number, afterMs: number): Promise<number[]> {
  const options = ['--input-type=module-typescript', '-e', INGEST, folder, file, CAPTURE, String(PACKETS_PER_BATCH)]
  const child = spawn(process.execPath, options, {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  const hasEnded = new Promise((done) => child.once('close', done))
  const hasSaid = new Promise<void>((done) => {
    child.stdout.on('data', (chunk) => {
      said += String(chunk)
      if (said.split('\n').length > lines) done()
    })
  })
  await Promise.race([hasSaid, hasEnded])
  await new Promise((done) => setTimeout(done, afterMs))
  child.kill('SIGKILL')
  await hasEnded
  return said
    .split('\n')
    .slice(1, -1)
    .map((line) => Number(line))
}
