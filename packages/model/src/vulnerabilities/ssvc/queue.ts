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
  const [ours, theirs] = [keyOf(a), keyOf(b)]
  for (let at = 0; at < ours.length; at += 1) {
    const step = theirs[at]! - ours[at]!
    if (step !== 0) return step
  }
  return 0
}

function keyOf({ grade, isKnownExploited, ssvc, context }: QueueEntry): readonly number[] {
  return [
    Number(grade !== 'N'),
    Number(context.isSafetyLinked === true),
    Number(isKnownExploited),
    // Unknown reach counts as near: nothing is put last because nobody looked.
    Number((context.conduitsFromOutside ?? 0) <= NEAR),
    ssvc === null ? -1 : urgencyOf(ssvc),
    GRADES.length - GRADES.indexOf(grade),
  ]
}
