import type { LossView } from '@penstock/contract/process'
import { expect, test } from 'vitest'
import { standingAt, stepAt, stepsOf, worstStep } from './outage-steps.ts'

function loss(id: string, stops: readonly (readonly [number, number])[], isDownAtHorizon = false): LossView {
  const reason = { kind: 'itself', group: null, missing: [], needed: 0, bufferH: 0 } as const
  return {
    id,
    stops: stops.map(([downH, upH]) => ({ downH, upH, reason: { ...reason, missing: [] } })),
    downtimeH: 0,
    isDownAtHorizon,
    isMtpdBroken: null,
    lostMargin: null,
    impact: [],
  }
}

const LOSSES = [
  loss('power', [[0, 4]]),
  loss('control', [[0, 5.5]]),
  loss(
    'line',
    [
      [2, 7],
      [9, 40],
    ],
    true,
  ),
]

test('[C04:3] the player steps from change to change, and says who stands at each', () => {
  expect(stepsOf(LOSSES)).toEqual([0, 2, 4, 5.5, 7, 9])
  expect(stepsOf([])).toEqual([0])
  const standing = (hour: number) => [...standingAt(LOSSES, hour)]
  expect(standing(0)).toEqual(['power', 'control'])
  expect(standing(2)).toEqual(['power', 'control', 'line'])
  expect(standing(4), 'who is back at an hour runs').toEqual(['control', 'line'])
  expect(standing(8)).toEqual([])
  expect(standing(41), 'what is not back by the end stands on').toEqual(['line'])
})

test('it begins where most stand, and an hour between two changes is that of the first', () => {
  const steps = stepsOf(LOSSES)
  expect(worstStep(LOSSES, steps)).toBe(2)
  expect(worstStep([], [0])).toBe(0)
  expect([stepAt(steps, 0), stepAt(steps, 3), stepAt(steps, 100)]).toEqual([0, 1, 5])
})
