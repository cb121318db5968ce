import { micros } from '@penstock/model/kernel'
import { afterNumber, judgeSource, type Numbered, type SourceStanding, shareUnknown } from '@penstock/model/sources'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const NOW = micros(1_000_000_000)
const SOUND: SourceStanding = {
  ...{ isRevoked: false, isQuarantined: false, isCellAnswering: true, heardAt: NOW },
  ...{ everySeconds: 60, events: 10, unknown: 1 },
}

test.each([
  ['sending', {}],
  ['sending', { heardAt: micros(NOW - 120_000_000) }],
  ['silent', { heardAt: micros(NOW - 120_000_001) }],
  ['unreadable', { unknown: 11 }],
  ['sending', { events: 0, unknown: 0 }],
  ['never-heard', { heardAt: null }],
  ['unknown', { heardAt: null, isCellAnswering: false }],
  ['quarantined', { isQuarantined: true, isCellAnswering: false }],
  ['revoked', { isRevoked: true, isQuarantined: true }],
] as const)('%s with %j', (word, given) => {
  expect(judgeSource({ ...SOUND, ...given }, NOW)).toBe(word)
})

test('of nothing no share is known', () => {
  expect(shareUnknown({ events: 0, unknown: 0 })).toBeNull()
  expect(shareUnknown({ events: 3, unknown: 1 })).toBe(0.25)
})

const NONE: Numbered = { last: null, gaps: 0, missing: 0 }

test.each([
  { name: 'in order', seqs: [0, 1, 2], gaps: 0, missing: 0 },
  { name: 'first heard in the middle', seqs: [70, 71], gaps: 0, missing: 0 },
  { name: 'two holes', seqs: [1, 3, 4, 9], gaps: 2, missing: 5 },
  { name: 'a late one fills its hole', seqs: [1, 3, 2, 4], gaps: 1, missing: 0 },
  { name: 'begun anew', seqs: [1, 2, 3, 1, 2], gaps: 0, missing: 0 },
])('numbers $name', ({ seqs, gaps, missing }) => {
  expect(seqs.reduce(afterNumber, NONE)).toMatchObject({ gaps, missing })
})

test('what is missing is what was left out, in whatever order the rest came', () => {
  const feed = fc
    .uniqueArray(fc.integer({ min: 3, max: 200 }), { minLength: 1 })
    .chain((kept) => fc.shuffledSubarray(kept, { minLength: kept.length }))
  fc.assert(
    fc.property(feed, (kept) => {
      const { missing } = [2, ...kept].reduce(afterNumber, NONE)
      expect(missing).toBe(Math.max(...kept) - 2 - kept.length)
    }),
  )
})
