import { completions, parseLine, withValue } from '@penstock/web/filters'
import { expect, test } from 'vitest'
import { TRAFFIC_GRAMMAR } from './filter-line.ts'

test('a line of a question is the filter of the contract', () => {
  const { filter, faults } = parseLine(
    'asset:PLC-3 Proto:modbus kind:write verdict:not-allowed seen:<7d pump',
    TRAFFIC_GRAMMAR,
  )
  expect(filter).toEqual({
    asset: 'PLC-3',
    protocol: 'modbus',
    kind: 'write',
    verdict: 'not-allowed',
    seen: '<7d',
    text: 'pump',
  })
  expect(faults).toEqual([])
})

test.each(['seen:7d', 'seen:<99999d', 'seen:<7y', 'kind:delete', 'crosses:perhaps', 'site:alpha', 'asOf:2026-01-01'])(
  '%s does not fit and filters nothing',
  (line) => {
    const { filter, faults } = parseLine(line, TRAFFIC_GRAMMAR)
    expect(filter).toEqual({})
    expect(faults).toHaveLength(1)
  },
)

test('a long line of brackets and quotes is read at once', () => {
  const line = `${'a:"'.repeat(20_000)}${'('.repeat(20_000)}`
  const began = performance.now()
  parseLine(line, TRAFFIC_GRAMMAR)
  expect(performance.now() - began).toBeLessThan(1000)
})

test('a value takes the place of the one before it', () => {
  expect(withValue('kind:write asset:"Press 4" pump', 'asset', 'PLC 3')).toBe('kind:write pump asset:"PLC 3"')
})

test('completes kinds, verdicts and windows', () => {
  expect(completions('kind:w', TRAFFIC_GRAMMAR, {})).toEqual(['kind:write '])
  expect(completions('verdict:', TRAFFIC_GRAMMAR, {})).toContain('verdict:unjudged ')
  expect(completions('pump seen:<2', TRAFFIC_GRAMMAR, {})).toEqual(['pump seen:<24h '])
})
