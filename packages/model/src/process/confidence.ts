// How far a cascade may be trusted: what the plant says of the functions that it goes through, and how long ago somebody looked.
import type { EpochMicros } from '@penstock/model/kernel'
import type { PlantFunction } from '@penstock/model/plant'
import { isWithinAYear } from './within-a-year.ts'

export type ConfidenceLevel = 'high' | 'medium' | 'low'

/** Functions outside the site (`external`) are not the owner's to review and are not counted. */
export interface ModelConfidence {
  readonly level: ConfidenceLevel
  readonly functions: number
  /** Functions that nobody owns. */
  readonly unowned: readonly string[]
  /** Functions without a business impact analysis, or with one that nobody reviewed in the year before. */
  readonly unreviewed: readonly string[]
  /** Functions that state no need at all, as if they ran by themselves. */
  readonly withoutNeeds: readonly string[]
}

/** Shares of functions with nothing to say against them from which a level holds. */
const HIGH_SHARE = 0.9
const MEDIUM_SHARE = 0.6

/** `asOf` is the instant at which the plant is looked at. Without functions there is nothing to doubt: high. */
export function modelConfidence(functions: readonly PlantFunction[], asOf: EpochMicros): ModelConfidence {
  const own = functions.filter(({ type }) => type !== 'external')
  const ids = (isLacking: (one: PlantFunction) => boolean): readonly string[] =>
    own.filter(isLacking).map(({ id }) => id)
  const unowned = ids(({ owner }) => owner === null)
  const unreviewed = ids((one) => !isReviewed(one, asOf))
  const withoutNeeds = ids((one) => one.inputs.length === 0 && one.own.length === 0)
  const doubted = new Set([...unowned, ...unreviewed, ...withoutNeeds]).size
  const share = own.length === 0 ? 1 : 1 - doubted / own.length
  const level = share >= HIGH_SHARE ? 'high' : share >= MEDIUM_SHARE ? 'medium' : 'low'
  return { level, functions: own.length, unowned, unreviewed, withoutNeeds }
}

/** Whether somebody reviewed its business impact analysis in the year before; one outside the site is not the owner's to review. */
export function isReviewed({ type, bia }: PlantFunction, asOf: EpochMicros): boolean {
  return type === 'external' || isWithinAYear(bia?.reviewedOn ?? null, asOf)
}
