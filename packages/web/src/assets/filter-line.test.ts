import { completions, parseLine, withoutToken } from '@penstock/web/filters'
import { expect, test } from 'vitest'
import { ASSET_GRAMMAR } from './filter-line.ts'

test('keys filter, other words search', () => {
  const { filter, faults } = parseLine('zone:Z-PKG pump role:controller 10.20.40.7', ASSET_GRAMMAR)
  expect(filter).toEqual({ zone: 'Z-PKG', role: 'controller', text: 'pump 10.20.40.7' })
  expect(faults).toEqual([])
})

test('quotes hold a value together', () => {
  expect(parseLine('owner:"OT engineering" unregistered:yes', ASSET_GRAMMAR).filter).toEqual({
    owner: 'OT engineering',
    unregistered: 'yes',
  })
})

test('a value or key that does not fit is a fault with what would fit, and filters nothing', () => {
  const { filter, faults } = parseLine('unknown:colour brand:x zone:', ASSET_GRAMMAR)
  expect(filter).toEqual({})
  expect(faults.map((fault) => fault.token.text)).toEqual(['unknown:colour', 'brand:x', 'zone:'])
  expect(faults[0]?.takes).toContain('owner')
  expect(faults[1]?.takes).toContain('zone:')
})

test('an IPv6 or MAC address is a word and no key', () => {
  expect(parseLine('ab:1b:1b:aa:bb:cc fe80::1', ASSET_GRAMMAR).filter).toEqual({ text: 'ab:1b:1b:aa:bb:cc fe80::1' })
})

test('a chip that is taken away leaves the rest of the line', () => {
  expect(withoutToken('zone:Z-PKG pump owner:"OT engineering"', 1)).toBe('zone:Z-PKG owner:"OT engineering"')
})

test('completes keys, fixed values and values that the page knows', () => {
  expect(completions('zo', ASSET_GRAMMAR, {})).toEqual(['zone:'])
  expect(completions('pump unknown:o', ASSET_GRAMMAR, {})).toContain('pump unknown:owner ')
  expect(completions('zone:dcs', ASSET_GRAMMAR, { zone: ['Z-DCS', 'Z-OPS'] })).toEqual(['zone:Z-DCS '])
  expect(completions('owner:', ASSET_GRAMMAR, { owner: ['OT engineering'] })).toEqual(['owner:"OT engineering" '])
})

test('fields of maintenance filter too, spelt in any case', () => {
  expect(parseLine('SUPPORTENDSBEFORE:2027-01-01 sparepart:6es7 unknown:lastBackupAt', ASSET_GRAMMAR).filter).toEqual({
    supportEndsBefore: '2027-01-01',
    sparePart: '6es7',
    unknown: 'lastBackupAt',
  })
  expect(parseLine('supportEndsBefore:soon', ASSET_GRAMMAR).faults).toHaveLength(1)
})
