// What an owner's word does to a profile: what was approved is usual from then on.
import type { Deviation } from './deviation.ts'
import { mergePairs, NEW_PAIR, type PairProfile, type PointProfile, widest } from './profile.ts'

export type Approved = Pick<Deviation, 'kind' | 'subject' | 'name' | 'isChange' | 'observed' | 'scope'>

export function approvePair(profile: PairProfile, deviation: Approved): PairProfile {
  const { kind, subject } = deviation
  switch (kind) {
    case 'new-function':
      return withFunction(profile, subject, deviation, deviation.scope.targets)
    case 'new-address': {
      const at = subject.indexOf(' ')
      if (at >= 0) return withFunction(profile, subject.slice(0, at), deviation, [subject.slice(at + 1)])
      return withReach(profile, subject, deviation.observed)
    }
    case 'cadence':
    case 'silence':
    case 'flood':
      return mergePairs(profile, { ...NEW_PAIR, approved: [`${kind} ${subject}`] })
    case 'new-pair':
    case 'scan':
    case 'value':
      return profile
  }
}

/** What is left of a profile when it is learned anew: what its owner approved. */
export function relearned(profile: PairProfile): PairProfile {
  const kept = Object.entries(profile.functions)
    .filter(([, { standing }]) => standing === 'approved')
    .map(([code, one]) => [code, { ...one, rhythms: {} }] as const)
  return { ...NEW_PAIR, functions: Object.fromEntries(kept) }
}

/** The range is wide enough for what was seen. */
export function approvePoint(profile: PointProfile, { observed }: Pick<Deviation, 'observed'>): PointProfile {
  if (observed === null) return profile
  return { ...profile, approved: widest(profile.approved, { low: observed, high: observed }) }
}

function withFunction(profile: PairProfile, code: string, told: Approved, targets: readonly string[]): PairProfile {
  const { touched } = told.scope
  const reach =
    touched === null
      ? { lows: [], highs: [] }
      : { lows: [[touched.low, 1] as const], highs: [[touched.high, 1] as const] }
  const name = profile.functions[code]?.name ?? told.name
  const numbers = { count: 0, intervals: touched === null ? 0 : 1, reach, rhythms: {} }
  const approved = { name, isChange: told.isChange, standing: 'approved' as const, targets, ...numbers }
  return mergePairs(profile, { ...NEW_PAIR, functions: { [code]: approved } })
}

function withReach(profile: PairProfile, code: string, observed: number | null): PairProfile {
  const known = profile.functions[code]
  if (known === undefined || observed === null) return profile
  const more = { lows: [[observed, 1] as const], highs: [[observed, 1] as const] }
  const widened = { ...known, count: 0, intervals: 0, targets: [], rhythms: {}, reach: more }
  return mergePairs(profile, {
    ...NEW_PAIR,
    functions: { [code]: widened },
    approved: [`new-address ${code}`],
  })
}
