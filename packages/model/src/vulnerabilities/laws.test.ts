import { madeCsaf } from '@penstock/testkit/advisories'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Matcher, readCsaf, readEpss, readKev } from './index.ts'
import { advisoryOf, device, gradeOf, matchesOf } from './made-advisory.fixture.ts'

const segment = fc.nat(60)
const version = fc.tuple(segment, segment, segment).map((parts) => parts.join('.'))
const order = (one: string, other: string) => {
  const [ours, theirs] = [one.split('.').map(Number), other.split('.').map(Number)]
  const at = ours.findIndex((part, index) => part !== theirs[index])
  return at < 0 ? 0 : ours[at]! - theirs[at]!
}

test('a version inside a range is affected, one outside is not', () => {
  fc.assert(
    fc.property(version, version, version, (a, b, own) => {
      const [low, high] = order(a, b) <= 0 ? [a, b] : [b, a]
      const isInside = order(own, low) >= 0 && order(own, high) <= 0
      expect(gradeOf({ version: own }, { leaves: [{ product: 'Alpha 7', range: `>= ${low} | <= ${high}` }] })).toBe(
        isInside ? 'B' : 'N',
      )
    }),
  )
})

test('a fixed version and all above it are decided not affected, all below are affected', () => {
  fc.assert(
    fc.property(version, version, (fix, own) => {
      const made = {
        leaves: [{ product: 'Alpha 7', range: `< V${fix}` }],
        remedies: [{ text: `Update to V${fix} or later version` }],
      }
      expect(gradeOf({ version: own }, made)).toBe(order(own, fix) < 0 ? 'B' : 'N')
    }),
  )
})

test('the order of advisories and of leaves changes nothing', () => {
  const leaf = fc.record({
    product: fc.constantFrom('Alpha 7', 'Alpha 8', 'Beta 9'),
    range: version.map((end) => `< ${end}`),
  })
  const made = fc.array(fc.array(leaf, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(made, version, (all, own) => {
      const told = (leavesOf: (leaves: (typeof all)[number]) => (typeof all)[number], reversed: boolean) => {
        const advisories = all.map((leaves, at) => ({ id: `MADE-${at}`, leaves: leavesOf(leaves) }))
        const matches = matchesOf({ version: own }, ...(reversed ? advisories.toReversed() : advisories))
        return matches.map(({ advisoryId, grade, cves }) => ({ advisoryId, grade, cves }))
      }
      expect(told((leaves) => leaves.toReversed(), true)).toEqual(told((leaves) => leaves, false))
    }),
  )
})

test('readers never throw, whatever is changed in a document', () => {
  const whole = JSON.stringify(
    madeCsaf({ leaves: [{ product: 'Alpha 7', range: '< 2.0' }], remedies: [{ text: 'Update to V2.0' }] }),
  )
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(12), fc.string({ maxLength: 6 }), (at, size, put) => {
      const text = whole.slice(0, at) + put + whole.slice(at + size)
      const read = readCsaf(text)
      if (read.ok) new Matcher([read.value]).match(device({ version: '1.0' }))
      else expect(read.refusal.length).toBeGreaterThan(0)
      expect(() => [readKev(text), readEpss(text)]).not.toThrow()
    }),
    { numRuns: 500 },
  )
})

test('matching never throws, whatever stands in names, ranges and remediations', () => {
  const words = fc.constantFrom(
    '<',
    '<=',
    '>=',
    '|',
    'V3.X.16',
    'vers:all/*',
    '(',
    ')',
    '*',
    '[]',
    'if',
    'and prior',
    'SP',
    '2.0',
    'R6.01',
    '/',
    '-',
    'serial No.',
    '"23121"',
    'CPU',
    'Alpha',
    '7',
    '\\',
    '$',
    '^+',
    'A/B',
    'x',
  )
  const phrase = fc.array(words, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(' '))
  fc.assert(
    fc.property(phrase, phrase, phrase, phrase, phrase, (product, range, text, ownProduct, own) => {
      const advisory = advisoryOf({ leaves: [{ product: `Alpha ${product}`, range }], remedies: [{ text }] })
      const matches = new Matcher([advisory]).match(
        device({ product: `Alpha ${ownProduct}`, version: own, modelNumber: own }),
      )
      for (const { grade, trail } of matches) expect(grade !== 'A' || trail.length > 0).toBe(true)
    }),
    { numRuns: 500 },
  )
})
