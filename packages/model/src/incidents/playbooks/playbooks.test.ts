import {
  judgeRun,
  judgeStep,
  neverIsolated,
  nextStep,
  type Playbook,
  type PlaybookLane,
  PlaybookScenario,
  playbookOf,
  readCacao,
  SafetyClass,
  SOC_MODELS,
  type StepOutcome,
  type StepRun,
  writeCacao,
} from '@penstock/model/incidents'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const SCENARIO = PlaybookScenario.parse({
  id: 'XD-99',
  name: 'Made for the test',
  consequence: 'loss of control',
  stages: [
    {
      order: 1,
      domain: 'it',
      technique: 'T1566.001',
      technique_name: 'Phishing',
      indicator: 'mail',
      telemetry: ['mail gateway'],
    },
    {
      order: 2,
      domain: 'dmz',
      technique: 'T1021.001',
      technique_name: 'RDP',
      indicator: 'session',
      telemetry: ['jump host'],
    },
    {
      order: 3,
      domain: 'ot',
      technique: 'T0843',
      technique_name: 'Program Download',
      indicator: 'download',
      telemetry: ['sensor'],
    },
  ],
  correlation: { raise_suspicion_at_stage: 2, raise_critical_at_stage: 3 },
  expected_escalation: {
    severity: 'critical',
    ack_sla_minutes: 15,
    integrated: 'one incident',
    federated: 'a tip',
    hybrid: 'central',
  },
  response_constraints: [
    'do not reboot the controller',
    'compare running logic before restoring',
    'keyswitch to RUN by authorised person',
  ],
  benign_lookalikes: ['planned change with approved work order'],
})
/** Made from the text, as the real one is; short is enough here. */
const idOf = (text: string): string => {
  const hex = text
    .split('')
    .reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 0xffffffff, 7)
    .toString(16)
    .padStart(8, '0')
  return `${hex}-0000-4000-8000-000000000000`
}
const AT = '2026-11-29T00:00:00.000Z'
const LANES: readonly PlaybookLane[] = ['it', 'ot', 'central', 'joint']

test.each(SOC_MODELS)('a playbook of the %s model has every stage, both lanes, and survives CACAO', (model) => {
  const playbook = playbookOf(SCENARIO, model, idOf)
  const text = JSON.stringify(playbook.steps)
  for (const { technique } of SCENARIO.stages) expect(text).toContain(technique)
  for (const constraint of SCENARIO.response_constraints) expect(text).toContain(constraint)
  expect(readCacao(JSON.parse(JSON.stringify(writeCacao(playbook, AT))))).toEqual({ ok: true, value: playbook })
  const lanes = new Set(playbook.steps.flatMap((step) => (step.kind === 'end' ? [] : [step.lane])))
  expect([lanes.has('it'), lanes.has('ot'), lanes.has('central'), lanes.has('joint')]).toEqual([
    true,
    true,
    model === 'hybrid',
    model === 'integrated',
  ])
})

test('the models differ in how the case crosses: shared, by tip and handoff, or by the central team', () => {
  const names = (model: (typeof SOC_MODELS)[number]) => playbookOf(SCENARIO, model, idOf).steps.map(({ name }) => name)
  expect(names('federated')).toEqual(expect.arrayContaining(['Send a tip at stage 2', 'Hand over with context']))
  expect(names('integrated').some((name) => name.startsWith('Send a tip'))).toBe(false)
  expect(names('hybrid')).toContain('Open the joint incident at stage 2')
})

const FREE = { islandMode: null, targets: [], isOtLead: false, agreement: null, isHanded: false, isJoint: false }
const AGREED = { owner: 'Shift lead of unit 2', rollback: 'Load the program of Tuesday again' }

test.each([
  ['observe', null],
  ['contact', null],
  ['it-contain', null],
  ['conduit-contain', 'playbooks.no-island-mode'],
  ['ot-touch', 'playbooks.ot-lead'],
  ['safety-system', 'playbooks.safety-system'],
] as const)('a step of class %s answers %s', (safety, code) => {
  const judged = judgeStep({ safety }, FREE)
  expect(judged.ok ? null : judged.refusal.code).toBe(code)
})

test.each([
  { name: 'an OT lead, the owner and a rollback', isOtLead: true, agreement: AGREED, code: null },
  {
    name: 'the owner and a rollback, told by somebody else',
    isOtLead: false,
    agreement: AGREED,
    code: 'playbooks.ot-lead',
  },
  { name: 'an OT lead alone', isOtLead: true, agreement: null, code: 'playbooks.no-agreement' },
])(
  '[E15:2] what touches OT takes an OT lead, the process owner and a named rollback: $name',
  ({ isOtLead, agreement, code }) => {
    const judged = judgeStep({ safety: 'ot-touch' }, { ...FREE, isOtLead, agreement })
    expect(judged.ok ? null : judged.refusal.code).toBe(code)
  },
)

test('where nobody records what people did, what touches OT waits for the change gate', () => {
  const judged = judgeStep({ safety: 'ot-touch' }, { islandMode: null, targets: [] })
  expect(judged.ok ? null : judged.refusal.code).toBe('playbooks.no-change-gate')
})

test('no context opens a safety system', () => {
  fc.assert(
    fc.property(
      fc.option(fc.string(), { nil: null }),
      fc.array(
        fc.record({ asset: fc.string(), role: fc.option(fc.string(), { nil: null }), tags: fc.array(fc.string()) }),
      ),
      fc.boolean(),
      fc.option(fc.constant(AGREED), { nil: null }),
      (islandMode, targets, isOtLead, agreement) => {
        const context = { ...FREE, islandMode, targets, isOtLead, agreement }
        expect(judgeStep({ safety: 'safety-system' }, context).ok).toBe(false)
      },
    ),
  )
})

test.each([
  [{ role: 'plc', tags: [] }, 'controller'],
  [{ role: 'safety-controller', tags: [] }, 'safety-system'],
  [{ role: 'hmi', tags: [] }, 'view-only-hmi'],
  [{ role: 'hmi', tags: ['other-view'] }, null],
  [{ role: 'workstation', tags: [] }, null],
  [{ role: 'workstation', tags: ['life-safety'] }, 'life-safety'],
  [{ role: null, tags: ['sis'] }, 'safety-system'],
] as const)('isolating %j is refused as %s', ({ role, tags }, why) => {
  expect(neverIsolated({ asset: 'A', role, tags })).toBe(why)
  const judged = judgeStep({ safety: 'it-contain' }, { ...FREE, targets: [{ asset: 'A', role, tags }] })
  expect(judged.ok).toBe(why === null)
})

test('a run goes step by step to its end, whoever answers whatever, and a refused step is recorded as refused', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SOC_MODELS),
      fc.infiniteStream(fc.constantFrom<StepOutcome>('done', 'yes', 'no', 'skipped', 'refused', 'handed')),
      (model, outcomes) => {
        const playbook = playbookOf(SCENARIO, model, idOf)
        const runs: StepRun[] = []
        for (let tries = 0; tries < 500; tries++) {
          const next = nextStep(playbook, runs)
          if (next === null) break
          const outcome = outcomes.next().value as StepOutcome
          const judged = judgeRun(playbook, runs, { step: next.id, outcome, note: 'why' }, { ...FREE, lanes: LANES })
          if (judged.ok && outcome === 'done')
            expect(next.kind === 'action' && !['ot-touch', 'safety-system'].includes(next.safety)).toBe(true)
          if (judged.ok) runs.push({ step: next.id, outcome })
        }
        expect(nextStep(playbook, runs)).toBeNull()
        expect(new Set(runs.map(({ step }) => step)).size).toBe(runs.length)
      },
    ),
    { numRuns: 40 },
  )
})

test.each([
  { name: 'a handoff that was sent', model: 'federated', isHanded: true, isJoint: false, code: null },
  { name: 'no handoff', model: 'federated', isHanded: false, isJoint: true, code: 'playbooks.no-handoff' },
  { name: 'the joint case of one team', model: 'integrated', isHanded: false, isJoint: true, code: null },
  {
    name: 'one team without a joint case',
    model: 'integrated',
    isHanded: false,
    isJoint: false,
    code: 'playbooks.no-handoff',
  },
  { name: 'no handoff to a site team', model: 'hybrid', isHanded: false, isJoint: true, code: 'playbooks.no-handoff' },
] as const)('[E15:2] a lane switch under the $model model with $name', ({ model, isHanded, isJoint, code }) => {
  const playbook = playbookOf(SCENARIO, model, idOf)
  const runs: StepRun[] = []
  for (let next = nextStep(playbook, runs); next?.lane !== 'ot'; next = nextStep(playbook, runs))
    runs.push({ step: next!.id, outcome: next!.kind === 'decision' ? 'no' : 'done' })
  const given = { step: nextStep(playbook, runs)!.id, outcome: 'handed', note: '' } as const
  const context = { ...FREE, lanes: ['it', 'joint', 'central'] as const, isHanded, isJoint }
  const judged = judgeRun(playbook, runs, given, context)
  expect(judged.ok ? null : judged.refusal.code).toBe(code)
  const own = judgeRun(playbook, runs, given, { ...context, lanes: ['ot'] })
  expect(own.ok ? null : own.refusal.code).toBe('playbooks.wrong-outcome')
})

test('a step out of turn, of another lane, or skipped without a reason is refused', () => {
  const playbook = playbookOf(SCENARIO, 'federated', idOf)
  const [first, second] = playbook.steps
  const lanes: readonly PlaybookLane[] = ['it']
  const judge = (step: string, outcome: StepOutcome, note = '', of = lanes) => {
    const judged = judgeRun(playbook, [], { step, outcome, note }, { ...FREE, lanes: of })
    return judged.ok ? 'ok' : judged.refusal.code
  }
  expect(judge(second!.id, 'done')).toBe('playbooks.not-next')
  expect(judge(first!.id, 'done', '', ['ot'])).toBe('playbooks.other-lane')
  expect(judge(first!.id, 'skipped')).toBe('playbooks.reason-needed')
  expect(judge(first!.id, 'yes')).toBe('playbooks.wrong-outcome')
  expect(judge(first!.id, 'done')).toBe('ok')
})

const DOCUMENT = writeCacao(playbookOf(SCENARIO, 'integrated', idOf), AT) as {
  readonly workflow: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly workflow_start: string
}

test.each([
  { what: 'a step that leads nowhere', spoil: { on_completion: 'action--none' }, place: 'on_completion' },
  { what: 'a loop of a kind that does not run here', spoil: { type: 'while-condition' }, place: 'type' },
  { what: 'an action without an end', spoil: { on_completion: undefined }, place: 'on_completion' },
])('$what is refused with its place', ({ spoil, place }) => {
  const [id, step] = Object.entries(DOCUMENT.workflow).find(([, one]) => one['type'] === 'action')!
  const read = readCacao({ ...DOCUMENT, workflow: { ...DOCUMENT.workflow, [id]: { ...step, ...spoil } } })
  expect(read.ok).toBe(false)
  if (!read.ok) expect(read.refusal.faults.map((fault) => fault.place)).toContain(`workflow.${id}.${place}`)
})

test('a playbook that leads back to itself is refused, and one of somebody else without our classes counts as touching OT', () => {
  const [id, step] = Object.entries(DOCUMENT.workflow).find(([, one]) => one['type'] === 'action')!
  const circle = readCacao({ ...DOCUMENT, workflow: { ...DOCUMENT.workflow, [id]: { ...step, on_completion: id } } })
  expect(circle.ok ? '' : circle.refusal.faults[0]?.message).toContain('leads back')
  const foreign: Playbook | null = (() => {
    const { step_extensions: _ours, ...bare } = step
    const read = readCacao({
      ...DOCUMENT,
      workflow: { ...DOCUMENT.workflow, [id]: { ...bare, commands: [{ type: 'http-api', command: 'POST /isolate' }] } },
    })
    return read.ok ? read.value : null
  })()
  expect(foreign?.steps.find((one) => one.id === id)).toMatchObject({
    safety: 'ot-touch',
    commands: ['http-api: POST /isolate'],
  })
  expect(readCacao('no playbook').ok).toBe(false)
  expect(SafetyClass.options).toHaveLength(6)
})
