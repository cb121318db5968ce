// Revisions of advisories: the latest counts, the others stay as history, so that "why was this not shown in March?" has an answer.
import type { Advisory } from '../advisory.ts'

/** The latest revision of each advisory, without those that were withdrawn. */
export function currentAdvisories(advisories: readonly Advisory[]): readonly Advisory[] {
  return latest(advisories).filter(({ isWithdrawn }) => !isWithdrawn)
}

/** Revisions that a later one of the same advisory replaced. */
export function supersededAdvisories(advisories: readonly Advisory[]): readonly Advisory[] {
  const kept = new Set(latest(advisories))
  return advisories.filter((advisory) => !kept.has(advisory))
}

/** What stood on a day (ISO 8601): of each advisory the revision that was the latest one then. */
export function advisoriesAsOf(advisories: readonly Advisory[], on: string): readonly Advisory[] {
  return currentAdvisories(advisories.filter(({ currentDate }) => currentDate <= on))
}

function latest(advisories: readonly Advisory[]): readonly Advisory[] {
  const byId = new Map<string, Advisory>()
  for (const advisory of advisories) {
    const kept = byId.get(advisory.id)
    if (kept === undefined || isLater(advisory, kept)) byId.set(advisory.id, advisory)
  }
  return [...byId.values()]
}

function isLater(one: Advisory, other: Advisory): boolean {
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
