// Revisions of advisories: the latest counts, the others stay as history, so that "why was this not shown in March?" has an answer.
import type { Advisory } from '../advisory.ts'

/** The latest revision of each advisory, without those that were withdrawn. */
export function currentAdvisories(advisories: readonly Advisory[]): readonly Advisory[] {
  return latestRevisions(advisories).filter(({ isWithdrawn }) => !isWithdrawn)
}

/** Revisions that a later one of the same advisory replaced. */
export function supersededAdvisories(advisories: readonly Advisory[]): readonly Advisory[] {
  const kept = new Set(latestRevisions(advisories))
  return advisories.filter((advisory) => !kept.has(advisory))
}

/** What stood on a day (ISO 8601): of each advisory the revision that was the latest one then. */
export function advisoriesAsOf(advisories: readonly Advisory[], on: string): readonly Advisory[] {
  return currentAdvisories(advisories.filter(({ currentDate }) => currentDate <= on))
}

/** By what revisions of one advisory are put in order. */
export type RevisionMark = Pick<Advisory, 'id' | 'version' | 'currentDate'>

/** Of each advisory its latest revision, withdrawn or not. */
export function latestRevisions<One extends RevisionMark>(revisions: readonly One[]): readonly One[] {
  const byId = new Map<string, One>()
  for (const revision of revisions) {
    const kept = byId.get(revision.id)
    if (kept === undefined || isLater(revision, kept)) byId.set(revision.id, revision)
  }
  return [...byId.values()]
}

function isLater(one: RevisionMark, other: RevisionMark): boolean {
  const order = orderOfNumbers(one.version, other.version)
  return order > 0 || (order === 0 && one.currentDate > other.currentDate)
}

/** CSAF versions are whole numbers or SemVer. */
function orderOfNumbers(one: string, other: string): number {
  const [ours, theirs] = [one, other].map((text) => text.split(/[.+-]/).map((part) => Number.parseInt(part, 10) || 0))
  for (let at = 0; at < Math.max(ours!.length, theirs!.length); at += 1) {
    const step = (ours![at] ?? 0) - (theirs![at] ?? 0)
    if (step !== 0) return step
  }
  return 0
}
