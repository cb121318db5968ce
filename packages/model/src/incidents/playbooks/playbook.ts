// A playbook: steps in lanes, each with the class of what it does to the plant. What the classes mean is decided here and nowhere else.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { z } from 'zod'

/** From looking to touching, in this order. */
export const SafetyClass = z.enum(['observe', 'contact', 'it-contain', 'conduit-contain', 'ot-touch', 'safety-system'])
export type SafetyClass = z.infer<typeof SafetyClass>

/** Whose people do it; the central team has a lane in the hybrid model alone. */
export const PlaybookLane = z.enum(['it', 'ot', 'central', 'joint'])
export type PlaybookLane = z.infer<typeof PlaybookLane>

interface StepBase {
  readonly id: string
  readonly name: string
  readonly description: string
}
export interface ActionStep extends StepBase {
  readonly kind: 'action'
  readonly lane: PlaybookLane
  /** Who does it, in the words of the organisation. */
  readonly role: string
  readonly safety: SafetyClass
  /** What to do, as written; a command of a kind that runs by itself elsewhere is shown and done by people. */
  readonly commands: readonly string[]
  readonly next: string
}
/** A question that a person answers. */
export interface DecisionStep extends StepBase {
  readonly kind: 'decision'
  readonly condition: string
  readonly lane: PlaybookLane
  readonly role: string
  readonly onTrue: string
  readonly onFalse: string
}
export interface EndStep extends StepBase {
  readonly kind: 'end'
}
export type PlaybookStep = ActionStep | DecisionStep | EndStep

export interface Playbook {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly scenario: string | null
  readonly model: 'integrated' | 'federated' | 'hybrid' | null
  readonly severity: 1 | 2 | 3 | 4
  readonly start: string
  readonly steps: readonly PlaybookStep[]
}

/** What an action would be done to. */
export interface Target {
  readonly asset: string
  readonly role: string | null
  /** Tags of the register or of people. */
  readonly tags: readonly string[]
}

export type StepRefusal =
  | { readonly code: 'playbooks.safety-system' }
  | { readonly code: 'playbooks.no-change-gate' }
  | { readonly code: 'playbooks.ot-lead' }
  | { readonly code: 'playbooks.no-agreement' }
  | { readonly code: 'playbooks.no-island-mode' }
  | { readonly code: 'playbooks.never-isolated'; readonly asset: string; readonly why: NeverIsolated }

export type NeverIsolated = 'controller' | 'safety-system' | 'view-only-hmi' | 'life-safety'

/** Who agreed to a touch of OT, and how it is undone. */
export const Agreement = z.strictObject({
  /** The process owner, by name or post. */
  owner: z.string().trim().min(1).max(200),
  rollback: z.string().trim().min(1).max(2000),
})
export type Agreement = z.infer<typeof Agreement>

export interface StepContext {
  readonly islandMode: string | null
  readonly targets: readonly Target[]
  /** Whoever records it leads OT. Left out where nobody records what people did: then what touches OT waits for the change gate. */
  readonly isOtLead?: boolean
  readonly agreement?: Agreement | null
}

/**
 * Whether a step may be recorded as done by people; Penstock itself does none. A safety system is never acted on from here; what touches OT is
 * recorded by an OT lead, with the process owner who agreed and a named rollback; a conduit is closed only where island mode was agreed on;
 * and some hosts are never isolated.
 */
export function judgeStep(step: Pick<ActionStep, 'safety'>, context: StepContext): Result<true, StepRefusal> {
  switch (step.safety) {
    case 'observe':
    case 'contact':
      return accept(true)
    case 'it-contain':
      for (const target of context.targets) {
        const why = neverIsolated(target)
        if (why !== null) return refuse({ code: 'playbooks.never-isolated', asset: target.asset, why })
      }
      return accept(true)
    case 'conduit-contain':
      return (context.islandMode ?? '').trim() === '' ? refuse({ code: 'playbooks.no-island-mode' }) : accept(true)
    case 'ot-touch':
      if (context.isOtLead === undefined) return refuse({ code: 'playbooks.no-change-gate' })
      if (!context.isOtLead) return refuse({ code: 'playbooks.ot-lead' })
      return (context.agreement ?? null) === null ? refuse({ code: 'playbooks.no-agreement' }) : accept(true)
    case 'safety-system':
      return refuse({ code: 'playbooks.safety-system' })
  }
}

const CONTROLLERS: ReadonlySet<string> = new Set([
  'controller',
  'plc',
  'dcs-controller',
  'package-controller',
  'rtu',
  'protection-relay',
  'drive',
  'io-device',
  'machine',
])
const SAFETY: ReadonlySet<string> = new Set(['safety-controller', 'safety-comm', 'safety-engineering-workstation'])
const VIEW: ReadonlySet<string> = new Set(['hmi', 'hmi-server', 'operator-station', 'scada', 'data-display'])
const LIFE: ReadonlySet<string> = new Set(['life-safety', 'fire', 'gas-detection', 'patient', 'access-control'])

/** Why a host is never isolated; null where it may be. An HMI counts as the only view unless somebody tagged it `other-view`. */
export function neverIsolated({ role, tags }: Target): NeverIsolated | null {
  const names = [...(role === null ? [] : [role]), ...tags]
  if (names.some((name) => SAFETY.has(name) || name === 'sis')) return 'safety-system'
  if (names.some((name) => LIFE.has(name))) return 'life-safety'
  if (names.some((name) => CONTROLLERS.has(name))) return 'controller'
  if (names.some((name) => VIEW.has(name)) && !tags.includes('other-view')) return 'view-only-hmi'
  return null
}
