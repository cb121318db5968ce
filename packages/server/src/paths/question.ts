// What is asked of the thread that searches, and what it answers: plain data, so that it passes between threads.
import type {
  ChokePointView,
  ConduitThreatView,
  CutView,
  FactView,
  GoalStateView,
  GoalView,
  PathView,
} from '@penstock/contract/paths'
import type { SupportStanding, Unsupported } from '@penstock/model/paths'

/** Beside the lists of the plant file: what advisories say of its assets. */
export const WEAKNESSES = 'matched advisories'
/** Beside them: how devices stand by what sensors saw, with their addresses. */
export const STANDINGS = 'observed standings'

export interface Questions {
  readonly goals: { readonly without: readonly string[] }
  readonly to: { readonly goal: string; readonly without: readonly string[] }
  readonly threats: Record<string, never>
  readonly unsupported: { readonly assets: readonly Unsupported[] }
}

export interface Answers {
  readonly goals: {
    readonly without: FactView[]
    readonly goals: GoalStateView[]
    readonly counts: { readonly facts: number; readonly reach: number; readonly rules: number; readonly starts: number }
    readonly limits: string[]
  }
  readonly to: {
    readonly goal: GoalView
    readonly isReached: boolean
    readonly paths: PathView[]
    readonly total: number
    readonly chokePoints: ChokePointView[]
    readonly cuts: CutView[]
    readonly equals: string[][]
    /** Without the id of the asset in the register, which the thread does not know. */
    readonly assets: { readonly id: string; readonly name: string; readonly zone: string | null }[]
    readonly limits: string[]
  }
  readonly threats: {
    readonly threats: ConduitThreatView[]
    readonly unknown: { readonly conduit: string; readonly protocol: string }[]
  }
  readonly unsupported: { readonly standings: readonly SupportStanding[] }
}
