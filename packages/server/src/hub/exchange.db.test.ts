import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { AssetRecord, AssetRow, ImportAnswer, RowFault, TakenBack } from '@penstock/contract/assets'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { readSheet } from 'read-excel-file/node'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import writeExcelFile from 'write-excel-file/node'
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
}, 300_000)
afterAll(async () => await house[Symbol.asyncDispose]())

async function rows(): Promise<AssetRow[]> {
  return ((await founder.get('/api/assets?limit=500')).body as { items: AssetRow[] }).items
}

async function named(declaredId: string): Promise<AssetRow | undefined> {
  return (await rows()).find((row) => row.declaredId === declaredId)
}

/** Reads the file into a plan, and stores nothing. */
function plan(file: string | Uint8Array, query = ''): Promise<Answer> {
  return founder.send(
    'POST',
    `/api/sites/default/assets/imports?fileName=test${query}`,
    file,
    'application/octet-stream',
  )
}

/** The plan, then the consent to it. */
async function load(file: string | Uint8Array, query = ''): Promise<ImportAnswer> {
  const planned = await plan(file, query)
  expect(planned.status, planned.text).toBe(200)
  const { consent } = (planned.body as ImportAnswer).plan
  if (consent === null) return planned.body as ImportAnswer
  const stored = await plan(file, `${query}&consent=${consent}`)
  expect(stored.status, stored.text).toBe(200)
  return stored.body as ImportAnswer
}

async function exported(query = ''): Promise<string> {
  return (await founder.get(`/api/assets/export?${query}`)).text
}

/** Lines of the file after the words about it and the head. */
function linesOf(text: string): string[] {
  return text.trim().split('\r\n').slice(2)
}

async function decisions(): Promise<number> {
  return await house.core.transaction(
    HUB_SERVICE,
    async (tx) => (await tx.selectFrom('asset_decision').select('id').execute()).length,
  )
}

function faultsOf(answer: Answer): RowFault[] {
  return (answer.body as { details: { faults: RowFault[] } }).details.faults
}

test('[A01] the register goes out and comes in again without any change, observed assets included', async () => {
  const [before, text, decided] = [await rows(), await exported(), await decisions()]
  expect(linesOf(text).length).toBe(before.length)
  expect(text).toMatch(
    new RegExp(`^# Penstock \\S+ asset register \\| site all granted.* \\| as of .*Z \\| assets: ${before.length}\r\n`),
  )
  const answer = await load(text)
  expect(answer.plan).toMatchObject({ added: 0, changed: 0, bad: 0, unchanged: before.length, consent: null })
  expect(answer.done).toBeNull()
  expect(await decisions()).toBe(decided)
  expect(await rows()).toEqual(before)
  expect(linesOf(await exported())).toEqual(linesOf(text))
})

test('the same register as a workbook comes in again without any change', async () => {
  const before = await rows()
  const answer = await founder.bytes('/api/assets/export?format=xlsx')
  const sheet = await readSheet(Buffer.from(answer), 1)
  expect(sheet.length).toBe(before.length + 1)
  expect((await readSheet(Buffer.from(answer), 'About')).map(([name]) => name)).toEqual([
    'Penstock',
    'Holds',
    'As of',
    'Assets',
  ])
  expect((await load(answer)).plan).toMatchObject({
    format: 'xlsx',
    sheets: ['Assets', 'About'],
    sheet: 'Assets',
    added: 0,
    changed: 0,
    bad: 0,
    unchanged: before.length,
  })
})

test('an export is the view: its filter, its order, its columns, computed ones marked and never read back', async () => {
  const query = 'sort=-zone&text=pump'
  const { items } = (await founder.get(`/api/assets?limit=500&${query}`)).body as { items: AssetRow[] }
  expect(items.length).toBeGreaterThan(1)
  const text = await exported(`${query}&columns=name,breaches,zone`)
  const [words, head, ...lines] = text.trim().split('\r\n')
  expect(words).toContain('filter text:pump | sort -zone')
  expect(head).toBe('id,name,breaches (computed),zone')
  expect(lines.map((line) => line.split(',').at(-1))).toEqual(items.map(({ zone }) => zone ?? ''))
  const broken = text.replaceAll(/,(\d+),/g, ',999,')
  expect((await load(broken)).plan).toMatchObject({ changed: 0, unchanged: items.length })
  expect((await founder.get('/api/assets/export?columns=name,nonsense')).status).toBe(400)
})

test.each(['=cmd()', '+1;2', '@x', '\ttab', "'=quoted", '<script>alert(1)</script>', '\u202eabc \u05d0\u05d1', '-'])(
  'the name %j goes out harmless in every format and comes back as it was',
  async (name) => {
    const row = (await rows())[0]!
    const { version } = (await founder.get(`/api/assets/${row.id}`)).body as AssetRecord
    const edit = { version, reason: 'test', fields: { name } }
    expect((await founder.send('PATCH', `/api/assets/${row.id}`, edit)).status).toBe(200)
    const text = await exported()
    expect(text).not.toMatch(/(^|,)"?[=+@\t]/m)
    expect((await load(text)).plan).toMatchObject({ added: 0, changed: 0, bad: 0 })
    const workbook = await founder.bytes('/api/assets/export?format=xlsx')
    expect((await load(workbook)).plan).toMatchObject({ added: 0, changed: 0, bad: 0 })
    expect((await rows()).find(({ id }) => id === row.id)?.name).toBe(name.trim())
  },
)

test.each([
  {
    name: 'a misspelt column',
    file: 'id,nmae\nN-1,New\n',
    faults: [{ line: 1, column: 'nmae', code: 'plant.csv-unknown-column' }],
  },
  { name: 'no id column', file: 'name\nNew\n', faults: [{ line: 1, column: 'id', code: 'plant.csv-missing-column' }] },
  {
    name: 'a column twice',
    file: 'id,name,NAME\n',
    faults: [{ line: 1, column: 'NAME', code: 'plant.duplicate-key' }],
  },
  { name: 'a quote that never closes', file: 'id,name\nA,"b\nC,d\n', faults: [{ line: 2, code: 'plant.csv-shape' }] },
])('a file with $name is refused as a whole, with its place', async ({ file, faults }) => {
  const decided = await decisions()
  const answer = await plan(file)
  expect(answer).toMatchObject({ status: 422, body: { code: 'assets.import-faults' } })
  expect(faultsOf(answer)).toMatchObject(faults)
  expect(await decisions()).toBe(decided)
})

test.each([
  ['nothing', new Uint8Array(), /empty/],
  ['a PDF', new TextEncoder().encode('%PDF-1.7 register.csv'), /PDF/],
  ['an old or locked workbook', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1), /password/],
  ['a page', new TextEncoder().encode('<html><body>id,name</body></html>'), /page/],
  ['a plant file', loadWrenfieldWorksText(), /Plant file/],
  [
    'a ZIP archive that is no workbook',
    Uint8Array.of(0x50, 0x4b, 5, 6, ...new Array<number>(18).fill(0)),
    /no workbook/,
  ],
])('%s is told for what it is', async (_, file, what) => {
  const answer = await plan(file)
  expect(answer).toMatchObject({ status: 422, body: { code: 'assets.import-unreadable' } })
  expect((answer.body as { details: { what: string } }).details.what).toMatch(what)
})

test('three bad rows are told by line and wait; the rest is stored with consent, and with no other', async () => {
  const file =
    'id,name,ips\nN-31,Good,10.9.9.1\nN-32,Bad,10.9.9.999\nN-33,"=HYPERLINK(""x"")",\nN-34,Bad,cell,more\nN-35,Good,\n'
  const decided = await decisions()
  const planned = ((await plan(file)).body as ImportAnswer).plan
  expect(planned).toMatchObject({ rows: 5, added: 2, changed: 0, bad: 3 })
  expect(planned.faults).toMatchObject([
    { line: 3, column: 'ips', code: 'plant.wrong-value' },
    { line: 4, column: 'name', code: 'plant.csv-formula' },
    { line: 5, column: null, code: 'plant.csv-shape' },
  ])
  expect(await decisions()).toBe(decided)
  const other = `${file}N-36,One more,\n`
  expect(await plan(other, `&consent=${planned.consent}`)).toMatchObject({
    status: 409,
    body: { code: 'assets.import-moved' },
  })
  expect(await decisions()).toBe(decided)
  expect((await load(file)).done).toMatchObject({ added: 2, changed: 0, bad: 3 })
  expect(await named('N-31')).toMatchObject({ name: 'Good', status: 'declared' })
  expect(await named('N-32')).toBeUndefined()
  expect((await load(file)).plan).toMatchObject({ added: 0, changed: 0, unchanged: 2, consent: null })
})

test('an address of another asset and a value that a person entered are conflicts, told before', async () => {
  const file = 'id,name,ips\nN-41,Twin,10.9.9.1\n'
  const { plan: planned } = (await plan(file)).body as ImportAnswer
  expect(planned.conflicts).toBe(1)
  expect(planned.samples.conflicts).toMatchObject([{ why: 'address-of-another', wanted: '10.9.9.1', line: 2 }])
})

test('rows of another site, and two rows of one asset, are left out', async () => {
  const file = 'id,name,site,ips\nN-51,Elsewhere,other,\nN-31,Good,default,\n,x,default,\n'
  const { plan: planned } = (await plan(file)).body as ImportAnswer
  expect(planned.faults).toMatchObject([
    { line: 2, column: 'site' },
    { line: 4, column: 'id' },
  ])
})

test('a workbook of other people: another sheet, serials with zeros, dates, merged cells told', async () => {
  const text = (value: string) => ({ type: String, value })
  const sheets = [
    { sheet: 'Cover', data: [[text('Our register')], [text('of today')]] },
    {
      sheet: 'PLCs',
      data: [
        ['ID', 'Name', 'Serial', 'Owner Confirmed On', 'Owner Person'].map(text),
        [
          text('X-1'),
          text('Line 1'),
          text('000123'),
          { type: Date, value: new Date('2026-10-01'), format: 'yyyy-mm-dd' },
          text('Ann'),
        ],
        [text('X-2'), { type: Number, value: 42 }, text('0x1F'), null, null],
      ],
    },
  ]
  const file = new Uint8Array(await writeExcelFile(sheets).toBuffer())
  expect((await plan(file)).body).toMatchObject({ details: { sheets: ['Cover', 'PLCs'] } })
  const { plan: planned } = (await plan(file, '&sheet=PLCs')).body as ImportAnswer
  expect(planned).toMatchObject({ sheet: 'PLCs', added: 2, bad: 0 })
  const said = planned.samples.added.map(({ changes }) =>
    Object.fromEntries(changes.map(({ column, to }) => [column, to])),
  )
  expect(said).toMatchObject([
    { serial: '000123', ownerConfirmedOn: '2026-10-01' },
    { name: '42', serial: '0x1F' },
  ])
  const merged = [
    {
      sheet: 'A',
      data: [
        [{ ...text('id'), columnSpan: 2 }, null],
        [text('X-1'), text('Line')],
      ],
    },
  ]
  const refused = await plan(new Uint8Array(await writeExcelFile(merged).toBuffer()))
  expect(faultsOf(refused)[0]?.message).toContain('A1:B1')
  expect((await plan(file, '&sheet=Nothing')).body).toMatchObject({ code: 'assets.import-unreadable' })
})

test('bytes that are no UTF-8 are refused, and the first of them is named', async () => {
  const file = Buffer.concat([Buffer.from('id,name\nN-1,K'), Buffer.of(0xfc), Buffer.from('hler\n')])
  const answer = await plan(new Uint8Array(file))
  expect(answer).toMatchObject({ status: 422, body: { code: 'assets.import-unreadable' } })
  expect(faultsOf(answer)[0]).toMatchObject({ line: 2, code: 'plant.not-text' })
  expect(faultsOf(answer)[0]?.message).toMatch(/fc/i)
  expect(await named('N-1')).toBeUndefined()
})

test('UTF-16 with a byte order mark is read, as spreadsheets write it', async () => {
  const text = '\ufeffid,name,vendor\r\nN-16,K\u00fchler \u2116 7,Acme\r\n'
  const answer = await load(new Uint8Array(Buffer.from(text, 'utf16le')))
  expect(answer.done).toMatchObject({ added: 1, changed: 0 })
  expect(await named('N-16')).toMatchObject({ name: 'K\u00fchler \u2116 7', vendor: 'Acme', status: 'declared' })
})

test('[A03] rows add and change entries, each with who, when and from where; a plan does neither', async () => {
  const known = (await rows()).find(
    ({ declaredId, ips, vendor }) => declaredId !== null && ips.length > 0 && vendor !== null,
  )!
  const file = `id,name,ownerPerson,zone\n${known.declaredId},Renamed by file,maintenance,${known.zone}\nN-7,New one,,\n`
  const decided = await decisions()
  expect((await plan(file)).body).toMatchObject({ done: null, plan: { added: 1, changed: 1 } })
  expect(await decisions()).toBe(decided)
  expect(await named('N-7')).toBeUndefined()
  const { done } = await load(file)
  expect(done).toMatchObject({ added: 1, changed: 1 })
  expect(await named('N-7')).toMatchObject({ name: 'New one', status: 'declared' })
  const record = (await founder.get(`/api/assets/${known.id}`)).body as AssetRecord
  expect(record).toMatchObject({ name: 'Renamed by file', owner: 'maintenance', declaredId: known.declaredId })
  // What the file did not speak of stays, and stands on what it stood on before.
  expect([record.ips, record.vendor, record.role]).toEqual([known.ips, known.vendor, known.role])
  expect(record.decisions).toContainEqual(
    expect.objectContaining({ kind: 'declare', reason: 'imported from test', by: founder.view.accountId }),
  )
  expect((await load(file)).plan).toMatchObject({ added: 0, changed: 0, unchanged: 2 })
  const entries = await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.selectFrom('audit_entry').select('details').where('action', '=', 'asset.import').orderBy('seq').execute(),
  )
  expect(entries.at(-1)?.details).toMatchObject({ importId: done?.id, format: 'csv', added: 1, changed: 1, bad: 0 })
})

test('an import is taken back as a whole: entries go, values return, what somebody changed since stays', async () => {
  const [one, two] = [(await named('PWR-UPS1'))!, (await named('OPS-NTP1'))!]
  const before = await rows()
  const file = `id,name,zone\n${one.declaredId},By mistake,Z-1\n${two.declaredId},By mistake,Z-1\nN-60,New by mistake,\n`
  const { done } = await load(file)
  expect(done).toMatchObject({ added: 1, changed: 2 })
  expect((await load(`id,zone\n${two.declaredId},Z-2\n`)).done).toMatchObject({ changed: 1 })
  const address = `/api/sites/default/assets/imports/${done?.id}/withdrawal`
  const taken = await founder.send('POST', address, { reason: 'wrong file' })
  expect(taken.status, taken.text).toBe(200)
  expect(taken.body as TakenBack).toMatchObject({ kept: 1, import: { takenBackBy: founder.view.accountId } })
  const after = await rows()
  const placed = ({ id, name, zone }: AssetRow) => ({ id, name, zone })
  expect(after.map(placed).find(({ id }) => id === one.id)).toEqual(before.map(placed).find(({ id }) => id === one.id))
  expect(after.find(({ id }) => id === two.id)).toMatchObject({ name: 'By mistake', zone: 'Z-2' })
  expect(after.some(({ declaredId }) => declaredId === 'N-60')).toBe(false)
  expect((await founder.send('POST', address, { reason: 'again' })).status).toBe(409)
  const { items } = (await founder.get('/api/sites/default/assets/imports')).body as { items: { id: string }[] }
  expect(items.some(({ id }) => id === done?.id)).toBe(true)
})

test('what a person entered gives way to a later file, told as a conflict, and the same file again changes nothing', async () => {
  const known = (await rows()).find(({ declaredId }) => declaredId === 'N-16')!
  const { version } = (await founder.get(`/api/assets/${known.id}`)).body as AssetRecord
  const edit = { version, reason: 'seen', fields: { name: 'As it says on the door' } }
  expect((await founder.send('PATCH', `/api/assets/${known.id}`, edit)).status).toBe(200)
  const file = 'id,name\nN-16,From the file\n'
  const { plan: planned } = (await plan(file)).body as ImportAnswer
  expect(planned.samples.conflicts).toMatchObject([
    { why: 'confirmed-by-person', now: 'As it says on the door', wanted: 'From the file' },
  ])
  expect((await load(file)).done).toMatchObject({ added: 0, changed: 1 })
  expect((await rows()).find(({ id }) => id === known.id)?.name).toBe('From the file')
  expect((await load(file)).plan).toMatchObject({ added: 0, changed: 0, unchanged: 1 })
})

test('a row about an observed address makes the device registered, and its finding closes', async () => {
  const seen = (await rows()).find(({ ips }) => ips.includes('10.2.1.20'))!
  expect(seen.isUnregistered).toBe(true)
  expect((await load('id,name,ips\nN-20,Filler,10.2.1.20\n')).done).toMatchObject({ added: 0, changed: 1 })
  const after = (await rows()).find(({ ips }) => ips.includes('10.2.1.20'))!
  expect(after).toMatchObject({ id: seen.id, declaredId: 'N-20', name: 'Filler', isUnregistered: false })
})

test.each(['csv', 'xlsx', 'cyclonedx', 'netbox-devices', 'netbox-interfaces'])(
  'what goes out as %s changes nothing when it comes in again, and the other system keeps no more than it has places for',
  async (format) => {
    const before = await rows()
    const file = await founder.bytes(`/api/assets/export?format=${format}`)
    const { plan: planned } = await load(file)
    expect(planned).toMatchObject({ format, added: 0, changed: 0, bad: 0, consent: null })
    if (format !== 'netbox-interfaces') expect(planned.unchanged).toBe(before.length)
    expect(await rows()).toEqual(before)
  },
)

test('CycloneDX and NetBox bring what they say, and leave what they do not speak of', async () => {
  const component = {
    type: 'device',
    'bom-ref': 'CDX-1',
    name: 'Analyser',
    manufacturer: { name: 'Acme' },
    components: [{ type: 'firmware', name: 'firmware', version: '2.1' }],
  }
  const bom = (part: object) => JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', components: [part] })
  expect((await load(bom(component))).done).toMatchObject({ format: 'cyclonedx', added: 1 })
  expect(await named('CDX-1')).toMatchObject({ name: 'Analyser', vendor: 'Acme' })
  expect((await load('id,zone,ownerPerson\nCDX-1,Z-PKG,Ann\n')).done).toMatchObject({ changed: 1 })
  const newer = { ...component, components: [{ type: 'firmware', name: 'firmware', version: '2.2' }] }
  expect((await load(bom(newer))).plan.samples.changed[0]?.changes).toEqual([
    { column: 'firmware', from: '2.1', to: '2.2' },
  ])
  expect(await named('CDX-1')).toMatchObject({ zone: 'Z-PKG', owner: 'Ann' })
  const devices =
    'name,role,manufacturer,device_type,site,location,primary_ip4\nAnalyser,analyser,Acme,X-200,Works,Lab,10.9.7.7/24\n'
  expect((await load(devices)).done).toMatchObject({ format: 'netbox-devices', added: 0, changed: 1 })
  expect(await named('CDX-1')).toMatchObject({ role: 'analyser', model: 'X-200', ips: ['10.9.7.7'], owner: 'Ann' })
  const interfaces = 'device,name,mac_address\nAnalyser,e0,00:11:22:33:44:77\nNobody,e0,00:11:22:33:44:78\n'
  const answer = await load(interfaces)
  expect(answer.plan.faults).toMatchObject([{ line: 3, column: 'id' }])
  expect(await named('CDX-1')).toMatchObject({ macs: ['00:11:22:33:44:77'], ips: ['10.9.7.7'] })
})

const MAINTENANCE =
  'name,zone,ownerPerson,location,sparePart,sparesInStock,firmwareKept,lastBackupAt,maintenanceWindow,supportEnd,supplier'
const SECURITY =
  'name,status,zone,purdueLevel,ownerPerson,protocols,peersOtherZones,externalPeers,breaches,supportEnd,lastSeen'

/** Cells of a line of our own CSV without quotes in it. */
function cellsOf(text: string, id: string): Record<string, string> {
  const [, head = '', ...lines] = text.trim().split('\r\n')
  const line = lines.find((one) => one.startsWith(`${id},`)) ?? ''
  const cells = line.split(',')
  return Object.fromEntries(head.split(',').map((name, at) => [name, cells[at] ?? '']))
}

test('[A04] one register in two views: what is corrected in one appears in the other, and both come back without loss', async () => {
  const care =
    'id,name,location,sparePart,sparesInStock,firmwareKept,lastBackupAt,maintenanceWindow,supportEnd,supplier\n'
  await load(
    `${care}V-1,Filter press,Hall 3,6ES7-1,2,V2.8,2026-10-01,Sunday 6-8,2027-12-31,"=cmd()' & <b>"\n`.replace(
      '"=cmd',
      `"'=cmd`,
    ),
  )
  const maintenance = await exported(`columns=${MAINTENANCE}`)
  expect(cellsOf(maintenance, 'V-1')).toMatchObject({
    sparesInStock: '2',
    lastBackupAt: '2026-10-01',
    supportEnd: '2027-12-31',
  })
  // Corrected in the security view's file, seen in the maintenance view, and the other way round.
  const security = await exported(`columns=${SECURITY}`)
  expect(security).toContain('peersOtherZones (computed),externalPeers (computed),breaches (computed)')
  const row = (text: string) => text.split('\r\n').find((line) => line.startsWith('V-1,')) ?? ''
  const moved = security.replace(row(security), row(security).replace('2027-12-31', '2026-06-30'))
  expect((await load(moved)).done).toMatchObject({ added: 0, changed: 1, bad: 0 })
  const corrected = await exported(`columns=${MAINTENANCE}`)
  expect(cellsOf(corrected, 'V-1')).toMatchObject({
    supportEnd: '2026-06-30',
    location: 'Hall 3',
    firmwareKept: 'V2.8',
  })
  const owned = corrected.replace(
    row(corrected),
    row(corrected).replace('V-1,Filter press,,,', 'V-1,Filter press,Z-PKG,Ann,'),
  )
  expect((await load(owned)).done).toMatchObject({ added: 0, changed: 1, bad: 0 })
  expect(cellsOf(await exported(`columns=${SECURITY}`), 'V-1')).toMatchObject({ zone: 'Z-PKG', ownerPerson: 'Ann' })
  for (const columns of [MAINTENANCE, SECURITY])
    for (const format of ['csv', 'xlsx', 'cyclonedx']) {
      const file = await founder.bytes(`/api/assets/export?format=${format}&columns=${columns}`)
      expect((await load(file)).plan).toMatchObject({ format, added: 0, changed: 0, bad: 0, consent: null })
    }
})

test('values that a field does not take are told with what it takes', async () => {
  const file = 'id,sparesInStock,lastBackupAt,supportEnd\nV-2,many,yesterday,31.12.2027\n'
  const { plan: planned } = (await plan(file)).body as ImportAnswer
  expect(planned.faults.map(({ column, message }) => `${column}: ${message.split('expected ')[1]}`)).toEqual([
    'sparesInStock: a whole number',
    'lastBackupAt: a day such as 2026-10-01, or an instant such as 2026-10-01T06:30Z',
    'supportEnd: a day such as 2026-10-01',
  ])
})

test('who may not see traffic gets a security view without what traffic says', async () => {
  const person = await house.person(founder, 'auditor', ['compliance'])
  const answer = await person.get(`/api/assets/export?columns=${SECURITY}`)
  expect(answer.status).toBe(200)
  const lines = answer.text.trim().split('\r\n').slice(2)
  expect(lines.every((line) => line.includes(',,'))).toBe(true)
})

test('what was stored and could not be concluded is told so, and concluded when that is possible again', async () => {
  expect(await load('id,name\nEARLY-1,Early\n')).toMatchObject({ isConcluded: true })
  const { id: earlyId } = (await named('EARLY-1'))!
  const early = (await founder.get(`/api/assets/${earlyId}`)).body as AssetRecord
  // What a device said, without the packet that shows it.
  const at = '2026-10-01T06:00:00.000000Z'
  const said = { mac: '02:00:00:00:00:99', ip: '', field: 'vendor', value: 'x', protocol: 'lldp', method: 'test' }
  const claim = { ...said, site: 'default', cell: 'ot', basis: 'observed', first_at: at, last_at: at, proof: 'null' }
  await house.core.transaction(HUB_SERVICE, (tx) => tx.insertInto('asset_claim').values(claim).execute())
  const answer = await load('id,name\nLATE-1,Late\n')
  expect(answer.done).toMatchObject({ added: 1 })
  expect(answer.isConcluded).toBe(false)
  // What a person decides at its page, for many at once, or takes back, is stored as well and answers the same.
  const edit = { version: early.version, reason: 'as the label says', fields: { vendor: 'Kestrel' } }
  const edited = await founder.send('PATCH', `/api/assets/${early.id}`, edit)
  expect(edited).toMatchObject({ status: 200, body: { isConcluded: false, vendor: null } })
  const bulk = { selection: { ids: [early.id] }, change: { fields: { model: 'K-2' } }, reason: 'as the label says' }
  const many = await founder.send('POST', '/api/assets/edits', bulk)
  expect(many).toMatchObject({ status: 200, body: { changed: 1, isConcluded: false } })
  const undo = `/api/deeds/${(many.body as { deedId: string }).deedId}/undo`
  const undone = await founder.send('POST', undo, { reason: 'the wrong label' })
  expect(undone).toMatchObject({ status: 200, body: { decisions: 1, isConcluded: false } })
  expect(await named('LATE-1')).toBeUndefined()
  await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.updateTable('asset_claim').set({ site: 'elsewhere' }).where('method', '=', 'test').execute(),
  )
  await vi.waitFor(async () => expect(await named('LATE-1')).toMatchObject({ name: 'Late' }), { timeout: 20_000 })
  expect(await named('EARLY-1')).toMatchObject({ vendor: 'Kestrel', model: null })
  expect((await founder.send('PATCH', `/api/assets/${early.id}`, edit)).body).toMatchObject({ code: 'version-moved' })
})

// 100,000 rows take minutes of a processor, nearly all of it to conclude the assets: PENSTOCK_LONG=1 npm test -- exchange.db
const ROWS = process.env['PENSTOCK_LONG'] === undefined ? 10_000 : 100_000

test(`${ROWS} rows with three bad ones: told by line, and the rest is stored with consent`, async () => {
  const middle = ROWS / 2 - 1
  const last = ROWS - 1
  const lines = Array.from(
    { length: ROWS },
    (_, at) => `BULK-${at},Bulk ${at},10.${100 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}`,
  )
  const bad = new Map([
    [5, 'BULK-5,Bulk 5,10.0.0.999'],
    [middle, `BULK-${middle},"=cmd()",`],
    [last, `BULK-${last},x,,`],
  ])
  const file = `id,name,ips\n${lines.map((line, at) => bad.get(at) ?? line).join('\n')}\n`
  const decided = await decisions()
  const answer = await plan(file)
  expect(answer.status, answer.text.slice(0, 300)).toBe(200)
  const { plan: planned } = answer.body as ImportAnswer
  expect(planned).toMatchObject({ rows: ROWS, added: ROWS - 3, changed: 0, bad: 3 })
  expect(planned.faults.map(({ line }) => line)).toEqual([7, middle + 2, last + 2])
  expect(planned.samples.added.length).toBe(20)
  expect(await decisions()).toBe(decided)
  const stored = await plan(file, `&consent=${planned.consent}`)
  expect(stored.status, stored.text.slice(0, 300)).toBe(200)
  expect((stored.body as ImportAnswer).done).toMatchObject({ added: ROWS - 3, changed: 0, bad: 3 })
  expect(await decisions()).toBe(decided + ROWS - 3)
  const total = async () =>
    ((await founder.get('/api/assets?limit=1&text=BULK-')).body as { total: number | null }).total
  await vi.waitFor(async () => expect(await total()).toBe(ROWS - 3), { timeout: 200_000, interval: 500 })
  for (const line of [5, middle, last]) {
    const { items } = (await founder.get(`/api/assets?text=BULK-${line}`)).body as { items: AssetRow[] }
    expect(items.filter(({ declaredId }) => declaredId === `BULK-${line}`)).toEqual([])
  }
}, 600_000)
