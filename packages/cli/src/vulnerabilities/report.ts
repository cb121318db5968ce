// What `vulnerabilities match` gives: matches in the order in which an OT team looks at them, with KEV, EPSS and SSVC beside.
import {
  type Advisory,
  compareInQueue,
  decideSsvc,
  type EpssScores,
  type KevCatalogue,
  type SsvcAnswer,
  type SsvcTables,
  type TrailFact,
  UNKNOWN_CONTEXT,
  type VulnerabilityMatch,
} from '@penstock/model/vulnerabilities'

export interface Feeds {
  readonly kev: KevCatalogue | null
  readonly epss: EpssScores | null
}

export interface MatchRow extends Omit<VulnerabilityMatch, 'trail'> {
  readonly trail: readonly string[]
  readonly kev: boolean
  /** Highest of its CVEs: a hint with a date, never a reason to put it lower. */
  readonly epss: { readonly cve: string; readonly probability: number; readonly scoredOn: string | null } | null
  readonly ssvc: (Omit<SsvcAnswer, 'trail'> & { readonly trail: readonly string[] }) | null
}

export interface MatchReport {
  readonly matches: readonly MatchRow[]
}

export function matchReport(
  matches: readonly VulnerabilityMatch[],
  advisories: readonly Advisory[],
  { kev, epss }: Feeds,
  tables: SsvcTables,
): MatchReport {
  const byId = new Map(advisories.map((advisory) => [advisory.id, advisory]))
  const isExploited = (cve: string) => kev?.byCve.has(cve) === true
  const rows = matches.map((match): MatchRow => {
    const weaknesses = byId.get(match.advisoryId)!.weaknesses.filter(({ id }) => match.cves.includes(id))
    const ssvc = decideSsvc(tables, match, weaknesses, isExploited, UNKNOWN_CONTEXT)
    return {
      ...match,
      trail: match.trail.map(factText),
      kev: match.cves.some(isExploited),
      epss: highestEpss(match.cves, epss),
      ssvc: ssvc === null ? null : { ...ssvc, trail: ssvc.trail.map(factText) },
    }
  })
  const entryOf = ({ grade, kev: isKnownExploited, ssvc }: MatchRow) => ({
    grade,
    isKnownExploited,
    ssvc,
    context: UNKNOWN_CONTEXT,
  })
  return { matches: rows.toSorted((a, b) => compareInQueue(entryOf(a), entryOf(b))) }
}

export function reportText(
  { matches }: MatchReport,
  { assets, advisories }: { readonly assets: number; readonly advisories: number },
): string {
  const count = (grade: string) => matches.filter((one) => one.grade === grade).length
  const told = matches.filter(({ grade }) => grade !== 'N')
  return [
    `${assets} assets, ${advisories} advisories: ${count('A') + count('B')} affected (A ${count('A')}, B ${count('B')}), ${count('C')} to check, ${count('N')} not affected`,
    ...told.flatMap(rowLines),
    '',
  ].join('\n')
}

const WORDS = { A: 'affected', B: 'affected', C: 'check', N: 'not affected' }

function rowLines(row: MatchRow): readonly string[] {
  const fix = row.fixedIn.length === 0 ? '' : `; fixed in ${row.fixedIn.join(', ')}`
  const when = row.ssvc === null ? '' : `; ${row.ssvc.when}, ${row.ssvc.how}`
  return [
    `${row.grade} ${row.assetId} ${row.advisoryId}: ${WORDS[row.grade]}${row.kev ? ', known exploited' : ''} (${row.cves.join(', ')})${when}${fix}`,
    ...row.trail.map((fact) => `    ${fact}`),
  ]
}

function factText({ fact, source }: TrailFact): string {
  return `${fact} [${source}]`
}

function highestEpss(cves: readonly string[], epss: EpssScores | null): MatchRow['epss'] {
  let highest: MatchRow['epss'] = null
  for (const cve of cves) {
    const probability = epss?.byCve.get(cve)
    if (probability === undefined || probability <= (highest?.probability ?? -1)) continue
    highest = { cve, probability, scoredOn: epss?.scoredOn ?? null }
  }
  return highest
}
