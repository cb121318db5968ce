// Bills of materials: which device one is of, and that its parts are held against advisories.
import { type MadeSbom, madeSbom } from '@penstock/testkit/advisories'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BillIndex, bestMatches, Matcher, readSbom, type SoftwareBill } from './index.ts'
import { advisoryOf, device } from './made-advisory.fixture.ts'

const OWN = { vendor: 'Made Controls', product: 'Alpha 7', version: '1.5' }
const BILL: MadeSbom = {
  of: { maker: 'Made Controls', name: 'Alpha 7', version: '1.5' },
  parts: [
    {
      name: 'webserver',
      version: '2.2',
      maker: 'Parts House',
      parts: [{ name: 'zlib', purl: 'pkg:generic/zlib@1.2.11' }],
    },
    { name: 'kernel', version: '5.10' },
  ],
}
const PART = advisoryOf({
  id: 'MADE-31-050-01',
  vendor: 'Parts House',
  leaves: [{ product: 'Webserver', range: '< 2.4' }],
})

function billOf(made: MadeSbom): SoftwareBill {
  const read = readSbom(JSON.stringify(madeSbom(made)))
  if (!read.ok) throw new Error(JSON.stringify(read.refusal))
  return read.value
}

function partsOf(known: Parameters<typeof device>[0], ...made: readonly MadeSbom[]): readonly string[] {
  const index = new BillIndex(made.map(billOf))
  return index
    .componentsOf(device(known))
    .map(({ identity }) => `${identity.vendor} ${identity.product} ${identity.version}`)
}

test('a bill is read with parts of parts; who made one is what it says, else its numbers, else its name', () => {
  expect(partsOf(OWN, BILL)).toEqual(['Parts House webserver 2.2', 'zlib zlib 1.2.11', 'kernel kernel 5.10'])
})

test.each([
  ['another product', { ...OWN, product: 'Beta 9' }],
  ['another maker', { ...OWN, vendor: 'Other Works' }],
  ['another version', { ...OWN, version: '1.6' }],
  ['a version that nobody knows', { ...OWN, version: null }],
])('%s: the bill is not of it', (_, known) => {
  expect(partsOf(known, BILL)).toEqual([])
})

test('a later version of a bill replaces the earlier one, in whatever order they come', () => {
  const later: MadeSbom = { ...BILL, version: 2, parts: [{ name: 'kernel', version: '6.1' }] }
  expect(partsOf(OWN, BILL, later)).toEqual(['kernel kernel 6.1'])
  expect(partsOf(OWN, later, BILL)).toEqual(['kernel kernel 6.1'])
})

test('an advisory about a part concerns the device that holds it, and the trail says by which bill', () => {
  const known = device(OWN)
  const found = (bills: readonly SoftwareBill[]) =>
    bestMatches(new Matcher([PART]), [{ identity: known }, ...new BillIndex(bills).componentsOf(known)])
  expect(found([])).toEqual([])
  const [match] = found([billOf(BILL)])
  expect(match!.match).toMatchObject({ assetId: 'D-1', advisoryId: 'MADE-31-050-01', grade: 'B' })
  expect(match!.match.trail.map(({ source }) => source)).toContain('asset (SBOM)')
  expect(match!.of).toMatchObject({
    facts: [{ field: 'vendor' }, { field: 'product', method: 'SBOM of 2031-01-01' }, { field: 'version' }],
  })
})

test.each([
  [
    {
      bomFormat: 'CycloneDX',
      serialNumber: '',
      metadata: { timestamp: 'x', component: { name: 'a' } },
      components: [],
    },
    ['$.serialNumber', '$.components'],
  ],
  [
    { bomFormat: 'CycloneDX', serialNumber: 's', metadata: { timestamp: 'x' }, components: [{ name: 'a' }] },
    ['$.metadata.component'],
  ],
  [{ bomFormat: 'SPDX' }, ['$.bomFormat', '$.serialNumber', '$.metadata', '$.components']],
])('faults are told by place: %j', (document, places) => {
  const read = readSbom(JSON.stringify(document))
  expect(read.ok ? [] : read.refusal.map(({ path }) => path)).toEqual(places)
})

test('the reader never throws, whatever is changed in a document', () => {
  const whole = JSON.stringify(madeSbom(BILL))
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(12), fc.string({ maxLength: 6 }), (at, size, put) => {
      const read = readSbom(whole.slice(0, at) + put + whole.slice(at + size))
      if (read.ok) new BillIndex([read.value]).componentsOf(device(OWN))
      else expect(read.refusal.length).toBeGreaterThan(0)
    }),
    { numRuns: 300 },
  )
})
