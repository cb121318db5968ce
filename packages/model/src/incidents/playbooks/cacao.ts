// Playbooks as CACAO Security Playbooks 2.0 (OASIS, Committee Specification 01, 2023-11-27): written, and read as far as we can run them. The
// safety class of a step travels as a step extension; a step that has none counts as one that touches OT.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { z } from 'zod'
import { type Playbook, PlaybookLane, type PlaybookStep, SafetyClass } from './playbook.ts'

/** The extension definition of ours: safety class, lane and role of a step. */
export const SAFETY_EXTENSION = 'extension-definition--6f1c2c0e-8d2b-5e0a-9b63-1b7a3c5f2a10'
const CREATED_BY = 'identity--2f0b7c7e-5a55-5d4b-8f7e-0d5c0b8c9a21'

const Text = z.string().max(20_000)
const Extension = z.object({
  safety_class: SafetyClass,
  lane: PlaybookLane.optional(),
  role: z.string().max(200).optional(),
})
const Step = z.looseObject({
  type: z.string(),
  name: Text.optional(),
  description: Text.optional(),
  on_completion: z.string().optional(),
  on_success: z.string().optional(),
  on_failure: z.string().optional(),
  condition: Text.optional(),
  on_true: z.string().optional(),
  on_false: z.string().optional(),
  commands: z
    .array(z.looseObject({ type: z.string(), command: Text.optional(), description: Text.optional() }))
    .optional(),
  step_extensions: z.record(z.string(), z.unknown()).optional(),
})
const Document = z.looseObject({
  type: z.literal('playbook'),
  spec_version: z.literal('cacao-2.0'),
  id: z.string().regex(/^playbook--[0-9a-f-]{36}$/),
  name: z.string().min(1).max(300),
  description: Text.optional(),
  severity: z.int().min(0).max(100).optional(),
  workflow_start: z.string(),
  workflow: z.record(z.string(), Step),
  labels: z.array(z.string()).optional(),
})

export interface CacaoFault {
  readonly place: string
  readonly message: string
}

/** CACAO's severity runs from 1 low to 100 most severe. */
const SEVERITY = { 1: 90, 2: 70, 3: 45, 4: 20 } as const

export function writeCacao(playbook: Playbook, at: string): Readonly<Record<string, unknown>> {
  const start = `start--${playbook.id.slice('playbook--'.length)}`
  return {
    type: 'playbook',
    spec_version: 'cacao-2.0',
    id: playbook.id,
    name: playbook.name,
    description: playbook.description,
    playbook_types: ['investigation', 'containment', 'mitigation'],
    created_by: CREATED_BY,
    created: at,
    modified: at,
    severity: SEVERITY[playbook.severity],
    labels: [playbook.scenario, playbook.model].filter((label) => label !== null),
    workflow_start: start,
    workflow: {
      [start]: { type: 'start', on_completion: playbook.start },
      ...Object.fromEntries(playbook.steps.map((step) => [step.id, writeStep(step)])),
    },
    extension_definitions: {
      [SAFETY_EXTENSION]: {
        type: 'extension-definition',
        name: 'OT safety class',
        description: 'What a step does to the plant, whose lane it stands in, and which role does it',
        created_by: CREATED_BY,
        schema: 'urn:penstock:ot-safety-class',
        version: '1.0.0',
      },
    },
  }
}

function writeStep(step: PlaybookStep): Readonly<Record<string, unknown>> {
  const { name, description } = step
  if (step.kind === 'end') return { type: 'end', name, ...(description === '' ? {} : { description }) }
  if (step.kind === 'decision') {
    const extension = { safety_class: 'observe', lane: step.lane, role: step.role }
    return {
      ...{ type: 'if-condition', name, description, condition: step.condition },
      ...{ on_true: step.onTrue, on_false: step.onFalse, step_extensions: { [SAFETY_EXTENSION]: extension } },
    }
  }
  const extension = { safety_class: step.safety, lane: step.lane, role: step.role }
  return {
    ...{ type: 'action', name, description, on_completion: step.next },
    commands: step.commands.map((command) => ({ type: 'manual', command })),
    step_extensions: { [SAFETY_EXTENSION]: extension },
  }
}

/** Faults name the step. What we cannot run step by step (loops, parallel branches, switches, playbooks in playbooks) is a fault. */
export function readCacao(
  value: unknown,
): Result<Playbook, { readonly code: 'playbooks.faults'; readonly faults: readonly CacaoFault[] }> {
  const parsed = Document.safeParse(value)
  if (!parsed.success)
    return refuse({
      code: 'playbooks.faults',
      faults: parsed.error.issues
        .slice(0, 50)
        .map(({ path, message }) => ({ place: path.join('.') || 'playbook', message })),
    })
  const { workflow, workflow_start, ...about } = parsed.data
  const faults: CacaoFault[] = []
  const steps = Object.entries(workflow).flatMap(([id, step]) => readStep(id, step, faults))
  const known = new Set(steps.map(({ id }) => id))
  const first = workflow[workflow_start]
  const start = first?.type === 'start' ? first.on_completion : undefined
  if (start === undefined || !known.has(start))
    faults.push({ place: 'workflow_start', message: 'names no start step that leads to a step' })
  for (const step of steps)
    for (const [place, next] of nextsOf(step))
      if (!known.has(next))
        faults.push({
          place: `workflow.${step.id}.${place}`,
          message: `leads to ${next.slice(0, 80)}, which is not there`,
        })
  if (faults.length === 0 && start !== undefined) faults.push(...circles(start, steps))
  if (faults.length > 0 || start === undefined) return refuse({ code: 'playbooks.faults', faults })
  const labels = about.labels ?? []
  const model = (['integrated', 'federated', 'hybrid'] as const).find((one) => labels.includes(one)) ?? null
  return accept({
    id: about.id,
    name: about.name,
    description: about.description ?? '',
    scenario: labels.find((label) => /^XD-\d{2}$/.test(label)) ?? null,
    model,
    severity: severityOf(about.severity ?? 0),
    start,
    steps,
  })
}

function readStep(id: string, step: z.infer<typeof Step>, faults: CacaoFault[]): PlaybookStep[] {
  const about = { id, name: step.name ?? id, description: step.description ?? '' }
  const found = Extension.safeParse(step.step_extensions?.[SAFETY_EXTENSION])
  const { lane = 'ot', role = 'ot-lead' } = found.success ? found.data : {}
  const missing = (place: string): PlaybookStep[] => {
    faults.push({ place: `workflow.${id}.${place}`, message: 'is missing' })
    return []
  }
  switch (step.type) {
    case 'start':
      return []
    case 'end':
      return [{ kind: 'end', ...about }]
    case 'action': {
      const next = step.on_completion ?? step.on_success
      if (next === undefined) return missing('on_completion')
      // No class: nobody has said that it leaves the plant alone.
      const safety = found.success ? found.data.safety_class : 'ot-touch'
      const commands = (step.commands ?? []).map(({ type, command, description }) => {
        const text = command ?? description ?? ''
        return type === 'manual' ? text : `${type}: ${text}`
      })
      return [{ kind: 'action', ...about, lane, role, safety, commands, next }]
    }
    case 'if-condition': {
      if (step.on_true === undefined) return missing('on_true')
      const onFalse = step.on_false ?? step.on_completion
      if (onFalse === undefined) return missing('on_false')
      return [
        { kind: 'decision', ...about, lane, role, condition: step.condition ?? '', onTrue: step.on_true, onFalse },
      ]
    }
    default:
      faults.push({
        place: `workflow.${id}.type`,
        message: `${step.type.slice(0, 40)} cannot be run step by step here; write it as actions and conditions`,
      })
      return []
  }
}

function nextsOf(step: PlaybookStep): readonly (readonly [string, string])[] {
  if (step.kind === 'end') return []
  if (step.kind === 'action') return [['on_completion', step.next]]
  return [
    ['on_true', step.onTrue],
    ['on_false', step.onFalse],
  ]
}

/** A run must end: no step leads back to itself. */
function circles(start: string, steps: readonly PlaybookStep[]): readonly CacaoFault[] {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const done = new Set<string>()
  const open = new Set<string>()
  const stack: { readonly id: string; readonly isLeft: boolean }[] = [{ id: start, isLeft: false }]
  while (stack.length > 0) {
    const { id, isLeft } = stack.pop()!
    if (isLeft) {
      open.delete(id)
      done.add(id)
      continue
    }
    if (done.has(id)) continue
    if (open.has(id)) return [{ place: `workflow.${id}`, message: 'leads back to itself' }]
    open.add(id)
    stack.push({ id, isLeft: true })
    for (const [, next] of nextsOf(byId.get(id)!)) {
      if (open.has(next)) return [{ place: `workflow.${id}`, message: `leads back to ${next.slice(0, 80)}` }]
      stack.push({ id: next, isLeft: false })
    }
  }
  return []
}

function severityOf(value: number): 1 | 2 | 3 | 4 {
  if (value >= 80) return 1
  if (value >= 60) return 2
  return value >= 30 ? 3 : 4
}
