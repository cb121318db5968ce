import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { AssetRecord, AssetRow, CsvImportView } from '@penstock/contract/assets'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { canaryBatch } from './estate.fixture.ts'
import { type Answer, type House, jsonOf, openHouse, type Person } from './house.fixture.ts'

let house: House
let founder: Person

beforeAll(async () => {
  house = await openHouse()
  founder = await house.founder()
  const upload = 'application/octet-stream'
  expect((await founder.send('POST', '/api/sites/default/plant', loadWrenfieldWorksText(), upload)).status).toBe(200)
  const given = { name: 'sensor', domain: 'ot', site: 'default', sourceKind: 'sensor' }
  const { secret } = (await founder.send('POST', '/api/access/tokens', given)).body as { secret: string }
  const before = (await rows()).length
  await house.ask('/api/ot/observations', {
    ...jsonOf({ sensor: 'sensor', capture: 'eth0', batches: [canaryBatch('ot', 'alpha')] }),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
  })
  await vi.waitFor(async () => expect((await rows()).length).toBe(before + 2), { timeout: 10_000 })
})
afterAll(async () => await house[Symbol.asyncDispose]())

async function rows(): Promise<AssetRow[]> {
  return ((await founder.get('/api/assets?limit=500')).body as { items: AssetRow[] }).items
}

async function named(declaredId: string): Promise<AssetRow | undefined> {
  return (await rows()).find((row) => row.declaredId === declaredId)
}

function load(file: string | Uint8Array, query = ''): Promise<Answer> {
  return founder.send('POST', `/api/sites/default/assets.csv${query}`, file, 'text/csv')
}

async function exported(): Promise<string> {
  return (await founder.get('/api/assets.csv')).text
}

async function decisions(): Promise<number> {
  return await house.core.transaction(
    HUB_SERVICE,
    async (tx) => (await tx.selectFrom('asset_decision').select('id').execute()).length,
  )
}

function faultsOf(answer: Answer): { line: number; column: string | null; code: string; message: string }[] {
  return (
    answer.body as { details: { faults: { line: number; column: string | null; code: string; message: string }[] } }
  ).details.faults
}

test('the register goes out as CSV and comes in again without any change, observed assets included', async () => {
  const [before, text, decided] = [await rows(), await exported(), await decisions()]
  expect(text.trim().split('\r\n').length).toBe(before.length + 1)
  const answer = await load(text)
  expect(answer).toMatchObject({ status: 200, body: { isDryRun: false, added: 0, changed: 0, faults: [] } })
  expect((answer.body as CsvImportView).unchanged).toBe(before.length)
  expect(await decisions()).toBe(decided)
  expect(await rows()).toEqual(before)
  expect(await exported()).toBe(text)
})

test('a name that a spreadsheet would run goes out harmless and comes back as it was', async () => {
  const row = (await rows())[0]!
  const { version } = (await founder.get(`/api/assets/${row.id}`)).body as AssetRecord
  const edit = { version, reason: 'test', fields: { name: '=1+2' } }
  expect((await founder.send('PATCH', `/api/assets/${row.id}`, edit)).status).toBe(200)
  const text = await exported()
  expect(text).toContain("'=1+2")
  expect(text).not.toMatch(/(^|,)"?=1\+2/m)
  expect((await load(text)).body).toMatchObject({ added: 0, changed: 0 })
  expect((await rows()).find(({ id }) => id === row.id)?.name).toBe('=1+2')
})

test.each([
  {
    name: 'a cell that a spreadsheet would run',
    file: 'id,name\nN-1,"=HYPERLINK(""http://x"")"\n',
    faults: [{ line: 2, column: 'name', code: 'plant.csv-formula' }],
  },
  {
    name: 'an unknown column',
    file: 'id,nmae\nN-1,New\n',
    faults: [{ line: 1, column: 'nmae', code: 'plant.csv-unknown-column' }],
  },
  { name: 'no id column', file: 'name\nNew\n', faults: [{ line: 1, column: 'id', code: 'plant.csv-missing-column' }] },
  {
    name: 'a row with too many cells beside a good one',
    file: 'id,name\nN-1,Good\nN-2,Bad,cell\n',
    faults: [{ line: 3, code: 'plant.csv-shape' }],
  },
  {
    name: 'a wrong address and, lines later, an id used twice',
    file: 'id,name,ips\nN-1,Good,10.9.9.1\nN-2,Bad,10.9.9.999\nN-3,Good,\nN-1,Again,\n',
    faults: [
      { line: 3, column: 'ips' },
      { line: 5, column: 'id', code: 'plant.duplicate-id' },
    ],
  },
])('$name: every fault is told by line and column, and nothing is stored', async ({ file, faults }) => {
  const [before, decided] = [await rows(), await decisions()]
  const answer = await load(file)
  expect(answer).toMatchObject({ status: 422, body: { code: 'assets.csv-faults' } })
  expect(faultsOf(answer)).toMatchObject(faults)
  for (const { message } of faultsOf(answer)) expect(message.length).toBeGreaterThan(10)
  expect(await decisions()).toBe(decided)
  expect(await rows()).toEqual(before)
})

test('bytes that are no UTF-8 are refused, and the first of them is named', async () => {
  const file = Buffer.concat([Buffer.from('id,name\nN-1,K'), Buffer.of(0xfc), Buffer.from('hler\n')])
  const answer = await load(new Uint8Array(file))
  expect(answer).toMatchObject({ status: 422, body: { code: 'assets.csv-not-text' } })
  expect(faultsOf(answer)[0]).toMatchObject({ line: 2, code: 'plant.not-text' })
  expect(faultsOf(answer)[0]?.message).toMatch(/fc/i)
  expect(await named('N-1')).toBeUndefined()
})

test('UTF-16 with a byte order mark is read, as spreadsheets write it', async () => {
  const text = '\ufeffid,name,vendor\r\nN-16,K\u00fchler \u2116 7,Acme\r\n'
  const answer = await load(new Uint8Array(Buffer.from(text, 'utf16le')))
  expect(answer).toMatchObject({ status: 200, body: { added: 1, changed: 0 } })
  expect(await named('N-16')).toMatchObject({ name: 'K\u00fchler \u2116 7', vendor: 'Acme', status: 'declared' })
})

test('[A03] rows add and change entries, each with who, when and from where; a dry run does neither', async () => {
  const known = (await rows()).find(
    ({ declaredId, ips, name }) => declaredId !== null && ips.length > 0 && name !== '=1+2',
  )!
  const file = `id,name,ownerPerson,zone\n${known.declaredId},Renamed by file,maintenance,${known.zone}\nN-7,New one,,\n`
  const decided = await decisions()
  expect((await load(file, '?dryRun=true')).body).toMatchObject({ isDryRun: true, added: 1, changed: 1 })
  expect(await decisions()).toBe(decided)
  expect(await named('N-7')).toBeUndefined()
  expect((await load(file)).body).toMatchObject({ isDryRun: false, added: 1, changed: 1 })
  expect(await named('N-7')).toMatchObject({ name: 'New one', status: 'declared' })
  const record = (await founder.get(`/api/assets/${known.id}`)).body as AssetRecord
  expect(record).toMatchObject({ name: 'Renamed by file', owner: 'maintenance', declaredId: known.declaredId })
  // What the file did not speak of stays.
  expect([record.ips, record.vendor, record.role]).toEqual([known.ips, known.vendor, known.role])
  expect(record.decisions).toContainEqual(
    expect.objectContaining({ kind: 'declare', reason: 'imported from CSV', by: founder.view.accountId }),
  )
  expect((await load(file)).body).toMatchObject({ added: 0, changed: 0, unchanged: 2 })
  const entries = await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.selectFrom('audit_entry').select('details').where('action', '=', 'asset.import').orderBy('seq').execute(),
  )
  expect(entries.at(-1)?.details).toEqual({ added: 1, changed: 1 })
})

test('what a person entered gives way to a later file, and the same file again changes nothing', async () => {
  const known = (await rows()).find(({ name }) => name === '=1+2')!
  const file = `id,name\n${known.declaredId ?? known.reference},From the file\n`
  expect((await load(file)).body).toMatchObject({ added: 0, changed: 1 })
  expect((await rows()).find(({ id }) => id === known.id)?.name).toBe('From the file')
  expect((await load(file)).body).toMatchObject({ added: 0, changed: 0, unchanged: 1 })
})

test('a row about an observed address makes the device registered, and its finding closes', async () => {
  const seen = (await rows()).find(({ ips }) => ips.includes('10.2.1.20'))!
  expect(seen.isUnregistered).toBe(true)
  expect((await load('id,name,ips\nN-20,Filler,10.2.1.20\n')).body).toMatchObject({ added: 0, changed: 1 })
  const after = (await rows()).find(({ ips }) => ips.includes('10.2.1.20'))!
  expect(after).toMatchObject({ id: seen.id, declaredId: 'N-20', name: 'Filler', isUnregistered: false })
})
