import { type Marked, Pap, readStix, Tlp, writeStix } from '@penstock/model/incidents'
import { micros } from '@penstock/model/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const AT = micros(1_790_000_000_123_456)
const NOW = micros(1_790_000_100_000_000)
const SHA256 = 'ab'.repeat(32)
const idOf = (text: string): string => {
  const hash = text.split('').reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7)
  return `${hash.toString(16).padStart(8, '0')}-0000-8000-8000-${String(text.length).padStart(12, '0')}`
}
const marked = (type: Marked['type'], value: string, more: Partial<Marked> = {}) => ({
  ...({ type, value, tlp: 'amber', pap: 'amber', at: AT } as const),
  ...more,
})

test.each([
  ['hash', SHA256.toUpperCase(), `[file:hashes.'SHA-256' = '${SHA256}']`],
  ['hash', 'cd'.repeat(16), `[file:hashes.MD5 = '${'cd'.repeat(16)}']`],
  ['ip', '8.8.8.8', "[ipv4-addr:value = '8.8.8.8']"],
  ['ip', '2a00:1450:4001::1', "[ipv6-addr:value = '2a00:1450:4001::1']"],
  ['domain', 'Evil.Example.com', "[domain-name:value = 'evil.example.com']"],
  // A path may name people: it stays.
  ['url', 'https://evil.example.com/jane?x=1', "[url:value = 'https://evil.example.com/']"],
] as const)('%s %s goes as %s', (type, value, pattern) => {
  const { bundle, left } = writeStix([marked(type, value)], 'inc_a', idOf)
  expect(left).toEqual([])
  const objects = bundle['objects'] as readonly Record<string, unknown>[]
  expect(objects.map((object) => object['type'])).toEqual(['marking-definition', 'indicator'])
  expect(objects[0]).toMatchObject({
    id: 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421',
    name: 'TLP:AMBER',
  })
  expect(objects[1]).toMatchObject({ pattern, valid_from: '2026-09-21T14:13:20.123Z' })
})

test.each([
  [marked('hash', SHA256, { tlp: 'red' }), 'tlp-red'],
  [marked('account', 'jane'), 'kind'],
  [marked('vendor-account', 'vendor-7'), 'kind'],
  [marked('ip', '10.1.2.3'), 'form'],
  [marked('domain', 'plc7.plant.local'), 'form'],
] as const)('%j stays, and it is said why: %s', (observable, why) => {
  const { bundle, left, written } = writeStix([observable], 'inc_a', idOf)
  expect([written, left]).toEqual([0, [{ place: 'observables.0', why }]])
  expect(JSON.stringify(bundle)).not.toContain(observable.value)
})

test('what went comes back the same, whatever it is', () => {
  const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`))
  const octet = fc.integer({ min: 1, max: 9 })
  const observable = fc.record({
    of: fc.oneof(
      fc.oneof(hex(32), hex(40), hex(64)).map((value) => ({ type: 'hash' as const, value })),
      fc.tuple(octet, octet, octet).map(([a, b, c]) => ({ type: 'ip' as const, value: `8.${a}.${b}.${c}` })),
      fc.stringMatching(/^[a-z]{3,12}$/).map((name) => ({ type: 'domain' as const, value: `${name}.example.org` })),
      fc
        .stringMatching(/^[a-z]{3,12}$/)
        .map((name) => ({ type: 'url' as const, value: `https://${name}.example.org/` })),
    ),
    tlp: fc.constantFrom(...Tlp.options.filter((tlp) => tlp !== 'red')),
    pap: fc.constantFrom(...Pap.options),
  })
  fc.assert(
    fc.property(fc.uniqueArray(observable, { selector: ({ of }) => of.value, maxLength: 12 }), (all) => {
      const given = all.map(({ of, tlp, pap }) => ({ ...of, tlp, pap }))
      const { bundle } = writeStix(
        given.map((one) => ({ ...one, at: AT })),
        'inc_a',
        idOf,
      )
      const read = readStix(JSON.parse(JSON.stringify(bundle)), NOW)
      expect(read).toEqual({ ok: true, value: { observables: given, left: [] } })
    }),
  )
})

const bundleOf = (indicator: object) => ({
  ...{ type: 'bundle', id: 'bundle--x' },
  objects: [
    { type: 'identity', id: 'identity--x' },
    {
      ...{
        type: 'indicator',
        id: 'indicator--x',
        pattern_type: 'stix',
        pattern: `[file:hashes.'SHA-256' = '${SHA256}']`,
      },
      ...indicator,
    },
  ],
})

test.each([
  [{ pattern: "[process:name = 'x']" }, 'objects.1.pattern', 'pattern'],
  [
    { pattern: "[ipv4-addr:value = '8.8.8.8'] AND [url:value = 'https://x.example.org/']" },
    'objects.1.pattern',
    'pattern',
  ],
  [{ pattern_type: 'sigma' }, 'objects.1.pattern', 'pattern'],
  [{ pattern: "[ipv4-addr:value = '10.0.0.1']" }, 'objects.1.pattern', 'form'],
  [
    { object_marking_refs: ['marking-definition--00000000-0000-4000-8000-000000000000'] },
    'objects.1.object_marking_refs',
    'marking',
  ],
  [{ revoked: true }, 'objects.1', 'ended'],
  [{ valid_until: '2020-01-01T00:00:00Z' }, 'objects.1', 'ended'],
] as const)('%j is left out at %s: %s', (indicator, place, why) => {
  const read = readStix(bundleOf(indicator), NOW)
  expect(read.ok && read.value).toEqual({ observables: [], left: [{ place, why }] })
})

test('markings of TLP 1.0 are read, the strictest of several counts, and none is amber', () => {
  const tlpOf = (refs?: readonly string[]) => {
    const read = readStix(bundleOf(refs === undefined ? {} : { object_marking_refs: refs }), NOW)
    return read.ok ? read.value.observables[0]?.tlp : null
  }
  const [white, red] = ['613f2e26-407d-48c7-9eca-b8e91df99dc9', '5e57c739-391a-4eb3-b6be-7d15ca92d5ed']
  expect(tlpOf()).toBe('amber')
  expect(tlpOf([`marking-definition--${white}`])).toBe('clear')
  expect(tlpOf([`marking-definition--${white}`, `marking-definition--${red}`])).toBe('red')
})

test.each([null, 'x', [], { type: 'bundle', id: 'x' }, { type: 'indicator', id: 'x', objects: [] }])(
  '%j is no bundle',
  (value) => {
    expect(readStix(value, NOW)).toMatchObject({ ok: false, refusal: { code: 'incidents.no-bundle' } })
  },
)
