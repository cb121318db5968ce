import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backup, backupKey, backupVerify, restore } from '@penstock/cli/backup'
import { micros } from '@penstock/model/kernel'
import { anchorRoot, appendAudit, loadAuditKey, makeRoot, verifyStores } from '@penstock/server/audit'
import { readSection, recipientOf } from '@penstock/server/backup'
import { type DumpTable, openDump, openEmbeddedStore, type Scope, type Store } from '@penstock/store/state'
import type { CoreTables, MonitoringTables } from '@penstock/store/tables'
import { openTelemetry } from '@penstock/store/telemetry'
import { fakeClock } from '@penstock/testkit/clock'
import { migratedFolder } from '@penstock/testkit/stores'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { parseVerify } from './arguments.ts'

const HUB: Scope = { role: 'core_service', sites: '*', clearance: 3 }
const CELL: Scope = { role: 'monitoring_service', sites: '*', clearance: 3 }
const CAPTURE = '019a0000-0000-7000-8000-000000000001'
const scratch = mkdtempSync(join(tmpdir(), 'penstock-backups-'))
const data = join(scratch, 'plant')
const file = join(scratch, 'plant.backup')
const identity = join(scratch, 'ops.key')
const clock = fakeClock()
let recipient: string

beforeAll(async () => {
  for (const section of ['core', 'it', 'ot'] as const) {
    const made = await migratedFolder(section === 'core' ? 'core' : 'monitoring')
    mkdirSync(join(data, section), { recursive: true })
    cpSync(made, join(data, section), { recursive: true })
    rmSync(made, { recursive: true })
  }
  await fill()
  recipient = (await run(backupKey, ['--out', identity])).out.trim()
  const made = await run(backup, ['--data', data, '--out', file, '--recipient', recipient, '--json'])
  expect(made.code, made.err).toBe(0)
}, 400_000)
afterAll(() => rmSync(scratch, { recursive: true }))
afterEach(() => {
  vi.restoreAllMocks()
})

/** Rows in all three stores, roots anchored across, telemetry, a capture file, a sign-in link that must not come back. */
async function fill(): Promise<void> {
  await using core = await openEmbeddedStore<CoreTables>({ folder: join(data, 'core'), schema: 'core' })
  await using ot = await openEmbeddedStore<MonitoringTables>({ folder: join(data, 'ot'), schema: 'monitoring' })
  await core.transaction(HUB, async (tx) => {
    for (let n = 0; n < 5; n++) await appendAudit(tx, event(n))
    await tx
      .insertInto('account')
      .values({ id: CAPTURE, name: 'anna', roles: ['administrator'], sites: ['*'], state: 'active', created_at: NOW })
      .execute()
    await tx
      .insertInto('sign_in_link')
      .values({ ...LINK, token_hash: Buffer.of(1), account_id: CAPTURE, created_at: NOW })
      .execute()
    await tx.insertInto('fact_cursor').values({ cell: 'ot', after_seq: 3 }).execute()
    await tx.insertInto('policy').values({ version: 2, body: '{}', signature: 's', learned_at: NOW }).execute()
  })
  await ot.transaction(CELL, async (tx) => {
    const capture = { id: CAPTURE, site: 'works', name: 'w.pcap', sha256: Buffer.of(0xaa), sensor: 's' }
    await tx
      .insertInto('capture')
      .values({ ...capture, created_by: 'a', created_at: NOW })
      .execute()
    for (let n = 1; n <= 4; n++)
      await tx
        .insertInto('fact_outbox')
        .values({ id: Buffer.of(n), kind: 'k', site: 'works', domains: ['ot'], observed_at: NOW, body: '{}' })
        .execute()
    const snapshot = { kind: 'policy', version: 2, body: '{}', signature: 's', received_at: NOW }
    await tx.insertInto('snapshot').values(snapshot).execute()
  })
  const root = await core.transaction(HUB, (tx) =>
    makeRoot(tx, { chain: 'core', key: loadAuditKey(join(data, 'core')), at: clock.now() }),
  )
  await ot.transaction(CELL, (tx) => anchorRoot(tx, { root: root!, at: clock.now() }))
  await using telemetry = await openTelemetry({ folder: join(data, 'ot', 'telemetry') })
  await telemetry.append([{ captureKey: CAPTURE, site: 'works', batch: BATCH }])
  mkdirSync(join(data, 'ot', 'captures'))
  writeFileSync(join(data, 'ot', 'captures', `${CAPTURE}.cap`), randomBytes(300_000))
  writeFileSync(join(data, 'ot', 'captures', 'unknown.cap'), 'nobody knows it')
}

const NOW = '2026-11-20T10:00:00.123456Z'
const LINK = { kind: 'invitation', expires_at: '2099-01-01T00:00:00Z' }
const END = { mac: 'aa:00:00:00:00:01', ip: '10.0.0.1' }
const PROOF = { file: 0, frame: 1, at: micros(1_764_000_000_000_001), offset: 0, length: 1 }
const BATCH = {
  seq: 0,
  packets: 1,
  bytes: 60,
  malformed: 0,
  skipped: {},
  firstAt: PROOF.at,
  lastAt: PROOF.at,
  bindings: [],
  claims: [],
  conversations: [],
  operations: [],
  anomalies: [{ kind: 'odd', detail: 'a "quoted", odd\nthing', count: 2, proof: PROOF, client: END }],
} as never

test('[O02:2] what is restored is what was backed up: rows, telemetry, captures, keys, and chains that hold', {
  timeout: 400_000,
}, async () => {
  const fresh = join(scratch, 'restored')
  const { code, out, err } = await run(restore, [file, '--data', fresh, '--identity', identity, '--json'])
  expect(code, err).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    sections: [
      { section: 'core', files: 1, migratedBy: [], chain: { isIntact: true, entries: 5 } },
      { section: 'it', rows: 0, telemetryRows: 0 },
      { section: 'ot', telemetryRows: 2, files: 1, chain: { isIntact: true } },
    ],
  })
  for (const section of ['it', 'ot'] as const)
    expect(await rowsOf(fresh, section)).toEqual(await rowsOf(data, section, 'without the entry of the restore'))
  const core = await rowsOf(fresh, 'core')
  expect(core['account']).toEqual((await rowsOf(data, 'core'))['account'])
  expect(core['sign_in_link']).toEqual([])
  expect(core['audit_entry']?.at(-1)).toContain('"backup.restore"')
  const chains = await verifyStores({ data: fresh })
  expect(chains.map(({ chain, ok }) => ({ chain, ok }))).toEqual(
    ['core', 'it', 'ot'].map((chain) => ({ chain, ok: true })),
  )
  for (const name of [`ot/captures/${CAPTURE}.cap`, 'core/keys/audit.pem'])
    expect(readFileSync(join(fresh, name)).equals(readFileSync(join(data, name)))).toBe(true)
  expect(statSync(join(fresh, 'core/keys/audit.pem')).mode & 0o777).toBe(0o600)
  expect(existsSync(join(fresh, 'ot/captures/unknown.cap'))).toBe(false)
  await using telemetry = await openTelemetry({ folder: join(fresh, 'ot', 'telemetry') })
  expect(await telemetry.applied(CAPTURE)).toBe(0)
})

/** Every row of a section; without what the restore itself recorded. */
async function rowsOf(
  folder: string,
  section: 'core' | 'it' | 'ot',
  _note?: string,
): Promise<Record<string, string[]>> {
  const schema = section === 'core' ? 'core' : 'monitoring'
  await using store: Store<CoreTables> = await openEmbeddedStore({ folder: join(folder, section), schema })
  const dump = await openDump(store, schema)
  const rows: Record<string, string[]> = {}
  for (const table of dump.tables) rows[table.name] = await linesOf(dump.rows(table), table, section)
  await dump.release()
  return rows
}

async function linesOf(some: AsyncIterable<readonly string[]>, table: DumpTable, section: string): Promise<string[]> {
  const all: string[] = []
  for await (const lines of some) all.push(...lines)
  const isRestoreEntry = (line: string): boolean => line.includes('"backup.restore"')
  return table.name === 'audit_entry' && section !== 'core' ? all.filter((line) => !isRestoreEntry(line)) : all
}

test('verifying restores into a folder that is gone afterwards', { timeout: 400_000 }, async () => {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('penstock-verify-'))
  const { code, out, err } = await run(backupVerify, [file, '--identity', identity])
  expect(code, err).toBe(0)
  expect(out).toContain('ot: ')
  expect(out).toContain('can be restored')
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('penstock-verify-'))).toEqual(before)
})

test('a folder that holds something is refused, and stays as it was', async () => {
  const place = join(scratch, 'occupied')
  mkdirSync(place)
  writeFileSync(join(place, 'mine'), 'mine')
  const { code, err } = await run(restore, [file, '--data', place, '--identity', identity])
  expect(err).toContain('is not empty; a restore goes into a new folder only')
  expect(code).toBe(1)
  expect(readdirSync(place)).toEqual(['mine'])
})

test('the key of the OT side opens the OT part only', { timeout: 300_000 }, async () => {
  const otKey = join(scratch, 'ot.key')
  const otRecipient = (await run(backupKey, ['--out', otKey])).out.trim()
  const parted = join(scratch, 'parted.backup')
  const keys = [`ot=${otRecipient}`, `core=${recipient}`, `it=${recipient}`].flatMap((key) => ['--recipient', key])
  expect((await run(backup, ['--data', data, '--out', parted, ...keys])).code).toBe(0)
  const alone = await run(backupVerify, [parted, '--identity', otKey])
  expect(alone.err).toMatch(/none of the keys given opens the (core|it) part/)
  expect(alone.code).toBe(1)
})

test('a passphrase gives the key of what was made with it, another does not', { timeout: 300_000 }, async () => {
  const [right, wrong] = [join(scratch, 'right'), join(scratch, 'wrong')]
  writeFileSync(right, 'correct horse\n')
  writeFileSync(wrong, 'battery staple\n')
  const made = join(scratch, 'phrase.backup')
  expect((await run(backup, ['--data', data, '--out', made, '--passphrase-file', right])).code).toBe(0)
  const { identities } = await parseVerify([made, '--passphrase-file', right])
  const { head } = await readSection(made, 'ot')
  expect(recipientOf(identities[0] ?? '')).toBe(head.slots[0]?.recipient.key)
  const refusal = await run(backupVerify, [made, '--passphrase-file', wrong])
  expect(refusal.err).toContain('none of the keys given opens')
  expect(refusal.code).toBe(1)
})

test('a flipped byte and a cut file are bad input, and nothing stands in the new folder', async () => {
  const bytes = readFileSync(file)
  const place = join(scratch, 'never')
  for (const changed of [flipped(bytes, 5000), flipped(bytes, bytes.length - 1), bytes.subarray(0, -100)]) {
    const damaged = join(scratch, 'damaged.backup')
    writeFileSync(damaged, changed)
    const { code, err } = await run(restore, [damaged, '--data', place, '--identity', identity])
    expect(err).toContain('is damaged')
    expect(code).toBe(2)
    expect(existsSync(place)).toBe(false)
    expect(existsSync(`${place}.restoring`)).toBe(false)
  }
})

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}

test('a restore that is killed leaves no folder in place, and can be done again', { timeout: 500_000 }, async () => {
  const place = join(scratch, 'killed')
  const main = new URL('../main.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [main, 'restore', file, '--data', place, '--identity', identity])
  await expect.poll(() => existsSync(join(`${place}.restoring`, 'ot', 'pg')), { timeout: 200_000 }).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'close')
  expect(existsSync(place)).toBe(false)
  const again = await run(restore, [file, '--data', place, '--identity', identity])
  expect(again.code, again.err).toBe(0)
  expect(existsSync(`${place}.restoring`)).toBe(false)
})

test('a disk that fills fails the backup, says so, and keeps what was there', { timeout: 300_000 }, async () => {
  if (!existsSync('/dev/full')) return
  const place = join(scratch, 'small')
  mkdirSync(place)
  const mounted = await ran('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place])
  if (!mounted) return
  try {
    const out = join(place, 'full.backup')
    const { code, err } = await run(backup, ['--data', data, '--out', out, '--recipient', recipient])
    expect(err).toMatch(/was not written \(ENOSPC.*Nothing of it was kept; older backups are as they were/)
    expect(code).toBe(1)
    expect(readdirSync(place)).toEqual([])
  } finally {
    await ran('umount', [place])
  }
})

async function ran(command: string, args: readonly string[]): Promise<boolean> {
  const child = spawn(command, args, { stdio: 'ignore' })
  const [code] = (await Promise.race([once(child, 'close'), once(child, 'error').then(() => [1])])) as [number]
  return code === 0
}

test.each([
  { name: 'no place', args: ['--recipient', 'x'], says: '--out FILE' },
  { name: 'nobody to open it', args: ['--out', '/nowhere/b'], says: 'nobody could open core, it, ot' },
  {
    name: 'a key that is none',
    args: ['--out', '/nowhere/b', '--recipient', 'penstock-recipient-x'],
    says: 'not a key',
  },
  { name: 'an unknown flag', args: ['--to', 'x'], says: '--to' },
])('$name is bad usage', async ({ args, says }) => {
  const { code, err } = await run(backup, args)
  expect(err).toContain(says)
  expect(err).toContain('usage: penstock backup')
  expect(code).toBe(2)
})

test('a folder without stores is said to be none', async () => {
  const args = ['--data', join(scratch, 'nowhere'), '--out', join(scratch, 'b'), '--recipient', recipient]
  const { code, err } = await run(backup, args)
  expect(err).toContain('no store in')
  expect(code).toBe(1)
})

async function run(
  command: (args: readonly string[]) => Promise<number>,
  args: readonly string[],
): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await command(args)
  vi.restoreAllMocks()
  return { code, out: out.join(''), err: err.join('') }
}

function event(n: number) {
  return { actor: 'account', action: 'asset.edit', object: `ast_${n}`, details: { n }, at: clock.advance(1) }
}
