// Why an advisory was not shown for a device at an instant: held against what was published, what we had learned, and what the
// matcher makes of both.
import type { EpochMicros } from '@penstock/model/kernel'
import type { Advisory } from './advisory.ts'
import type { DeviceIdentity } from './asset.ts'
import type { Grade, TrailFact, VulnerabilityMatch } from './match/match.ts'
import { bestMatches, Matcher } from './match/matcher.ts'

export interface KnownRevision {
  readonly advisory: Advisory
  readonly publishedAt: EpochMicros
  readonly learnedAt: EpochMicros
}

export type WhyCode =
  | 'shown'
  | 'not-affected'
  | 'not-published'
  | 'not-imported'
  | 'withdrawn'
  | 'device-unknown'
  | 'not-identified'
  | 'no-product-of-it'

export interface WhyNotShown {
  readonly code: WhyCode
  readonly grade: Grade | null
  /** The revision that counted; null where there was none. */
  readonly version: string | null
  readonly trail: readonly TrailFact[]
}

/**
 * `learned` asks what we could know at the instant, `held` what was published by then, as known today. `products` are the device and what
 * runs on it, as they were at that moment on the same clock: null where it did not exist, none where nobody could say what it is.
 */
export function whyNotShown(
  revisions: readonly KnownRevision[],
  products: readonly DeviceIdentity[] | null,
  at: EpochMicros,
  clock: 'held' | 'learned',
): WhyNotShown {
  const published = revisions.filter(({ publishedAt }) => publishedAt <= at)
  const known = clock === 'held' ? published : revisions.filter(({ learnedAt }) => learnedAt <= at)
  const none = { grade: null, version: null, trail: [] }
  if (known.length === 0) return { ...none, code: published.length === 0 ? 'not-published' : 'not-imported' }
  if (products === null) return { ...none, code: 'device-unknown' }
  if (products.length === 0) return { ...none, code: 'not-identified' }
  const advisories = known.map(({ advisory }) => advisory)
  const matcher = new Matcher(advisories)
  const match = bestMatches(
    matcher,
    products.map((identity) => ({ identity })),
  )[0]?.match
  if (match === undefined) return { ...none, code: matcher.advisories === 0 ? 'withdrawn' : 'no-product-of-it' }
  return { ...toldOf(match), code: match.grade === 'N' ? 'not-affected' : 'shown' }
}

function toldOf({ grade, advisoryVersion: version, trail }: VulnerabilityMatch) {
  return { grade, version, trail }
}
