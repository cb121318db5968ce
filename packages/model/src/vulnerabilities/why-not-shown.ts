// Why an advisory was not shown for a device at an instant: held against what was published, what we had learned, and what the
// matcher makes of both.
import type { EpochMicros } from '@penstock/model/kernel'
import type { Advisory } from './advisory.ts'
import type { DeviceIdentity } from './asset.ts'
import type { Grade, TrailFact, VulnerabilityMatch } from './match/match.ts'
import { bestMatches, Matcher } from './match/matcher.ts'
import { currentAdvisories } from './match/revisions.ts'

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
 * runs on it, as they were at that moment on the same clock: null where it did not exist, none where nobody could say what it is. `vex`:
 * other documents that may spare what this one tells.
 */
export function whyNotShown(
  revisions: readonly KnownRevision[],
  products: readonly DeviceIdentity[] | null,
  at: EpochMicros,
  clock: 'held' | 'learned',
  vex: readonly KnownRevision[] = [],
): WhyNotShown {
  const published = revisions.filter(({ publishedAt }) => publishedAt <= at)
  const knownOf = (all: readonly KnownRevision[]) =>
    all.filter(({ publishedAt, learnedAt }) => (clock === 'held' ? publishedAt : learnedAt) <= at)
  const known = knownOf(revisions)
  const none = { grade: null, version: null, trail: [] }
  if (known.length === 0) return { ...none, code: published.length === 0 ? 'not-published' : 'not-imported' }
  if (products === null) return { ...none, code: 'device-unknown' }
  if (products.length === 0) return { ...none, code: 'not-identified' }
  const advisories = known.map(({ advisory }) => advisory)
  const standing = currentAdvisories(advisories)
  const matcher = new Matcher([...standing, ...knownOf(vex).map(({ advisory }) => advisory)])
  const match = bestMatches(
    matcher,
    products.map((identity) => ({ identity })),
  ).find(({ match: { advisoryId } }) => advisoryId === standing[0]?.id)?.match
  if (match === undefined) return { ...none, code: standing.length === 0 ? 'withdrawn' : 'no-product-of-it' }
  return { ...toldOf(match), code: match.grade === 'N' ? 'not-affected' : 'shown' }
}

function toldOf({ grade, advisoryVersion: version, trail }: VulnerabilityMatch) {
  return { grade, version, trail }
}
