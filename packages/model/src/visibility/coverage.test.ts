import { micros } from '@penstock/model/kernel'
import { SensorState } from '@penstock/model/observations'
import { isWatching } from '@penstock/model/visibility'
import { expect, test } from 'vitest'

const NOW = micros(1_790_834_400_000_000)

test('a sensor watches while it is heard and hears packets itself', () => {
  const told = SensorState.options.filter((state) => isWatching({ state, heardAt: NOW, everyMs: 30_000 }, NOW))
  expect(told).toEqual(['quarantined', 'lossy', 'listening'])
})

test.each([
  { ago: 60_000_000, watches: true },
  { ago: 60_000_001, watches: false },
  { ago: null, watches: false },
])('quarantined, and heard $ago µs ago: $watches', ({ ago, watches }) => {
  const heardAt = ago === null ? null : micros(NOW - ago)
  expect(isWatching({ state: 'quarantined', heardAt, everyMs: 30_000 }, NOW)).toBe(watches)
})
