import { loadPlaybooks } from '@penstock/catalogs/playbooks@1'
import { nextStep, readCacao, type StepRun, writeCacao } from '@penstock/model/incidents'
import { expect, test } from 'vitest'

const playbooks = loadPlaybooks()

test('[E15:2] there is one playbook for each of 16 scenarios and 3 models, with roles, lanes and classes', () => {
  expect(playbooks).toHaveLength(48)
  expect(new Set(playbooks.map(({ id }) => id)).size).toBe(48)
  expect(new Set(playbooks.map(({ scenario, model }) => `${scenario} ${model}`)).size).toBe(48)
  for (const { steps, name } of playbooks) {
    const actions = steps.filter((step) => step.kind === 'action')
    expect([name, actions.length > 6]).toEqual([name, true])
    expect(actions.every(({ role }) => role !== '')).toBe(true)
  }
})

test.each(playbooks.map((playbook) => ({ name: playbook.name, playbook })))(
  '$name survives CACAO and ends',
  ({ playbook }) => {
    const written = JSON.parse(JSON.stringify(writeCacao(playbook, '2026-11-29T00:00:00.000Z'))) as unknown
    expect(readCacao(written)).toEqual({ ok: true, value: playbook })
    const runs: StepRun[] = []
    for (let next = nextStep(playbook, runs); next !== null; next = nextStep(playbook, runs))
      runs.push({ step: next.id, outcome: next.kind === 'decision' ? 'no' : 'skipped' })
    expect(runs).toHaveLength(playbook.steps.length - 1)
  },
)

test('what touches a safety system stands in the playbook of the scenario that is about one', () => {
  const triton = playbooks.filter(({ scenario }) => scenario === 'XD-03')
  for (const { steps } of triton)
    expect(steps.some((step) => step.kind === 'action' && step.safety === 'safety-system')).toBe(true)
})
