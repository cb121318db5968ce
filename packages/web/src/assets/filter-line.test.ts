import { expect, test } from 'vitest'
import { completions, parseFilterLine, withoutToken } from './filter-line.ts'

test('keys filter, other words search', () => {
  const { filter, faults } = parseFilterLine('zone:Z-PKG pump role:controller 10.20.40.7')
  expect(filter).toEqual({ zone: 'Z-PKG', role: 'controller', text: 'pump 10.20.40.7' })
  expect(faults).toEqual([])
})

test('quotes hold a value together', () => {
  expect(parseFilterLine('owner:"OT engineering" unregistered:yes').filter).toEqual({
    owner: 'OT engineering',
    unregistered: 'yes',
  })
})

test('a value or key that does not fit is a fault with what would fit, and filters nothing', () => {
  const { filter, faults } = parseFilterLine('unknown:colour brand:x zone:')
  expect(filter).toEqual({})
  expect(faults.map((fault) => fault.token.text)).toEqual(['unknown:colour', 'brand:x', 'zone:'])
  expect(faults[0]?.takes).toContain('owner')
  expect(faults[1]?.takes).toContain('zone:')
})

test('an IPv6 or MAC address is a word and no key', () => {
  expect(parseFilterLine('ab:1b:1b:aa:bb:cc fe80::1').filter).toEqual({ text: 'ab:1b:1b:aa:bb:cc fe80::1' })
})

test('a chip that is taken away leaves the rest of the line', () => {
  expect(withoutToken('zone:Z-PKG pump owner:"OT engineering"', 1)).toBe('zone:Z-PKG owner:"OT engineering"')
})

test('completes keys, fixed values and values that the page knows', () => {
  expect(completions('zo', {})).toEqual(['zone:'])
  expect(completions('pump unknown:o', {})).toContain('pump unknown:owner ')
  expect(completions('zone:dcs', { zone: ['Z-DCS', 'Z-OPS'] })).toEqual(['zone:Z-DCS '])
  expect(completions('owner:', { owner: ['OT engineering'] })).toEqual(['owner:"OT engineering" '])
})

test('fields of maintenance filter too, spelt in any case', () => {
  expect(parseFilterLine('SUPPORTENDSBEFORE:2027-01-01 sparepart:6es7 unknown:lastBackupAt').filter).toEqual({
    supportEndsBefore: '2027-01-01',
    sparePart: '6es7',
    unknown: 'lastBackupAt',
  })
  expect(parseFilterLine('supportEndsBefore:soon').faults).toHaveLength(1)
})
