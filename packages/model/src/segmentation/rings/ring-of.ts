// The four rings (corporate, DMZ, OT supervisory, OT control) and the outside, by the level of a zone.
import type { Level } from '../checks/plant-view.ts'

export const RINGS = ['outside', 'corporate', 'dmz', 'supervisory', 'control'] as const
export type Ring = (typeof RINGS)[number]

/** A zone over several levels counts to the highest ring below the DMZ that it reaches. */
export function ringOf(level: Level | null): Ring | null {
  if (level === null) return null
  if (level.low >= 5) return 'outside'
  if (level.low >= 4) return 'corporate'
  if (level.low >= 3.5) return 'dmz'
  return level.high >= 3 ? 'supervisory' : 'control'
}
