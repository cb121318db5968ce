import { judgeLead, type LeadSide } from '@penstock/model/incidents'
import { micros } from '@penstock/model/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const side = (domain: 'it' | 'ot', given: Partial<LeadSide> = {}): LeadSide => ({
  ...{ domain, function: null, functionDomain: null, consequence: 0, openedAt: micros(domain === 'it' ? 1 : 2) },
  ...given,
})
const says = (text: string, functionDomain: 'it' | 'ot' | null, consequence = 3) => ({
  ...{ function: text, functionDomain, consequence },
})

test.each([
  ['neither says', side('it'), side('ot'), 'it', 'nobody has said which function is affected; it began with IT'],
  [
    'one says, of the other',
    side('it', says('F-RX', 'ot')),
    side('ot'),
    'ot',
    'the function that is affected, F-RX, is of OT',
  ],
  [
    'OT says one of IT',
    side('it'),
    side('ot', says('F-ERP', 'it')),
    'it',
    'the function that is affected, F-ERP, is of IT',
  ],
  ['both say, the worse', side('it', says('F-ERP', 'it', 5)), side('ot', says('F-RX', 'ot', 4)), 'it', 'F-ERP'],
  ['both say, alike', side('it', says('F-ERP', 'it', 4)), side('ot', says('F-RX', 'ot', 4)), 'ot', 'F-RX'],
  [
    'what the register has not',
    side('it', says('the web shop', null)),
    side('ot'),
    'it',
    'the register does not say whose the web shop is',
  ],
] as const)('the tie-break: %s', (_name, it, ot, domain, reason) => {
  expect(judgeLead([it, ot])).toMatchObject({ domain, reason: expect.stringContaining(reason) as string })
})

test('it is the same whichever side is looked at first', () => {
  const anySide = (domain: 'it' | 'ot') =>
    fc.record({
      ...{ domain: fc.constant(domain), function: fc.constant('F'), consequence: fc.integer({ min: 0, max: 5 }) },
      functionDomain: fc.constantFrom('it' as const, 'ot' as const, null),
      openedAt: fc.integer({ min: 1, max: 3 }).map(micros),
    })
  fc.assert(
    fc.property(anySide('it'), anySide('ot'), (it, ot) => {
      expect(judgeLead([it, ot]).domain).toBe(judgeLead([ot, it]).domain)
    }),
  )
})
