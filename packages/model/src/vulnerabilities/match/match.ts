// What the matcher answers for one device and one advisory.

/** A: by number, version decided. B: by name, version decided. C: to be checked. N: decided not affected. */
export type Grade = 'A' | 'B' | 'C' | 'N'

/** A plain fact on which the grade stands, and where it is from. */
export interface TrailFact {
  readonly fact: string
  readonly source: string
}

export interface VulnerabilityMatch {
  readonly assetId: string
  readonly advisoryId: string
  /** The revision that was read. */
  readonly advisoryVersion: string
  readonly grade: Grade
  /** Weaknesses for which the grade holds. */
  readonly cves: readonly string[]
  /** As the advisory has it, of the leaves that decided. */
  readonly range: string
  /** Versions that remediations call fixed, for this product. */
  readonly fixedIn: readonly string[]
  readonly remedy: 'fix' | 'no-fix-planned' | 'none-yet' | 'unknown'
  readonly trail: readonly TrailFact[]
}

export const GRADES: readonly Grade[] = ['A', 'B', 'C', 'N']

export function isWorse(one: Grade, other: Grade): boolean {
  return GRADES.indexOf(one) < GRADES.indexOf(other)
}
