import { microsOfIso } from '@penstock/model/kernel'
import { expect, test } from 'vitest'
import { f } from './cases.fixture.ts'
import { modelConfidence } from './confidence.ts'

const AS_OF = microsOfIso('2026-11-01T00:00:00Z')!
const reviewed = (id: string, reviewedOn: string | null) => ({
  ...f(id, { own: ['x'] }),
  owner: 'utilities',
  bia: {
    ...{
      rtoH: 1,
      rpoH: null,
      mtpdH: 2,
      ownerRole: null,
      owner: null,
      minimum: null,
      peak: null,
      impact: [],
      reviewedOn,
    },
    workaround: { text: 'none', hours: 0, staff: 0 },
  },
})

test('what is owned, reviewed within a year and states its needs is trusted; each lack is named', () => {
  expect(modelConfidence([reviewed('A', '2025-11-01'), reviewed('B', '2026-10-01')], AS_OF)).toMatchObject({
    level: 'high',
  })
  const mixed = [reviewed('A', '2026-10-01'), reviewed('B', '2025-10-31'), f('C'), f('grid', { type: 'external' })]
  expect(modelConfidence(mixed, AS_OF)).toEqual({
    level: 'low',
    functions: 3,
    unowned: ['C'],
    unreviewed: ['B', 'C'],
    withoutNeeds: ['C'],
  })
  const two = [reviewed('A', '2026-10-01'), reviewed('B', '2026-10-01'), reviewed('C', null)]
  expect(modelConfidence(two, AS_OF).level).toBe('medium')
})
