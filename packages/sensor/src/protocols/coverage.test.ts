// What rooms say of themselves for the table of protocols holds together.
import { allSamples } from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { coverages } from './coverage.ts'

const rooms = coverages()
const samples = new Set(allSamples().map(({ name }) => name))

test.each(rooms)(
  '$protocols: samples that are there, no more codes than are known, a source',
  ({ coverage, protocols }) => {
    expect(coverage.samples.filter((name) => !samples.has(name))).toEqual([])
    expect(coverage.codes?.named ?? 0).toBeLessThanOrEqual(coverage.codes?.of ?? 0)
    expect(coverage.source).not.toBe('')
    expect(protocols).not.toContain('')
  },
)

test('no protocol stands in two rows, and none that is read in none', () => {
  const named = rooms.flatMap(({ protocols }) => protocols)
  expect(new Set(named).size).toBe(named.length)
  expect(named).toEqual(expect.arrayContaining(['modbus-tcp', 'mcp', 'nbns', 's7comm']))
})
