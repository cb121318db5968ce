// What detectors are worth: precision and recall, each with the interval that its number of cases allows, and the time that is left before
// the process feels it.

export interface Share {
  readonly hits: number
  readonly of: number
}

/** Wilson's interval of a share at 95 %; null of nothing. Wilson 1927. */
export function wilson({ hits, of }: Share): { readonly low: number; readonly high: number } | null {
  if (of === 0) return null
  const z = 1.959_963_984_540_054
  const share = hits / of
  const middle = share + (z * z) / (2 * of)
  const width = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))
  const whole = 1 + (z * z) / of
  return { low: Math.max(0, (middle - width) / whole), high: Math.min(1, (middle + width) / whole) }
}

/** Of one episode, as it went. */
export interface Outcome {
  readonly name: string
  readonly expects: readonly string[]
  /** Rules that spoke of it, with how long before the process left its safe bounds; null where it did not. */
  readonly spoke: ReadonlyMap<string, { readonly leadS: number | null }>
  /** Rules that spoke of what they should not have. */
  readonly wrong: readonly string[]
  readonly details: readonly { readonly rule: string; readonly values: Readonly<Record<string, string | number>> }[]
  /** Seconds from its begin to harm; null where there was none. */
  readonly harmS: number | null
}

export interface RuleScore {
  readonly rule: string
  readonly positives: number
  readonly truePositives: number
  readonly falsePositives: number
  readonly falseNegatives: number
  readonly leadsS: readonly number[]
  /** Episodes that did harm, and those of them in which it spoke before. */
  readonly beforeHarm: Share
  /** The same of the episodes in which the harm came later than a detector can speak. */
  readonly beforeHarmWherePossible: Share
}

/** `slowestS`: what passes at most between a packet and its detection. */
export function scoreOf(rule: string, outcomes: readonly Outcome[], slowestS: number): RuleScore {
  const wanted = outcomes.filter(({ expects }) => expects.includes(rule))
  const found = wanted.filter(({ spoke }) => spoke.has(rule))
  const harmful = wanted.filter(({ harmS }) => harmS !== null)
  const isBefore = ({ spoke }: Outcome): boolean => (spoke.get(rule)?.leadS ?? -1) > 0
  const possible = harmful.filter(({ harmS }) => (harmS ?? 0) > slowestS)
  return {
    rule,
    positives: wanted.length,
    truePositives: found.length,
    falsePositives: outcomes.reduce((sum, { wrong }) => sum + wrong.filter((one) => one === rule).length, 0),
    falseNegatives: wanted.length - found.length,
    leadsS: found.flatMap(({ spoke }) => spoke.get(rule)?.leadS ?? []).sort((a, b) => a - b),
    beforeHarm: { hits: harmful.filter(isBefore).length, of: harmful.length },
    beforeHarmWherePossible: { hits: possible.filter(isBefore).length, of: possible.length },
  }
}

export function medianOf(sorted: readonly number[]): number | null {
  const middle = sorted.length / 2
  if (sorted.length === 0) return null
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
