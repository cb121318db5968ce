// VEX: two forms read to the same, and what a statement spares of which advisories.
import { type MadeVex, madeCsaf, madeCycloneDxVex, madeOpenVex } from '@penstock/testkit/advisories'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Advisory, Matcher, readAdvisory } from './index.ts'
import { advisoryOf, device } from './made-advisory.fixture.ts'

const FORMS = { OpenVEX: madeOpenVex, CycloneDX: madeCycloneDxVex } as const
const OWN = { product: 'Alpha 7', version: '1.5' } as const
const TWO: Parameters<typeof advisoryOf>[0] = {
  leaves: [{ product: 'Alpha 7', range: '< 2.0' }],
  weaknesses: [
    { cve: 'CVE-2031-0001', status: { known_affected: [0] } },
    { cve: 'CVE-2031-0002', status: { known_affected: [0] } },
  ],
}

function vexOf(made: MadeVex, form: keyof typeof FORMS): Advisory {
  const read = readAdvisory(JSON.stringify(FORMS[form](made)))
  if (!read.ok) throw new Error(JSON.stringify(read.refusal))
  return read.value
}

function spared(cve: string, more: Partial<MadeVex['statements'][number]> = {}): MadeVex['statements'][number] {
  return { cve, ...OWN, state: 'not_affected', why: 'vulnerable_code_not_present', ...more }
}

/** What is told of an Alpha 7 with 1.5 by the advisory, beside this VEX. */
function judged(form: keyof typeof FORMS, made: MadeVex, known = device(OWN)) {
  const matches = new Matcher([advisoryOf(TWO), vexOf(made, form)]).match(known)
  return matches.find(({ advisoryId }) => advisoryId === 'MADE-31-001-01')!
}

describe.each(['OpenVEX', 'CycloneDX'] as const)('%s', (form) => {
  test('is read with who says it, when, of which product, and why', () => {
    const advisory = vexOf({ statements: [spared('CVE-2031-0001')], version: 3 }, form)
    expect(advisory).toMatchObject({
      ...{ format: form, isVex: true, publisher: 'Made Controls', version: '3', currentDate: '2031-02-01T00:00:00Z' },
      leaves: [{ vendor: 'Made Controls', product: 'Alpha 7', version: '1.5' }],
    })
    const [weakness] = advisory.weaknesses
    expect([...weakness!.status.values()]).toEqual(['not-affected'])
    expect([...weakness!.reasons.values()]).toEqual(['vulnerable_code_not_present'])
  })

  test('one of two weaknesses spared: the other stays, and the trail says who said so and why', () => {
    const match = judged(form, { statements: [spared('CVE-2031-0001')] })
    expect(match).toMatchObject({ grade: 'B', cves: ['CVE-2031-0002'] })
    expect(match.trail.at(-1)).toEqual({
      fact: 'Alpha 7 1.5 is listed as not affected (vulnerable_code_not_present)',
      source: expect.stringMatching(/^VEX \S+ by Made Controls, 2031-02-01, CVE-2031-0001$/) as string,
    })
  })

  test.each(['not_affected', 'fixed'] as const)('all of them %s: not affected, with the reason', (state) => {
    const match = judged(form, { statements: [spared('CVE-2031-0001', { state }), spared('CVE-2031-0002', { state })] })
    expect(match.grade).toBe('N')
    expect(match.trail.filter(({ source }) => source.startsWith('VEX'))).toHaveLength(2)
  })

  test('a statement older than the revision of the advisory spares nothing, and is told', () => {
    const match = judged(form, { at: '2030-12-31T00:00:00Z', statements: [spared('CVE-2031-0001')] })
    expect(match).toMatchObject({ grade: 'B', cves: ['CVE-2031-0001', 'CVE-2031-0002'] })
    expect(match.trail.at(-1)!.fact).toContain('the advisory was revised since')
  })

  test.each([
    ['another product', { product: 'Beta 9' }],
    ['another maker', { maker: 'Other Works' }],
    ['another version', { version: '1.4' }],
    ['being looked into', { state: 'under_investigation' }],
    ['affected', { state: 'affected' }],
  ] as const)('%s: nothing is spared', (_, more) => {
    const match = judged(form, { statements: [spared('CVE-2031-0001', more)] })
    expect(match).toMatchObject({ grade: 'B', cves: ['CVE-2031-0001', 'CVE-2031-0002'] })
  })

  test('nothing is spared on a device whose version nobody knows, unless all versions are meant', () => {
    const unknown = device({ ...OWN, version: null })
    expect(judged(form, { statements: [spared('CVE-2031-0001')] }, unknown).cves).toContain('CVE-2031-0001')
    const whole = {
      cve: 'CVE-2031-0001',
      product: OWN.product,
      state: 'not_affected',
      why: 'component_not_present',
    } as const
    expect(judged(form, { statements: [whole] }, unknown).cves).not.toContain('CVE-2031-0001')
  })

  test('affected without any advisory is a match of its own', () => {
    const matches = new Matcher([vexOf({ statements: [spared('CVE-2031-0009', { state: 'affected' })] }, form)]).match(
      device(OWN),
    )
    expect(matches).toMatchObject([{ grade: 'B', cves: ['CVE-2031-0009'] }])
  })
})

test('a CSAF document of the VEX profile spares as well, with its flag', () => {
  const made = madeCsaf({
    ...{ id: 'MADE-VEX-1', date: '2031-03-01T00:00:00Z', leaves: [{ product: 'Alpha 7', version: '1.5' }] },
    weaknesses: [{ cve: 'CVE-2031-0001', status: { known_not_affected: [0] } }],
  }) as { document: { category: string }; vulnerabilities: { flags?: object[] }[] }
  made.document.category = 'csaf_vex'
  made.vulnerabilities[0]!.flags = [{ label: 'inline_mitigations_already_exist', product_ids: ['CSAFPID-1'] }]
  const read = readAdvisory(JSON.stringify(made))
  if (!read.ok) throw new Error(JSON.stringify(read.refusal))
  const match = new Matcher([advisoryOf(TWO), read.value])
    .match(device(OWN))
    .find(({ advisoryId }) => advisoryId === 'MADE-31-001-01')!
  expect(match.cves).toEqual(['CVE-2031-0002'])
  expect(match.trail.at(-1)!.fact).toContain('inline_mitigations_already_exist')
})

test('the order of documents changes nothing', () => {
  const advisories = [
    advisoryOf(TWO),
    vexOf({ statements: [spared('CVE-2031-0001')] }, 'OpenVEX'),
    vexOf({ at: '2031-05-01T00:00:00Z', statements: [spared('CVE-2031-0002')] }, 'CycloneDX'),
  ]
  const first = new Matcher(advisories).match(device(OWN))
  expect(first.find(({ advisoryId }) => advisoryId === 'MADE-31-001-01')!.grade).toBe('N')
  fc.assert(
    fc.property(fc.shuffledSubarray(advisories, { minLength: 3 }), (order) => {
      const sets = (matches: typeof first) =>
        matches.map(({ trail, ...match }) => ({ ...match, trail: trail.map(({ fact }) => fact).toSorted() }))
      expect(sets(new Matcher(order).match(device(OWN)))).toEqual(sets(first))
    }),
  )
})

test.each([
  ['pkg:generic/siemens/s7-1500@2.9.4', ['siemens', 's7-1500', '2.9.4']],
  ['pkg:deb/debian/openssl@1.1.1n-0%2Bdeb11u3?arch=amd64#x', ['debian', 'openssl', '1.1.1n-0+deb11u3']],
  ['pkg:golang/github.com/maker/thing', ['maker', 'thing', null]],
  ['pkg:generic/lonely@1', ['lonely', 'lonely', '1']],
  ['cpe:2.3:o:siemens:simatic_s7-1500_firmware:2.9.4:*:*:*:*:*:*:*', ['siemens', 'simatic s7-1500', '2.9.4']],
  ['cpe:2.3:h:moxa:nport_5150:-:*:*:*:*:*:*:*', ['moxa', 'nport 5150', null]],
  ['cpe:/o:maker:name\\:x:1', ['maker', 'name:x', '1']],
])('%s names its maker, product and version', (reference, [maker, name, version]) => {
  const text = JSON.stringify(madeOpenVex({ statements: [spared('CVE-2031-0001')] })).replace(
    /"@id":"pkg:[^"]*"/,
    reference.startsWith('cpe')
      ? `"identifiers":${JSON.stringify({ cpe23: reference })}`
      : `"@id":${JSON.stringify(reference)}`,
  )
  const read = readAdvisory(text)
  expect(read.ok && read.value.leaves).toMatchObject([{ vendor: maker, product: name, version }])
})

test.each([
  [
    { bomFormat: 'CycloneDX', specVersion: '1.6', metadata: { timestamp: 'x' }, vulnerabilities: [] },
    '$.serialNumber',
    '$.vulnerabilities',
  ],
  [
    {
      ...{ bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: 'urn:uuid:1', metadata: { timestamp: 'x' } },
      vulnerabilities: [{ id: 'CVE-2031-0001', affects: [{ ref: 'gone' }] }],
    },
    '$.vulnerabilities[0].affects[0].ref',
  ],
  [
    {
      ...{ '@context': 'https://openvex.dev/ns/v0.2.0', '@id': 'x', author: 'a', timestamp: 't', version: 1 },
      statements: [
        { vulnerability: { name: 'CVE-2031-0001' }, products: [{ '@id': 'nothing' }], status: 'not_affected' },
      ],
    },
    '$.statements[0]',
    '$.statements[0].products[0]',
  ],
])('faults are told by place: %j', (document, ...places) => {
  const read = readAdvisory(JSON.stringify(document))
  expect(read.ok ? [] : read.refusal.map(({ path }) => path)).toEqual(places)
})

test('readers never throw, whatever is changed in a document', () => {
  const wholes = [madeOpenVex, madeCycloneDxVex].map((write) =>
    JSON.stringify(write({ statements: [spared('CVE-2031-0001')] })),
  )
  fc.assert(
    fc.property(
      fc.constantFrom(...wholes),
      fc.nat(600),
      fc.nat(12),
      fc.string({ maxLength: 6 }),
      (whole, at, size, put) => {
        const read = readAdvisory(whole.slice(0, at) + put + whole.slice(at + size))
        if (read.ok) new Matcher([advisoryOf(TWO), read.value]).match(device(OWN))
        else expect(read.refusal.length).toBeGreaterThan(0)
      },
    ),
    { numRuns: 500 },
  )
})
