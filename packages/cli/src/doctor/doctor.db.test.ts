import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { doctor } from '@penstock/cli/doctor'
import { micros } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { lockFolder, openEmbeddedStore, type Scope } from '@penstock/store/state'
import type { CoreTables, MonitoringTables } from '@penstock/store/tables'
import { migratedFolder } from '@penstock/testkit/stores'
import type { Transaction } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'

const HUB: Scope = { role: 'core_service', sites: '*', clearance: 3 }
const CELL: Scope = { role: 'monitoring_service', sites: '*', clearance: 3 }
const data = mkdtempSync(join(tmpdir(), 'penstock-doctor-stores-'))

beforeAll(async () => {
  for (const section of ['core', 'it', 'ot'] as const) {
    const made = await migratedFolder(section === 'core' ? 'core' : 'monitoring')
    cpSync(made, join(data, section), { recursive: true })
    rmSync(made, { recursive: true })
  }
}, 300_000)
afterAll(() => rmSync(data, { recursive: true }))
afterEach(() => {
  vi.restoreAllMocks()
})

test('stores that do not fit together, a clock that went back, captures of nobody and a quarantined sensor are found', {
  timeout: 300_000,
}, async () => {
  {
    await using core = await openEmbeddedStore<CoreTables>({ folder: join(data, 'core'), schema: 'core' })
    await core.transaction(HUB, (tx) => tx.insertInto('fact_cursor').values({ cell: 'ot', after_seq: 9 }).execute())
    await core.transaction(HUB, quarantine)
    await using it = await openEmbeddedStore<MonitoringTables>({ folder: join(data, 'it'), schema: 'monitoring' })
    const tomorrow = micros((Date.now() + 86_400_000) * 1000)
    const event = { actor: 'a', action: 'a.b', object: 'o', details: {}, at: tomorrow }
    await it.transaction(CELL, (tx) => appendAudit(tx, event))
  }
  mkdirSync(join(data, 'ot', 'captures'))
  writeFileSync(join(data, 'ot', 'captures', 'nobody.cap'), '')
  const { code, out } = await run(['--data', data, '--json'])
  const { findings, stores } = JSON.parse(out) as { findings: { code: string; meaning: string }[]; stores: string }
  const codes = findings.map((finding) => finding.code)
  const quarantined = findings.find((finding) => finding.code === 'doctor.sensor-quarantined')
  expect(quarantined?.meaning).toContain('sensor line-1 came 3 times to the door of it')
  expect(stores).toBe('checked')
  expect(codes).toContain('doctor.stores-unfit')
  expect(codes).toContain('doctor.clock-back')
  expect(codes).toContain('doctor.orphan-captures')
  expect(code).toBe(1)
})

test('the stores of a folder that a server has are left to it', async () => {
  const unlock = lockFolder(join(data, 'core'))
  const { out } = await run(['--data', data])
  unlock()
  expect(out).toContain('a server has the folder')
  // A lock is held, and no server answers.
  expect(out).toContain('doctor.lock-unanswered')
})

/** A sensor of OT whose token came to the door of IT. */
async function quarantine(tx: Transaction<CoreTables>): Promise<void> {
  const [account, sensor, misuse] = [1, 2, 3].map((one) => `00000000-0000-7000-8000-00000000000${one}`) as [
    string,
    string,
    string,
  ]
  const at = '2026-11-20T10:00:00.000000Z'
  const place = { domain: 'ot', site: 'default' }
  await tx
    .insertInto('account')
    .values({ id: account, name: 'lead', roles: ['ot-lead'], sites: ['*'], state: 'active', created_at: at })
    .execute()
  const token = { name: 'line-1', token_hash: Buffer.alloc(32), source_kind: 'sensor', created_by: account }
  await tx
    .insertInto('api_token')
    .values({ id: sensor, ...place, ...token, created_at: at })
    .execute()
  const enrolled = { name: 'line-1', kind: 'live', segments: [], enrolled_by: 'lead', enrolled_at: at }
  await tx
    .insertInto('sensor')
    .values({ id: sensor, ...place, ...enrolled })
    .execute()
  const asked = { sensor_id: sensor, asked_domain: 'it', attempts: 3, first_at: at, last_at: at }
  await tx
    .insertInto('sensor_misuse')
    .values({ id: misuse, ...place, ...asked })
    .execute()
}

async function run(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await doctor(args)
  vi.restoreAllMocks()
  return { code, out: out.join(''), err: err.join('') }
}
