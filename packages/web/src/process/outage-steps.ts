// An outage as a player shows it: the instants at which something changes, and who stands at each.
import type { LossView } from '@penstock/contract/process'

/** Hours at which a function stops or is back, in order; 0 is always one. */
export function stepsOf(losses: readonly LossView[]): readonly number[] {
  const hours = losses.flatMap((loss) =>
    loss.stops.flatMap(({ downH, upH }, at) => (isOpen(loss, at) ? [downH] : [downH, upH])),
  )
  return [...new Set([0, ...hours])].sort((a, b) => a - b)
}

/** Ids of the functions that stand at an hour; one that is back at it runs. */
export function standingAt(losses: readonly LossView[], hour: number): ReadonlySet<string> {
  return new Set(
    losses
      .filter((loss) => loss.stops.some(({ downH, upH }, at) => downH <= hour && (hour < upH || isOpen(loss, at))))
      .map(({ id }) => id),
  )
}

/** The first step at which most stand. */
export function worstStep(losses: readonly LossView[], steps: readonly number[]): number {
  let [worst, most] = [0, -1]
  for (const step of steps) {
    const { size } = standingAt(losses, step)
    if (size > most) [worst, most] = [step, size]
  }
  return worst
}

/** The last step that is not after the hour. */
export function stepAt(steps: readonly number[], hour: number): number {
  return Math.max(
    0,
    steps.findLastIndex((step) => step <= hour),
  )
}

/** Whether a stop goes on at the end of what was watched. */
export function isOpen({ stops, isDownAtHorizon }: LossView, at: number): boolean {
  return isDownAtHorizon && at === stops.length - 1
}
