// How the history of a thing grows: which of its versions a new conclusion ends and which it begins, on both clocks.
// Nothing that was once known is rewritten, so what we knew at an instant stays the same for ever. On the other clock the versions
// of a thing follow each other without overlap, even when the clock of a source jumped back.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { isSameValue, type State } from './state.ts'

/** What is concluded of one thing now. */
export interface Concluded {
  readonly state: State
  /** What a list shows besides; a change of it makes a version, a comparison does not count it. */
  readonly shown: State
  readonly source: string
  /** Since when the thing is there, as far as anybody knows. */
  readonly bornAt: EpochMicros
  /** When it became what it is now, given the version before. */
  readonly changedAt: (before: Version) => EpochMicros
}

/** The newest version of one thing. */
export interface Version {
  readonly state: State
  readonly shown: State
  /** Null for one that never held, as a later conclusion said. */
  readonly heldFrom: EpochMicros | null
  readonly heldTo: EpochMicros | null
  /** Null while it is what we know. */
  readonly learnedTo: EpochMicros | null
  readonly isFirst: boolean
}

export interface Closing {
  readonly id: string
  readonly heldTo: EpochMicros
}

export interface Opening {
  readonly id: string
  readonly state: State
  readonly shown: State
  readonly source: string
  readonly heldFrom: EpochMicros
}

export interface Growth {
  readonly closed: readonly Closing[]
  readonly opened: readonly Opening[]
}

/**
 * What a conclusion at `at` adds to the history. `at` lies after every instant at which the history was written before; `goneAt`
 * says when things that are concluded no more ceased to be.
 */
export function growHistory(
  before: ReadonlyMap<string, Version>,
  now: ReadonlyMap<string, Concluded>,
  at: EpochMicros,
  goneAt: (id: string) => EpochMicros = () => at,
): Growth {
  const closed: Closing[] = []
  const opened: Opening[] = []
  for (const [id, { state, shown, source, bornAt, changedAt }] of now) {
    const last = before.get(id)
    const heldFrom = beginOf(last, state, bornAt, changedAt, at)
    if (last !== undefined && last.learnedTo === null) {
      const isEarlier = heldFrom < (last.heldFrom ?? at)
      if (!isEarlier && isSameValue(last.state, state) && isSameValue(last.shown, shown)) continue
      closed.push({ id, heldTo: isEarlier ? (last.heldFrom ?? at) : heldFrom })
    }
    opened.push({ id, state, shown, source, heldFrom })
  }
  for (const [id, last] of before)
    if (last.learnedTo === null && !now.has(id))
      closed.push({ id, heldTo: between(last.heldFrom ?? at, goneAt(id), at) })
  return { closed, opened }
}

/** Never after what we know, never inside an older version: there the older one holds. */
function beginOf(
  last: Version | undefined,
  state: State,
  bornAt: EpochMicros,
  changedAt: (before: Version) => EpochMicros,
  at: EpochMicros,
): EpochMicros {
  if (last === undefined) return micros(Math.min(bornAt, at))
  // It was gone and is back: while it was gone it was not there.
  if (last.learnedTo !== null) return between(last.heldTo ?? last.learnedTo, changedAt(last), at)
  const from = last.heldFrom ?? at
  // Earlier evidence of a thing with one version moves its beginning.
  const floor = last.isFirst ? micros(Math.min(from, bornAt)) : from
  if (isSameValue(last.state, state)) return floor
  return between(floor, changedAt(last), at)
}

function between(low: EpochMicros, value: EpochMicros, high: EpochMicros): EpochMicros {
  return micros(Math.min(Math.max(low, value), Math.max(low, high)))
}
