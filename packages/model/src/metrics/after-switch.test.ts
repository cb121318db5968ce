import { micros } from '@penstock/model/kernel'
import { assumptionOf, isWithin, judgeMeasure, stretchesOf } from '@penstock/model/metrics'
import { describe, expect, test } from 'vitest'

const DAY = 86_400_000_000
const ADOPTED = micros(1_000 * DAY)

describe('[E13:2] ninety days after a switch', () => {
  test.each([
    [0, 90],
    [1, 90],
    [DAY, 89],
    [90 * DAY - 1, 1],
    [90 * DAY, 0],
    [400 * DAY, 0],
  ])('%i µs after it so many days are missing', (after, missing) => {
    expect(stretchesOf(ADOPTED, null, micros(ADOPTED + after)).missingDays).toBe(missing)
  })

  test('the stretch before is of the model before alone, and never longer than the one after', () => {
    const at = (since: number | null) => stretchesOf(ADOPTED, since === null ? null : micros(since), ADOPTED).before
    expect(at(null)).toBeNull()
    expect(at(ADOPTED - 10 * DAY)).toEqual({ from: ADOPTED - 10 * DAY, to: ADOPTED })
    expect(at(ADOPTED - 400 * DAY)).toEqual({ from: ADOPTED - 90 * DAY, to: ADOPTED })
    const { before, after } = stretchesOf(ADOPTED, micros(0), ADOPTED)
    // The instant of the switch is of the stretch after, and of it alone.
    expect([isWithin(before!, ADOPTED), isWithin(after, ADOPTED), isWithin(after, after.to)]).toEqual([
      false,
      true,
      false,
    ])
    expect(isWithin(after, null)).toBe(false)
  })

  const share = (part: number, whole: number) => ({ part, whole })
  test.each([
    ['handoffs-in-time', null, share(4, 4), 'as-assumed'],
    ['handoffs-in-time', share(1, 1), share(3, 4), 'not-as-assumed'],
    ['handoffs-in-time', share(1, 1), share(0, 0), 'no-record'],
    ['tips-lost', null, share(0, 3), 'as-assumed'],
    ['tips-lost', null, share(1, 3), 'not-as-assumed'],
    ['hunts-promoted', share(1, 4), share(1, 4), 'as-assumed'],
    ['hunts-promoted', share(1, 4), share(2, 9), 'not-as-assumed'],
    ['hunts-promoted', share(0, 0), share(2, 9), 'no-record'],
    ['hunts-promoted', null, share(2, 9), 'no-record'],
  ] as const)('%s: before %o, after %o', (id, before, after, verdict) => {
    expect(judgeMeasure(assumptionOf(id, null).assumed, before, after)).toBe(verdict)
  })

  test.each([
    ['handoffs-in-time', { coordination: 3 }, { assumed: 'all', basis: 'answer', factor: 'coordination', level: 3 }],
    ['handoffs-in-time', { coordination: 2 }, { assumed: 'all', basis: 'none-said', level: 2 }],
    ['tips-lost', { coordination: 4 }, { assumed: 'under-tenth', basis: 'answer', level: 4 }],
    ['tips-lost', { coordination: 3 }, { assumed: 'none', basis: 'none-said' }],
    ['hunts-promoted', { otExpertise: 2 }, { assumed: 'not-less', basis: 'answer', factor: 'otExpertise' }],
    ['break-glass-reviewed', { credentialSeparation: 4 }, { assumed: 'all', basis: 'answer' }],
    ['break-glass-reviewed', {}, { assumed: 'all', basis: 'none-said', level: 0 }],
    ['calls-held', null, { assumed: 'all', basis: 'rule', factor: null, level: null }],
  ] as const)('%s on the answers %o is held against %o', (id, levels, assumption) => {
    expect(assumptionOf(id, levels)).toMatchObject(assumption)
  })

  test('a loss under a tenth is less than one of ten', () => {
    expect([share(0, 3), share(1, 11), share(1, 10)].map((after) => judgeMeasure('under-tenth', null, after))).toEqual([
      ...['as-assumed', 'as-assumed', 'not-as-assumed'],
    ])
  })
})
