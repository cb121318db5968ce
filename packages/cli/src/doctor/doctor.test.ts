import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { doctor } from '@penstock/cli/doctor'
import { serveOwner } from '@penstock/cli/owner'
import { SPOOL_BYTES } from '@penstock/cli/sensor'
import { loadAuditKey } from '@penstock/server/audit'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { checkFolder } from './check-folder.ts'
import { checkHolder, checkStart } from './check-serving.ts'

const scratch = mkdtempSync(join(tmpdir(), 'penstock-doctor-'))
const healthy = join(scratch, 'healthy')
const tools = join(scratch, 'bin')
const NOW_MS = Date.UTC(2026, 10, 20, 10)
const AROUND = {
  nodeVersion: 'v24.21.0',
  nowMs: NOW_MS,
  userId: process.getuid?.() ?? null,
  path: tools,
  freeBytes: () => 2 ** 40,
}

beforeAll(() => {
  mkdirSync(healthy, { mode: 0o700 })
  mkdirSync(tools)
  writeFileSync(join(tools, 'tcpdump'), '')
  for (const section of ['core', 'it', 'ot']) {
    mkdirSync(join(healthy, section, 'pg'), { recursive: true })
    loadAuditKey(join(healthy, section))
  }
  writeFileSync(join(healthy, 'core', 'keys', 'sealing.key'), Buffer.alloc(32), { mode: 0o600 })
  mkdirSync(join(healthy, 'backups'))
  shelve(healthy, '2026-11-20T02:00:00.000000Z', true)
})
afterAll(() => rmSync(scratch, { recursive: true }))
afterEach(() => {
  vi.restoreAllMocks()
})

/** A backup as far as the doctor looks at one: its head, and the verdict of its proof. */
function shelve(data: string, createdAt: string, isRestorable: boolean): void {
  const head = {
    format: 1,
    id: 'b',
    reference: 'BKP-TEST01',
    kind: 'nightly',
    createdAt,
    createdBy: 'penstock',
    program: '0.1.0',
    sections: ['core'],
  }
  const bytes = Buffer.from(JSON.stringify(head))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  const file = join(data, 'backups', 'BKP-TEST01.penstock-backup')
  writeFileSync(file, Buffer.concat([Buffer.from('PENSTOCK BACKUP 1\n'), length, bytes]))
  const verdict = { at: createdAt, isRestorable, rows: {}, detail: null }
  writeFileSync(join(data, 'backups', 'BKP-TEST01.verdict.json'), JSON.stringify(verdict))
}

function copyOf(): string {
  const copy = mkdtempSync(join(scratch, 'copy-'))
  cpSync(healthy, copy, { recursive: true })
  chmodSync(copy, 0o700)
  return copy
}

test('nothing is found on a healthy folder', async () => {
  expect(await checkFolder(copyOf(), AROUND)).toEqual([])
})

test.each([
  { code: 'doctor.folder-open', plant: (data: string) => chmodSync(data, 0o755) },
  { code: 'doctor.key-open', plant: (data: string) => chmodSync(join(data, 'ot/keys/audit.pem'), 0o644) },
  { code: 'doctor.key-missing', plant: (data: string) => rmSync(join(data, 'core/keys/sealing.key')) },
  { code: 'doctor.restore-unfinished', plant: (data: string) => writeFileSync(join(data, 'swap.json'), '{}') },
  { code: 'doctor.restore-left', plant: (data: string) => mkdirSync(join(data, 'restored')) },
  { code: 'doctor.no-recent-backup', plant: (data: string) => rmSync(join(data, 'backups'), { recursive: true }) },
  { code: 'doctor.no-recent-backup', plant: (data: string) => shelve(data, '2026-11-01T02:00:00.000000Z', true) },
  { code: 'doctor.backup-unproven', plant: (data: string) => shelve(data, '2026-11-20T02:00:00.000000Z', false) },
  {
    code: 'doctor.backup-damaged',
    plant: (data: string) =>
      writeFileSync(join(data, 'backups', 'x.penstock-backup'), 'PENSTOCK BACKUP 1\nand no more'),
  },
])('$code is found, and only that', async ({ code, plant }) => {
  const data = copyOf()
  plant(data)
  expect((await checkFolder(data, AROUND)).map((finding) => finding.code)).toEqual([code])
})

test.each([
  { code: 'doctor.old-node', around: { nodeVersion: 'v20.20.2' } },
  { code: 'doctor.no-capture-tool', around: { path: join(scratch, 'nowhere') } },
  { code: 'doctor.other-owner', around: { userId: 4711 } },
  { code: 'doctor.little-room', around: { freeBytes: () => 5e8 } },
])('$code is found in the surroundings', async ({ code, around }) => {
  expect((await checkFolder(copyOf(), { ...AROUND, ...around })).map((finding) => finding.code)).toEqual([code])
})

test('a port that another program has is found, a free one is not', async () => {
  const server = createServer()
  const port = await new Promise<number>((done) =>
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)),
  )
  const data = copyOf()
  const [found] = await checkStart(data, port)
  expect(found).toMatchObject({ code: 'doctor.port-taken', severity: 'fault', place: `127.0.0.1:${port}` })
  expect(found?.mend).toContain('--port')
  await new Promise((done) => server.close(done))
  expect(await checkStart(data, port)).toEqual([])
  expect(await checkStart(data, 0)).toEqual([])
})

test('the door of a server that was killed is found, and a lock behind which nobody answers', async () => {
  const data = copyOf()
  writeFileSync(join(data, 'owner.sock'), '')
  expect((await checkStart(data, 0)).map(({ code }) => code)).toEqual(['doctor.door-left'])
  const [found] = await checkHolder(data)
  expect(found).toMatchObject({ code: 'doctor.lock-unanswered', severity: 'fault' })
  expect(found?.mend).toContain('fuser')
  const close = await serveOwner(data, () => Promise.reject(new Error('busy')))
  expect(await checkHolder(data)).toEqual([])
  await close()
})

test.each([
  { name: 'an empty spool', files: {}, codes: [] },
  { name: 'a batch just cut', files: { '00000000-a/000000000000.batch': { bytes: 9, ageS: 4 } }, codes: [] },
  {
    name: 'batches that wait since an hour',
    files: { '00000000-a/000000000000.batch': { bytes: 9, ageS: 3600 } },
    codes: ['doctor.spool-waiting'],
  },
  {
    name: 'a full spool',
    files: { '00000000-a/000000000000.batch': { bytes: SPOOL_BYTES, ageS: 1 } },
    codes: ['doctor.spool-full'],
  },
  {
    name: 'a batch that was set aside',
    files: { 'set-aside/00000000-a-000000000000': { bytes: 9, ageS: 3600 } },
    codes: ['doctor.batches-set-aside'],
  },
])('of a sensor with $name', async ({ files, codes }) => {
  const state = mkdtempSync(join(scratch, 'sensor-'))
  writeFileSync(join(state, 'token'), 'x')
  for (const [name, { bytes, ageS }] of Object.entries(files)) {
    const file = join(state, 'spool', name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, '')
    truncateSync(file, bytes)
    utimesSync(file, Date.now() / 1000 - ageS, Date.now() / 1000 - ageS)
  }
  const { code, out } = await run(['--state', state, '--json'])
  const { findings } = JSON.parse(out) as { findings: { code: string; mend: string }[] }
  expect(findings.map((finding) => finding.code)).toEqual(codes)
  expect(findings.every(({ mend }) => mend !== '')).toBe(true)
  expect(code).toBe(codes.length === 0 ? 0 : 1)
})

test('a folder without an enrolled sensor is said so', async () => {
  const { code, out } = await run(['--state', mkdtempSync(join(scratch, 'sensor-'))])
  expect(code).toBe(1)
  expect(out).toContain('doctor.sensor-not-enrolled')
})

test('a folder that does not exist is said so, a misspelt flag is bad usage', async () => {
  const nowhere = await run(['--data', join(scratch, 'nowhere')])
  expect(nowhere).toMatchObject({ code: 1, out: '' })
  expect(nowhere.err).toContain('does not exist')
  expect(await run(['--jsno'])).toMatchObject({ code: 2, out: '' })
})

async function run(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await doctor(args)
  vi.restoreAllMocks()
  return { code, out: out.join(''), err: err.join('') }
}
