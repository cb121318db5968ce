// Files of other systems, dropped on a whole server as captures are: what the hub's register makes of them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { type Served, serve } from '@penstock/cli/serve'
import type { AssetRecord, AssetRow } from '@penstock/contract/assets'
import type { EdrStartView } from '@penstock/contract/edr'
import type { JobView } from '@penstock/contract/jobs'
import type { CaptureReading, CaptureView } from '@penstock/contract/observations'
import { idOfUuid } from '@penstock/model/kernel'
import { type SignedIn, signInWith } from '@penstock/testkit/signed-in'
import { migratedFolder } from '@penstock/testkit/stores'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 })

const PLANT = new URL('../../../../fixtures/others/plant/', import.meta.url).pathname
const MAIN = new URL('../main.ts', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'penstock-others-'))
let server: Served
let person: SignedIn

beforeAll(async () => {
  mkdirSync(join(folder, 'pages'))
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'pages', 'index.html'), '<!doctype html><title>Penstock</title>')
  renameSync(await migratedFolder('core'), join(folder, 'data', 'core'))
  for (const domain of ['it', 'ot']) renameSync(await migratedFolder('monitoring'), join(folder, 'data', domain))
  server = await serve({ data: join(folder, 'data'), port: 0, pages: join(folder, 'pages'), logLevel: 'silent' })
  person = await signInWith(server.url, server.link)
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function read(name: string, content: string): Promise<JobView> {
  const body = new Uint8Array(Buffer.from(content))
  const dropped = await person.send('POST', `/api/ot/captures?site=default&name=${name}`, body)
  expect([name, dropped.status]).toEqual([name, 200])
  const { id } = dropped.body as JobView
  const job = async () => (await person.get(`/api/ot/jobs/${id}`)) as JobView
  await expect.poll(async () => (await job()).state, { timeout: 60_000 }).toMatch(/^(succeeded|failed|cancelled)$/)
  return await job()
}

async function addresses(): Promise<string[]> {
  const { items } = (await person.get('/api/assets?limit=200')) as { items: AssetRow[] }
  return items.map(({ macs, ips }) => [...macs, ...ips].join(' ')).sort()
}

async function recordOf(mac: string): Promise<AssetRecord> {
  const { items } = (await person.get('/api/assets?limit=200')) as { items: AssetRow[] }
  const row = items.find(({ macs }) => macs.includes(mac))
  return (await person.get(`/api/assets/${row?.id}`)) as AssetRecord
}

test('[A01] dropped files are one register, and each value names its line', async () => {
  for (const name of ['conn.log', 'mac-table.txt', 'arp-table.txt', 'cmdb.csv', 'defender.json', 'scan.xml']) {
    const job = await read(name, readFileSync(PLANT + name, 'utf8'))
    expect([name, job.state, job.problem]).toEqual([name, 'succeeded', null])
    expect(job.result !== null && 'captureId' in job.result && (job.result.lines ?? 0) > 0).toBe(true)
  }
  const { items } = (await person.get('/api/ot/captures')) as { items: CaptureView[] }
  expect(new Map(items.map(({ name, sensor }) => [name, sensor]))).toEqual(
    new Map([
      ['conn.log', 'Zeek'],
      ['mac-table.txt', 'switch MAC table'],
      ['arp-table.txt', 'ARP table'],
      ['cmdb.csv', 'CMDB'],
      ['defender.json', 'endpoint agents'],
      ['scan.xml', 'Nmap'],
    ]),
  )
  await expect
    .poll(addresses, { timeout: 30_000 })
    .toContain('00:1d:09:10:00:02 00:1d:09:10:00:03 10.10.1.21 10.10.2.21')
  await expect
    .poll(async () => (await recordOf('00:1b:1b:10:00:01')).name, { timeout: 30_000 })
    .toBe('plc1.plant.example')
  const record = await recordOf('00:1b:1b:10:00:01')
  expect(record.fields.find(({ field }) => field === 'name')?.sources).toMatchObject([
    { value: 'plc1.plant.example', method: 'nmap: hostname PTR', isLine: true, frame: 8 },
    { value: 'PLC-PUMP-01', basis: 'reported', isLine: true, frame: 2 },
  ])
  // What Zeek saw talk is proven by a line, in the cell and in the hub's list of what talks.
  type Proven = { items: { id: string; isLine?: boolean }[] }
  const [seen] = ((await person.get('/api/ot/conversations?limit=1')) as Proven).items
  expect(seen).toMatchObject({ isLine: true })
  const [told] = ((await person.get('/api/conversations?limit=1')) as Proven).items
  expect(await person.get(`/api/conversations/${told!.id}`)).toMatchObject({ proof: { isLine: true } })
  // The line itself, though no conversation stands on it.
  const line = record.fields.find(({ field }) => field === 'name')!.sources[1]!
  const place = `/api/ot/captures/${line.captureId}/frames/${line.frame}?offset=${line.offset}&length=${line.length}`
  const { hex } = (await person.get(place)) as { readonly hex: string }
  expect(Buffer.from(hex, 'hex').toString()).toMatch(/PLC-PUMP-01/)
  expect((await person.send('GET', place.replace('offset=', 'offset=1'))).status).toBe(404)
})

test('a sensor that follows logs is a sensor like any other, and what it says stands on a line of its system', async () => {
  const wanted = { name: 'Zeek in hall 3', domain: 'ot', site: 'default', kind: 'sensor', segments: [] }
  const made = await person.send('POST', '/api/sensors/codes', JSON.stringify(wanted))
  expect(made.status).toBe(200)
  const { code } = made.body as { readonly code: string }
  const state = join(folder, 'zeek-sensor')
  const logs = join(folder, 'zeek-logs')
  mkdirSync(logs)
  writeFileSync(
    join(logs, 'conn.log'),
    readFileSync(`${PLANT}conn.log`, 'utf8')
      .replaceAll('10.10.1.', '10.77.1.')
      .replace('00:1b:1b:10:00:01', '00:1b:1b:77:00:01'),
  )
  const cli = (...args: readonly string[]) => spawn(process.execPath, [MAIN, 'sensor', ...args], { stdio: 'ignore' })
  expect(await once(cli('enrol', '--to', server.url, '--code', code, '--state', state), 'exit')).toEqual([0, null])
  const running = cli('run', '--state', state, '--zeek', logs, '--every', '0.2')
  await expect.poll(addresses, { timeout: 40_000 }).toContain('00:1b:1b:77:00:01 10.77.1.11')
  appendFileSync(join(logs, 'conn.log'), 'rubbish\n')
  const ended = once(running, 'exit')
  type Sensors = { items: { name: string; state: string }[] }
  await expect
    .poll(async () => ((await person.get('/api/sensors')) as Sensors).items, { timeout: 40_000 })
    .toMatchObject([{ name: 'Zeek in hall 3', state: 'listening' }])
  running.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  const { items } = (await person.get('/api/ot/captures')) as { items: CaptureView[] }
  expect(items.filter(({ sensor }) => sensor === 'Zeek in hall 3')).toMatchObject([{ isComplete: true, packets: 90 }])
  const { items: talks } = (await person.get('/api/ot/conversations?limit=200')) as { items: { isLine?: boolean }[] }
  const own = talks.filter((talk) => JSON.stringify(talk).includes('10.77.1.11'))
  expect(own.map(({ isLine }) => isLine)).toContain(true)
  expect(own.every(({ isLine }) => isLine === true)).toBe(true)
})

test('a text that is no file of a known system is refused, and nothing of it is kept', async () => {
  const body = new Uint8Array(Buffer.from('Dear colleague, the plant stands still and I do not know why.\n'))
  const answer = await person.send('POST', '/api/ot/captures?site=default&name=letter.log', body)
  expect(answer).toMatchObject({ status: 422, body: { code: 'observations.not-a-capture' } })
})

test('[E06:2] an export alone gives hosts by how they stand to OT, the protected group and the first playbook, and says which lines it could not read', async () => {
  const seen = (query = '') => `/api/sites/default/edr${query}`
  const own = ({ hosts }: EdrStartView) => hosts.filter(({ product }) => product === 'crowdstrike')
  const rows = [
    'Host ID,Hostname,Local IP,MAC Address,OS Version,Last Seen',
    'd1,JUMP-2,192.0.2.20,00:00:5e:00:53:04,Windows Server 2022,2026-10-01T05:00:00Z',
    'd1,JUMP-2,10.20.20.9,00:00:5e:00:53:05,Windows Server 2022,2026-10-01T05:00:00Z',
    'd2,LAPTOP-77,10.20.20.77,00:00:5e:00:53:03,Windows 11,2026-10-01T05:00:00Z',
    'd3,OFFICE-5,192.0.2.50,00:00:5e:00:53:06,Windows 11,2026-10-01T05:00:00Z',
    'd4,BROKEN,not an address,,Windows 11,2026-10-01T05:00:00Z',
    'd5,NOWHERE,,,Windows 11,2026-10-01T05:00:00Z',
    '',
  ]
  const job = await read('export.csv', rows.join('\n'))
  const captureId = idOfUuid('cap', (job.result as { readonly captureId: string }).captureId)
  expect((await person.get(`/api/ot/captures/${captureId}/reading`)) as CaptureReading).toEqual({
    ...{ captureId, name: 'export.csv', isComplete: true, malformed: 1 },
    badLines: [{ line: 6, detail: 'no address in it can be read' }],
    passedOver: { 'record-without-address': 1 },
  })
  const start = async (query = '') => (await person.get(seen(query))) as EdrStartView
  await expect.poll(async () => own(await start()).length, { timeout: 30_000 }).toBe(3)
  // Nobody said yet what is OT: every host is protected, and the answer is where they stand.
  const before = await start()
  expect(before).toMatchObject({ basis: 'unsaid', playbook: null, counts: { unknown: before.hosts.length } })
  expect(before.hosts.every(({ group }) => group === 'protected')).toBe(true)
  expect(before.networks).toContainEqual({ subnet: '10.20.20.0/24', hosts: 2 })
  const after = await start('?ot=10.20.20.0/24')
  expect(own(after).map(({ name, tag, group, line, product }) => [name, tag, group, line, product])).toEqual([
    ['JUMP-2', 'bridges', 'protected', 3, 'crowdstrike'],
    ['LAPTOP-77', 'ot', 'protected', 4, 'crowdstrike'],
    ['OFFICE-5', 'outside', 'standard', 5, 'crowdstrike'],
  ])
  expect(after).toMatchObject({ basis: 'networks', playbook: { scenario: 'XD-01' } })
  const names = await person.bytes(seen('/protected-group?ot=10.20.20.0/24'))
  expect(Buffer.from(names).toString().split('\n')).toEqual(expect.arrayContaining(['JUMP-2', 'LAPTOP-77']))
  expect(Buffer.from(names).toString()).not.toContain('OFFICE-5')
  expect((await person.send('GET', seen('?ot=10.20.20.0'))).status).toBe(400)
  // What a plant says of a host is more, and takes the place of networks.
  const plant = new Uint8Array(Buffer.from(loadWrenfieldWorksText()))
  expect((await person.send('POST', '/api/sites/default/plant?source=register', plant)).status).toBe(200)
  const known = await start('?ot=192.0.2.0/24')
  expect(known.basis).toBe('plant')
  expect(known.hosts.find(({ name }) => name === 'OFFICE-5')).toMatchObject({ tag: 'unknown', group: 'standard' })
  expect(known.hosts.find(({ name }) => name === 'LAPTOP-77')).toMatchObject({
    ...{ tag: 'ot', group: 'protected' },
    reasons: [{ kind: 'subnet' }],
  })
  expect(known.withoutAgent.length).toBeGreaterThan(10)
})
