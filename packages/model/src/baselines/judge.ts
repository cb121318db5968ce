// Where traffic leaves what is usual: deviations of eight kinds, each with what was expected, what was seen and the first packet that shows it.
import type { Proof } from '@penstock/model/observations'
import { type Deviation, NO_SCOPE } from './deviation.ts'
import { type FunctionProfile, type PairProfile, type PointProfile, rateOf, reachOf, widest } from './profile.ts'
import type { FunctionSighting, PairSighting, PointSighting } from './sightings.ts'
import { FEWEST_INTERVALS, type Limits, limitsOf, trimmedOf } from './summary.ts'

/** Limits lie so much of their width beyond what was seen. */
const MARGIN = 0.5
const FACTOR = 1.5
const JITTER_FACTOR = 2
const LEAST_JITTER = 2
const FLOOD_FACTOR = 4
const LEAST_FLOOD = 50
const SILENCE_FACTOR = 3
const LEAST_SILENCE_MICROS = 10_000_000
/** Share of changing intervals in which a point only rose or only fell: it counts, and its range says nothing. */
const COUNTER_SHARE = 0.9
/** New ends of one talker within one batch. */
export const SCAN_ENDS = 8

export function newPair(seen: PairSighting, phase: string): Deviation {
  return { ...ends(seen), kind: 'new-pair', reason: 'never-seen', ...nothing(seen, phase), isChange: false }
}

/** What leaves the profile of a learned pair. `isLearning`: only what is never learned by itself is told. */
export function judgePair(
  profile: PairProfile,
  seen: PairSighting,
  phases: readonly string[],
  isLearning = false,
): Deviation[] {
  const found = seen.functions.flatMap((one) => judgeFunction(profile, seen, one, phases, isLearning))
  const flood = isLearning ? null : judgeRate(profile, seen, phases)
  return flood === null ? found : [...found, flood]
}

/** Functions that change a device are told also of a pair that nobody knows. */
export function judgeChanges(seen: PairSighting, phases: readonly string[]): Deviation[] {
  return seen.functions
    .filter(({ isChange }) => isChange)
    .map((one) => newFunction(seen, one, phaseName(phases), false))
}

export function judgePoint(profile: PointProfile, seen: PointSighting, phases: readonly string[]): Deviation[] {
  const limits = rangeOf(profile, phases)
  if (limits === null) return []
  const about = {
    kind: 'value',
    client: '',
    ...pointEnds(seen),
    phase: phaseName(phases),
    isChange: false,
    scope: NO_SCOPE,
  } as const
  const below: Deviation[] =
    seen.min < limits.low
      ? [{ ...about, reason: 'below', expected: limits, observed: seen.min, proof: seen.minProof }]
      : []
  const above: Deviation[] =
    seen.max > limits.high
      ? [{ ...about, reason: 'above', expected: limits, observed: seen.max, proof: seen.maxProof }]
      : []
  return [...below, ...above].sort((a, b) => a.proof.at - b.proof.at)
}

/** A point that no device of this profile told before. */
export function newPoint(seen: PointSighting, phase: string): Deviation {
  const about = {
    kind: 'new-address',
    client: '',
    ...pointEnds(seen),
    phase,
    isChange: false,
    scope: NO_SCOPE,
  } as const
  return { ...about, reason: 'never-seen', expected: null, observed: null, proof: seen.proof }
}

/** A function that came again and again in this phase and is absent since `sinceAt`; `proof` is a packet of the same source after the deadline. */
export function judgeSilence(
  pair: Pick<PairSighting, 'client' | 'server' | 'protocol'>,
  profile: PairProfile,
  code: string,
  phase: string,
): { readonly afterMicros: number; readonly deviation: (at: Proof, sinceAt: number) => Deviation } | null {
  const one = own(profile.functions, code)
  const rhythm = one === undefined ? undefined : own(one.rhythms, phase)
  if (one === undefined || rhythm === undefined || profile.approved.includes(`silence ${code}`)) return null
  const limits = limitsOf(rhythm.absences)
  if (limits === null) return null
  const afterMicros = Math.max(LEAST_SILENCE_MICROS, limits.high * SILENCE_FACTOR)
  return {
    afterMicros,
    deviation: (proof, sinceAt) => ({
      ...{ kind: 'silence', reason: 'absent', client: pair.client, server: pair.server, protocol: pair.protocol },
      ...{ subject: code, name: one.name, isChange: false, phase },
      expected: { low: 0, high: limits.high },
      observed: proof.at - sinceAt,
      scope: NO_SCOPE,
      proof,
    }),
  }
}

/** A talker that calls at many ends which nobody answers for, or which nobody knew. `blank` and `fresh` are in the order of time. */
export function judgeScan(
  client: string,
  blank: readonly PairSighting[],
  fresh: readonly PairSighting[],
  phase: string,
): Deviation | null {
  const scanned = endsOf(blank) >= SCAN_ENDS ? blank : endsOf(fresh) >= SCAN_ENDS ? fresh : null
  const first = scanned?.toSorted((a, b) => a.firstAt - b.firstAt)[0]
  if (scanned === null || first === undefined) return null
  return {
    ...{ kind: 'scan', reason: 'many-new-ends', client, server: '', protocol: '', subject: '', name: '' },
    ...{ isChange: false, phase, expected: { low: 0, high: SCAN_ENDS - 1 }, observed: endsOf(scanned) },
    scope: NO_SCOPE,
    proof: first.proof,
  }
}

/** The limits of a point in these phases: the widest of them; null while too little is known, and of what only counts up or down. */
export function rangeOf(profile: PointProfile, phases: readonly string[]): Limits | null {
  if (profile.changing >= FEWEST_INTERVALS && profile.oneWay >= profile.changing * COUNTER_SHARE) return null
  const limits = overPhases(phases, (phase) => {
    const range = own(profile.ranges, phase)
    return range === undefined ? null : limitsOf(range.lows, range.highs)
  })
  return limits === null ? null : widest(widened(limits), profile.approved)
}

/** Mean gap of a function in these phases, in microseconds. */
export function gapsOf(profile: FunctionProfile, phases: readonly string[]): Limits | null {
  return rhythmLimits(profile, phases, 'gaps')
}

function judgeFunction(
  profile: PairProfile,
  seen: PairSighting,
  one: FunctionSighting,
  phases: readonly string[],
  isLearning: boolean,
): Deviation[] {
  const known = own(profile.functions, one.code)
  const phase = phaseName(phases)
  if (known === undefined) {
    if (isLearning && !one.isChange) return []
    return profile.beyond > 0 && !one.isChange ? [] : [newFunction(seen, one, phase, isLearning)]
  }
  if (known.standing === 'quarantined' || (one.isChange && known.standing !== 'approved'))
    return [newFunction(seen, one, phase, true)]
  if (isLearning && !one.isChange) return []
  const targets = one.isChange ? judgeTargets(known, seen, one, phase) : []
  const reach = judgeReach(profile, known, seen, one, phase)
  const cadence = isLearning ? null : judgeCadence(profile, known, seen, one, phases)
  return [...targets, ...(reach === null || targets.length > 0 ? [] : [reach]), ...(cadence === null ? [] : [cadence])]
}

function newFunction(seen: PairSighting, one: FunctionSighting, phase: string, isHeld: boolean): Deviation {
  const reason = isHeld ? 'quarantined' : 'never-seen'
  const { touched } = one
  const scope = {
    touched: touched === null ? null : { low: touched.low, high: touched.high },
    targets: one.targets.map(({ target }) => target),
  }
  return {
    ...{ ...ends(seen), kind: 'new-function', reason, ...ofFunction(one, phase) },
    expected: null,
    observed: one.count,
    scope,
  }
}

function judgeTargets(known: FunctionProfile, seen: PairSighting, one: FunctionSighting, phase: string): Deviation[] {
  return one.targets
    .filter(({ target }) => !known.targets.includes(target))
    .map(({ target, proof }) => ({
      ...{ ...ends(seen), kind: 'new-address', reason: 'never-seen', ...ofFunction(one, phase) },
      ...{ subject: `${one.code} ${target}`, name: target, expected: null, observed: null, proof },
    }))
}

function judgeReach(
  profile: PairProfile,
  known: FunctionProfile,
  seen: PairSighting,
  one: FunctionSighting,
  phase: string,
): Deviation | null {
  // What was approved was looked at by its owner; of what learned itself the outermost intervals are left out.
  const isApproved = known.standing === 'approved' || profile.approved.includes(`new-address ${one.code}`)
  const trimmed = isApproved ? 0 : trimmedOf(known.intervals)
  const reach = reachOf(known, trimmed)
  if (reach === null || one.touched === null || (!isApproved && known.intervals < FEWEST_INTERVALS)) return null
  const isBelow = one.touched.low < reach.low
  if (!isBelow && one.touched.high <= reach.high) return null
  return {
    ...{ ...ends(seen), kind: 'new-address', reason: isBelow ? 'below' : 'above', ...ofFunction(one, phase) },
    expected: reach,
    observed: isBelow ? one.touched.low : one.touched.high,
    proof: isBelow ? one.touched.lowest : one.touched.highest,
  }
}

function judgeCadence(
  profile: PairProfile,
  known: FunctionProfile,
  seen: PairSighting,
  one: FunctionSighting,
  phases: readonly string[],
): Deviation | null {
  if (profile.approved.includes(`cadence ${one.code}`)) return null
  const about = { ...ends(seen), kind: 'cadence', ...ofFunction(one, phaseName(phases)) } as const
  const gaps = rhythmLimits(known, phases, 'gaps')
  if (gaps !== null && one.meanGapMicros !== null) {
    const expected = { low: gaps.low / FACTOR, high: gaps.high * FACTOR }
    const observed = one.meanGapMicros
    if (observed > expected.high) return { ...about, reason: 'slower', expected, observed }
    if (observed < expected.low) return { ...about, reason: 'faster', expected, observed }
  }
  const jitter = rhythmLimits(known, phases, 'jitter')
  if (jitter === null || one.jitter === null) return null
  const high = Math.max(LEAST_JITTER, jitter.high * JITTER_FACTOR)
  return one.jitter <= high ? null : { ...about, reason: 'unsteady', expected: { low: 0, high }, observed: one.jitter }
}

function judgeRate(profile: PairProfile, seen: PairSighting, phases: readonly string[]): Deviation | null {
  if (profile.approved.includes('flood ')) return null
  let high = 0
  for (const phase of phases) {
    const rates = own(profile.rates, phase)
    const limits = rates === undefined ? null : limitsOf(rates)
    if (limits === null) return null
    high = Math.max(high, limits.high)
  }
  const expected = { low: 0, high: high * FLOOD_FACTOR + LEAST_FLOOD }
  const observed = rateOf(seen)
  if (observed <= expected.high) return null
  const about = { ...ends(seen), kind: 'flood', reason: 'above', ...nothing(seen, phaseName(phases)) } as const
  return { ...about, isChange: false, expected, observed }
}

function rhythmLimits(known: FunctionProfile, phases: readonly string[], of: 'gaps' | 'jitter'): Limits | null {
  return overPhases(phases, (phase) => {
    const rhythm = own(known.rhythms, phase)
    return rhythm === undefined ? null : limitsOf(rhythm[of])
  })
}

/** The widest of the phases; null where nothing is known of one that the row touches: it may have come from there. */
function overPhases(phases: readonly string[], limitsIn: (phase: string) => Limits | null): Limits | null {
  let limits: Limits | null = null
  for (const phase of phases) {
    const each = limitsIn(phase)
    if (each === null) return null
    limits = widest(limits, each)
  }
  return limits
}

function widened({ low, high }: Limits): Limits {
  const width = (high - low) * MARGIN
  return { low: low - width, high: high + width }
}

function ends({ client, server, protocol }: PairSighting): Pick<Deviation, 'client' | 'server' | 'protocol'> {
  return { client, server, protocol }
}

function pointEnds({ server, protocol, point }: PointSighting) {
  return { server, protocol, subject: point, name: point }
}

function ofFunction({ code, name, isChange, proof }: FunctionSighting, phase: string) {
  return { subject: code, name, isChange, phase, proof, scope: NO_SCOPE }
}

function nothing(seen: PairSighting, phase: string) {
  return { subject: '', name: '', phase, expected: null, observed: null, scope: NO_SCOPE, proof: seen.proof }
}

function phaseName(phases: readonly string[]): string {
  return phases.join(', ')
}

function endsOf(pairs: readonly PairSighting[]): number {
  return new Set(pairs.map(({ server, protocol }) => `${server} ${protocol}`)).size
}

function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
