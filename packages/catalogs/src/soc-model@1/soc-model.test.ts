import { loadSocModelTables } from '@penstock/catalogs/soc-model@1'
import { adviseModel, type SocAnswers, type SocModel } from '@penstock/model/operating-model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const tables = loadSocModelTables()

function advise(answers: SocAnswers) {
  const advice = adviseModel(tables, answers)
  if (!advice.ok) throw new Error(advice.refusal.code)
  return advice.value
}

const [dataCentre, utility, chemical, manufacturer, water] = tables.workedProfiles

test.each(tables.workedProfiles)('[E13:2] $name: the reference result', ({ levels, expected }) => {
  const { scores, feasible, missing, recommended, tie, staged, excluded } = advise({ levels })
  for (const model of ['integrated', 'federated', 'hybrid'] as const)
    expect([model, scores[model].toFixed(6)]).toEqual([model, expected.scores[model].toFixed(6)])
  expect(feasible.toSorted()).toEqual(expected.feasible.toSorted())
  expect({ recommended, tie, staged }).toEqual({
    recommended: expected.recommended,
    tie: expected.tie,
    staged: expected.staged,
  })
  // The reference lists what is missing of models that are only short of something.
  const open = Object.fromEntries(
    Object.entries(missing).filter(([model]) => excluded[model as SocModel] === undefined),
  )
  expect(open).toEqual(expected.missing)
})

test.each([
  [dataCentre, '.785 / .466 / .690'],
  [utility, '.583 / .773 / .789'],
  [chemical, '.700 / .693 / .850'],
  [manufacturer, '.463 / .324 / .398'],
  [water, '.568 / .532 / .656'],
] as const)('[E13:2] %# to the third digit as printed', (profile, printed) => {
  const { scores } = advise({ levels: profile!.levels })
  const shown = [scores.integrated, scores.federated, scores.hybrid].map((score) => score.toFixed(3).slice(1))
  expect(shown.join(' / ')).toBe(printed)
})

describe('[E13:2] what would change the answer', () => {
  test('a tie says which single changes end it, and each does when it is made', () => {
    const { tiedWith, decides } = advise({ levels: utility!.levels })
    expect(tiedWith).toEqual(['federated'])
    expect(decides.length).toBeGreaterThan(0)
    for (const { factor, change, recommended } of decides) {
      if (!('level' in change)) continue
      const after = advise({ levels: { ...utility!.levels, [factor]: change.level } })
      expect([factor, after.tie, after.recommended]).toEqual([factor, false, recommended])
    }
  })

  const levels = fc.record(Object.fromEntries(tables.factors.map(({ id }) => [id, fc.integer({ min: 0, max: 4 })])))

  test('every flipped level is what advising anew gives, and no flip is left out', () => {
    fc.assert(
      fc.property(levels, (given) => {
        const { sensitivity, recommended } = advise({ levels: given })
        for (const { factor, change, ...told } of sensitivity) {
          if (!('level' in change)) continue
          const after = advise({ levels: { ...given, [factor]: change.level } })
          expect(told).toEqual({
            recommended: after.recommended,
            tie: after.tie,
            ranking: after.ranking,
            flips: after.recommended !== recommended,
          })
        }
        const steps = sensitivity.filter(({ change }) => 'level' in change).length
        const inside = Object.values(given).reduce((sum, level) => sum + (level > 0 ? 1 : 0) + (level < 4 ? 1 : 0), 0)
        expect(steps).toBe(inside)
      }),
      { numRuns: 60 },
    )
  })

  test('what is recommended is feasible, or nothing is and the start is staged', () => {
    fc.assert(
      fc.property(levels, (given) => {
        const { recommended, feasible, staged, stagedStart, excluded, missing } = advise({ levels: given })
        expect(feasible.length === 0).toBe(staged)
        expect(stagedStart.length > 0).toBe(staged)
        expect(excluded[recommended]).toBeUndefined()
        if (staged) expect(Object.keys(missing[recommended] ?? {}).length).toBeGreaterThan(0)
        else expect(feasible[0]).toBe(recommended)
      }),
    )
  })
})

describe('[E14:2] independence is a constraint', () => {
  test('on most of the estate the integrated model is out of the question, whatever it scores', () => {
    const levels = { ...dataCentre!.levels, regulatoryIndependence: 4 }
    const { excluded, feasible, recommended, independence } = advise({ levels })
    expect(excluded).toEqual({ integrated: 'H2' })
    expect(feasible).not.toContain('integrated')
    expect(recommended).not.toBe('integrated')
    expect(independence).toMatchObject({ effect: 'excluded', isUnrecorded: true })
  })

  test('on part of it the integrated model stays with that part carved out, and the consequence is recorded', () => {
    const levels = { ...dataCentre!.levels, regulatoryIndependence: 3 }
    const given = { regime: 'NERC CIP', consequences: ['personnel-vetting', 'revocation-24h'] as const }
    const { independence, feasible } = advise({
      levels,
      independence: { regime: given.regime, consequences: [...given.consequences] },
    })
    expect(feasible).toEqual(['integrated'])
    expect(independence).toMatchObject({ effect: 'carved-out', regime: 'NERC CIP', isUnrecorded: false })
    expect(independence.consequences.map(({ id }) => id)).toEqual(given.consequences)
  })
})

test('a factor without a level and an unknown one are refused by name', () => {
  const { staffing: _staffing, ...rest } = water!.levels
  expect(adviseModel(tables, { levels: rest })).toEqual({
    ok: false,
    refusal: { code: 'operating-model.no-answer', factors: ['staffing'] },
  })
  expect(adviseModel(tables, { levels: { ...water!.levels, luck: 2 } })).toEqual({
    ok: false,
    refusal: { code: 'operating-model.unknown-factor', factors: ['luck'] },
  })
})
