import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vulnerabilitiesMatch } from '@penstock/cli/vulnerabilities'
import { madeOpenVex, madeSbom } from '@penstock/testkit/advisories'
import { afterAll, expect, test, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-vulnerabilities-'))
afterAll(() => rmSync(folder, { recursive: true }))

function saved(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

async function run(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await vulnerabilitiesMatch(args)
  vi.restoreAllMocks()
  return { code, out: out.join(''), err: err.join('') }
}

function advisory(id: string, product: string, range: string, cve: string, version = '1'): object {
  const product_id = 'P-1'
  const leaf = { category: 'product_version_range', name: range, product: { product_id, name: product } }
  const branches = [{ category: 'product_name', name: product, branches: [leaf] }]
  return {
    document: {
      csaf_version: '2.0',
      title: product,
      publisher: { name: 'Made' },
      tracking: {
        id,
        status: 'final',
        version,
        initial_release_date: '2031-01-01T00:00:00Z',
        current_release_date: '2031-01-01T00:00:00Z',
        revision_history: [{ number: version, date: '2031-01-01T00:00:00Z', summary: 'Initial' }],
      },
    },
    product_tree: { branches: [{ category: 'vendor', name: 'Made Controls', branches }] },
    vulnerabilities: [
      {
        cve,
        product_status: { known_affected: [product_id] },
        scores: [{ cvss_v3: { vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', baseScore: 9.8 } }],
        remediations: [
          { category: 'vendor_fix', details: 'Update to version 2.0 or later', product_ids: [product_id] },
        ],
      },
    ],
  }
}

const advisories = join(folder, 'advisories')
mkdirSync(join(advisories, '2031'), { recursive: true })
saved('advisories/made-31-001-01.json', advisory('MADE-31-001-01', 'Alpha 7', '< 2.0', 'CVE-2031-0001'))
saved('advisories/2031/made-31-002-01.json', advisory('MADE-31-002-01', 'Beta 9', 'vers:all/*', 'CVE-2031-0002'))
saved('advisories/provider-metadata.json', { canonical_url: 'https://made.example' })
const kev = saved('kev.json', {
  catalogVersion: '2031.01.02',
  vulnerabilities: [{ cveID: 'CVE-2031-0002', dateAdded: '2031-01-02' }],
})
const epss = saved(
  'epss.csv',
  '#model_version:v1,score_date:2031-01-03T00:00:00Z\ncve,epss,percentile\nCVE-2031-0001,0.02,0.5\n',
)
const assets = saved('assets.json', {
  assets: [
    { id: 'PLC-1', vendor: 'Made Controls', product: 'Alpha 7', version: '1.4', colour: 'grey' },
    { id: 'PLC-2', vendor: 'Made Controls', product: 'Alpha 7', version: '2.0' },
    { id: 'PLC-3', vendor: 'Made Controls', product: 'Beta 9', version: null },
  ],
})

interface Row {
  readonly assetId: string
  readonly advisoryId: string
  readonly grade: string
  readonly cves: readonly string[]
  readonly range: string
  readonly kev: boolean
  readonly epss: object | null
  readonly trail: readonly string[]
  readonly ssvc: { readonly when: string; readonly how: string; readonly trail: readonly string[] } | null
}

test('one JSON document: grades, the range, the facts, KEV, EPSS and SSVC, what is exploited first', async () => {
  const { code, out, err } = await run([
    '--assets',
    assets,
    '--advisories',
    advisories,
    '--kev',
    kev,
    '--epss',
    epss,
    '--json',
  ])
  expect(code).toBe(0)
  expect(err).toBe(`penstock: ${assets}: "assets[].colour" is not known here and was ignored\n`)
  const { matches } = JSON.parse(out) as { matches: readonly Row[] }
  expect(matches.map(({ assetId, advisoryId, grade, kev: known }) => [assetId, advisoryId, grade, known])).toEqual([
    ['PLC-3', 'MADE-31-002-01', 'C', true],
    ['PLC-1', 'MADE-31-001-01', 'B', false],
    ['PLC-2', 'MADE-31-001-01', 'N', false],
  ])
  const affected = matches[1]!
  expect(affected).toMatchObject({ range: '< 2.0', cves: ['CVE-2031-0001'], fixedIn: ['2.0'] })
  expect(affected.epss).toEqual({ cve: 'CVE-2031-0001', probability: 0.02, scoredOn: '2031-01-03T00:00:00Z' })
  expect(affected.trail).toContain('version 1.4: within [product tree]')
  expect(affected.ssvc).toMatchObject({ when: 'out-of-cycle', cisa: 'attend', how: 'patch-at-stop' })
  expect(affected.ssvc!.trail).toContain('exposure is open [not known, so the value that asks for more]')
  expect(matches[2]!.ssvc).toBe(null)
})

test('for people: counts, then each match with its facts', async () => {
  const { code, out } = await run(['--assets', assets, '--advisories', advisories])
  expect(code).toBe(0)
  expect(out).toMatch(/^3 assets, 2 advisories: 1 affected \(A 0, B 1\), 1 to check, 1 not affected\n/)
  expect(out).toContain('B PLC-1 MADE-31-001-01: affected (CVE-2031-0001); out-of-cycle, patch-at-stop; fixed in 2.0\n')
  expect(out).not.toContain('PLC-2')
})

test.each([
  ['an advisory that is no JSON', { 'bad.json': '{ "document": ' }, 'bad.json: line 1, column 15: is not JSON'],
  ['an advisory without its id', { 'bad.json': { document: { title: 'x' } } }, 'bad.json: $.document.tracking: '],
  ['a folder without advisories', { 'read.me': 'x' }, 'holds no advisory (*.json)'],
])('%s is named with its place', async (name, files, message) => {
  const place = join(folder, name)
  mkdirSync(place)
  for (const [file, content] of Object.entries(files)) saved(`${name}/${file}`, content)
  const { code, out, err } = await run(['--assets', assets, '--advisories', place])
  expect(err).toContain(message)
  expect(out).toBe('')
  expect(code).toBe(2)
})

test.each([
  ['assets', 'assets-no-vendor.json', { assets: [{ id: 'A', product: 'x' }] }, '$.assets[0].vendor: '],
  [
    'assets',
    'assets-again.json',
    {
      assets: [
        { id: 'A', vendor: 'v', product: 'x' },
        { id: 'A', vendor: 'v', product: 'x' },
      ],
    },
    '$.assets[1].id: "A"',
  ],
  [
    'kev',
    'kev-bad.json',
    { catalogVersion: '1', vulnerabilities: [{ cveID: 'CVE-1', dateAdded: 'x' }] },
    '$.vulnerabilities[0].cveID: ',
  ],
  ['epss', 'epss-bad.csv', 'cve,epss\nCVE-2031-0001,1.5\n', 'line 2: "1.5" is no probability'],
  ['epss', 'epss-none.csv', 'a,b\n1,2\n', 'line 1: the header names no columns cve and epss'],
])('a bad %s file (%s) is named with its place', async (option, name, content, message) => {
  const path = saved(name, content)
  const given = { assets, advisories, [option]: path }
  const { code, err } = await run(Object.entries(given).flatMap(([key, value]) => [`--${key}`, value]))
  expect(err).toContain(`${path}: ${message}`)
  expect(code).toBe(2)
})

test('a VEX beside the advisories spares what it calls harmless, and says who said so', async () => {
  const statement = {
    cve: 'CVE-2031-0001',
    product: 'Alpha 7',
    version: '1.4',
    state: 'not_affected',
    why: 'component_not_present',
  } as const
  const vex = saved('advisories/vex.json', madeOpenVex({ statements: [statement] }))
  const { code, out } = await run(['--assets', assets, '--advisories', advisories, '--json'])
  rmSync(vex)
  expect(code).toBe(0)
  const { matches } = JSON.parse(out) as {
    matches: { assetId: string; advisoryId: string; grade: string; trail: string[] }[]
  }
  const spared = matches.find(({ assetId, advisoryId }) => assetId === 'PLC-1' && advisoryId === 'MADE-31-001-01')!
  expect(spared.grade).toBe('N')
  expect(spared.trail.at(-1)).toContain('(component_not_present) [VEX https://made.example/vex/1 by Made Controls')
})

test('parts of a product by its bill of materials are held against the advisories', async () => {
  const of = { maker: 'Made Controls', name: 'Alpha 7', version: '2.0' }
  const bill = saved(
    'alpha.cdx.json',
    madeSbom({ of, parts: [{ maker: 'Made Controls', name: 'Beta 9', version: '1' }] }),
  )
  const { code, out } = await run(['--assets', assets, '--advisories', advisories, '--sbom', bill, '--json'])
  expect(code).toBe(0)
  const { matches } = JSON.parse(out) as { matches: { assetId: string; advisoryId: string; grade: string }[] }
  const ofPart = matches.filter(({ advisoryId }) => advisoryId === 'MADE-31-002-01').map(({ assetId }) => assetId)
  expect(ofPart.toSorted()).toEqual(['PLC-2', 'PLC-3'])
  const refused = await run(['--assets', assets, '--advisories', advisories, '--sbom', saved('none.json', {})])
  expect(refused).toMatchObject({ code: 2 })
  expect(refused.err).toContain('none.json: $.bomFormat')
})

test('a sum beside an advisory is checked, and what the list of the publisher names and is not here is told', async () => {
  const own = join(folder, 'mirror')
  mkdirSync(own)
  const text = JSON.stringify(advisory('MADE-31-001-01', 'Alpha 7', '< 2.0', 'CVE-2031-0001'))
  saved('mirror/made-31-001-01.json', text)
  saved(
    'mirror/made-31-001-01.json.sha512',
    `${createHash('sha512').update(text).digest('hex')}  made-31-001-01.json\n`,
  )
  const entry = (id: string) => ({
    id,
    content: { src: `https://made.example/csaf/2031/${id.toLowerCase()}.json?x=1` },
  })
  const list = { feed: { id: 'made', entry: [entry('MADE-31-001-01'), entry('MADE-31-009-01')] } }
  saved('mirror/rolie-white.json', list)
  const whole = await run(['--assets', assets, '--advisories', own])
  expect(whole.code, whole.err).toBe(0)
  expect(whole.err).toContain("MADE-31-009-01 is in the publisher's list, and no file of it is here")
  expect(whole.err).not.toContain('MADE-31-001-01')
  const changed = saved('mirror/made-31-001-01.json', text.replace('< 2.0', '< 1.0'))
  const refused = await run(['--assets', assets, '--advisories', own])
  expect(refused.code).toBe(2)
  expect(refused.err).toContain(`${changed}: is not what its publisher made: ${changed}.sha512 tells another sum`)
})

test('files that are not there are refused', async () => {
  const nowhere = join(folder, 'nowhere.json')
  expect((await run(['--assets', nowhere, '--advisories', advisories])).code).toBe(1)
  expect((await run(['--assets', assets, '--advisories', join(folder, 'nowhere')])).code).toBe(1)
})

test.each([
  [[]],
  [['--assets', assets]],
  [['--advisories', advisories]],
  [['--assets', assets, '--advisories', advisories, 'x']],
])('%j is bad usage', async (args) => {
  const { code, err } = await run(args)
  expect(err).toContain('usage: penstock vulnerabilities match')
  expect(code).toBe(2)
})
