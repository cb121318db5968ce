import { createHmac } from 'node:crypto'
import { loadCrossDomainScenarios } from '@penstock/catalogs/cross-domain-scenarios@1'
import {
  type ChainChange,
  ChainCorrelator,
  type ChainReport,
  pseudonymSignal,
  type Scenario,
  type Signal,
  type ToldChain,
  tellChain,
  valuesAskedFor,
} from '@penstock/model/correlation'
import { micros } from '@penstock/model/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contextOf, rehearse } from './rehearse.fixture.ts'

const scenarios = loadCrossDomainScenarios()
const named = scenarios.map((scenario) => ({ name: `${scenario.id} ${scenario.name}`, scenario }))
const KEPT = valuesAskedFor(scenarios)
const keyed = (period: number, text: string): string =>
  createHmac('sha256', `key of period ${period}`).update(text).digest('hex')

/** Only the scenario at hand: a signal may feed several, and what they say is theirs. */
function run(scenario: Scenario, signals: readonly Signal[]) {
  const correlator = new ChainCorrelator([scenario])
  const changes = signals.flatMap((signal) => correlator.push(signal))
  return { correlator, changes, reports: correlator.reports() }
}

/** The stage at whose signals each level was raised. */
function stagesOfChanges(scenario: Scenario, stages: readonly (readonly Signal[])[]) {
  const correlator = new ChainCorrelator([scenario])
  const raised: [string, number][] = []
  for (const [place, signals] of stages.entries())
    for (const signal of signals)
      for (const { report } of correlator.push(signal)) raised.push([report.level, place + 1])
  return raised
}

test('sixteen scenarios, each stage fed, no signal named after a scenario or a technique', () => {
  expect(scenarios).toHaveLength(16)
  const kinds = scenarios.flatMap(({ stages }) => stages.flatMap((stage) => stage.kinds))
  expect(kinds.filter((kind) => /XD-|\bT\d{4}/i.test(kind))).toEqual([])
})

describe.each(named)('$name', ({ scenario }) => {
  const stages = rehearse(scenario)
  const signals = stages.flat()
  const { suspicionAt, criticalAt } = scenario

  test('[E04:2] the whole chain: suspicion and critical at the stages that are asked for, as one report with its evidence in order', () => {
    expect(stagesOfChanges(scenario, stages)).toEqual([
      ['suspicion', suspicionAt],
      ['critical', criticalAt],
    ])
    const { reports } = run(scenario, signals)
    expect(reports).toMatchObject([{ level: 'critical', chain: { confidence: 1, reached: stages.length } }])
    const { chain } = reports[0]!
    expect(chain.stages.map(({ order }) => order)).toEqual(stages.map((_, at) => at + 1))
    expect(chain.stages.slice(1).filter(({ joinedBy }) => joinedBy.length === 0)).toEqual([])
  })

  test('on pseudonyms alone: the same, and no name leaves', () => {
    const blind = stages.map((stage) => stage.map((signal) => pseudonymSignal(signal, keyed, KEPT)))
    expect(stagesOfChanges(scenario, blind)).toEqual(stagesOfChanges(scenario, stages))
    const slots = scenario.stages.flatMap(({ joins }) => joins.map(({ slot }) => `"${slot}"`))
    const text = JSON.stringify(blind.flat().map(({ id, entities }) => [id, entities]))
    expect(slots.filter((slot) => text.includes(slot))).toEqual([])
    expect(text).not.toContain('signal-')
  })

  test.each(scenario.lookalikes)('looks like it and is not: $of', ({ stages: shown, context, example }) => {
    const benign = rehearse(scenario, example)
    const seen = shown.flatMap((order) => benign[order - 1]!)
    const around = context.map((kind) => contextOf(scenario, kind))
    expect(run(scenario, [...around, ...seen]).reports).toEqual([])
    // Told afterwards, the context takes back what had been raised.
    expect(run(scenario, [...seen, ...around]).reports.filter(({ level }) => level !== 'none')).toEqual([])
  })

  test.each(scenario.stages)('one stage missing, or the rule off that feeds it: $order $techniqueName', ({ order }) => {
    const whole = run(scenario, signals).reports[0]!
    const without = run(
      scenario,
      signals.filter(({ id }) => !id.startsWith(`signal-${order}-`)),
    ).reports[0]
    expect(lowerOf(without, whole)).toBe(true)
  })

  test('shuffled, late and delivered again: the same chain, and no level twice', () => {
    const whole = run(scenario, signals).reports
    fc.assert(
      fc.property(fc.shuffledSubarray([...signals, ...signals], { minLength: signals.length * 2 }), (arrived) => {
        const { changes, reports, correlator } = run(scenario, arrived)
        const open = reports.filter(({ level }) => level !== 'none')
        expect(open.map(({ chain }) => chain)).toEqual(whole.map(({ chain }) => chain))
        expect(correlator.counts()).toMatchObject({ redelivered: signals.length, late: 0, evicted: 0 })
        const critical = changes.filter(({ kind, report }) => kind === 'raised' && report.level === 'critical')
        expect(new Set(critical.map(({ report }) => report.id)).size).toBe(critical.length)
      }),
      { numRuns: 30 },
    )
  })

  test('a restart after any signal changes nothing', () => {
    const whole = run(scenario, signals)
    for (let cut = 0; cut <= signals.length; cut += 1) {
      const before = run(scenario, signals.slice(0, cut))
      const after = new ChainCorrelator([scenario])
      after.restore(before.correlator.save())
      const changes: ChainChange[] = [...before.changes, ...signals.slice(cut).flatMap((signal) => after.push(signal))]
      expect(changes).toEqual(whole.changes)
      expect(after.reports()).toEqual(whole.reports)
      expect(signals.flatMap((signal) => after.push(signal))).toEqual([])
    }
  })

  test('who sees what and when, under each model', () => {
    const correlator = new ChainCorrelator([scenario])
    for (const [place, stage] of stages.entries()) {
      for (const signal of stage) correlator.push(signal)
      const report = correlator.reports()[0]
      const hasSuspicion = place + 1 >= suspicionAt
      if (!hasSuspicion) {
        expect(report).toBeUndefined()
        continue
      }
      const shown = scenario.stages.slice(0, place + 1).map(({ domain }) => domain)
      const count = (...domains: string[]) => shown.filter((domain) => domains.includes(domain)).length
      for (const team of ['it', 'ot'] as const) {
        const own = count(team, 'dmz')
        const analyst = { team, role: 'analyst' } as const
        const tell = (model: 'integrated' | 'federated' | 'hybrid', isDone: boolean) =>
          tellChain(report!, scenario, model, analyst, { isHandoffAccepted: isDone, isOpenedByCentral: isDone })
        for (const told of [tell('integrated', false), tell('federated', true), tell('hybrid', true)])
          expect(formsOf(told)).toEqual({ form: 'joint', whole: own, redacted: shown.length - own })
        expect(formsOf(tell('federated', false))).toEqual({ form: 'tip', whole: own, redacted: shown.length - own })
        expect(formsOf(tell('hybrid', false))).toEqual(own === 0 ? null : { form: 'own', whole: own, redacted: 0 })
        for (const model of ['integrated', 'federated', 'hybrid'] as const)
          for (const isDone of [false, true]) expectNothingForeign(tell(model, isDone), team)
      }
      const central = { team: 'central', role: 'hunter' } as const
      const open = { isHandoffAccepted: true, isOpenedByCentral: true }
      expect(tellChain(report!, scenario, 'integrated', central, open)).toBeNull()
      expect(tellChain(report!, scenario, 'federated', central, open)).toBeNull()
      expect(formsOf(tellChain(report!, scenario, 'hybrid', central, open))).toMatchObject({ whole: shown.length })
    }
  })
})

function formsOf(told: ToldChain | null) {
  if (told === null) return null
  const count = (form: string) => told.stages.filter((stage) => stage.form === form).length
  return { form: told.form, whole: count('whole'), redacted: count('redacted') }
}

/** Nothing that only the other side's signals say: their ids, their instants, their entities. */
function expectNothingForeign(told: ToldChain | null, team: 'it' | 'ot'): void {
  if (told === null) return
  const other = team === 'it' ? 'ot' : 'it'
  for (const stage of told.stages) {
    if (stage.form === 'whole') expect(stage.signals.filter(({ domain }) => domain === other)).toEqual([])
    else {
      expect(stage.bucketFrom % 900_000_000).toBe(0)
      expect(Object.keys(stage).sort()).toEqual([
        'bucketFrom',
        'confidence',
        'form',
        'owners',
        'technique',
        'techniqueName',
      ])
    }
  }
}

function lowerOf(without: ChainReport | undefined, whole: ChainReport): boolean {
  if (without === undefined) return true
  const [a, b] = [without.chain, whole.chain]
  return a.reached < b.reached || a.confidence < b.confidence || (a.suspicionSince ?? 0) > (b.suspicionSince ?? 0)
}

const first = scenarios[0]!

test('[E04:2] noise of one domain, and signals of different people, are no chain', () => {
  const stages = rehearse(first)
  const apart = stages.flat().map(
    (signal, at): Signal => ({
      ...signal,
      entities: Object.fromEntries(Object.keys(signal.entities).map((one) => [one, [`another-${at}`]])),
    }),
  )
  expect(run(first, apart).reports).toEqual([])
  expect(run(first, stages.slice(0, 5).flat()).reports).toEqual([])
})

test('a chain that takes longer than its window is cut where the window ends', () => {
  const signals = rehearse(first).flat()
  const late = signals.map((signal) =>
    signal.id.startsWith('signal-1-') ? { ...signal, at: micros(signal.at - first.windowMicros) } : signal,
  )
  const [report] = run(first, late).reports
  expect(report!.chain.stages.map(({ order }) => order)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
})

test('a stage of IT is not fed by what OT says of itself', () => {
  const signals = rehearse(first)
    .flat()
    .map((signal): Signal => ({ ...signal, domain: 'ot' }))
  expect(run(first, signals).reports[0]!.chain.stages.map(({ order }) => order)).toEqual([6, 7, 8, 9, 10, 11])
})

test('a clock that runs ahead does not push the others out, and what no stage asks for is counted', () => {
  const correlator = new ChainCorrelator([first])
  const [signal] = rehearse(first).flat()
  correlator.push({ ...signal!, id: 'ahead', at: micros(signal!.at * 2) }, signal!.at)
  correlator.push({ ...signal!, id: 'unasked', kind: 'nobody.asks' })
  correlator.push(signal!, signal!.at)
  expect(correlator.counts()).toMatchObject({ ahead: 1, unasked: 1, signals: 1, late: 0 })
})

test('a spread over hosts is one account’s: three accounts on a host each are none', () => {
  const spread = scenarios.find(({ id }) => id === 'XD-08')!
  const signals = rehearse(spread).flat()
  const orders = (given: readonly Signal[]) => run(spread, given).reports[0]!.chain.stages.map(({ order }) => order)
  expect(orders(signals)).toContain(2)
  const apart = signals.map((signal, at) =>
    signal.kind === 'network.admin-share-access'
      ? { ...signal, entities: { ...signal.entities, account: [`another-${at}`] } }
      : signal,
  )
  expect(orders(apart)).not.toContain(2)
})

test('the same technique at three sites within six hours makes one chain of the fleet; at two, or over a day, none', () => {
  const fleet = scenarios.find(({ id }) => id === 'XD-14')!
  const signals = rehearse(fleet).flat()
  const firmware = (change: (signal: Signal, at: number) => Signal) =>
    run(
      fleet,
      signals.map((signal) =>
        signal.kind === 'ot.firmware-write' ? change(signal, Number(signal.id.at(-1))) : signal,
      ),
    )
  const orders = ({ reports }: ReturnType<typeof run>) => reports[0]!.chain.stages.map(({ order }) => order)
  expect(orders(firmware((signal) => signal))).toContain(5)
  expect(orders(firmware((signal, at) => (at === 2 ? { ...signal, site: 'site-1' } : signal)))).not.toContain(5)
  expect(
    orders(firmware((signal, at) => ({ ...signal, at: micros(signal.at - at * 4 * 3_600_000_000) }))),
  ).not.toContain(5)
})
