// The playbook of a cross-domain scenario under one SOC model: what its stages ask to look for, what its constraints forbid, and who tells whom,
// all taken from the scenario. What a model changes is who may see what, and so where a lane ends in a handoff.
import { z } from 'zod'
import type { ActionStep, DecisionStep, Playbook, PlaybookLane, PlaybookStep } from './playbook.ts'

export const SOC_MODELS = ['integrated', 'federated', 'hybrid'] as const
export type PlaybookModel = (typeof SOC_MODELS)[number]

/** What a playbook takes of `cross-domain-scenarios.json`. */
export const PlaybookScenario = z.object({
  id: z.string().regex(/^XD-\d{2}$/),
  name: z.string(),
  consequence: z.string(),
  stages: z.array(
    z.object({
      order: z.int(),
      domain: z.enum(['it', 'dmz', 'ot']),
      technique: z.string(),
      technique_name: z.string(),
      indicator: z.string(),
      telemetry: z.array(z.string()),
    }),
  ),
  correlation: z.object({ raise_suspicion_at_stage: z.int(), raise_critical_at_stage: z.int() }),
  expected_escalation: z.object({
    severity: z.enum(['critical', 'high', 'medium', 'low']),
    ack_sla_minutes: z.number(),
    integrated: z.string(),
    federated: z.string(),
    hybrid: z.string(),
  }),
  response_constraints: z.array(z.string()),
  benign_lookalikes: z.array(z.string()),
})
export type PlaybookScenario = z.infer<typeof PlaybookScenario>

const SEVERITY = { critical: 1, high: 2, medium: 3, low: 4 } as const

type Drafted =
  | Omit<ActionStep, 'id' | 'next'>
  | (Omit<DecisionStep, 'id' | 'onTrue' | 'onFalse'> & { readonly isLeftOnTrue: true })

/** `idOf` makes a UUID of a text, the same one for the same text. */
export function playbookOf(scenario: PlaybookScenario, model: PlaybookModel, idOf: (text: string) => string): Playbook {
  const { id, name, consequence, expected_escalation: escalation } = scenario
  const key = `${id} ${model}`
  const drafted = draftSteps(scenario, model)
  const end: PlaybookStep = { kind: 'end', id: `end--${idOf(`${key} end`)}`, name: 'End', description: '' }
  const ids = drafted.map(({ kind }, at) => `${kind === 'action' ? 'action' : 'if-condition'}--${idOf(`${key} ${at}`)}`)
  const steps = drafted.map((step, at): PlaybookStep => {
    const next = ids[at + 1] ?? end.id
    if (step.kind === 'action') return { ...step, id: ids[at]!, next }
    const { isLeftOnTrue: _left, ...rest } = step
    return { ...rest, id: ids[at]!, onTrue: end.id, onFalse: next }
  })
  return {
    id: `playbook--${idOf(key)}`,
    name: `${id} ${name}, ${model}`,
    description: `${consequence}. ${escalation[model]}`,
    scenario: id,
    model,
    severity: SEVERITY[escalation.severity],
    start: ids[0]!,
    steps: [...steps, end],
  }
}

function draftSteps(scenario: PlaybookScenario, model: PlaybookModel): readonly Drafted[] {
  const { stages, correlation, expected_escalation: escalation, response_constraints: constraints } = scenario
  const first: PlaybookLane = model === 'hybrid' ? 'central' : laneOf(stages[0]!.domain)
  const lanes = [...new Set(stages.map(({ domain }) => laneOf(domain)))]
  return [
    act(first, 'contact', `Acknowledge within ${escalation.ack_sla_minutes} minutes`, escalation[model]),
    ...scenario.benign_lookalikes.map(
      (benign): Drafted => ({
        kind: 'decision',
        lane: laneOf(stages.at(-1)!.domain),
        role: 'analyst',
        name: 'Rule out what looks alike',
        description: 'Answer yes only with a record that says so.',
        condition: benign,
        isLeftOnTrue: true,
      }),
    ),
    ...stages.map((stage) =>
      act(
        laneOf(stage.domain),
        'observe',
        `Stage ${stage.order}: ${stage.technique} ${stage.technique_name}`,
        `Look for: ${stage.indicator}. In: ${stage.telemetry.join(', ')}.`,
      ),
    ),
    ...crossing(lanes, model, correlation.raise_suspicion_at_stage),
    act(
      'ot',
      'contact',
      'Tell the process owner and the shift',
      'Say what is known, what is not, and what must not be done.',
    ),
    act(
      'it',
      'it-contain',
      'Contain on the IT side',
      'Accounts, sessions and IT hosts of this case. No controller, no safety system, no only view.',
    ),
    act(
      'ot',
      'conduit-contain',
      'Close the conduit that it came through',
      'Only where island mode was agreed on beforehand; name the agreement.',
    ),
    ...constraints.map((constraint) => {
      const lane = laneOf(stages.at(-1)!.domain)
      const isForbidden = /^(?:do not|never|no)\b/i.test(constraint)
      return isForbidden
        ? act(lane, 'contact', 'Say to everybody what must not be done', constraint)
        : act(lane, classOf(constraint), 'Act within the constraint', constraint)
    }),
    act(
      'ot',
      'contact',
      'Confirm with the process owner that operation is normal',
      'The owner says so; the instant goes into the case.',
    ),
  ]
}

/** Who tells whom: in one team by the joint case, else by a tip at suspicion and a handoff, which the other side has to accept. */
function crossing(lanes: readonly PlaybookLane[], model: PlaybookModel, suspicion: number): readonly Drafted[] {
  if (lanes.length < 2) return []
  const [from = 'it'] = lanes
  if (model === 'integrated')
    return [
      act(
        'joint',
        'contact',
        `Give both leads the case at stage ${suspicion}`,
        'One case, both leads; the OT lead owns any OT action.',
      ),
    ]
  if (model === 'federated')
    return [
      act(
        from,
        'contact',
        `Send a tip at stage ${suspicion}`,
        'Indicators that concern the other side; no word of the case.',
      ),
      act(from, 'contact', 'Hand over with context', 'What, so what, done, asked, by when; wait for the acceptance.'),
    ]
  return [
    act(
      'central',
      'contact',
      `Open the joint incident at stage ${suspicion}`,
      'The central team correlates; each site team acts in its own lane.',
    ),
  ]
}

function act(lane: PlaybookLane, safety: ActionStep['safety'], name: string, description: string): Drafted {
  const role =
    safety === 'conduit-contain' ? 'ot-lead' : safety === 'safety-system' ? 'functional safety engineer' : 'analyst'
  return { kind: 'action', lane, role, safety, name, description, commands: [description] }
}

/** A constraint that names the safety system or an act on a controller is a step of that class: refused here, done by people. */
function classOf(constraint: string): ActionStep['safety'] {
  if (/\bSIS\b|functional safety|safe shutdown|keyswitch/i.test(constraint)) return 'safety-system'
  if (/\b(?:restor|reboot|firmware|logic|controller|download|reimag)/i.test(constraint)) return 'ot-touch'
  return 'observe'
}

function laneOf(domain: 'it' | 'dmz' | 'ot'): PlaybookLane {
  return domain === 'ot' ? 'ot' : 'it'
}
