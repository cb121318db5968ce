import {
  applyChanges,
  diffSnapshots,
  type FieldValue,
  invertChanges,
  isSameValue,
  type Snapshot,
  type State,
  stateOf,
} from '@penstock/model/history'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const text = fc.constantFrom('a', 'b', '', 'x,y')
const value: fc.Arbitrary<FieldValue> = fc.oneof(
  text,
  fc.integer({ min: -2, max: 2 }),
  fc.boolean(),
  fc.array(text, { minLength: 1, maxLength: 3 }),
  fc.dictionary(fc.constantFrom('k', 'l'), fc.oneof(text, fc.constant(null)), { minKeys: 1 }),
)
/** Few names and values, so that things meet; `__proto__` and `constructor` are names like others. */
const state: fc.Arbitrary<State> = fc
  .array(fc.tuple(fc.constantFrom('name', 'zone', 'ips', 'constructor', '__proto__'), value), { maxLength: 5 })
  .map((entries) => Object.fromEntries(entries))
const snapshot: fc.Arbitrary<Snapshot> = fc
  .array(fc.tuple(fc.constantFrom('1', '2', '3', '__proto__', '10'), state), { maxLength: 5 })
  .map((entries) => new Map(entries))

function plain(of: Snapshot): [string, State][] {
  return [...of].sort(([a], [b]) => (a < b ? -1 : 1))
}

test('[A11] a snapshot against itself has no difference', () => {
  fc.assert(
    fc.property(snapshot, (a) => {
      expect(diffSnapshots(a, a)).toEqual([])
    }),
  )
})

test('[A11] the difference applied to the first snapshot gives the second', () => {
  fc.assert(
    fc.property(snapshot, snapshot, (a, b) => {
      expect(plain(applyChanges(a, diffSnapshots(a, b)))).toEqual(plain(b))
    }),
  )
})

test('[A11] the difference is signed: the other way round it is inverted', () => {
  fc.assert(
    fc.property(snapshot, snapshot, (a, b) => {
      expect(invertChanges(diffSnapshots(a, b))).toEqual(diffSnapshots(b, a))
    }),
  )
})

test('a change names its fields with what was before and after, unknown as null', () => {
  const before = new Map([['plc', stateOf({ firmware: '1.2', zone: null, ips: [] })]])
  const after = new Map([['plc', stateOf({ firmware: '1.3', zone: 'Z-1', ips: ['10.0.0.1'] })]])
  expect(diffSnapshots(before, after)).toEqual([
    {
      change: 'changed',
      id: 'plc',
      fields: [
        { field: 'firmware', before: '1.2', after: '1.3' },
        { field: 'ips', before: null, after: ['10.0.0.1'] },
        { field: 'zone', before: null, after: 'Z-1' },
      ],
    },
  ])
})

test('two values are the same whatever the order of their keys, and a list is no object', () => {
  expect(isSameValue({ a: [1, { b: null }], c: 'x' }, { c: 'x', a: [1, { b: null }] })).toBe(true)
  expect(isSameValue(['a'], { 0: 'a' })).toBe(false)
  expect(isSameValue(['a', 'b'], ['b', 'a'])).toBe(false)
})
