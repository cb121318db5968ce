import { ChainCorrelator, type Entities, neededUpTo, type Scenario, type Signal } from '@penstock/model/correlation'
import { micros } from '@penstock/model/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const HOUR = 3_600_000_000

/** A scenario without conditions: every signal of a stage's kind feeds it, joined by host. */
function scenarioOf(stages: number, isOrdered: boolean, windowHours: number): Scenario {
  return {
    ...{
      id: 'XD-00',
      name: 'made',
      precedent: '',
      isOrdered,
      windowMicros: windowHours * HOUR,
      suspicionAt: 2,
      criticalAt: stages,
    },
    ...{ severity: 'high', acknowledgeMinutes: 30, consequence: '', constraints: [], lookalikes: [] },
    stages: Array.from({ length: stages }, (_, at) => ({
      ...{ order: at + 1, domain: 'ot', technique: 'T0000', techniqueName: 'made', indicator: '' },
      ...{ kinds: [`kind-${at + 1}`], joins: [{ entityClass: 'host', slot: 'one' }], where: [], example: {} },
    })),
  }
}

/** The furthest stage by trying every choice of signals that hang together. */
function literalReach({ isOrdered, windowMicros }: Scenario, signals: readonly Signal[]): number {
  let furthest = 0
  for (let choice = 1; choice < 2 ** signals.length; choice += 1) {
    const chosen = signals.filter((_, at) => (choice >> at) % 2 === 1)
    const stages = chosen.map(({ kind }) => Number(kind.slice(5)))
    if (new Set(stages).size < stages.length || chosen.length < 2) continue
    const times = chosen.map(({ at }) => at)
    if (Math.max(...times) - Math.min(...times) > windowMicros) continue
    const isInOrder = chosen.every((a, i) => chosen.every((b, j) => stages[i]! > stages[j]! || a.at <= b.at || i === j))
    if (isOrdered && !isInOrder) continue
    if (new Set(chosen.map((one) => rootOf(one, signals))).size > 1) continue
    for (const stage of stages)
      if (stages.filter((one) => one <= stage).length >= neededUpTo(stage)) furthest = Math.max(furthest, stage)
  }
  return furthest
}

/** The first signal that one hangs together with, over any others. */
function rootOf(signal: Signal, signals: readonly Signal[]): number {
  const together = new Set([signal])
  for (const one of together)
    for (const other of signals)
      if (one.entities.host!.some((host) => other.entities.host!.includes(host))) together.add(other)
  return signals.findIndex((one) => together.has(one))
}

const world = fc
  .array(
    fc.record({
      stage: fc.integer({ min: 1, max: 7 }),
      hour: fc.integer({ min: 0, max: 20 }),
      hosts: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 2 }),
    }),
    { maxLength: 9 },
  )
  .map((rows) =>
    rows.map(({ stage, hour, hosts }, at): Signal => {
      const entities: Entities = { host: hosts }
      return {
        id: `s${at}`,
        kind: `kind-${stage}`,
        domain: 'ot',
        site: 'works',
        at: micros(hour * HOUR),
        entities,
        values: {},
      }
    }),
  )

describe('the furthest stage that is reached', () => {
  test('is that of trying every choice of signals, in order or not, whatever the window', () => {
    fc.assert(
      fc.property(world, fc.boolean(), fc.integer({ min: 1, max: 20 }), (signals, isOrdered, hours) => {
        const scenario = scenarioOf(7, isOrdered, hours)
        const correlator = new ChainCorrelator([scenario])
        for (const signal of signals) correlator.push(signal)
        const reached = Math.max(0, ...correlator.reports().map(({ chain }) => chain.reached))
        expect(reached).toBe(literalReach(scenario, signals))
      }),
      { numRuns: 1500 },
    )
  })
})
