// A disk that fills, for real: the stores stand on a small file system in memory, and a ballast takes the rest of it.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JobView } from '@penstock/contract/jobs'
import type { ObservationBatch } from '@penstock/model/observations'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canaryBatch } from './estate.fixture.ts'
import { type House, openHouse, type Person } from './house.fixture.ts'

const RESERVED_BYTES = 32 * 2 ** 20
const BATCHES = 12
const before = process.env['TMPDIR']
const disk = mkdtempSync(join(tmpdir(), 'penstock-disk-'))
const ballast = join(disk, 'ballast')

let house: House
let founder: Person
let lead: Person
/** Called before each batch that the reader gives. */
let onBatch = (_seq: number): void => {}

async function* batchesAfter(afterSeq: number) {
  for (let seq = afterSeq + 1; seq < BATCHES; seq++) {
    onBatch(seq)
    // Longer than an answer about room is good for.
    await new Promise((done) => setTimeout(done, 600))
    const batch: ObservationBatch = { ...canaryBatch('ot', 'default'), seq, isLast: seq === BATCHES - 1 }
    yield { batch, readBytes: seq }
  }
}

beforeAll(async () => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=700m', 'tmpfs', disk])
  process.env['TMPDIR'] = disk
  house = await openHouse({
    reservedBytes: RESERVED_BYTES,
    startCapture: (_file, afterSeq) => ({ batches: batchesAfter(afterSeq), stop: () => {} }),
  })
  founder = await house.founder()
  lead = await house.person(founder, 'lead', ['ot-lead'])
})
afterAll(async () => {
  await house?.[Symbol.asyncDispose]()
  if (before === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = before
  execFileSync('umount', [disk])
  rmSync(disk, { recursive: true })
})

function freeBytes(): number {
  const { bavail, bsize } = statfsSync(disk)
  return bavail * bsize
}

/** Takes the disk until only so much is left. */
function fillTo(leftBytes: number): void {
  writeFileSync(ballast, Buffer.alloc(Math.max(0, freeBytes() - leftBytes)))
}

/** Bytes in files of ours: without the ballast, and without the database's own, whose log grows by 16 MiB whenever it likes. */
function keptBytes(): number {
  const files = readdirSync(disk, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name !== 'ballast' && !entry.parentPath.split('/').includes('pg'),
  )
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
}

async function untilAnswersAreFresh(): Promise<void> {
  await new Promise((done) => setTimeout(done, 600))
}

const pcap = Buffer.concat([Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex'), Buffer.alloc(16)])
const drop = (bytes: Uint8Array, name: string) =>
  lead.send('POST', `/api/ot/captures?site=default&name=${name}`, bytes, 'application/octet-stream')

async function jobOf(id: string): Promise<JobView> {
  return (await lead.get(`/api/ot/jobs/${id}`)).body as JobView
}

test('a job that meets a full disk fails with what was kept, and goes on after room was made', async () => {
  onBatch = (seq) => {
    if (seq === 4) fillTo(RESERVED_BYTES / 2)
  }
  const dropped = await drop(pcap, 'long.pcap')
  expect([dropped.status, dropped.text]).toEqual([200, expect.any(String)])
  const { id } = dropped.body as JobView
  await expect.poll(async () => (await jobOf(id)).state, { timeout: 60_000 }).toBe('failed')
  expect(await jobOf(id)).toMatchObject({
    problem: { code: 'disk-full', kept: 'what was read before' },
    isResumable: true,
  })
  // The stores go on: what was stored is read, and each read is an entry of the audit chain.
  const stored = (await lead.get('/api/ot/captures')).body as { items: { packets: number; isComplete: boolean }[] }
  expect(stored.items).toMatchObject([{ packets: 40, isComplete: false }])
  rmSync(ballast)
  onBatch = () => {}
  await untilAnswersAreFresh()
  expect((await lead.send('POST', `/api/ot/jobs/${id}/resumption`, {})).status).toBe(200)
  await expect.poll(async () => (await jobOf(id)).state, { timeout: 60_000 }).toBe('succeeded')
  expect((await lead.get('/api/ot/captures')).body).toMatchObject({
    items: [{ packets: 10 * BATCHES, isComplete: true }],
  })
})

test('an upload that the disk has no room for is refused while it is streamed, and leaves nothing', async () => {
  fillTo(RESERVED_BYTES + 24 * 2 ** 20)
  await untilAnswersAreFresh()
  const kept = keptBytes()
  const answer = await drop(Buffer.concat([pcap, Buffer.alloc(48 * 2 ** 20)]), 'huge.pcap')
  expect(answer).toMatchObject({ status: 507, body: { code: 'disk-full' } })
  expect(keptBytes() - kept).toBeLessThan(8 * 2 ** 20)
  expect((await lead.get('/api/ot/captures')).body).toMatchObject({ items: [{ name: 'long.pcap' }] })
  rmSync(ballast)
})

test('a register file that the disk has no room for is refused while it is streamed, with the place, and leaves nothing', async () => {
  fillTo(RESERVED_BYTES + 24 * 2 ** 20)
  await untilAnswersAreFresh()
  const kept = keptBytes()
  const file = Buffer.concat([Buffer.from('id,name\n'), Buffer.alloc(48 * 2 ** 20, 'A,B\n')])
  const answer = await founder.send('POST', '/api/sites/default/assets/imports', file, 'application/octet-stream')
  expect(answer).toMatchObject({ status: 507, body: { code: 'disk-full', details: { place: 'core/spool' } } })
  expect(keptBytes() - kept).toBeLessThan(8 * 2 ** 20)
  rmSync(ballast)
})

test('with a full disk writes are refused, reading and signing in go on, and with room all is as before', async () => {
  fillTo(RESERVED_BYTES / 2)
  await untilAnswersAreFresh()
  const account = { name: 'new-one', roles: ['executive'], sites: '*' }
  expect(await founder.send('POST', '/api/access/accounts', account)).toMatchObject({
    status: 507,
    body: { code: 'disk-full' },
  })
  expect((await founder.get('/api/access/accounts')).text).not.toContain('new-one')
  expect((await house.founder()).view.name).toBe(founder.view.name)
  rmSync(ballast)
  await untilAnswersAreFresh()
  expect((await founder.send('POST', '/api/access/accounts', account)).status).toBe(200)
})
