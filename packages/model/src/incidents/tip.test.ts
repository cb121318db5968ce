import {
  BUCKET_MINUTES,
  bucketOf,
  ObservableKind,
  Pap,
  sanitise,
  Tip,
  TipReason,
  TipRequest,
  type TipSource,
  Tlp,
} from '@penstock/model/incidents'
import { micros } from '@penstock/model/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const COMMITMENT = 'c'.repeat(64)
const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'.split('')), { minLength: length, maxLength: length })
    .map((one) => one.join(''))
/** Words that stand in events and must not cross: people, hosts, files, command lines. Capitals keep them apart from every code. */
const secret = fc
  .array(fc.constantFrom(...'QXZJKVW'.split('')), { minLength: 6, maxLength: 12 })
  .map((one) => `Secret${one.join('')}`)
const whitelisted = fc.oneof(
  hex(64).map((value) => ({ type: 'hash' as const, value })),
  fc
    .tuple(fc.integer({ min: 1, max: 255 }), fc.integer({ min: 0, max: 255 }))
    .map(([c, d]) => ({ type: 'ip' as const, value: `93.184.${c}.${d}` })),
  fc.nat(9999).map((n) => ({ type: 'domain' as const, value: `c2-${n}.example.org` })),
  fc.nat(9999).map((n) => ({ type: 'device-serial' as const, value: `SN-${n}-A` })),
)
const smuggled = fc.oneof(
  fc
    .tuple(fc.constantFrom(...ObservableKind.options), secret)
    .map(([type, word]) => ({ type, value: `${word} of the night shift` })),
  secret.map((word) => ({
    type: 'url' as const,
    value: `https://${word}@c2.example.org/${word}?user=${word}#${word}`,
  })),
  secret.map((word) => ({ type: 'host' as const, value: word })),
  secret.map((word) => ({ type: 'account' as const, value: `plant\\${word}` })),
  secret.map((word) => ({ type: 'domain' as const, value: `${word}.corp.local` })),
  fc.nat(255).map((n) => ({ type: 'ip' as const, value: `10.20.30.${n}` })),
)

const anySource: fc.Arbitrary<TipSource> = fc.record({
  scenario: fc.oneof(fc.constant('XD-01'), secret, fc.constant(null)),
  reason: fc.constantFrom(...TipReason.options),
  techniques: fc.array(fc.oneof(fc.constantFrom('T1566.001', 'T0843'), secret), { maxLength: 5 }),
  at: fc.integer({ min: 1e15, max: 4e15 }).map(micros),
  confidence: fc.integer({ min: 0, max: 100 }),
  severity: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const),
  observables: fc.array(
    fc
      .tuple(fc.oneof(whitelisted, smuggled), fc.constantFrom(...Tlp.options), fc.constantFrom(...Pap.options))
      .map(([one, tlp, pap]) => ({ ...one, tlp, pap })),
    { maxLength: 12 },
  ),
  entities: fc.array(
    fc.record({
      asset: hex(26).map((one) => `ast_0${one.slice(1)}`),
      domain: fc.constantFrom('it' as const, 'ot' as const),
    }),
    { maxLength: 3 },
  ),
  accounts: fc.subarray([
    { account: 'ACC-OWN', domain: 'it' as const },
    { account: 'ACC-THEIRS', domain: 'ot' as const },
    { account: 'Secret of the night shift', domain: 'ot' as const },
  ]),
  request: fc.constantFrom(...TipRequest.options),
  expiresAt: fc.integer({ min: 0, max: 4e15 }).map(micros),
})

test('no token of the source outside the whitelist appears in a tip, and every tip is of its schema', () => {
  let carried = 0
  fc.assert(
    fc.property(anySource, (source) => {
      const { tip, withheld } = sanitise(source, 'ot', { commitment: COMMITMENT, approver: null })
      expect(Tip.parse(tip)).toEqual(tip)
      const text = JSON.stringify(tip)
      expect(text).not.toMatch(/secret/i)
      expect(text).not.toContain('10.20.30.')
      const theirs = source.accounts?.some(({ account }) => account === 'ACC-THEIRS') === true
      expect(tip.accounts).toEqual(theirs ? ['ACC-THEIRS'] : [])
      expect(tip.timeBucket.minutes).toBeGreaterThanOrEqual(15)
      expect(tip.timeBucket.from % (BUCKET_MINUTES * 60_000_000)).toBe(0)
      // The instant itself does not cross, but where it stands on the edge of a bucket.
      if (source.at !== bucketOf(source.at)) expect(text).not.toContain(`:${source.at},`)
      for (const one of source.entities.filter(({ domain }) => domain === 'it'))
        if (!source.entities.some(({ asset, domain }) => asset === one.asset && domain === 'ot'))
          expect(text).not.toContain(one.asset)
      carried += tip.indicators.length
      expect(withheld).toBeGreaterThanOrEqual(
        source.observables.filter(({ type }) => type === 'host' || type === 'account').length,
      )
    }),
  )
  expect(carried).toBeGreaterThan(50)
})

test.each([
  ['hash', 'D41D8CD98F00B204E9800998ECF8427E', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['ip', '93.184.216.34', '93.184.216.34'],
  ['ip', '10.1.2.3', null],
  ['ip', '172.20.1.1', null],
  ['ip', '100.64.0.1', null],
  ['ip', 'fe80::1', null],
  ['ip', 'fd00::1', null],
  ['ip', '2a00:1450::8', '2a00:1450::8'],
  ['domain', 'Evil.Example.ORG', 'evil.example.org'],
  ['domain', 'dc1.plant.local', null],
  ['domain', 'not a name', null],
  ['url', 'https://evil.example.org/a/b?who=me', 'https://evil.example.org/'],
  ['url', 'http://10.0.0.4/x', null],
  ['url', 'javascript:alert(1)', null],
  ['device-serial', 'SVPE5-1234', 'SVPE5-1234'],
  ['device-serial', 'serial of the night shift', null],
  ['account', 'engineer', null],
  ['other', 'evil.example.org', null],
] as const)('of %s %j crosses %j', (type, value, expected) => {
  const source: TipSource = {
    ...{ scenario: 'XD-01', reason: 'engineer-account', techniques: [], at: micros(1), confidence: 60, severity: 2 },
    ...{
      observables: [{ type, value, tlp: 'amber', pap: 'amber' }],
      entities: [],
      request: 'check',
      expiresAt: micros(2),
    },
  }
  const { tip } = sanitise(source, 'ot', { commitment: COMMITMENT, approver: null })
  expect(tip.indicators.map((one) => one.value)).toEqual(expected === null ? [] : [expected])
})

test('what is TLP red stays at home, and a tip has the strictest marking of what it carries', () => {
  const of = (tlp: Tlp) => ({ type: 'hash' as const, value: 'a'.repeat(64), tlp, pap: 'green' as const })
  const source: TipSource = {
    ...{ scenario: null, reason: 'dependency', techniques: [], at: micros(1), confidence: 60, severity: 2 },
    ...{ observables: [of('red')], entities: [], request: 'watch', expiresAt: micros(2) },
  }
  expect(sanitise(source, 'ot', { commitment: COMMITMENT, approver: null })).toMatchObject({
    withheld: 1,
    tip: { indicators: [], tlp: 'amber' },
  })
  const both = { ...source, observables: [of('green'), { ...of('amber-strict'), value: 'b'.repeat(64) }] }
  expect(sanitise(both, 'ot', { commitment: COMMITMENT, approver: null }).tip).toMatchObject({
    tlp: 'amber-strict',
    pap: 'green',
  })
})
