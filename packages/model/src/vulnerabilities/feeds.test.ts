import { type MadeAdvisory, madeCsaf } from '@penstock/testkit/advisories'
import { describe, expect, test } from 'vitest'
import {
  advisoriesAsOf,
  currentAdvisories,
  Matcher,
  readCsaf,
  readEpss,
  readKev,
  supersededAdvisories,
} from './index.ts'
import { advisoryOf, device, gradeOf, matchesOf } from './made-advisory.fixture.ts'

const alpha: MadeAdvisory = { leaves: [{ product: 'Alpha 7', range: '< 2.0' }] }

describe('CSAF', () => {
  test('both versions are read; leaves carry maker, product, range and numbers', () => {
    for (const csafVersion of ['2.0', '2.1'] as const) {
      const advisory = advisoryOf({
        csafVersion,
        leaves: [{ product: 'Alpha 7', range: '< 2.0', models: ['AL7-100'] }],
      })
      expect(advisory).toMatchObject({ id: 'MADE-31-001-01', format: `CSAF ${csafVersion}`, isWithdrawn: false })
      expect(advisory.leaves[0]).toMatchObject({
        vendor: 'Made Controls',
        product: 'Alpha 7',
        version: '< 2.0',
        isRange: true,
      })
      expect(advisory.leaves[0]!.identifiers.models).toEqual(['AL7-100'])
    }
  })

  test.each([
    ['no JSON', '{"document":{', 'line 1, column 14'],
    ['an unknown version', JSON.stringify(madeCsaf(alpha)).replace('"2.0"', '"1.2"'), '$.document.csaf_version'],
    [
      'a leaf without its name',
      JSON.stringify(madeCsaf(alpha)).replace('"product_id":"CSAFPID-1","name"', '"product_id":"CSAFPID-1","nme"'),
      '$.product_tree.branches[0].branches[0].branches[0].product.name',
    ],
  ])('%s is a fault with its place', (_, text, path) => {
    const read = readCsaf(text)
    expect(read.ok ? [] : read.refusal.map((fault) => fault.path)).toEqual([path])
  })

  test('4,000 leaves and 700 KB', () => {
    const leaves = Array.from({ length: 4000 }, (_, at) => ({ product: `Alpha ${at} controller`, range: '< 2.0' }))
    const text = JSON.stringify(madeCsaf({ leaves }))
    expect(text.length).toBeGreaterThan(700_000)
    const read = readCsaf(text)
    if (!read.ok) throw new Error('refused')
    expect(read.value.leaves).toHaveLength(4000)
    const matches = new Matcher([read.value]).match(device({ product: 'Alpha 3999 controller', version: '1.0' }))
    expect(matches.map(({ grade, trail }) => [grade, trail.at(-2)!.source])).toEqual([
      ['B', 'product tree, CSAFPID-4000'],
    ])
  })

  test('names broken by a wrong encoding and odd spaces are mended', () => {
    const advisory = advisoryOf({ vendor: ' KÃ¼nstler\u00a0 GmbH', leaves: [{ product: 'Alphaâ€“7' }] })
    expect(advisory.leaves[0]).toMatchObject({ vendor: 'Künstler GmbH', product: 'Alpha–7' })
  })

  test('of a pair on a host both sides are asked for', () => {
    const made: MadeAdvisory = {
      leaves: [{ product: 'Firmware Delta', range: '< 2.0' }, { product: 'Carrier 300' }],
      relations: [{ part: 0, host: 1, name: 'Firmware Delta on Carrier 300' }],
    }
    expect(gradeOf({ product: 'Delta', version: '1.0' }, made)).toBe('C')
    expect(gradeOf({ product: 'Delta on Carrier 300', version: '1.0' }, made)).toBe('B')
    expect(gradeOf({ product: 'Omega', version: '1.0' }, made)).toBe(null)
  })

  test('states: not affected and fixed decide, under investigation does not', () => {
    const of = (list: string) =>
      gradeOf({ version: '1.0' }, { ...alpha, weaknesses: [{ cve: 'CVE-2031-0001', status: { [list]: [0] } }] })
    expect(['known_not_affected', 'fixed', 'under_investigation', 'known_affected'].map(of)).toEqual([
      'N',
      'N',
      'C',
      'B',
    ])
  })
})

describe('revisions', () => {
  const march: MadeAdvisory = {
    ...alpha,
    date: '2031-03-01T00:00:00Z',
    leaves: [{ product: 'Alpha 7', range: '< 1.0' }],
  }
  const may: MadeAdvisory = { ...alpha, version: '2', date: '2031-05-01T00:00:00Z' }
  const withdrawal: MadeAdvisory = {
    ...may,
    version: '3',
    date: '2031-06-01T00:00:00Z',
    lastSummary: 'This advisory was withdrawn',
  }

  test('the latest revision counts, in any order, and tells which it was', () => {
    for (const order of [
      [march, may],
      [may, march],
    ]) {
      const matches = matchesOf({ version: '1.5' }, ...order)
      expect(matches.map(({ grade, advisoryVersion }) => [grade, advisoryVersion])).toEqual([['B', '2']])
    }
  })

  test('why was this not shown in March? What stood then is kept', () => {
    const all = [march, may].map(advisoryOf)
    const then = new Matcher(advisoriesAsOf(all, '2031-03-31')).match(device({ version: '1.5' }))
    expect(then.map(({ grade, range }) => [grade, range])).toEqual([['N', '< 1.0']])
    expect(supersededAdvisories(all).map(({ version }) => version)).toEqual(['1'])
  })

  test('a revision that withdraws takes the advisory back', () => {
    expect(matchesOf({ version: '1.5' }, march, may, withdrawal)).toEqual([])
    expect(currentAdvisories([march, may, withdrawal].map(advisoryOf))).toEqual([])
  })
})

test('KEV and EPSS to tables, bad rows with their place', () => {
  const kev = readKev('{"catalogVersion":"1","vulnerabilities":[{"cveID":"CVE-2031-0001","dateAdded":"2031-01-01"}]}')
  expect(kev.ok && kev.value.byCve.get('CVE-2031-0001')?.dateAdded).toBe('2031-01-01')
  const epss = readEpss('#model_version:v1,score_date:2031-01-03\ncve,epss,percentile\nCVE-2031-0001,0.5,0.9\n')
  expect(epss.ok && [epss.value.scoredOn, epss.value.byCve.get('CVE-2031-0001')]).toEqual(['2031-01-03', 0.5])
  const bad = readEpss('cve,epss\nCVE-2031-0001,\nX,0.1\n')
  expect(bad.ok ? [] : bad.refusal.map(({ path }) => path)).toEqual(['line 2', 'line 3'])
})

describe('makers', () => {
  const relay: MadeAdvisory = { vendor: 'Hitachi Energy', leaves: [{ product: 'Relion 670 series', range: '2.2.1' }] }
  test('a takeover counts for its products, and from its day on', () => {
    expect(gradeOf({ vendor: 'ABB', product: 'RET670', version: '2.2.1' }, relay)).toBe('B')
    expect(
      gradeOf(
        { vendor: 'ABB', product: 'ACS880 drive', version: '2.2.1' },
        { ...relay, leaves: [{ product: 'ACS880 drive' }] },
      ),
    ).toBe(null)
    const early = JSON.stringify(
      madeCsaf({ ...relay, vendor: 'AVEVA', leaves: [{ product: 'PI Web API' }] }),
    ).replaceAll('2031-01', '2019-01')
    const read = readCsaf(early)
    if (!read.ok) throw new Error('refused')
    expect(new Matcher([read.value]).match(device({ vendor: 'OSIsoft', product: 'PI Web API' }))).toEqual([])
  })

  test('hardware series and slots in the name: another series is another product', () => {
    const made: MadeAdvisory = { leaves: [{ product: 'Alpha 7 Series A, B', range: '< 2.0' }] }
    const of = (hwRev: string | null) => gradeOf({ version: '1.0', hwRev }, made)
    expect([of('B'), of('C'), of(null)]).toEqual(['B', null, 'C'])
  })
})
