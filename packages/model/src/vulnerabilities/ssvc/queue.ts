// The order in which an OT team looks at matches: safety first, then what is exploited, what can be reached, what SSVC says, and only
// then how sure the match is. EPSS is told beside it and never lowers anything.
import { GRADES, type Grade } from '../match/match.ts'
import { type SsvcAnswer, urgencyOf } from './decide.ts'
import type { DeviceContext } from './inputs.ts'

export interface QueueEntry {
  readonly grade: Grade
  readonly isKnownExploited: boolean
  readonly ssvc: Pick<SsvcAnswer, 'when' | 'cisa'> | null
  readonly context: Pick<DeviceContext, 'isSafetyLinked' | 'conduitsFromOutside'>
}

/** Conduits within which something counts as reachable. */
const NEAR = 2

/** Negative when `a` comes first. What is decided not affected comes last. */
export function compareInQueue(a: QueueEntry, b: QueueEntry): number {
  return queueRank(a) - queueRank(b)
}

/** The place in the queue as one number of 0 or more, so that a store can sort by it: the lower comes first. */
export function queueRank({ grade, isKnownExploited, ssvc, context }: QueueEntry): number {
  const steps = [
    step(grade !== 'N'),
    step(context.isSafetyLinked === true),
    step(isKnownExploited),
    // Unknown reach counts as near: nothing is put last because nobody looked.
    step((context.conduitsFromOutside ?? 0) <= NEAR),
    { of: URGENCIES + 1, at: ssvc === null ? 0 : urgencyOf(ssvc) + 1 },
    { of: GRADES.length, at: GRADES.length - 1 - GRADES.indexOf(grade) },
  ]
  return steps.reduce((rank, { of, at }) => rank * of + (of - 1 - at), 0)
}

/** How many there are of `urgencyOf`. */
const URGENCIES = 16

function step(isSo: boolean): { readonly of: number; readonly at: number } {
  return { of: 2, at: Number(isSo) }
}
