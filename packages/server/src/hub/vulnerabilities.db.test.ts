// Vulnerabilities from files to decisions: made advisories about products of the demonstration plant, through upload, job, matching and
// the queue, on both clocks.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { JobView } from '@penstock/contract/jobs'
import type {
  AdvisoryImportView,
  ShownOrWhyNot,
  VulnerabilityRecord,
  VulnerabilityRow,
  VulnerabilitySummary,
} from '@penstock/contract/vulnerabilities'
import { isoOfMicros, micros } from '@penstock/model/kernel'
import { type MadeAdvisory, madeCsaf, madeCycloneDxVex, madeOpenVex, madeSbom } from '@penstock/testkit/advisories'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type House, openHouse, type Person } from './house.fixture.ts'
import { zipOf } from './made-zip.fixture.ts'

const DAY = 86_400_000_000
const clock = fakeClock()
let house: House
let founder: Person
let engineer: Person

beforeAll(async () => {
  // February 2031: between the publication of the first advisory and of its revision.
  clock.advance(Date.parse('2031-02-01T00:00:00Z') * 1000 - clock.now())
  house = await openHouse({ clock: () => clock.now() })
  founder = await house.founder()
  const plant = await founder.send(
    'POST',
    '/api/sites/default/plant',
    loadWrenfieldWorksText(),
    'application/octet-stream',
  )
  expect(plant.status, plant.text).toBe(200)
  await pass(0)
}, 240_000)
afterAll(async () => await house[Symbol.asyncDispose]())

let people = 0
/** Time passes, and with it every session; people sign in again. */
async function pass(days: number): Promise<void> {
  clock.advance(days * DAY)
  founder = await house.founder()
  engineer = await house.person(founder, `engineer-${++people}`, ['ot-engineer'])
}

const TRICON: MadeAdvisory = {
  id: 'MADE-31-010-01',
  title: 'Made: Tricon main processor',
  vendor: 'Schneider Electric',
  leaves: [{ product: 'Tricon Main Processor 3008', range: '< 10.5', models: ['3008'] }],
  weaknesses: [
    {
      cve: 'CVE-2031-0100',
      cvss: 'CVSS:3.1/AV:A/AC:H/PR:H/UI:R/S:U/C:L/I:L/A:L',
      status: { known_affected: [0] },
    },
  ],
  remedies: [{ text: 'Update to version 10.5 or later' }],
}
const NPORT: MadeAdvisory = {
  id: 'MADE-31-011-01',
  title: 'Made: NPort',
  vendor: 'Moxa',
  leaves: [{ product: 'NPort 5150', range: '< 3.8', models: ['NPort 5150'] }],
  weaknesses: [{ cve: 'CVE-2031-0110', status: { known_affected: [0] } }],
}
const PRINTER: MadeAdvisory = {
  id: 'MADE-31-012-01',
  title: 'Made: printer',
  vendor: 'HP',
  leaves: [{ product: 'LaserJet Enterprise M611', range: 'vers:all/*' }],
  weaknesses: [{ cve: 'CVE-2031-0120', status: { known_affected: [0] } }],
}

function csaf(made: MadeAdvisory): string {
  return JSON.stringify(madeCsaf(made))
}

async function bring(content: string | Uint8Array, fileName = 'advisory.json', person = engineer): Promise<JobView> {
  const path = `/api/vulnerabilities/imports?fileName=${encodeURIComponent(fileName)}`
  const answer = await person.send('POST', path, content, 'application/octet-stream')
  expect(answer.status, answer.text).toBe(200)
  const { id } = answer.body as JobView
  return await vi.waitFor(
    async () => {
      const job = (await person.get(`/api/jobs/${id}`)).body as JobView
      expect(['succeeded', 'failed']).toContain(job.state)
      return job
    },
    { timeout: 20_000, interval: 50 },
  )
}

/** The figures once every asset was held against what was brought in. */
async function judged(person = engineer): Promise<VulnerabilitySummary> {
  return await vi.waitFor(
    async () => {
      const summary = (await person.get('/api/vulnerabilities/summary')).body as VulnerabilitySummary
      expect(summary.pending).toBe(0)
      return summary
    },
    { timeout: 20_000, interval: 50 },
  )
}

async function queue(query = '', person = engineer): Promise<VulnerabilityRow[]> {
  const answer = await person.get(`/api/vulnerabilities?limit=500${query}`)
  expect(answer.status, answer.text).toBe(200)
  return (answer.body as { items: VulnerabilityRow[] }).items
}

async function recordOf(id: string, query = ''): Promise<VulnerabilityRecord> {
  const answer = await engineer.get(`/api/vulnerabilities/${id}${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body as VulnerabilityRecord
}

async function importOf(job: JobView): Promise<AdvisoryImportView> {
  const { items } = (await engineer.get('/api/vulnerabilities/imports')).body as { items: AdvisoryImportView[] }
  return items.find(({ id }) => id.slice(4) === job.id.slice(4))!
}

test('before anything is brought in the queue is empty, and says so', async () => {
  expect(await queue()).toEqual([])
  const summary = (await engineer.get('/api/vulnerabilities/summary')).body as VulnerabilitySummary
  expect(summary).toMatchObject({ advisories: 0, kev: null, epss: null, assets: 103 })
})

test('an archive comes in as a job: sound files are stored, each faulty one is told with its place, the rest is counted', async () => {
  const files = {
    'csaf/made-31-010-01.json': csaf(TRICON),
    'csaf/made-31-011-01.json': csaf(NPORT),
    'csaf/made-31-012-01.json': csaf(PRINTER),
    'csaf/broken.json': '{ "document": { "csaf_version": "2.0"',
    'csaf/no-id.json': csaf(TRICON).replace('"id":"MADE-31-010-01"', '"id":""'),
    'csaf/undated.json': csaf({ ...TRICON, id: 'MADE-31-099-01', date: 'yesterday' }),
    'csaf/bomb.json': Buffer.alloc(65 * 2 ** 20, ' '),
    'provider-metadata.json': '{ "canonical_url": "https://made.example" }',
    'csaf/made-31-010-01.json.asc': 'signature',
  }
  const job = await bring(zipOf(files), 'made.zip')
  expect(job).toMatchObject({ state: 'succeeded', result: { added: 3, known: 0, lists: 0, faulty: 4 } })
  const told = await importOf(job)
  expect(told).toMatchObject({ fileName: 'made.zip', added: 3, ignored: 2, faulty: 4 })
  expect(told.faults.map(({ file, place }) => [file, place])).toEqual([
    ['made.zip/csaf/broken.json', 'line 1, column 38'],
    ['made.zip/csaf/no-id.json', '$.document.tracking.id'],
    ['made.zip/csaf/undated.json', '$.document.tracking.current_release_date'],
    ['made.zip/csaf/bomb.json', '$'],
  ])
  expect(await judged()).toMatchObject({ advisories: 3, revisions: 3 })
  const again = await bring(zipOf({ 'a.json': csaf(NPORT) }), 'again.zip')
  expect(again.result).toMatchObject({ added: 0, known: 1 })
})

test('[F02] a medium score on a safety path comes before a critical one elsewhere; the record says why, when and how', async () => {
  await judged()
  const rows = await queue()
  expect(rows.map(({ label, advisoryId, grade }) => [label, advisoryId, grade])).toEqual([
    ['SIS-MP1', 'MADE-31-010-01', 'A'],
    ['ENT-PRN1', 'MADE-31-012-01', 'B'],
    ['PKG-GD-NP', 'MADE-31-011-01', 'A'],
  ])
  const [tricon, , nport] = rows
  expect(tricon).toMatchObject({ isSafetyLinked: true, domain: 'ot', zone: 'Z-SIS', fixedIn: ['10.5'], state: 'open' })
  expect(nport).toMatchObject({ isSafetyLinked: false })
  const record = await recordOf(tricon!.id)
  expect(record.trail.map(({ fact }) => fact)).toContain('version 10.3: within')
  expect(record.plantFacts.map(({ source }) => source)).toContain('lopa[id=L-01]')
  expect(record.identity).toContainEqual(
    expect.objectContaining({ field: 'version', value: '10.3', basis: 'declared', method: 'register' }),
  )
  expect(record.remediations).toEqual([{ kind: 'vendor_fix', text: 'Update to version 10.5 or later' }])
  expect(record.revisions).toMatchObject([{ version: '1', learnedAt: isoOfMicros(clock.now()) }])
  expect(record.decisionTrail.map(({ fact }) => fact)).toContain('safety impact is catastrophic')
})

test('filters, and pages by cursor', async () => {
  expect((await queue('&zone=Z-SIS')).map(({ label }) => label)).toEqual(['SIS-MP1'])
  expect((await queue('&vendor=moxa')).map(({ label }) => label)).toEqual(['PKG-GD-NP'])
  expect((await queue('&grade=B')).map(({ label }) => label)).toEqual(['ENT-PRN1'])
  expect((await queue('&domain=it')).map(({ label }) => label)).toEqual(['ENT-PRN1'])
  expect((await queue('&cve=CVE-2031-0110')).map(({ label }) => label)).toEqual(['PKG-GD-NP'])
  expect(await queue('&kev=yes')).toEqual([])
  const first = (await engineer.get('/api/vulnerabilities?limit=2')).body as { nextCursor: string; total: number }
  expect(first.total).toBe(3)
  const next = (await engineer.get(`/api/vulnerabilities?limit=2&cursor=${first.nextCursor}`)).body
  expect((next as { items: VulnerabilityRow[] }).items.map(({ label }) => label)).toEqual(['PKG-GD-NP'])
})

test('KEV lifts, EPSS is a hint with a date that moves nothing; both may come packed', async () => {
  const kev = { catalogVersion: '2031.02.01', vulnerabilities: [{ cveID: 'CVE-2031-0110', dateAdded: '2031-02-01' }] }
  expect((await bring(JSON.stringify(kev), 'kev.json')).result).toMatchObject({ lists: 1 })
  const scores =
    '#model_version:v1,score_date:2031-02-01T00:00:00+0000\ncve,epss,percentile\nCVE-2031-0120,0.97,0.99\nCVE-1999-0001,0.1,0.2\n'
  await bring(gzipSync(scores), 'epss.csv.gz')
  expect(await judged()).toMatchObject({
    kev: { version: '2031.02.01', entries: 1 },
    epss: { version: '2031-02-01T00:00:00+0000', entries: 2 },
    waiting: { A: 2, B: 1, C: 0, knownExploited: 1, safetyLinked: 1 },
  })
  const rows = await queue()
  expect(rows.map(({ label, isKnownExploited }) => [label, isKnownExploited])).toEqual([
    ['SIS-MP1', false],
    ['PKG-GD-NP', true],
    ['ENT-PRN1', false],
  ])
  expect(rows[2]!.epss).toEqual({ cve: 'CVE-2031-0120', probability: 0.97, scoredOn: '2031-02-01T00:00:00+0000' })
})

test('a file of which nothing can be read fails its job with the place, and what stood stays', async () => {
  for (const [content, fileName, detail] of [
    ['{}', 'empty.json', 'empty.json: $.document: '],
    ['cve,epss\nCVE-2031-0110,2\n', 'epss.csv', 'epss.csv: line 2: "2" is no probability'],
    [Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), 'cut.zip', 'cut.zip: $: is an archive that is damaged'],
    [gzipSync(Buffer.alloc(65 * 2 ** 20)), 'bomb.json.gz', 'bomb.json.gz: $: becomes larger'],
    ['['.repeat(200_000), 'deep.json', 'deep.json: '],
  ] as const) {
    const job = await bring(content, fileName)
    expect([fileName, job.state, job.problem?.code]).toEqual([fileName, 'failed', 'vulnerabilities.import-faults'])
    expect(job.problem?.detail).toContain(detail)
    expect(job.isResumable).toBe(false)
  }
  expect((await queue()).length).toBe(3)
})

test('people of the domain decide, with audit; an exclusion opens again when the advisory is taken up by attackers', async () => {
  const [tricon, , printer] = await queue()
  const decide = async (row: VulnerabilityRow, decision: object, person = engineer) =>
    await person.send('POST', `/api/vulnerabilities/${row.id}/decision`, {
      version: row.version,
      decision,
      reason: 'checked',
    })
  expect((await decide(printer!, { state: 'not-affected' })).body).toMatchObject({
    code: 'vulnerabilities.other-domain',
  })
  const analyst = await house.person(founder, 'analyst', ['ot-analyst'])
  const nport = (await queue('&vendor=moxa'))[0]!
  expect((await decide(nport, { state: 'not-affected' }, analyst)).status).toBe(404)
  const upload = '/api/vulnerabilities/imports'
  expect((await analyst.send('POST', upload, csaf(NPORT), 'application/octet-stream')).status).toBe(404)
  const past = isoOfMicros(micros(clock.now() - DAY))
  expect((await decide(nport, { state: 'planned', stop: 'TAR 2031', until: past })).body).toMatchObject({
    code: 'vulnerabilities.until-past',
  })
  const until = isoOfMicros(micros(clock.now() + DAY))
  const held = await decide(nport, { state: 'mitigated', measure: 'port closed', until })
  expect(held.status, held.text).toBe(200)
  expect((await decide(nport, { state: 'open' })).body).toMatchObject({ code: 'version-moved' })
  expect((await queue('&waiting=yes')).map(({ label }) => label)).toEqual(['SIS-MP1', 'ENT-PRN1'])
  await pass(2)
  expect((await queue('&waiting=yes')).find(({ label }) => label === 'PKG-GD-NP')).toMatchObject({
    state: 'mitigated',
    isOverdue: true,
  })
  const excluded = await decide(tricon!, { state: 'not-affected' })
  expect(excluded.status, excluded.text).toBe(200)
  const kev = {
    catalogVersion: '2031.02.03',
    vulnerabilities: ['CVE-2031-0100', 'CVE-2031-0110'].map((cveID) => ({ cveID, dateAdded: '2031-02-03' })),
  }
  await bring(JSON.stringify(kev), 'kev.json')
  await judged()
  const record = await recordOf(tricon!.id)
  expect(record).toMatchObject({ state: 'open', isKnownExploited: true })
  expect(record.steps.map(({ state, byName, reopening }) => [state, byName, reopening])).toEqual([
    ['not-affected', 'engineer-2', null],
    ['open', null, 'known-exploited'],
  ])
  const audited = await house.core.transaction({ role: 'core_service', sites: '*', clearance: 3 }, (tx) =>
    tx.selectFrom('audit_entry').select('details').where('action', '=', 'vulnerability.decide').execute(),
  )
  expect(audited).toHaveLength(2)
})

test('why was this not shown in February? each clock tells it, and the list of then is as it was', async () => {
  const before = isoOfMicros(clock.now())
  await pass(60)
  // A revision of March, brought in in April, says that the gateway is affected, too.
  const gateway = { product: 'MGate MB3480', range: '<= 3.2', models: ['MB3480'] }
  await bring(
    csaf({
      ...NPORT,
      version: '2',
      date: '2031-03-10T00:00:00Z',
      leaves: [...NPORT.leaves, gateway],
      weaknesses: [{ cve: 'CVE-2031-0110', status: { known_affected: [0, 1] } }],
    }),
  )
  await judged()
  const shown = (await queue('&vendor=moxa')).map(({ label }) => label).toSorted()
  expect(shown).toEqual(['DCS-GW1', 'PKG-GD-NP'])
  const march = '2031-03-20T00:00:00Z'
  const then = (clockOf: string, at: string) => queue(`&vendor=moxa&asOf=${at}&clock=${clockOf}`)
  expect((await then('learned', march)).map(({ label }) => label)).toEqual(['PKG-GD-NP'])
  expect((await then('held', march)).map(({ label }) => label).toSorted()).toEqual(['DCS-GW1', 'PKG-GD-NP'])
  expect((await then('held', before)).map(({ label }) => label)).toEqual(['PKG-GD-NP'])
  const asset = (await queue('&vendor=moxa')).find(({ label }) => label === 'DCS-GW1')!.assetId
  const why = async (query: string): Promise<ShownOrWhyNot> => {
    const answer = await engineer.get(`/api/assets/${asset}/vulnerabilities/${NPORT.id!}${query}`)
    expect(answer.status, answer.text).toBe(200)
    return answer.body as ShownOrWhyNot
  }
  expect(await why(`?asOf=${march}&clock=learned`)).toMatchObject({ code: 'no-product-of-it', grade: null })
  expect(await why(`?asOf=${march}&clock=held`)).toMatchObject({ code: 'shown', grade: 'A', version: '2' })
  expect(await why('?asOf=2030-12-01&clock=learned')).toMatchObject({ code: 'not-published' })
  expect(await why('?asOf=2031-01-15&clock=learned')).toMatchObject({ code: 'not-imported' })
  expect((await why('')).revisions.map(({ version, publishedAt }) => [version, publishedAt.slice(0, 10)])).toEqual([
    ['1', '2031-01-01'],
    ['2', '2031-03-10'],
  ])
})

test('an asset whose version is corrected is judged again by itself, its match closed with the reason kept', async () => {
  const row = (await queue('&vendor=moxa')).find(({ label }) => label === 'PKG-GD-NP')!
  const plant = loadWrenfieldWorksText().replace(/("product": "NPort 5150",\s+"version": )"3\.6"/, '$1"3.8"')
  const began = performance.now()
  const edited = await engineer.send('POST', '/api/sites/default/plant', plant, 'application/octet-stream')
  expect(edited.status, edited.text).toBe(200)
  await vi.waitFor(async () => expect((await queue('&vendor=moxa')).map(({ label }) => label)).toEqual(['DCS-GW1']), {
    timeout: 10_000,
    interval: 20,
  })
  console.log(`one corrected asset: ${Math.round(performance.now() - began)} ms from the edit to the queue`)
  const record = await recordOf(row.id)
  expect(record).toMatchObject({ grade: 'N', when: null })
  expect(record.judgements.map(({ grade }) => grade).slice(-2)).toEqual(['A', 'N'])
  expect((await queue('&grade=N')).map(({ label }) => label)).toEqual(['PKG-GD-NP'])
})

test('an import that is stopped keeps what it stored, and stores nothing twice when it goes on', async () => {
  const { revisions } = await judged()
  const names = Array.from({ length: 300 }, (_, at) => `MADE-31-500-${at}`)
  const leaves = [{ product: 'Nobody has it', range: '< 1.0' }]
  const archive = zipOf(Object.fromEntries(names.map((id) => [`${id}.json`, csaf({ id, leaves })])))
  const path = '/api/vulnerabilities/imports?fileName=many.zip'
  const { id } = (await engineer.send('POST', path, archive, 'application/octet-stream')).body as JobView
  const stopped = await engineer.send('POST', `/api/jobs/${id}/cancellation`, {})
  expect(stopped.body).toMatchObject({ state: 'cancelled', isResumable: true })
  expect((await engineer.send('POST', `/api/jobs/${id}/resumption`, {})).status).toBe(200)
  const job = await vi.waitFor(
    async () => {
      const seen = (await engineer.get(`/api/jobs/${id}`)).body as JobView
      expect(seen.state).toBe('succeeded')
      return seen
    },
    { timeout: 30_000, interval: 100 },
  )
  const { added, known } = job.result as { added: number; known: number }
  expect(added + known).toBe(names.length)
  expect((await judged()).revisions).toBe(revisions + names.length)
})

test('what runs on a host is held against advisories, too', async () => {
  const studio = { product: 'TIA Portal', range: '< V17' }
  const made = { id: 'MADE-31-020-01', title: 'Made: TIA Portal', vendor: 'Siemens', leaves: [studio] }
  await bring(csaf(made), 'tia.json')
  await judged()
  const [row] = await queue('&advisory=MADE-31-020-01')
  expect(row).toMatchObject({ label: 'OPS-EWS2', grade: 'B' })
  expect((await recordOf(row!.id)).identity).toContainEqual(
    expect.objectContaining({ field: 'product', value: 'TIA Portal', method: 'manual list, 2026-06-15' }),
  )
  const why = await engineer.get(`/api/assets/${row!.assetId}/vulnerabilities/${made.id}`)
  expect(why.body).toMatchObject({ code: 'shown', grade: 'B' })
})

test('VEX takes out of the queue what its publisher calls harmless for this version, and the reason is told', async () => {
  const [row] = await queue('&advisory=MADE-31-020-01')
  const { identity } = await recordOf(row!.id)
  const version = identity.find(({ field }) => field === 'version')!.value
  const statement = { cve: 'CVE-2031-0001', maker: 'Siemens', product: 'TIA Portal', version } as const
  const vex = {
    statements: [{ ...statement, state: 'not_affected', why: 'vulnerable_code_not_in_execute_path' }],
  } as const
  const broken = JSON.stringify(madeOpenVex(vex))
    .replace('vulnerable_code_not_in_execute_path"', '"')
    .replace(',"justification":""', '')
  expect((await bring(broken, 'vex.json')).problem?.detail).toContain('vex.json: $.statements[0]: says "not_affected"')
  await bring(JSON.stringify(madeCycloneDxVex({ ...vex, at: '2030-01-01T00:00:00Z' })), 'old.json')
  await judged()
  expect(await queue('&advisory=MADE-31-020-01')).toHaveLength(1)
  const before = isoOfMicros(micros(clock.now()))
  await pass(1)
  await bring(JSON.stringify(madeOpenVex(vex)), 'vex.json')
  await judged()
  expect(await queue('&advisory=MADE-31-020-01')).toEqual([])
  const why = (await engineer.get(`/api/assets/${row!.assetId}/vulnerabilities/MADE-31-020-01`)).body as ShownOrWhyNot
  expect(why).toMatchObject({ code: 'not-affected', grade: 'N' })
  expect(why.trail.map(({ fact }) => fact).join('\n')).toContain('vulnerable_code_not_in_execute_path')
  const path = `/api/assets/${row!.assetId}/vulnerabilities/MADE-31-020-01?asOf=${before}&clock=learned`
  const then = await engineer.get(path)
  expect(then.body).toMatchObject({ code: 'shown' })
})

test('a bill of materials says what a device is made of, and advisories about its parts concern it', async () => {
  const part = { product: 'Fieldlink stack', range: '< 3.0' }
  await bring(csaf({ id: 'MADE-31-060-01', title: 'Made: stack', vendor: 'Parts House', leaves: [part] }), 'part.json')
  await judged()
  expect(await queue('&advisory=MADE-31-060-01')).toEqual([])
  const before = isoOfMicros(micros(clock.now()))
  await pass(1)
  const [row] = await queue('&vendor=moxa')
  const { identity } = await recordOf(row!.id)
  const said = (field: string) => identity.find((fact) => fact.field === field)!.value
  const of = { maker: said('vendor'), name: said('product'), version: said('version') }
  const bill = madeSbom({ of, parts: [{ maker: 'Parts House', name: 'Fieldlink stack', version: '2.1' }] })
  const job = await bring(JSON.stringify(bill), 'nport.cdx.json')
  expect(job.state, job.problem?.detail).toBe('succeeded')
  await judged()
  const found = await queue('&advisory=MADE-31-060-01')
  expect(found.map(({ label, grade }) => [label, grade])).toContainEqual([row!.label, 'B'])
  const record = await recordOf(found.find(({ label }) => label === row!.label)!.id)
  expect(record.identity).toContainEqual(
    expect.objectContaining({ field: 'product', value: 'Fieldlink stack', method: 'SBOM of 2031-01-01' }),
  )
  const path = `/api/assets/${row!.assetId}/vulnerabilities/MADE-31-060-01`
  expect((await engineer.get(path)).body).toMatchObject({ code: 'shown', grade: 'B' })
  expect((await engineer.get(`${path}?asOf=${before}&clock=learned`)).body).toMatchObject({ code: 'no-product-of-it' })
  const imports = (await engineer.get('/api/vulnerabilities/imports')).body as { items: AdvisoryImportView[] }
  expect(imports.items[0]).toMatchObject({ fileName: 'nport.cdx.json', bills: [{ components: 1 }] })
})

test('sums beside the files of a mirror are held against them, and what its list names and did not come is told', async () => {
  const [whole, changed] = ['MADE-31-070-01', 'MADE-31-071-01'].map((id) => csaf({ ...NPORT, id }))
  const entry = (id: string) => ({
    id,
    content: { type: 'application/json', src: `https://made.example/2031/${id}.json` },
  })
  const sumOf = (text: string, kind: string) => createHash(kind).update(text).digest('hex')
  const job = await bring(
    zipOf({
      '2031/made-31-070-01.json': whole!,
      '2031/made-31-070-01.json.sha512': `${sumOf(whole!, 'sha512').toUpperCase()} *made-31-070-01.json`,
      '2031/made-31-071-01.json': changed!,
      '2031/made-31-071-01.json.sha256': sumOf(`${changed!} `, 'sha256'),
      'feed-tlp-white.json': JSON.stringify({
        feed: { id: 'made', entry: ['made-31-070-01', 'made-31-071-01', 'made-31-072-01'].map(entry) },
      }),
    }),
    'mirror.zip',
  )
  expect(job.result).toMatchObject({ added: 1, faulty: 2 })
  expect((await importOf(job)).faults).toEqual([
    {
      file: 'mirror.zip/2031/made-31-071-01.json',
      place: '$',
      message: 'is not what its publisher made: 2031/made-31-071-01.json.sha256 tells another sum',
    },
    {
      file: 'mirror.zip/feed-tlp-white.json',
      place: '$.feed.entry',
      message: 'the list names made-31-072-01, and no such file came with it',
    },
  ])
  await judged()
})

test('a withdrawn revision closes what stood, and the record still tells it', async () => {
  const row = (await queue('&vendor=HP'))[0]!
  await bring(csaf({ ...PRINTER, version: '2', date: '2031-04-01T00:00:00Z', lastSummary: 'Withdrawn' }))
  await judged()
  expect(await queue('&vendor=HP')).toEqual([])
  expect((await engineer.get(`/api/vulnerabilities/${row.id}`)).status).toBe(404)
  const then = await recordOf(row.id, '?asOf=2031-03-20&clock=learned')
  expect(then).toMatchObject({ grade: 'B', revisions: [{ version: '1', isWithdrawn: false }] })
})

test('after a restart nothing is judged twice, and nothing is lost', async () => {
  const before = await queue()
  const { judgements } = await recordOf(before[0]!.id)
  await house.stopHub()
  await house.startHub()
  await pass(0)
  await judged()
  expect(await queue()).toEqual(before)
  expect((await recordOf(before[0]!.id)).judgements).toEqual(judgements)
})
