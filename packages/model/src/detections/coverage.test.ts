// What counts as covered: a rule that runs, was tested and has its data. Nothing else does, and each thing taken away shows.
import {
  type CoverageQuestion,
  type CoveringRule,
  dataNeedOf,
  judgeRuleCoverage,
  literalEngine,
  readRule,
} from '@penstock/model/detections'
import { micros } from '@penstock/model/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sourceOf } from './rule/made-rule.fixture.ts'

const NOW = 1_000_000
const modbus = { product: 'penstock', service: 'operations', protocols: ['modbus-tcp'] }
const rule: CoveringRule = { id: 'r', techniques: ['T0855'], isInForce: true, testedAt: micros(NOW), needs: [modbus] }
const arrival = { product: 'penstock', service: 'operations', site: 'a', protocol: 'modbus-tcp', lastAt: micros(NOW) }
const whole: CoverageQuestion = {
  techniques: [{ id: 'T0855', shownBy: [{ product: 'penstock', service: 'operations' }] }],
  rules: [rule],
  arrived: [arrival],
  sites: ['a'],
  dataSince: micros(NOW - 10),
  testedSince: micros(NOW - 100),
}
const standing = (changed: Partial<CoverageQuestion>) =>
  judgeRuleCoverage({ ...whole, ...changed }).techniques[0]?.standing

test.each<{ name: string; changed: Partial<CoverageQuestion>; told: string }>([
  { name: 'a rule in force, tested, with its data', changed: {}, told: 'covered' },
  { name: 'never tested', changed: { rules: [{ ...rule, testedAt: null }] }, told: 'untested' },
  { name: 'tested too long ago', changed: { rules: [{ ...rule, testedAt: micros(NOW - 101) }] }, told: 'untested' },
  { name: 'no data', changed: { arrived: [] }, told: 'no-data' },
  { name: 'data of before', changed: { arrived: [{ ...arrival, lastAt: micros(NOW - 11) }] }, told: 'no-data' },
  { name: 'data of another protocol', changed: { arrived: [{ ...arrival, protocol: 's7comm' }] }, told: 'no-data' },
  { name: 'data of another service', changed: { arrived: [{ ...arrival, service: 'logons' }] }, told: 'no-data' },
  { name: 'data of another site', changed: { arrived: [{ ...arrival, site: 'b' }] }, told: 'no-data' },
  {
    name: 'one of two needs',
    changed: { rules: [{ ...rule, needs: [modbus, { product: 'x', protocols: null }] }] },
    told: 'no-data',
  },
  { name: 'a rule whose needs nobody knows', changed: { rules: [{ ...rule, needs: [] }] }, told: 'no-data' },
  { name: 'switched off', changed: { rules: [{ ...rule, isInForce: false }] }, told: 'no-rule' },
  { name: 'no rule, and data that would show it', changed: { rules: [] }, told: 'no-rule' },
  {
    name: 'a rule of another technique',
    changed: { rules: [{ ...rule, techniques: ['T0855.001'] }] },
    told: 'no-rule',
  },
  { name: 'neither', changed: { rules: [], arrived: [] }, told: 'nothing' },
  { name: 'covered at one site of two', changed: { sites: ['a', 'b'] }, told: 'no-data' },
  { name: 'no site', changed: { sites: [] }, told: 'no-data' },
])('$name: $told', ({ changed, told }) => {
  expect(standing(changed)).toBe(told)
})

test('a second rule covers what the first does not, and where each stands is told by site', () => {
  const judged = judgeRuleCoverage({
    ...whole,
    rules: [
      { ...rule, id: 'off', isInForce: false },
      { ...rule, id: 'blind', needs: [{ ...modbus, protocols: ['x'] }] },
      rule,
    ],
    sites: ['a', 'b'],
  })
  expect(judged.techniques).toEqual([
    { id: 'T0855', standing: 'no-data', coveredAt: ['a'], visibleAt: ['a'], rules: ['blind', 'r', 'off'] },
  ])
  expect(judged.rules.map(({ id, arrivesAt }) => [id, arrivesAt])).toEqual([
    ['off', ['a']],
    ['blind', []],
    ['r', ['a']],
  ])
})

test('taking away data, a test or a rule never makes more covered', () => {
  const some = fc.record({
    id: fc.constantFrom('r1', 'r2', 'r3'),
    techniques: fc.subarray(['T1', 'T2', 'T3']),
    isInForce: fc.boolean(),
    testedAt: fc.constantFrom(null, micros(NOW), micros(NOW - 500)),
    needs: fc.subarray([modbus, { ...modbus, protocols: ['dnp3'] }, { category: 'firewall', protocols: null }]),
  })
  const data = fc.record({
    site: fc.constantFrom('a', 'b'),
    product: fc.constant('penstock'),
    service: fc.constant('operations'),
    protocol: fc.constantFrom('modbus-tcp', 'dnp3'),
    lastAt: fc.constantFrom(micros(NOW), micros(NOW - 500)),
  })
  const covered = (question: CoverageQuestion) =>
    new Set(judgeRuleCoverage(question).techniques.flatMap(({ id, coveredAt }) => coveredAt.map((site) => id + site)))
  fc.assert(
    fc.property(fc.array(some, { maxLength: 5 }), fc.array(data, { maxLength: 5 }), fc.nat(), (rules, arrived, n) => {
      const techniques = ['T1', 'T2', 'T3'].map((id) => ({ id, shownBy: [] }))
      const question = { ...whole, techniques, rules, arrived, sites: ['a', 'b'] }
      const all = covered(question)
      const less = [
        { ...question, rules: rules.filter((_, nr) => nr !== n % (rules.length + 1)) },
        { ...question, arrived: arrived.filter((_, nr) => nr !== n % (arrived.length + 1)) },
        { ...question, rules: rules.map((one) => ({ ...one, testedAt: null })) },
      ]
      for (const fewer of less) expect([...covered(fewer)].filter((one) => !all.has(one))).toEqual([])
      expect(covered(less[2]!)).toEqual(new Set())
    }),
    { numRuns: 60 },
  )
})

test.each([
  { detection: { a: { 'ot.protocol': 'Modbus-TCP', x: 1 }, condition: 'a' }, protocols: ['modbus-tcp'] },
  { detection: { a: { 'ot.protocol': ['dnp3', 'modbus-tcp'] }, condition: 'a' }, protocols: ['dnp3', 'modbus-tcp'] },
  {
    detection: { a: { 'ot.protocol': 'dnp3' }, b: { 'ot.protocol': 'x' }, condition: 'a or b' },
    protocols: ['dnp3', 'x'],
  },
  {
    detection: { a: { 'ot.protocol': ['dnp3', 'x'] }, b: { 'ot.protocol': 'x' }, condition: 'a and b' },
    protocols: ['x'],
  },
  { detection: { a: { 'ot.protocol': 'dnp3' }, b: { x: 1 }, condition: 'a or b' }, protocols: null },
  { detection: { a: { x: 1 }, b: { 'ot.protocol': 'dnp3' }, condition: 'a and not b' }, protocols: null },
  { detection: { a: { 'ot.protocol|startswith': 'dnp' }, condition: 'a' }, protocols: null },
  { detection: { a: { x: 1 }, condition: 'a' }, protocols: null },
])('what a rule needs to arrive: $protocols', ({ detection, protocols }) => {
  const read = readRule(sourceOf({ title: 'made', logsource: { product: 'penstock' }, detection }))
  expect(read.ok && dataNeedOf(read.value)).toEqual({ product: 'penstock', protocols })
  // What it says it needs is what it cannot do without.
  if (!read.ok || protocols === null) return
  const met = literalEngine([read.value]).match({
    fields: { 'ot.protocol': 'other', x: 1 },
    logSources: [{ product: 'penstock' }],
  })
  expect(met).toEqual([])
})
