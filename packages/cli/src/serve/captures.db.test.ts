import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { makeDemonstration } from '@penstock/cli/demo'
import { type Served, serve } from '@penstock/cli/serve'
import type { AssetRecord } from '@penstock/contract/assets'
import type { JobView } from '@penstock/contract/jobs'
import type { CaptureView, CellConversationView, OperationView } from '@penstock/contract/observations'
import type { findGoalPaths } from '@penstock/contract/paths'
import type { Response } from '@penstock/contract/route'
import type { TriageQueue, TriageRecord } from '@penstock/contract/triage'
import { listFacts } from '@penstock/server/facts'
import { CELL_SERVICE } from '@penstock/server/runtime'
import { openEmbeddedStore } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { type SignedIn, signInWith } from '@penstock/testkit/signed-in'
import { migratedFolder } from '@penstock/testkit/stores'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  assetTypes,
  attackOnAssetTypes,
  BLOCK,
  CLOUD,
  OTHER_BLOCK,
  plantOfTypes,
  STATION,
  TYPES,
} from './asset-types.fixture.ts'
import { processesBelow } from './processes.fixture.ts'

// Whole servers come up and go: seconds each, more on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 })

const FIXTURES = new URL('../../../../fixtures/captures/', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'penstock-captures-'))
const pages = join(folder, 'pages')
let server: Served
let person: SignedIn

beforeAll(async () => {
  mkdirSync(pages)
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>Penstock</title>')
  server = await serve({ data: await prepare('data'), port: 0, pages, logLevel: 'silent' })
  person = await signInWith(server.url, server.link)
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

function fixture(path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(FIXTURES + path))
}

function drop(who: SignedIn, name: string, bytes: Uint8Array<ArrayBuffer>) {
  return who.send('POST', `/api/ot/captures?site=default&name=${encodeURIComponent(name)}`, bytes)
}

async function jobOf(who: SignedIn, id: string): Promise<JobView> {
  return (await who.get(`/api/ot/jobs/${id}`)) as JobView
}

async function ended(who: SignedIn, id: string): Promise<JobView> {
  await expect
    .poll(async () => (await jobOf(who, id)).state, { timeout: 60_000, interval: 50 })
    .toMatch(/^(succeeded|failed|cancelled)$/)
  return await jobOf(who, id)
}

async function read(who: SignedIn, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<JobView> {
  const dropped = await drop(who, name, bytes)
  expect([name, dropped.status]).toEqual([name, 200])
  return await ended(who, (dropped.body as JobView).id)
}

function filesKept(data = 'data'): string[] {
  return readdirSync(join(folder, data, 'ot', 'captures'))
}

test.each([
  { name: 'an empty file', file: 'formats/empty-file.pcap', code: 'observations.empty-capture' },
  { name: 'a file that is no capture', file: 'formats/not-a-capture.pcap', code: 'observations.not-a-capture' },
])('$name is refused with its reason, and nothing of it is kept', async ({ file, code }) => {
  const before = filesKept()
  const answer = await drop(person, 'given.pcap', fixture(file))
  expect(answer).toMatchObject({ status: 422, body: { code, details: { name: 'given.pcap' } } })
  expect(filesKept()).toEqual(before)
})

test('a file that ends within its own header is refused, and nothing of it is kept', async () => {
  const before = filesKept()
  const answer = await drop(person, 'head.pcap', fixture('modbus/reads.pcap').slice(0, 20))
  expect(answer).toMatchObject({ status: 422, body: { code: 'observations.not-a-capture' } })
  expect(filesKept()).toEqual(before)
})

test('a capture that is cut short is read to its last whole record, and what was skipped is counted', async () => {
  const [told] = readFileSync(`${FIXTURES}formats/truncated-record.expected.jsonl`, 'utf8').split('\n')
  const { packets, skipped } = JSON.parse(told ?? '') as { packets: number; skipped: Record<string, number> }
  expect(skipped).toEqual({ 'truncated-record': 1 })
  {
    await using cut = await runOn('cut')
    const job = await read(cut.person, 'cut.pcap', fixture('formats/truncated-record.pcap'))
    expect(job).toMatchObject({ state: 'succeeded', problem: null, result: { packets } })
  }
  await using store = await openEmbeddedStore<MonitoringTables>({
    folder: join(folder, 'cut', 'ot'),
    schema: 'monitoring',
  })
  const stored = await store.transaction(CELL_SERVICE, async (tx) => ({
    batches: await tx.selectFrom('observation_batch').select('skipped').execute(),
    coverage: (await listFacts(tx, 0, 1000)).facts.filter(({ kind }) => kind === 'coverage').map(({ body }) => body),
  }))
  expect(stored).toMatchObject({ batches: [{ skipped }], coverage: [{ packets, skipped, isComplete: true }] })
})

test('the content decides what a file is, not its extension', async () => {
  const job = await read(person, 'holiday.jpg', fixture('modbus/reads.pcap'))
  expect(job.state).toBe('succeeded')
  expect(job.result !== null && 'packets' in job.result && job.result.packets).toBeGreaterThan(0)
  const answer = await drop(person, 'really.pcap', new TextEncoder().encode('GIF89a, and more than a header holds'))
  expect(answer).toMatchObject({ status: 422, body: { code: 'observations.not-a-capture' } })
})

test('[A08:2] a SCADA, DCS, PLC, RTU, IIoT and hybrid device each have their own fields, from the packet to the register', async () => {
  const job = await read(person, 'types.pcap', assetTypes())
  expect(job).toMatchObject({ state: 'succeeded', problem: null })
  const records = async () => {
    const { items } = (await person.get('/api/assets?limit=500')) as { items: { id: string; ips: string[] }[] }
    const of = async (ip: string) => {
      const id = items.find(({ ips }) => ips.includes(ip))?.id
      return id === undefined ? null : ((await person.get(`/api/assets/${id}`)) as AssetRecord)
    }
    return await Promise.all(Object.entries(TYPES).map(async ([type, { ip }]) => [type, await of(ip)] as const))
  }
  await vi.waitFor(async () => expect((await records()).map(([, record]) => record)).not.toContain(null), {
    timeout: 60_000,
  })
  const asset = Object.fromEntries(await records()) as Record<keyof typeof TYPES, AssetRecord>
  const rolesOf = (type: keyof typeof TYPES) =>
    asset[type].protocols
      .filter(({ protocol }) => protocol !== 'arp')
      .map(({ protocol, side }) => `${protocol} ${side}`)
  const told = async (what: string, type: keyof typeof TYPES) =>
    ((await person.get(`/api/ot/${what}?address=${TYPES[type].ip}&limit=100`)) as { items: Record<string, unknown>[] })
      .items

  expect([asset.scada.role, asset.scada.purdueLevel, rolesOf('scada')]).toEqual([
    'scada',
    2,
    ['iec104 client', 's7comm client'],
  ])
  expect([asset.dcs.role, asset.dcs.purdueLevel, asset.dcs.model]).toEqual(['dcs-controller', 1, 'CPU 410-5H'])
  expect(await told('states', 'dcs')).toMatchObject([{ field: 'mode', value: 'run (redundant)' }])
  expect([asset.plc.role, asset.plc.purdueLevel]).toEqual(['controller', 1])
  expect(await told('states', 'plc')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ field: 'mode', value: 'run' }),
      expect.objectContaining({ field: 'key-switch', value: 'RUN' }),
      expect.objectContaining({ field: 'configuration', value: 'program 1f4a0144, hardware 00010002' }),
    ]),
  )
  const logic = createHash('sha256').update(BLOCK).digest('hex')
  expect(await told('transfers', 'plc')).toMatchObject([{ name: 'FC 7 (passive)', sha256: logic, result: 'complete' }])
  expect([asset.rtu.role, asset.rtu.purdueLevel, rolesOf('rtu')]).toEqual(['rtu', 1, ['iec104 server']])
  expect(await told('values', 'rtu')).toMatchObject([{ point: `ASDU ${STATION} IOA 3001`, last: 11.25 }])
  expect([asset.iiot.role, rolesOf('iiot')]).toEqual([
    'iiot-gateway',
    ['https client', 'modbus-tcp client', 'mqtt client'],
  ])
  expect(asset.iiot.peers.map(({ label }) => label)).toContain(CLOUD.ip)
  expect((await told('conversations', 'iiot')).flatMap(({ details }) => details)).toContainEqual(
    expect.objectContaining({ kind: 'tls-server-name', value: CLOUD.name }),
  )
  expect([asset.hybrid.role, asset.hybrid.purdueLevel, rolesOf('hybrid')]).toEqual([
    'historian',
    3,
    ['http client', 'mssql server', 's7comm client'],
  ])
  expect(asset.hybrid.fields.find(({ field }) => field === 'operatingSystem')).toMatchObject({
    value: 'Windows 8.1 or Server 2012 R2',
    basis: 'inferred',
  })
})

test('[A08:3] what is a type of device its own bears on the ways to it and on what is detected of it, with what was so before', async () => {
  await using one = await runOn('types')
  const who = one.person
  expect(await read(who, 'types.pcap', assetTypes())).toMatchObject({ state: 'succeeded', problem: null })
  const declared = await who.send('POST', '/api/sites/default/plant?source=types.json', plantOfTypes())
  expect(declared.status, JSON.stringify(declared.body)).toBe(200)

  // Risk: the ways to each, and what of it they stand on.
  const waysTo = async (goal: string) => {
    const told = (await who.get(`/api/sites/default/paths/to?goal=${goal}`)) as Response<typeof findGoalPaths>
    expect(told.observed.standing).toBe('answers')
    const facts = told.paths.flatMap(({ hops }) => hops.flatMap((hop) => hop.facts.map(({ id, text }) => [id, text])))
    return { paths: told.paths, facts: Object.fromEntries(facts) as Record<string, string> }
  }
  const viaOffice = ({ paths }: Awaited<ReturnType<typeof waysTo>>) =>
    paths.some(({ start }) => start.id === 'phished-user:OFF-PC')
  const dcs = await waysTo('DCS')
  expect(dcs.facts['mode:DCS']).toMatch(/^DCS is in run \(redundant\), as the wire told/)
  const rtu = await waysTo('RTU')
  expect(rtu.facts[`station:RTU:iec104`]).toContain(`common address ASDU ${STATION}`)
  expect(rtu.facts['seen-calling:SCADA:RTU:iec104']).toBe('SCADA calls RTU by iec104, as the wire told')
  const gateway = await waysTo('GW')
  expect(gateway.paths.map(({ start }) => start.id)).toContain(`cloud:${CLOUD.name}`)
  expect(gateway.facts[`cloud-link:GW:${CLOUD.name}`]).toContain('no uplink of it is declared')
  // Its key stands in RUN by what it told, though PROGRAM is declared: no block passes from the office.
  const guarded = await waysTo('PLC')
  expect(viaOffice(guarded)).toBe(false)
  expect(guarded.facts['seen-calling:HIST:PLC:s7comm']).toBe('HIST calls PLC by s7comm, as the wire told')

  // Detection: what was done to each, with how it stands and what was so before.
  expect(await read(who, 'attack.pcap', attackOnAssetTypes())).toMatchObject({ state: 'succeeded', problem: null })
  const of = async (type: keyof typeof TYPES) => {
    const { items } = (await who.get('/api/triage')) as TriageQueue
    const found = items.find(({ domain, detection }) => domain === 'ot' && isAbout(detection.subject, TYPES[type].ip))
    if (found === undefined) throw new Error(`nothing is detected of ${type}`)
    const record = (await who.get(`/api/triage/ot/${found.detection.id}`)) as TriageRecord
    const end = record.context?.ends.find(({ text }) => text === TYPES[type].ip)
    return { asset: end?.asset, device: record.devices?.find(({ ip }) => ip === TYPES[type].ip) }
  }
  await vi.waitFor(
    async () => {
      for (const type of ['plc', 'dcs', 'rtu', 'iiot', 'scada', 'hybrid'] as const) await of(type)
    },
    { timeout: 60_000, interval: 500 },
  )
  const digest = (block: Uint8Array) => createHash('sha256').update(block).digest('hex')
  const plc = await of('plc')
  expect(plc.asset).toMatchObject({ declaredId: 'PLC', role: 'plc' })
  expect(plc.device?.programs).toMatchObject([
    { name: 'FC 7 (passive)', sha256: digest(OTHER_BLOCK), was: digest(BLOCK), direction: 'to-device' },
  ])
  expect(plc.device?.states).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ field: 'key-switch', value: 'RUN-P', was: 'RUN' }),
      expect.objectContaining({ field: 'configuration', was: 'program 1f4a0144, hardware 00010002' }),
      expect.objectContaining({ field: 'mode', value: 'run', was: null }),
    ]),
  )
  expect((await of('dcs')).device?.states).toMatchObject([{ field: 'mode', value: 'stop', was: 'run (redundant)' }])
  expect((await of('rtu')).device?.stations).toEqual([{ protocol: 'iec104', station: `ASDU ${STATION}` }])
  expect((await of('iiot')).device?.calls).toContainEqual({ protocol: 'https', ip: CLOUD.ip, name: CLOUD.name })
  expect((await of('scada')).device?.calls).toContainEqual({ protocol: 'iec104', ip: TYPES.rtu.ip, name: null })
  const hybrid = (await of('hybrid')).device
  expect(hybrid?.identity).toContainEqual({
    ...{ field: 'operatingSystem', value: 'Windows 8.1 or Server 2012 R2', basis: 'inferred' },
  })
  expect(hybrid?.calls).toContainEqual({ protocol: 's7comm', ip: TYPES.plc.ip, name: null })

  // And the key that was turned opens the way that it had closed, to a program that is another one now.
  const opened = await waysTo('PLC')
  expect(viaOffice(opened)).toBe(true)
  expect(opened.facts['key-switch:PLC']).toMatch(/stands in RUN-P, as the wire told/)
  expect(opened.facts['program:PLC']).toContain('another one tells that it was changed')
  expect(opened.facts['program:PLC']).not.toContain('1f4a0144')
})

function isAbout({ destinationIp, device }: TriageQueue['items'][number]['detection']['subject'], ip: string): boolean {
  return destinationIp === ip || device === ip
}

test('a gzip file is read as what is in it, and its packets open at the places that its rows name', async () => {
  await using one = await runOn('gzip')
  const plain = fixture('modbus/writes.pcap')
  const job = await read(one.person, 'writes.pcap.gz', new Uint8Array(gzipSync(plain)))
  expect(job).toMatchObject({ state: 'succeeded', result: { packets: packetsOf(plain) } })
  const { items } = (await one.person.get('/api/ot/operations')) as { items: OperationView[] }
  expect(items.length).toBeGreaterThan(0)
  for (const { captureId, frame, offset, length } of items) {
    const shown = await one.person.get(
      `/api/ot/captures/${captureId}/frames/${frame}?offset=${offset}&length=${length}`,
    )
    expect(shown).toMatchObject({ hex: Buffer.from(plain.subarray(offset, offset + length)).toString('hex') })
  }
  // Packed or not, it is the same capture.
  expect(await drop(one.person, 'writes.pcap', plain)).toMatchObject({
    status: 409,
    body: { code: 'observations.capture-known' },
  })
  const cut = await read(one.person, 'cut.gz', fixture('formats/gzip-cut.pcap.gz'))
  const [told] = readFileSync(`${FIXTURES}formats/gzip-cut.expected.jsonl`, 'utf8').split('\n')
  const { packets } = JSON.parse(told ?? '') as { packets: number }
  expect(cut).toMatchObject({ state: 'succeeded', result: { packets } })
})

test('what passes in the clear stands with the conversation: the name asked for and the fingerprint of who asks', async () => {
  await read(person, 'tls.pcap', fixture('tls/version-13.pcap'))
  await read(person, 'http.pcap', fixture('http/requests.pcap'))
  const { items } = (await person.get('/api/ot/conversations?limit=500')) as { items: CellConversationView[] }
  const details = items.flatMap((item) => item.details)
  expect(details).toContainEqual({ kind: 'tls-server-name', value: 'cloud.vendor.example', count: 1 })
  expect(details).toContainEqual({ kind: 'tls-alpn', value: 'h2', count: 1 })
  expect(details).toContainEqual({ kind: 'ja4', value: 't13d0707h2_04ca88ad2b9b_d048ca1fd0d4', count: 1 })
  expect(details).toContainEqual({ kind: 'http-user-agent', value: 'Mozilla/5.0 (panel)', count: 2 })
})

test.each([
  { name: 'a bomb of empty records', code: 'observations.unpacks-too-far', file: () => bomb() },
  {
    name: 'a packed table',
    code: 'observations.not-a-capture',
    file: () => gzipSync('id,vendor\n1,Moxa and many more\n'),
  },
  { name: 'a packed capture with a broken bit', code: 'observations.not-a-capture', file: () => brokenGzip() },
  { name: 'a packed nothing', code: 'observations.empty-capture', file: () => gzipSync('') },
])('$name is refused, and nothing of it is kept', async ({ file, code }) => {
  const before = filesKept()
  const answer = await drop(person, 'given.pcap.gz', new Uint8Array(file()))
  expect(answer).toMatchObject({ status: 422, body: { code, details: { name: 'given.pcap.gz' } } })
  expect(filesKept()).toEqual(before)
})

/** A pcap header and records without bytes, far more than anybody's disk should take. */
function bomb(): Uint8Array {
  const head = fixture('formats/header-only.pcap')
  return gzipSync(Buffer.concat([head, Buffer.alloc(80 << 20)]))
}

function brokenGzip(): Uint8Array {
  const packed = gzipSync(fixture('modbus/writes.pcap'))
  packed[packed.length - 8]! ^= 1
  return packed
}

test('the same file twice is known by its content, under whatever name', async () => {
  const job = await read(person, 'first.pcap', fixture('s7comm/szl-identity.pcap'))
  const captureId = job.result !== null && 'captureId' in job.result ? job.result.captureId : null
  const before = filesKept()
  const again = await drop(person, 'second.pcap', fixture('s7comm/szl-identity.pcap'))
  expect(again).toMatchObject({
    status: 409,
    body: { code: 'observations.capture-known', details: { captureId, name: 'first.pcap' } },
  })
  expect(filesKept()).toEqual(before)
})

test('an upload that breaks off leaves nothing', async () => {
  const before = filesKept()
  const jobs = (await person.get('/api/ot/jobs')) as { items: unknown[] }
  await brokenUpload()
  await expect.poll(() => filesKept()).toEqual(before)
  expect(await person.get('/api/ot/jobs')).toEqual(jobs)
})

/** Sends the head of a capture, says that more will come, and hangs up. */
async function brokenUpload(): Promise<void> {
  const other = await signInForHeaders()
  await new Promise<void>((done) => {
    const sent = request(`${server.url}/api/ot/captures?site=default&name=broken.pcap`, {
      method: 'POST',
      headers: { ...other, 'content-type': 'application/octet-stream', 'content-length': '1000000' },
    })
    sent.on('error', () => done())
    sent.write(fixture('modbus/reads.pcap'), () => setTimeout(() => sent.destroy(new Error('hung up')), 200))
  })
}

async function signInForHeaders(): Promise<Record<string, string>> {
  const link = await server.issueLink()
  const opened = await fetch(`${server.url}/api/session/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: (link ?? '').split('#')[1] }),
  })
  const { csrfToken } = (await opened.json()) as { csrfToken: string }
  return { cookie: (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '', 'x-penstock-csrf': csrfToken }
}

test('a job that is cancelled stops and stays cancelled; the file may be given again and goes on where it was', async () => {
  const capture = demonstration()
  const dropped = await drop(person, 'long.pcap', capture)
  const { id } = dropped.body as JobView
  const cancelled = await person.send('POST', `/api/ot/jobs/${id}/cancellation`)
  expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelled' } })
  expect((await person.send('POST', `/api/ot/jobs/${id}/cancellation`)).body).toMatchObject({
    code: 'jobs.already-ended',
  })
  await expect.poll(() => readers(process.pid)).toEqual([])
  expect((await jobOf(person, id)).state).toBe('cancelled')
  const again = await read(person, 'long.pcap', capture)
  expect(again).toMatchObject({ state: 'succeeded', result: { packets: packetsOf(capture) } })
})

test('a cell that is killed while it reads a capture comes up again and ends as if nothing had been', {
  timeout: 180_000,
}, async () => {
  const capture = demonstration()
  await using undisturbed = await runOn('undisturbed')
  await read(undisturbed.person, 'works.pcap', capture)
  const expected = await contentOf(undisturbed.person)
  await using disturbed = await runOn('disturbed')
  const { id } = (await drop(disturbed.person, 'works.pcap', capture)).body as JobView
  for (let kills = 0; kills < 2; kills++) {
    const [cell] = processesBelow(process.pid).filter(
      ({ pid, command }) =>
        command === 'penstock ot cell' && openFiles(pid).some((file) => file.includes('/disturbed/')),
    )
    process.kill(cell!.pid, 'SIGKILL')
    // It answers again, by a process of another number.
    await expect
      .poll(async () => ((await disturbed.person.get(`/api/ot/jobs/${id}`)) as { id?: string }).id, { timeout: 30_000 })
      .toBe(id)
  }
  expect((await ended(disturbed.person, id)).state).toBe('succeeded')
  expect(await contentOf(disturbed.person)).toEqual(expected)
  expect(filesKept('disturbed').filter((name) => !name.endsWith('.cap'))).toEqual([])
  await expect.poll(() => readers(process.pid)).toEqual([])
})

test('a reader that is killed fails its job with what happened, and the cell lives on', async () => {
  await using one = await runOn('reader')
  const { id } = (await drop(one.person, 'works.pcap', demonstration())).body as JobView
  await expect.poll(() => readers(process.pid).length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(0)
  for (const { pid } of readers(process.pid)) process.kill(pid, 'SIGKILL')
  const failed = await ended(one.person, id)
  expect(failed.state).toBe('failed')
  expect(failed.problem?.detail).toContain('SIGKILL')
  const again = await read(one.person, 'works.pcap', demonstration())
  expect(again.state).toBe('succeeded')
})

test('files that a kill left without a capture are removed at the next start, and no others', async () => {
  const data = join(folder, 'swept')
  const keep = '019a0000-0000-7000-8000-00000000000a'
  {
    await using first = await runOn('swept')
    await read(first.person, 'reads.pcap', fixture('modbus/reads.pcap'))
  }
  const [kept] = filesKept('swept')
  for (const name of [`${keep}.cap`, `${keep}.part`]) writeFileSync(join(data, 'ot', 'captures', name), 'left over')
  await using second = await runOn('swept')
  expect(filesKept('swept')).toEqual([kept])
  expect((await second.person.get('/api/ot/captures')) as { items: CaptureView[] }).toMatchObject({
    items: [{ name: 'reads.pcap', isComplete: true }],
  })
})

/** A data folder whose stores are made already: making them takes longer than reading a capture. */
async function prepare(name: string): Promise<string> {
  const data = join(folder, name)
  if (existsSync(data)) return data
  mkdirSync(data)
  renameSync(await migratedFolder('core'), join(data, 'core'))
  for (const domain of ['it', 'ot']) renameSync(await migratedFolder('monitoring'), join(data, domain))
  return data
}

async function runOn(name: string): Promise<AsyncDisposable & { readonly person: SignedIn }> {
  const running = await serve({ data: await prepare(name), port: 0, pages, logLevel: 'silent' })
  return {
    person: await signInWith(running.url, running.link),
    [Symbol.asyncDispose]: () => running.stop(),
  }
}

function demonstration(): Uint8Array<ArrayBuffer> {
  const { captureFile } = makeDemonstration(join(folder, 'demo'), 1_790_834_400_000)
  return new Uint8Array(readFileSync(captureFile))
}

function packetsOf(capture: Uint8Array<ArrayBuffer>): number {
  const view = new DataView(capture.buffer)
  let packets = 0
  for (let at = 24; at < capture.length; at += 16 + view.getUint32(at + 8, true)) packets++
  return packets
}

function readers(pid: number) {
  return processesBelow(pid).filter(({ command }) => command === 'penstock capture')
}

function openFiles(pid: number): string[] {
  return readFileSync(`/proc/${pid}/maps`, 'utf8')
    .split('\n')
    .concat(readdirSync(`/proc/${pid}/fd`).map((name) => linkOf(`/proc/${pid}/fd/${name}`)))
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

/** What a person sees of the capture, without the ids that differ from folder to folder. */
async function contentOf(who: SignedIn) {
  const all = async <Item>(path: string): Promise<Item[]> => {
    const items: Item[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = (await who.get(`${path}?limit=500${cursor === '' ? '' : `&cursor=${cursor}`}`)) as {
        items: Item[]
        nextCursor: string | null
      }
      items.push(...page.items)
      cursor = page.nextCursor
    }
    return items
  }
  const plain = (list: readonly object[]) =>
    list.map((item) => JSON.stringify({ ...item, id: '', captureId: '' })).sort((a, b) => (a < b ? -1 : 1))
  const { items } = (await who.get('/api/ot/captures')) as { items: CaptureView[] }
  return {
    captures: items.map(({ packets, firstAt, lastAt, isComplete }) => ({ packets, firstAt, lastAt, isComplete })),
    conversations: plain(await all<CellConversationView>('/api/ot/conversations')),
    operations: plain(await all<object>('/api/ot/operations')),
  }
}
