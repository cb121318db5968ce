// One match judged: grade, place in the queue, when and how to act, with every fact that it stands on.
import type { State } from '@penstock/model/history'
import {
  type DeviceContext,
  decideSsvc,
  type Grade,
  type IdentityFact,
  type KnownContext,
  type KnownDevice,
  queueRank,
  type SsvcAnswer,
  type SsvcTables,
  type TrailFact,
  type VulnerabilityMatch,
} from '@penstock/model/vulnerabilities'
import type { FeedSnapshot, KnownAdvisory } from './feed-snapshot.ts'

export interface JudgedBody {
  readonly grade: Grade
  readonly rank: number
  readonly title: string
  readonly advisoryVersion: string
  readonly cves: readonly string[]
  readonly range: string
  readonly fixedIn: readonly string[]
  readonly remedy: VulnerabilityMatch['remedy']
  readonly trail: readonly TrailFact[]
  readonly isKnownExploited: boolean
  readonly isSafetyLinked: boolean | null
  readonly conduitsFromOutside: StoredContext['conduitsFromOutside']
  readonly ssvc: Pick<SsvcAnswer, 'cve' | 'when' | 'cisa' | 'bod2604' | 'how' | 'trail'> | null
  readonly plantFacts: readonly TrailFact[]
  readonly identity: readonly IdentityFact[]
}

/** A context as JSON keeps it, where no number is without end. */
export interface StoredContext extends Omit<DeviceContext, 'conduitsFromOutside'> {
  readonly conduitsFromOutside: number | 'none' | null
  readonly facts: readonly TrailFact[]
}

export function storedContext({ context, facts }: KnownContext): StoredContext {
  const { conduitsFromOutside: conduits } = context
  return { ...context, conduitsFromOutside: conduits === Number.POSITIVE_INFINITY ? 'none' : conduits, facts }
}

export function judgeMatch(
  match: VulnerabilityMatch,
  advisory: KnownAdvisory,
  { facts: identity }: KnownDevice,
  known: KnownContext,
  { kev }: Pick<FeedSnapshot, 'kev'>,
  tables: SsvcTables,
): JudgedBody {
  const { grade, advisoryVersion, cves, range, fixedIn, remedy, trail } = match
  const isExploited = (cve: string): boolean => kev?.byCve.has(cve) === true
  const isKnownExploited = cves.some(isExploited)
  const { context, facts: plantFacts } = known
  const weaknesses = advisory.weaknesses.filter(({ id }) => cves.includes(id))
  const answer = decideSsvc(tables, match, weaknesses, isExploited, context)
  return {
    grade,
    rank: queueRank({ grade, isKnownExploited, ssvc: answer, context }),
    title: advisory.title,
    advisoryVersion,
    cves,
    range,
    fixedIn,
    remedy,
    trail,
    isKnownExploited,
    isSafetyLinked: context.isSafetyLinked,
    conduitsFromOutside: storedContext(known).conduitsFromOutside,
    ssvc:
      answer === null
        ? null
        : {
            cve: answer.cve,
            when: answer.when,
            cisa: answer.cisa,
            bod2604: answer.bod2604,
            how: answer.how,
            trail: answer.trail,
          },
    plantFacts,
    identity,
  }
}

/** The same as the history keeps it. */
export function stateOfBody(body: JudgedBody): State {
  return JSON.parse(JSON.stringify(body)) as State
}
