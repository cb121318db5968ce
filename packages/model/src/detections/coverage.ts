// How far rules cover the techniques of ATT&CK at the sites of one domain. A rule by itself covers nothing: it runs, it was seen to meet what it is
// for, and the data that it asks arrives. Follows the coverage metric of the SOC design, §10.
import type { LogSource } from '@penstock/model/events'
import type { EpochMicros } from '@penstock/model/kernel'
import { runsOn } from './engine/engine.ts'
import type { Condition, SigmaRule } from './rule/rule.ts'

/** What a rule asks of what arrives: events of a source and, where it names them, of one of these protocols. */
export interface DataNeed extends LogSource {
  readonly protocols: readonly string[] | null
}

/** Events of one kind that arrived at a site, and when the latest of them happened. */
export interface ArrivedData extends LogSource {
  readonly site: string
  readonly protocol: string | null
  readonly lastAt: EpochMicros
}

export interface CoveringRule {
  readonly id: string
  readonly techniques: readonly string[]
  readonly isInForce: boolean
  /** When it was last seen to meet what it is for; null for never, or for another text of it. */
  readonly testedAt: EpochMicros | null
  /** All of them must arrive; a rule without any is never taken as given what it asks. */
  readonly needs: readonly DataNeed[]
}

export interface CoverageQuestion {
  readonly techniques: readonly { readonly id: string; readonly shownBy: readonly LogSource[] }[]
  readonly rules: readonly CoveringRule[]
  readonly arrived: readonly ArrivedData[]
  readonly sites: readonly string[]
  /** Data that came before no longer arrives. */
  readonly dataSince: EpochMicros
  /** A test of before no longer counts. */
  readonly testedSince: EpochMicros
}

/**
 * Strongest first. `covered`: a rule in force that was tested has its data. `untested`: a rule in force has its data, and none of those was
 * tested. `no-data`: rules in force, none with its data. `no-rule`: data that would show it, and no rule in force. `nothing`: neither.
 */
export const COVERAGE_STANDINGS = ['covered', 'untested', 'no-data', 'no-rule', 'nothing'] as const
export type CoverageStanding = (typeof COVERAGE_STANDINGS)[number]

export interface JudgedTechnique {
  readonly id: string
  /** Of the site where it stands worst. */
  readonly standing: CoverageStanding
  /** Sites at which it is covered. */
  readonly coveredAt: readonly string[]
  /** Sites at which data arrives that would show it, with a rule or without. */
  readonly visibleAt: readonly string[]
  /** Those in force first. */
  readonly rules: readonly string[]
}

export interface JudgedRule {
  readonly id: string
  readonly isTested: boolean
  readonly arrivesAt: readonly string[]
}

export function judgeRuleCoverage(question: CoverageQuestion): {
  readonly techniques: readonly JudgedTechnique[]
  readonly rules: readonly JudgedRule[]
} {
  const { sites, testedSince } = question
  const arrived = question.arrived.filter(({ lastAt }) => lastAt >= question.dataSince)
  const bySite = new Map(sites.map((site) => [site, arrived.filter((each) => each.site === site)]))
  const sitesOf = (isThere: (data: readonly ArrivedData[]) => boolean): ReadonlySet<string> =>
    new Set(sites.filter((site) => isThere(bySite.get(site) ?? [])))
  const judged = question.rules.map((rule) => ({
    rule,
    isTested: rule.testedAt !== null && rule.testedAt >= testedSince,
    arrivesAt: sitesOf((data) => rule.needs.length > 0 && rule.needs.every((need) => isMet(need, data))),
  }))
  const carriers = new Map<string, typeof judged>()
  for (const one of judged)
    for (const id of new Set(one.rule.techniques)) carriers.set(id, [...(carriers.get(id) ?? []), one])
  const techniques = question.techniques.map(({ id, shownBy }): JudgedTechnique => {
    const carry = carriers.get(id) ?? []
    const inForce = carry.filter(({ rule }) => rule.isInForce)
    const shown = sitesOf((data) => shownBy.some((source) => data.some((each) => runsOn(source, each))))
    const isVisible = (site: string) => shown.has(site) || carry.some(({ arrivesAt }) => arrivesAt.has(site))
    const standingAt = (site: string): CoverageStanding => {
      const given = inForce.filter(({ arrivesAt }) => arrivesAt.has(site))
      if (given.some(({ isTested }) => isTested)) return 'covered'
      if (given.length > 0) return 'untested'
      if (inForce.length > 0) return 'no-data'
      return isVisible(site) ? 'no-rule' : 'nothing'
    }
    const standings = new Map(sites.map((site) => [site, standingAt(site)]))
    // Without a site nothing arrives anywhere.
    const worst = Math.max(-1, ...[...standings.values()].map((each) => COVERAGE_STANDINGS.indexOf(each)))
    return {
      id,
      standing: COVERAGE_STANDINGS[worst] ?? (inForce.length > 0 ? 'no-data' : 'nothing'),
      coveredAt: sites.filter((site) => standings.get(site) === 'covered'),
      visibleAt: sites.filter(isVisible),
      rules: [...inForce, ...carry.filter(({ rule }) => !rule.isInForce)].map(({ rule }) => rule.id),
    }
  })
  return {
    techniques,
    rules: judged.map(({ rule, isTested, arrivesAt }) => ({ id: rule.id, isTested, arrivesAt: [...arrivesAt] })),
  }
}

/** What a rule asks of its data: its source, and the protocols without which it cannot hold. */
export function dataNeedOf({ source, condition }: Pick<SigmaRule, 'source' | 'condition'>): DataNeed {
  const protocols = protocolsOf(condition)
  return { ...source, protocols: protocols === null ? null : [...protocols].sort() }
}

function isMet(need: DataNeed, data: readonly ArrivedData[]): boolean {
  return data.some(
    (each) =>
      runsOn(need, each) &&
      (need.protocols === null || (each.protocol !== null && need.protocols.includes(each.protocol.toLowerCase()))),
  )
}

/** Field of the `ot` profile. */
const PROTOCOL = 'ot.protocol'

/** In lower case; null where the condition may hold whatever the protocol is. */
function protocolsOf(condition: Condition): ReadonlySet<string> | null {
  switch (condition.kind) {
    case 'all': {
      const [first, ...others] = condition.of.flatMap((each) => protocolsOf(each) ?? [])
      if (first === undefined) return null
      return new Set([...first].filter((name) => others.every((other) => other.has(name))))
    }
    case 'some': {
      const told = condition.of.map(protocolsOf)
      if (told.length === 0 || told.includes(null)) return null
      return new Set(told.flatMap((each) => [...(each ?? [])]))
    }
    case 'field': {
      if (condition.field !== PROTOCOL || condition.all) return null
      const texts = condition.tests.map((test) =>
        test.kind === 'text' && test.pattern.pieces.every((piece) => typeof piece === 'string')
          ? test.pattern.pieces.join('').toLowerCase()
          : null,
      )
      return texts.includes(null) ? null : new Set(texts.filter((text) => text !== null))
    }
    case 'not':
    case 'keywords':
      return null
  }
}
