// The instants of an incident, from its entries: when it began, was seen, answered, declared, contained, mended. Every word about one is kept as
// a revision; a case that took up another keeps the earlier of both. What nobody recorded is not there, and nothing is put in its place.
import {
  type Case,
  caseOf,
  type EntriesOf,
  type Entry,
  type IncidentSeverity,
  type Milestone,
  type Verdict,
} from '@penstock/model/incidents'
import type { Domain, EpochMicros } from '@penstock/model/kernel'

export const INSTANTS = [
  'occurred',
  'ingested',
  'alerted',
  'acknowledged',
  'triaged',
  'declared',
  'contained',
  'recovered',
  'owner-informed',
  'closed',
] as const
export type InstantName = (typeof INSTANTS)[number]

/** IT or OT where one side alone has the case. */
export type IncidentDomain = Domain | 'cross-domain'

/** One word about an instant: what was said, when it was written and by whom. */
export interface Revision {
  readonly at: EpochMicros
  readonly writtenAt: EpochMicros
  readonly by: string | null
  readonly reason: string
  /** How far the source's clock was ahead, where it was corrected by that. */
  readonly skewMs: number | null
}

/** `opening`: nobody was alerted before a person opened the case. */
export type Basis = 'said' | 'deed' | 'alert' | 'report' | 'opening'

export interface TimedInstant {
  readonly at: EpochMicros
  readonly basis: Basis
  /** In order of writing; the last one counts. Empty where the instant is a deed of its own. */
  readonly revisions: readonly Revision[]
}

export interface TimedIncident {
  readonly id: string
  readonly reference: string
  readonly domain: IncidentDomain
  readonly severity: IncidentSeverity
  readonly isOpen: boolean
  readonly verdict: Verdict | null
  readonly openedAt: EpochMicros
  /** Others found it, and no alert of ours came before their word. */
  readonly isReported: boolean
  readonly instants: Readonly<Partial<Record<InstantName, TimedInstant>>>
}

/** What is known of an alert that a case refers to. */
export interface AlertTimes {
  readonly createdAt: EpochMicros
  readonly ingestedAt: EpochMicros | null
  readonly verdictAt: EpochMicros | null
  /** Null until somebody judged it. */
  readonly isTrue: boolean | null
}

/** Kind of a case's source that is an alert. */
export const ALERT_SOURCE = 'detection'

export interface TimedCase {
  readonly id: string
  readonly reference: string
  readonly domain: IncidentDomain
  readonly entries: readonly Entry[]
}

/** Null for a case that another one took up, and for one that closed as no incident. */
export function timedIncident(
  given: TimedCase,
  entriesOf: EntriesOf,
  alertOf: (id: string) => AlertTimes | null,
): TimedIncident | null {
  const found = caseOf(given.entries, entriesOf)
  if (found === null || found.state === 'merged') return null
  if (found.verdict !== null && found.verdict !== 'true-positive') return null
  const { said, acknowledged } = wordsOf(given.entries, entriesOf)
  const { id, reference, domain } = given
  const first = firstAlert(found, said.get('reported'), alertOf)
  const instants: Partial<Record<InstantName, TimedInstant>> = {}
  for (const name of SAID) {
    const word = said.get(name)
    if (word !== undefined) instants[name] = word
  }
  if (first.alerted !== null) instants.alerted = first.alerted
  if (first.ingested !== null) instants.ingested = first.ingested
  if (first.triaged !== null && instants.triaged === undefined) instants.triaged = first.triaged
  if (acknowledged !== null) instants.acknowledged = deed(acknowledged)
  if (found.closedAt !== null) instants.closed = deed(found.closedAt)
  const { severity, verdict, openedAt } = found
  const isOpen = found.state !== 'closed'
  return { id, reference, domain, severity, verdict, openedAt, isOpen, isReported: first.isReported, instants }
}

const SAID = ['occurred', 'triaged', 'declared', 'contained', 'recovered', 'owner-informed'] as const

function deed(at: EpochMicros, basis: Basis = 'deed'): TimedInstant {
  return { at, basis, revisions: [] }
}

interface Words {
  readonly said: ReadonlyMap<Milestone, TimedInstant>
  /** First acknowledgement by a person. */
  readonly acknowledged: EpochMicros | null
}

function wordsOf(entries: readonly Entry[], entriesOf: EntriesOf): Words {
  const said = new Map<Milestone, TimedInstant>()
  let acknowledged: EpochMicros | null = null
  const answer = (at: EpochMicros | null): void => {
    if (at !== null && (acknowledged === null || at < acknowledged)) acknowledged = at
  }
  for (const { at, by, body } of entries) {
    if (body.kind === 'acknowledged' && by !== null) answer(at)
    if (body.kind === 'milestone') {
      const { milestone, happenedAt, reason, skewMs = null } = body
      const revision = { at: happenedAt, writtenAt: at, by, reason, skewMs }
      const revisions = [...(said.get(milestone)?.revisions ?? []), revision]
      said.set(milestone, { at: happenedAt, basis: 'said', revisions })
    }
    if (body.kind !== 'merged') continue
    const other = wordsOf(entriesOf(body.from), entriesOf)
    answer(other.acknowledged)
    for (const [milestone, theirs] of other.said) said.set(milestone, earlier(said.get(milestone), theirs))
  }
  return { said, acknowledged }
}

/** The earlier of both, with every word about either. */
function earlier(ours: TimedInstant | undefined, theirs: TimedInstant): TimedInstant {
  if (ours === undefined) return theirs
  const revisions = [...ours.revisions, ...theirs.revisions].toSorted((a, b) => a.writtenAt - b.writtenAt)
  return { ...(theirs.at < ours.at ? theirs : ours), revisions }
}

interface First {
  readonly alerted: TimedInstant | null
  readonly ingested: TimedInstant | null
  readonly triaged: TimedInstant | null
  readonly isReported: boolean
}

/** The first alert that nobody judged to be false; the word of others before it; else, where no alert led to the case, its opening. */
function firstAlert(
  { sources, openedAt }: Case,
  reported: TimedInstant | undefined,
  alertOf: (id: string) => AlertTimes | null,
): First {
  const named = sources.filter(({ kind }) => kind === ALERT_SOURCE).map(({ id }) => alertOf(id))
  const known = named.filter((one) => one !== null && one.isTrue !== false) as AlertTimes[]
  const least = (of: (one: AlertTimes) => EpochMicros | null): EpochMicros | null =>
    known.map(of).reduce((a, b) => (a === null || (b !== null && b < a) ? b : a), null)
  const created = least(({ createdAt }) => createdAt)
  const ingestedAt = least((one) => one.ingestedAt)
  const triagedAt = least(({ verdictAt }) => verdictAt)
  const isReported = reported !== undefined && (created === null || reported.at < created)
  const alerted = isReported
    ? { ...reported, basis: 'report' as const }
    : created !== null
      ? deed(created, 'alert')
      : named.length === 0
        ? deed(openedAt, 'opening')
        : null
  return {
    alerted,
    ingested: ingestedAt === null ? null : deed(ingestedAt, 'alert'),
    triaged: triagedAt === null ? null : deed(triagedAt, 'alert'),
    isReported,
  }
}
