// Whether a signal feeds a stage: what it says, how rare it is, how wide it spreads, and what should be there and is not.
import type { Stage, StageCondition } from './scenario.ts'
import { countThings, type Signal, tokensOf } from './signal.ts'

const DAY_MICROS = 86_400_000_000

/** Signals by kind, each list in the order of time. */
export type SignalsByKind = ReadonlyMap<string, readonly Signal[]>

/** The signals that together feed the stage (more than one where it asks for a spread); empty when it is not fed. */
export function feedOf(stage: Stage, signal: Signal, known: SignalsByKind): readonly Signal[] {
  let fed: readonly Signal[] = [signal]
  for (const condition of stage.where) {
    const held = holds(condition, signal, known, stage)
    if (held.length === 0) return []
    if (held.length > 1) fed = held
  }
  return fed
}

/** Kinds that are asked for and feed nothing: their coming or going changes what others mean. */
export function contextKindsOf(stage: Stage): readonly string[] {
  return stage.where.flatMap((one) => ('absent' in one ? [one.absent] : []))
}

function holds(condition: StageCondition, signal: Signal, known: SignalsByKind, stage: Stage): readonly Signal[] {
  const alone = (isTrue: boolean): readonly Signal[] => (isTrue ? [signal] : [])
  if ('any' in condition)
    return condition.any.map((one) => holds(one, signal, known, stage)).find(({ length }) => length > 0) ?? []
  if ('is' in condition) return alone(signal.values[condition.value] === condition.is)
  if ('gte' in condition) return alone(numberAt(signal, condition.value) >= condition.gte)
  if ('outside' in condition) {
    const [low, high] = condition.outside.map((name) => numberAt(signal, name))
    const value = numberAt(signal, condition.value)
    return alone(value < low! || value > high!)
  }
  if ('spread' in condition) return spreadOf(condition, signal, known, stage)
  if ('first' in condition) return alone(isFirst(condition, signal, known))
  return alone(!isCovered(condition, signal, known))
}

/** What is missing is no number, and holds nothing. */
function numberAt({ values }: Signal, name: string): number {
  const value = values[name]
  return typeof value === 'number' ? value : Number.NaN
}

type Spread = Extract<StageCondition, { spread: unknown }>

/** Over sites it is a fleet of anybody's; over hosts it is one account's, by what else the stage is joined by. */
function spreadOf(
  { spread, atLeast, within }: Spread,
  signal: Signal,
  known: SignalsByKind,
  { joins }: Stage,
): readonly Signal[] {
  const others = joins.map(({ entityClass }) => entityClass).filter((one) => one !== spread)
  const own = new Set(tokensOf(signal.entities, others))
  const isOfSame = (one: Signal): boolean =>
    spread === 'site' || own.size === 0 || tokensOf(one.entities, others).some((token) => own.has(token))
  const near = (known.get(signal.kind) ?? []).filter(
    (one) => one.at >= signal.at - within && one.at <= signal.at && isOfSame(one),
  )
  const places = near.flatMap((one) => (spread === 'site' ? [one.site] : (one.entities[spread] ?? [])))
  return countThings(places) >= atLeast ? near : []
}

type First = Extract<StageCondition, { first: unknown }>

function isFirst({ first, days }: First, signal: Signal, known: SignalsByKind): boolean {
  const from = signal.at - days * DAY_MICROS
  const own = first.map((one) => new Set(tokensOf(signal.entities, [one])))
  return !(known.get(signal.kind) ?? []).some(
    ({ id, at, entities }) =>
      id !== signal.id &&
      at >= from &&
      at < signal.at &&
      first.every((one, place) => tokensOf(entities, [one]).some((token) => own[place]!.has(token))),
  )
}

type Absent = Extract<StageCondition, { absent: unknown }>

function isCovered({ absent, on, within = 0 }: Absent, signal: Signal, known: SignalsByKind): boolean {
  const own = new Set(tokensOf(signal.entities, on))
  return (known.get(absent) ?? []).some(
    ({ at, until = at, entities }) =>
      at <= signal.at && until >= signal.at - within && tokensOf(entities, on).some((token) => own.has(token)),
  )
}
