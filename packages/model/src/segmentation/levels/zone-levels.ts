// Security levels as vectors over the seven foundational requirements of IEC 62443-3-3: target, capability, achieved, and what is missing.
import type { PlantFile } from '@penstock/model/plant'

export const FOUNDATIONAL_REQUIREMENTS = ['IAC', 'UC', 'SI', 'DC', 'RDF', 'TRE', 'RA'] as const
export type FoundationalRequirement = (typeof FOUNDATIONAL_REQUIREMENTS)[number]

/** One level, 0 to 4, for each foundational requirement. */
export type LevelVector = Readonly<Record<FoundationalRequirement, number>>

/** A requirement of the standard as somebody assessed it. `level` is the lowest SL that asks for it. */
export interface AssessedRequirement {
  /** `SR 1.1 RE 2` */
  readonly id: string
  readonly requirement: FoundationalRequirement
  readonly level: number
  /** null: nobody looked. */
  readonly isMet: boolean | null
  readonly evidence: readonly string[]
}

/** What stands in for a missing level, for a reason and for a time. */
export interface CompensatingMeasure {
  readonly id: string
  readonly requirement: FoundationalRequirement
  /** The level that it is held to give. */
  readonly level: number
  readonly reason: string
  /** `YYYY-MM-DD`, the last day on which it counts. */
  readonly expiresOn: string
}

export interface LevelStanding {
  readonly requirement: FoundationalRequirement
  readonly target: number
  readonly capability: number | null
  /** null where nothing was assessed. */
  readonly achieved: number | null
  /** `target - achieved`, at least 0; what was never assessed counts as 0 achieved. */
  readonly gap: number
  /** What is left of the gap with the measures that count today. */
  readonly openGap: number
  readonly closedBy: readonly string[]
  /** Measures that would count and are past their day. */
  readonly expired: readonly string[]
}

export function evenVector(level: number): LevelVector {
  return vectorOf(() => level)
}

export function vectorOf(levelOf: (requirement: FoundationalRequirement) => number): LevelVector {
  const [iac, uc, si, dc, rdf, tre, ra] = FOUNDATIONAL_REQUIREMENTS.map((one) => levelOf(one)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  return { IAC: iac, UC: uc, SI: si, DC: dc, RDF: rdf, TRE: tre, RA: ra }
}

/**
 * The level that evidence shows: the highest up to which every requirement is met with evidence at hand. A requirement that nobody
 * looked at, or for which nothing is at hand, is not met. null where nothing of a foundational requirement was assessed.
 */
export function achievedLevel(
  assessed: readonly AssessedRequirement[],
  requirement: FoundationalRequirement,
): number | null {
  const own = assessed.filter((one) => one.requirement === requirement)
  if (own.length === 0) return null
  const missing = own.filter((one) => one.isMet !== true || one.evidence.length === 0).map(({ level }) => level)
  return missing.length === 0 ? Math.max(...own.map(({ level }) => level)) : Math.min(...missing) - 1
}

/** Where a zone or conduit stands on a day, `YYYY-MM-DD`, in the order of the foundational requirements. */
export function levelStandings(
  target: LevelVector,
  capability: LevelVector | null,
  assessed: readonly AssessedRequirement[],
  measures: readonly CompensatingMeasure[],
  today: string,
): readonly LevelStanding[] {
  return FOUNDATIONAL_REQUIREMENTS.map((requirement) => {
    const achieved = achievedLevel(assessed, requirement)
    const gap = Math.max(0, target[requirement] - (achieved ?? 0))
    const own = measures.filter((one) => one.requirement === requirement && one.level > (achieved ?? 0) && gap > 0)
    const counting = own.filter(({ expiresOn }) => expiresOn >= today)
    const reached = Math.max(achieved ?? 0, ...counting.map(({ level }) => level))
    return {
      requirement,
      target: target[requirement],
      capability: capability?.[requirement] ?? null,
      achieved,
      gap,
      openGap: Math.max(0, target[requirement] - reached),
      closedBy: counting.map(({ id }) => id),
      expired: own.filter(({ expiresOn }) => expiresOn < today).map(({ id }) => id),
    }
  })
}

export interface CapabilityGap {
  readonly requirement: FoundationalRequirement
  readonly target: number
  readonly capability: number
}

/** Zones whose products cannot reach the target, by requirement. A zone without target or capability is not told. */
export function levelGaps(
  plant: PlantFile,
): readonly { readonly zone: string; readonly gaps: readonly CapabilityGap[] }[] {
  return plant.zones.flatMap((zone) => {
    const target = targetOf(zone)
    const capability = zone.slCapability
    if (target === null || capability === undefined) return []
    const gaps = FOUNDATIONAL_REQUIREMENTS.filter((one) => capability < target[one]).map((requirement) => ({
      requirement,
      target: target[requirement],
      capability,
    }))
    return gaps.length === 0 ? [] : [{ zone: zone.id, gaps }]
  })
}

/** The target of a zone: its vector where it has one, else its scalar for all. */
export function targetOf(zone: PlantFile['zones'][number]): LevelVector | null {
  const { slTargetVector: vector, slTarget } = zone
  if (vector !== undefined) return vectorOf((one) => vector[FOUNDATIONAL_REQUIREMENTS.indexOf(one)] ?? 0)
  return slTarget === undefined ? null : evenVector(slTarget)
}

/**
 * The target of a conduit from its zones: at least the lower of both in each requirement; `inherited` is the higher of both, as
 * practice has it. The site chooses.
 */
export function conduitTargets(
  a: LevelVector,
  b: LevelVector,
): { readonly least: LevelVector; readonly inherited: LevelVector } {
  return { least: vectorOf((one) => Math.min(a[one], b[one])), inherited: vectorOf((one) => Math.max(a[one], b[one])) }
}
