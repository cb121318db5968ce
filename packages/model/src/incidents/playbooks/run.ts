// One run of a playbook in a case: which step stands next, what was done, decided or refused at each, when and by whom.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { z } from 'zod'
import {
  judgeStep,
  type Playbook,
  type PlaybookLane,
  type PlaybookStep,
  type StepContext,
  type StepRefusal,
} from './playbook.ts'

export const StepOutcome = z.enum(['done', 'yes', 'no', 'skipped', 'refused', 'handed'])
export type StepOutcome = z.infer<typeof StepOutcome>

export interface StepRun {
  readonly step: string
  readonly outcome: StepOutcome
}

export type RunRefusal =
  | StepRefusal
  | { readonly code: 'playbooks.not-next'; readonly next: string | null }
  | { readonly code: 'playbooks.other-lane'; readonly lane: PlaybookLane }
  | { readonly code: 'playbooks.wrong-outcome' }
  | { readonly code: 'playbooks.reason-needed' }
  | { readonly code: 'playbooks.no-handoff' }

/** The step that stands next; null once the run has ended. */
export function nextStep(playbook: Playbook, runs: readonly StepRun[]): Exclude<PlaybookStep, { kind: 'end' }> | null {
  let at = playbook.start
  for (const { step, outcome } of runs) {
    const found = playbook.steps.find(({ id }) => id === step)
    if (found === undefined || found.id !== at || found.kind === 'end') return null
    at = found.kind === 'action' ? found.next : outcome === 'yes' ? found.onTrue : found.onFalse
  }
  const next = playbook.steps.find(({ id }) => id === at)
  return next === undefined || next.kind === 'end' ? null : next
}

export interface RunContext extends StepContext {
  readonly lanes: readonly PlaybookLane[]
  /** The handoff of this case that the step goes with was sent. */
  readonly isHanded: boolean
  /** Both domains have a part in the case: in one team a lane is assigned, and needs no handoff. */
  readonly isJoint: boolean
}

/** Whether this may be recorded of the step that stands next. `refused` is what the rules said no to; the run goes on without it. */
export function judgeRun(
  playbook: Playbook,
  runs: readonly StepRun[],
  given: { readonly step: string; readonly outcome: StepOutcome; readonly note: string },
  context: RunContext,
): Result<true, RunRefusal> {
  const next = nextStep(playbook, runs)
  if (next === null || next.id !== given.step) return refuse({ code: 'playbooks.not-next', next: next?.id ?? null })
  if (given.outcome === 'skipped')
    return given.note.trim() === '' ? refuse({ code: 'playbooks.reason-needed' }) : accept(true)
  if (given.outcome === 'handed') return judgeHanded(playbook, next.lane, context)
  if (!context.lanes.includes(next.lane)) return refuse({ code: 'playbooks.other-lane', lane: next.lane })
  if (next.kind === 'decision')
    return given.outcome === 'yes' || given.outcome === 'no'
      ? accept(true)
      : refuse({ code: 'playbooks.wrong-outcome' })
  if (given.outcome === 'refused') {
    const judged = judgeStep(next, context)
    return judged.ok ? refuse({ code: 'playbooks.wrong-outcome' }) : accept(true)
  }
  return given.outcome === 'done' ? judgeStep(next, context) : refuse({ code: 'playbooks.wrong-outcome' })
}

/** A step of the other lane goes over: by a handoff that was sent, or within one team by the joint case. */
function judgeHanded({ model }: Playbook, lane: PlaybookLane, context: RunContext): Result<true, RunRefusal> {
  if (context.lanes.includes(lane)) return refuse({ code: 'playbooks.wrong-outcome' })
  const isAssigned = model === 'integrated' && context.isJoint
  return context.isHanded || isAssigned ? accept(true) : refuse({ code: 'playbooks.no-handoff' })
}
