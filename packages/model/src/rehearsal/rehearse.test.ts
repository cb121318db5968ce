import { loadCrossDomainScenarios, loadEventRules, loadRuleKinds } from '@penstock/catalogs/cross-domain-scenarios@1'
import type { ToldViewer } from '@penstock/model/correlation'
import { type Domain, SiteKey } from '@penstock/model/kernel'
import {
  type Coverage,
  kindFeeds,
  type Person,
  type Rehearsal,
  type RehearsalGround,
  rehearse,
} from '@penstock/model/rehearsal'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const scenarios = loadCrossDomainScenarios()
const rules = loadEventRules()
const feeds = kindFeeds(rules, loadRuleKinds())
const wipers = [...loadRuleKinds()].filter(([, kind]) => /wipe/.test(kind)).map(([id]) => id)
const scenarioOf = (id: string) => scenarios.find((one) => one.id === id)!
const DAY = 86_400_000_000
const MINUTE = 60_000_000
const works = SiteKey.parse('works')
const [mill, dam] = [SiteKey.parse('mill'), SiteKey.parse('dam')]

/** A source for each log source that any rule asks about, in each domain and at each site. */
const everything: Coverage = {
  sites: [works, mill, dam],
  sources: (['it', 'ot'] as const).flatMap((domain) =>
    [works, mill, dam].flatMap((site) =>
      rules.rules.map(({ source }, at) => ({ name: `source ${domain} ${at}`, domain, site, logSources: [source] })),
    ),
  ),
  sensors: [works, mill, dam].map((site) => ({ name: `sensor at ${site}`, domain: 'ot', site })),
  // Rules of the pack that matched: what they tell, nothing else does.
  rules: (['it', 'ot'] as const).flatMap((domain) => wipers.map((id) => ({ domain, site: null, id }))),
  zoned: [works],
}
const nothing: Coverage = { sites: [works], sources: [], sensors: [], rules: [], zoned: [] }
const people: readonly Person[] = (['it-analyst', 'ot-engineer', 'soc-lead', 'central-hunter'] as const).map(
  (role) => ({ roles: [role], sites: '*' }),
)
const whole: RehearsalGround = { site: works, coverage: everything, known: ['it', 'ot'], people }
const play = (id: string, change: Partial<RehearsalGround> = {}) =>
  rehearse(scenarioOf(id), feeds, { ...whole, ...change })

function sight({ least }: Rehearsal, model: string, viewer: ToldViewer) {
  return least.models.find((one) => one.model === model)!.viewers.find((one) => one.viewer === viewer)!
}
const modelOf = ({ least }: Rehearsal, model: string) => least.models.find((one) => one.model === model)!
/** A stage is a fraction of the window after the one before it. */
const XD01_STEP = Math.floor((14 * DAY) / 12)

describe('with every source, sensor and role', () => {
  test.each(scenarios)(
    '$id: a suspicion no earlier than the stage that is asked for, and told in every model',
    (scenario) => {
      const found = play(scenario.id)
      const untold = found.stages.filter(({ standing }) => standing !== 'told')
      // What is not told here nothing of the product tells.
      expect(untold.flatMap(({ needs }) => needs)).toEqual([])
      expect(found.most).toBeNull()
      expect(found.least.suspicion!.happened).toBeGreaterThanOrEqual(scenario.suspicionAt)
      for (const { model, joint, viewers } of found.least.models) {
        expect([model, joint === null]).toEqual([model, false])
        for (const viewer of ['it', 'ot'] as const)
          expect(viewers.find((one) => one.viewer === viewer)!.end!.form).toBe('joint')
      }
    },
  )

  test('[E13:2] who is told what, and after how long, differs by model as its rules and clocks say', () => {
    const found = play('XD-01')
    const suspicion = 5 * XD01_STEP
    expect(found.least.suspicion).toEqual({ afterMicros: suspicion, happened: 6 })
    const at = (minutes: number) => suspicion + minutes * MINUTE
    expect(modelOf(found, 'integrated').joint!.afterMicros).toBe(suspicion)
    // A handoff of severity 2 is accepted within half an hour, and the central team opens it within what the scenario asks for.
    expect(modelOf(found, 'federated').joint!.afterMicros).toBe(at(30))
    expect(modelOf(found, 'hybrid').joint!.afterMicros).toBe(at(scenarioOf('XD-01').acknowledgeMinutes))
    expect(sight(found, 'federated', 'ot').first).toEqual({
      ...{ afterMicros: suspicion, happened: 6, form: 'tip' },
      ...{ whole: 0, redacted: 6 },
    })
    // Nothing of OT has happened yet, so its people have nothing before them until the central team opens it.
    expect(sight(found, 'hybrid', 'ot').first!.form).toBe('joint')
    expect(sight(found, 'hybrid', 'it').first).toMatchObject({ form: 'own', whole: 6, redacted: 0 })
    expect(sight(found, 'hybrid', 'central').first).toMatchObject({ form: 'all', afterMicros: suspicion })
    expect(sight(found, 'integrated', 'coordinator').first!.form).toBe('all')
    expect(sight(found, 'federated', 'coordinator')).toMatchObject({ first: null, why: 'not-told' })
    expect(sight(found, 'integrated', 'ot').end).toMatchObject({ whole: 5, redacted: 6 })
  })
})

test('with nothing that arrives nobody is told anything, and what would tell each stage is said', () => {
  const found = play('XD-01', { coverage: nothing })
  expect(found.least).toMatchObject({ told: 0, suspicion: null, critical: null })
  for (const { joint, whyNotJoint, viewers } of found.least.models) {
    expect([joint, whyNotJoint]).toEqual([null, 'no-suspicion'])
    expect(viewers.map(({ first, why }) => [first, why])).toEqual(viewers.map(() => [null, 'no-suspicion']))
  }
  expect(found.stages.filter(({ needs }) => needs.length === 0)).toEqual([])
  expect(found.stages[9]!.needs).toEqual([{ by: 'packets' }])
  expect(found.stages[3]!.needs).toContainEqual({
    by: 'events',
    logSource: { product: 'windows', category: 'process_access' },
  })
})

test('an empty role is nobody: no handoff is accepted, and no joint incident opened', () => {
  const without = (role: string) => people.filter(({ roles }) => !roles.some((one) => one === role))
  const alone = play('XD-01', { people: without('central-hunter') })
  expect(modelOf(alone, 'hybrid')).toMatchObject({ joint: null, whyNotJoint: 'nobody-opens' })
  expect(sight(alone, 'hybrid', 'ot').end).toMatchObject({ form: 'own', redacted: 0 })
  const noOt = play('XD-01', { people: without('ot-engineer') })
  expect(modelOf(noOt, 'federated')).toMatchObject({ joint: null, whyNotJoint: 'nobody-accepts' })
  expect(sight(noOt, 'integrated', 'ot')).toMatchObject({ first: null, why: 'nobody', people: 0 })
  // Of another site is nobody here.
  const elsewhere = play('XD-01', { people: people.map(({ roles }) => ({ roles, sites: [mill] })) })
  expect(elsewhere.least.models[0]!.viewers.map(({ people: count }) => count)).toEqual([0, 0, 0, 0])
})

test('what spreads over sites is told only where as many have who tells it', () => {
  const stage = (coverage: Coverage) => play('XD-14', { coverage }).stages[4]!
  expect(stage(everything)).toMatchObject({ standing: 'told', spread: { atLeast: 3, found: 3 } })
  const two = { ...everything, sensors: everything.sensors.slice(0, 2) }
  expect(stage(two)).toMatchObject({ standing: 'not-told', spread: { atLeast: 3, found: 2 } })
})

test('a duty of independence takes stages of its site away from whoever is not of OT', () => {
  const independence = { regime: 'duty', consequences: ['protected-information' as const], sites: [works] }
  const found = play('XD-01', { independence })
  expect(sight(found, 'integrated', 'it').end).toMatchObject({ redacted: 0 })
  expect(sight(found, 'integrated', 'ot').end).toMatchObject({ redacted: 6 })
})

describe('a reader of one domain', () => {
  test.each(['it', 'ot'] as const)(
    'of %s learns nothing of the other: whatever that has, the answer is the same',
    (own) => {
      const other: Domain = own === 'it' ? 'ot' : 'it'
      const bare: Coverage = {
        ...everything,
        sources: everything.sources.filter(({ domain }) => domain === own),
        sensors: everything.sensors.filter(({ domain }) => domain === own),
      }
      const theirs = own === 'it' ? ['ot-engineer'] : ['it-analyst']
      const fewer = people.filter(({ roles }) => !roles.some((role) => theirs.includes(role)))
      for (const { id } of scenarios) {
        const known = [own]
        const full = play(id, { known })
        expect(play(id, { known, coverage: bare, people: fewer })).toEqual(full)
        const shown = full.stages.filter(({ domain }) => domain === other)
        expect(shown.map(({ standing, by, needs }) => [standing, by, needs])).toEqual(
          shown.map(() => ['not-yours', [], []]),
        )
        for (const outcome of [full.least, full.most!])
          expect(new Set(outcome.models.flatMap(({ viewers }) => viewers.map(({ viewer }) => viewer)))).toEqual(
            new Set([own]),
          )
      }
    },
  )

  test('is told the least and the most that follow', () => {
    const { least, most } = play('XD-01', { known: ['ot'] })
    expect(least.told).toBeLessThan(most!.told)
    expect(least.suspicion!.afterMicros).toBeGreaterThan(most!.suspicion!.afterMicros)
    expect(most!.suspicion).toEqual(play('XD-01').least.suspicion)
    expect(least.models[1]).toMatchObject({ joint: null, whyNotJoint: 'nobody-accepts' })
  })
})

test('whatever is taken away, no more is told, and nothing earlier', () => {
  const kinds = rules.rules.map(({ source }) => source)
  fc.assert(
    fc.property(fc.constantFrom(...scenarios), fc.subarray(kinds), fc.boolean(), (scenario, left, hasSensor) => {
      const kept = new Set<object>(left)
      const coverage: Coverage = {
        ...everything,
        sources: everything.sources.filter(({ logSources }) => kept.has(logSources[0]!)),
        sensors: hasSensor ? everything.sensors : [],
      }
      const [less, all] = [play(scenario.id, { coverage }), play(scenario.id)]
      expect(less.least.told).toBeLessThanOrEqual(all.least.told)
      const when = ({ least }: Rehearsal) => least.suspicion?.afterMicros ?? Number.POSITIVE_INFINITY
      expect(when(less)).toBeGreaterThanOrEqual(when(all))
      for (const [at, { joint }] of less.least.models.entries())
        expect(joint?.afterMicros ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(
          all.least.models[at]!.joint!.afterMicros,
        )
    }),
    { numRuns: 40 },
  )
})
