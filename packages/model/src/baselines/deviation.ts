// What a deviation is: its kind and reason, what was expected and seen, the first packet that shows it, and what an approval of it holds for.
import type { Proof } from '@penstock/model/observations'
import { z } from 'zod'
import { widest } from './profile.ts'
import type { Limits } from './summary.ts'

const MOST_TARGETS = 64

export const DeviationKind = z.enum([
  'new-pair',
  'new-function',
  'new-address',
  'value',
  'cadence',
  'silence',
  'scan',
  'flood',
])
export type DeviationKind = z.infer<typeof DeviationKind>

/** `quarantined`: seen first while the baseline was learned, and not learned. */
export const DeviationReason = z.enum([
  'never-seen',
  'quarantined',
  'below',
  'above',
  'slower',
  'faster',
  'unsteady',
  'absent',
  'many-new-ends',
])
export type DeviationReason = z.infer<typeof DeviationReason>

export interface Deviation {
  readonly kind: DeviationKind
  readonly reason: DeviationReason
  readonly client: string
  readonly server: string
  readonly protocol: string
  /** What of the pair it is about: the function's code, the point, the target; empty for the pair itself. */
  readonly subject: string
  /** The same in words. */
  readonly name: string
  /** It changes the device. */
  readonly isChange: boolean
  readonly phase: string
  /** Microseconds, packets a second, addresses or readings, by kind; null where nothing like it was ever seen. */
  readonly expected: Limits | null
  readonly observed: number | null
  /** Addresses and targets that a new function was asked for: an approval holds for these. */
  readonly scope: Scope
  readonly proof: Proof
}

export interface Scope {
  readonly touched: Limits | null
  readonly targets: readonly string[]
}

export const NO_SCOPE: Scope = { touched: null, targets: [] }

/** The scope of a deviation that was seen again. */
export function addScopes(a: Scope, b: Scope): Scope {
  const targets = [...new Set([...a.targets, ...b.targets])].sort().slice(0, MOST_TARGETS)
  return { touched: widest(a.touched, b.touched), targets }
}

/** Of two sightings of one deviation the one further out. */
export function furtherOut(reason: DeviationReason, a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return reason === 'below' || reason === 'faster' ? Math.min(a, b) : Math.max(a, b)
}
