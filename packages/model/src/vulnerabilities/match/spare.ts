// What VEX spares: a weakness that its document calls harmless for a device is harmless in the advisories that it answers.
import { microsOfIso } from '@penstock/model/kernel'
import type { Advisory } from '../advisory.ts'
import type { VulnerabilityMatch } from './match.ts'

/** A weakness that a document says does not concern one device. */
export interface Spared {
  readonly cve: string
  /** What was said, of which product. */
  readonly fact: string
}

/** One advisory held against one device: the match, and what the document spares. */
export interface JudgedAdvisory {
  readonly advisory: Advisory
  readonly match: VulnerabilityMatch
  readonly spared: readonly Spared[]
}

interface Statement extends Spared {
  readonly vex: Advisory
}

/**
 * The matches of one device without what VEX spares. A statement counts against advisories that were last revised before it; against a
 * later revision it is told, and spares nothing: the publisher may have learned more since.
 */
export function withoutSpared(judged: readonly JudgedAdvisory[]): readonly VulnerabilityMatch[] {
  const statements = judged.flatMap(({ advisory: vex, spared }) =>
    vex.isVex ? spared.map((one) => ({ ...one, vex })) : [],
  )
  if (statements.length === 0) return judged.map(({ match }) => match)
  return judged.map(({ advisory, match }) =>
    advisory.isVex || match.grade === 'N' ? match : answered(advisory, match, statements),
  )
}

function answered(advisory: Advisory, match: VulnerabilityMatch, statements: readonly Statement[]): VulnerabilityMatch {
  const about = statements.filter(({ cve }) => match.cves.includes(cve))
  if (about.length === 0) return match
  const counting = about.filter(({ vex }) => isNoOlder(vex.currentDate, advisory.currentDate))
  const spared = new Set(counting.map(({ cve }) => cve))
  const cves = match.cves.filter((cve) => !spared.has(cve))
  const told = about.map((one) => ({
    fact: `${one.fact}${counting.includes(one) ? '' : '; the advisory was revised since, so it stays'}`,
    source: `VEX ${one.vex.id} by ${one.vex.publisher}, ${one.vex.currentDate.slice(0, 10)}, ${one.cve}`,
  }))
  const isWhole = cves.length === 0
  return {
    ...match,
    grade: isWhole ? 'N' : match.grade,
    cves: isWhole ? match.cves : cves,
    trail: [...match.trail, ...told],
  }
}

/** A date that cannot be read is older than any. */
function isNoOlder(one: string, other: string): boolean {
  const [at, revisedAt] = [microsOfIso(one), microsOfIso(other)]
  return at !== null && (revisedAt === null || at >= revisedAt)
}
