// What the live room asks of the model: identity of a register entry, context from the plant, decisions and why something was not shown.
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { micros } from '@penstock/model/kernel'
import { ClaimField } from '@penstock/model/observations'
import { readPlant } from '@penstock/model/plant'
import { describe, expect, test } from 'vitest'
import {
  bestMatches,
  compareInQueue,
  decidePatch,
  identityOfAsset,
  identityOfSoftware,
  Matcher,
  type PatchGround,
  plantContext,
  type QueueEntry,
  queueRank,
  reopeningOf,
  whyNotShown,
} from './index.ts'
import { advisoryOf, device, matchesOf } from './made-advisory.fixture.ts'

type Asset = Parameters<typeof identityOfAsset>[1]

function asset(known: Readonly<Record<string, string>>, protocol: string | null = 's7comm'): Asset {
  const fields = ClaimField.options.map((field) => {
    const value = known[field]
    if (value === undefined) return [field, { value: null, basis: null, said: [], conflicts: 0 }] as const
    const said = { value, protocol, method: 'szl-0x0011', basis: 'observed', source: 'c', proof: null, reason: null }
    const at = micros(1)
    return [field, { value, basis: 'observed', said: [{ ...said, firstAt: at, lastAt: at }], conflicts: 0 }] as const
  })
  return { fields: Object.fromEntries(fields) as unknown as Asset['fields'], kept: {} }
}

describe('identity of a register entry', () => {
  test('each part says who says so; the order number stands in for a model', () => {
    const known = identityOfAsset('a', asset({ vendor: 'Made Controls', orderNumber: '6MA-1', firmware: 'V1.4' }))
    expect(known?.identity).toMatchObject({
      product: '6MA-1',
      modelNumber: '6MA-1',
      version: 'V1.4',
      identitySource: 's7comm',
    })
    expect(known?.facts.map(({ field, basis, method }) => [field, basis, method])).toEqual([
      ['vendor', 'observed', 'szl-0x0011'],
      ['product', 'observed', 'szl-0x0011'],
      ['version', 'observed', 'szl-0x0011'],
      ['modelNumber', 'observed', 'szl-0x0011'],
    ])
  })

  test.each([{ vendor: 'Made Controls' }, { model: 'Alpha 7' }, { vendor: 'Made Controls', model: ' ' }])(
    '%j is nothing to match by',
    (known) => {
      expect(identityOfAsset('a', asset(known))).toBeNull()
    },
  )
})

test('what runs on a host is a product of its own; without a maker it is none', () => {
  const listed = {
    asset: 'H',
    name: 'Beta Studio',
    version: '1.2',
    maker: 'Made Controls',
    source: 'manual list',
    readOn: '2031-01-01',
  }
  const known = identityOfSoftware('a', listed)
  expect(known?.identity).toMatchObject({ vendor: 'Made Controls', product: 'Beta Studio', version: '1.2' })
  expect(known?.facts[0]).toMatchObject({ basis: 'declared', method: 'manual list, 2031-01-01' })
  expect(identityOfSoftware('a', { ...listed, maker: null })).toBeNull()
  const advisory = advisoryOf({ leaves: [{ product: 'Beta Studio', range: '< 2.0' }] })
  const host = { identity: device({ product: 'Gamma 1' }) }
  expect(bestMatches(new Matcher([advisory]), [host, known!])).toMatchObject([{ match: { grade: 'B' }, of: known }])
})

describe('context from the plant', () => {
  const read = readPlant(loadWrenfieldWorksText())
  if (!read.ok) throw new Error('the demonstration plant is not read')
  const { plant } = read.value
  const of = plantContext(plant)

  test.each([
    ['SIS-MP1', 'Z-SIS', { isSafetyLinked: true, safetyImpact: 'catastrophic' }],
    ['ENT-PRN1', 'Z-ENT', { isSafetyLinked: false, safetyImpact: 'negligible', conduitsFromOutside: 1 }],
    ['EXT-INET', 'Z-EXT', { exposure: 'open', conduitsFromOutside: 0 }],
  ])('%s', (declaredId, zone, expected) => {
    const { context, facts } = of({ declaredId, zone })
    expect(context).toMatchObject(expected)
    expect(facts.length).toBeGreaterThan(0)
  })

  test('what the plant does not say stays unknown, and without a plant all is', () => {
    expect(of({ declaredId: null, zone: null }).context).toEqual({
      exposure: null,
      missionImpact: null,
      safetyImpact: null,
      isSafetyLinked: null,
      conduitsFromOutside: null,
    })
    expect(plantContext(null)({ declaredId: 'SIS-MP1', zone: 'Z-SIS' }).facts).toEqual([])
  })

  test('[F02] an isolated host comes after the same host made reachable', () => {
    const [match] = matchesOf({ version: '1.0' }, { leaves: [{ product: 'Alpha 7', range: '< 2.0' }] })
    const entry = (conduits: typeof plant.conduits): QueueEntry => {
      const { context } = plantContext({ ...plant, conduits })({ declaredId: 'ENT-PRN1', zone: 'Z-ENT' })
      return { grade: match!.grade, isKnownExploited: false, ssvc: null, context }
    }
    const isolated = entry(plant.conduits.filter(({ zoneA, zoneB }) => zoneA !== 'Z-ENT' && zoneB !== 'Z-ENT'))
    expect(isolated.context.conduitsFromOutside).toBe(Number.POSITIVE_INFINITY)
    expect(compareInQueue(entry(plant.conduits), isolated)).toBeLessThan(0)
  })
})

test('the place in the queue is one number: each step outweighs all that follow', () => {
  const steps: readonly Partial<QueueEntry>[] = [
    { grade: 'C' },
    { grade: 'A' },
    { grade: 'C', ssvc: { when: 'defer', cisa: 'track' } },
    { grade: 'C', ssvc: { when: 'immediate', cisa: 'act' } },
    { grade: 'C', context: { isSafetyLinked: false, conduitsFromOutside: 2 } },
    { grade: 'C', isKnownExploited: true },
    { grade: 'C', context: { isSafetyLinked: true, conduitsFromOutside: 9 } },
  ]
  const far = { isSafetyLinked: false, conduitsFromOutside: 9 }
  const ranks = steps.map((step) =>
    queueRank({ grade: 'N', isKnownExploited: false, ssvc: null, context: far, ...step }),
  )
  expect(ranks).toEqual(ranks.toSorted((a, b) => b - a))
  expect(new Set(ranks).size).toBe(ranks.length)
  expect(ranks.every((rank) => Number.isInteger(rank) && rank >= 0)).toBe(true)
})

test('a plan and a measure have an end that is still to come', () => {
  const [now, later] = [micros(10), micros(20)]
  expect(decidePatch({ state: 'planned', stop: 'TAR', until: later }, now)).toEqual({
    ok: true,
    value: { state: 'planned', until: later, words: 'TAR' },
  })
  expect(decidePatch({ state: 'mitigated', measure: 'port closed', until: now }, now)).toEqual({
    ok: false,
    refusal: { code: 'vulnerabilities.until-past' },
  })
})

const GROUND: PatchGround = { grade: 'B', isKnownExploited: false, cves: ['CVE-2031-0001'] }

test.each([
  ['not-affected', { isKnownExploited: true }, 'known-exploited'],
  ['mitigated', { cves: ['CVE-2031-0001', 'CVE-2031-0002'] }, 'new-weakness'],
  ['patched', { cves: [] }, null],
  ['patched', { grade: 'N' }, null],
  ['planned', { isKnownExploited: true }, null],
  ['open', { isKnownExploited: true }, null],
] as const)('what was %s, and is %j now, opens again: %s', (state, news, reopening) => {
  expect(reopeningOf(state, GROUND, { ...GROUND, ...news })).toBe(reopening)
})

test('what was excluded by the matcher and is affected again opens again', () => {
  expect(reopeningOf('patched', { ...GROUND, grade: 'N' }, GROUND)).toBe('no-longer-excluded')
})

describe('why was it not shown?', () => {
  const made = { leaves: [{ product: 'Alpha 7', range: '< 2.0' }] }
  const first = { advisory: advisoryOf(made), publishedAt: micros(10), learnedAt: micros(30) }
  const second = {
    advisory: advisoryOf({ ...made, version: '2', lastSummary: 'Withdrawn' }),
    publishedAt: micros(50),
    learnedAt: micros(60),
  }
  const old = device({ version: '1.0' })

  test.each([
    ['learned', 5, [old], 'not-published'],
    ['learned', 20, [old], 'not-imported'],
    ['held', 20, [old], 'shown'],
    ['learned', 40, [old], 'shown'],
    ['learned', 55, [old], 'shown'],
    ['held', 55, [old], 'withdrawn'],
    ['learned', 60, [old], 'withdrawn'],
    ['learned', 40, [device({ version: '2.0' })], 'not-affected'],
    ['learned', 40, [device({ product: 'Gamma 1' })], 'no-product-of-it'],
    ['learned', 40, [device({ product: 'Gamma 1' }), old], 'shown'],
    ['learned', 40, [], 'not-identified'],
    ['learned', 40, null, 'device-unknown'],
  ] as const)('by what was %s at %i', (clock, at, known, code) => {
    expect(whyNotShown([first, second], known, micros(at), clock).code).toBe(code)
  })
})

test('advisories entered one by one match as those given at once', () => {
  const advisories = [advisoryOf({ leaves: [{ product: 'Alpha 7', range: '< 2.0' }] })]
  const one = new Matcher()
  for (const advisory of advisories) one.enter(advisory)
  expect(one.match(device({ version: '1.0' }))).toEqual(new Matcher(advisories).match(device({ version: '1.0' })))
})
