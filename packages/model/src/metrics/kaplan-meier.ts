// How long until it happens, when for some it has not happened yet: the product-limit estimate (Kaplan and Meier 1958). Whoever still waits
// counts as waiting for as long as was seen, and is never left out.

export interface Waited {
  /** Any unit, not below zero. */
  readonly time: number
  /** False while it has not happened: the time is what has passed so far. */
  readonly hasHappened: boolean
}

export interface SurvivalStep {
  readonly time: number
  readonly atRisk: number
  readonly happened: number
  /** Share that still waits after this time. */
  readonly waiting: number
}

/** One step for each time at which something happened. Who is censored at that very time counts as having been at risk. */
export function survivalOf(given: readonly Waited[]): readonly SurvivalStep[] {
  const ordered = given.toSorted((a, b) => a.time - b.time)
  const steps: SurvivalStep[] = []
  let waiting = 1
  for (let at = 0; at < ordered.length; ) {
    const { time } = ordered[at]!
    let next = at
    let happened = 0
    for (; next < ordered.length && ordered[next]!.time === time; next++) if (ordered[next]!.hasHappened) happened++
    const atRisk = ordered.length - at
    if (happened > 0) {
      waiting *= 1 - happened / atRisk
      steps.push({ time, atRisk, happened, waiting })
    }
    at = next
  }
  return steps
}

const HALF = 0.5 + 1e-12

/** The least time after which no more than half still wait; null while more than half do. */
export function medianOf(steps: readonly SurvivalStep[]): number | null {
  return steps.find(({ waiting }) => waiting <= HALF)?.time ?? null
}
