// The case as its entries say it: hypotheses, tasks, observables, evidence and the timeline on two clocks. Nothing is rewritten, so a case
// that takes up another keeps every instant and every assignee of both.
import { accept, type EpochMicros, type Result, refuse } from '@penstock/model/kernel'
import type { Entry, EntryBody, HypothesisState, TaskState, WrittenEntry } from './entry.ts'
import type {
  IncidentSeverity,
  Lane,
  Milestone,
  ObservableKind,
  Pap,
  SourceReference,
  Tlp,
  Verdict,
} from './vocabulary.ts'

interface Part {
  readonly id: string
  readonly at: EpochMicros
  readonly by: string | null
}
export interface Task extends Part {
  readonly title: string
  readonly team: string
  readonly state: TaskState
  readonly movedAt: EpochMicros
}
export interface Hypothesis extends Part {
  readonly statement: string
  readonly confidence: number
  readonly state: HypothesisState
  /** Why it stands as it stands; null until somebody judged it. */
  readonly reason: string | null
}
export interface Observable extends Part {
  readonly type: ObservableKind
  readonly value: string
  readonly tlp: Tlp
  readonly pap: Pap
}
export interface Evidence extends Part {
  readonly label: string
  readonly sha256: string
  readonly source: SourceReference
}
/** One line of the timeline: when it happened, and when it was written down. */
export interface TimelineEvent extends Part {
  readonly happenedAt: EpochMicros
  readonly lane: Lane
  readonly text: string
}

export interface Case {
  readonly title: string
  readonly severity: IncidentSeverity
  readonly consequence: number
  readonly function: string | null
  readonly team: string
  readonly state: 'open' | 'acknowledged' | 'closed' | 'merged'
  readonly sources: readonly SourceReference[]
  /** The earliest of all cases that were merged into it. */
  readonly openedAt: EpochMicros
  /** First acknowledgement by a person. */
  readonly acknowledgedAt: EpochMicros | null
  readonly closedAt: EpochMicros | null
  readonly verdict: Verdict | null
  readonly mergedInto: string | null
  readonly hypotheses: readonly Hypothesis[]
  readonly tasks: readonly Task[]
  readonly observables: readonly Observable[]
  readonly evidence: readonly Evidence[]
  readonly timeline: readonly TimelineEvent[]
  /** The last that was said of each; revisions stay in the entries. */
  readonly milestones: Readonly<Partial<Record<Milestone, EpochMicros>>>
  readonly rung: number
}

export type CaseRefusal =
  | { readonly code: 'incidents.closed' }
  | { readonly code: 'incidents.not-closed' }
  | { readonly code: 'incidents.merged' }
  | { readonly code: 'incidents.already-acknowledged' }
  | { readonly code: 'incidents.unknown-part' }
  | { readonly code: 'incidents.in-future' }

/**
 * The case of these entries, in order of writing; null without one that opens it. Those of cases that it took up come with them, whose
 * own `opened`, `acknowledged` and `merged-into` count by their instants only.
 */
export function caseOf(entries: readonly Entry[], absorbed: readonly Entry[] = []): Case | null {
  const own = foldOf(entries)
  if (own === null) return null
  const theirs = absorbed.length === 0 ? null : partsOf(absorbed)
  const first = [...entries, ...absorbed]
  const opened = first.filter(({ body }) => body.kind === 'opened').map(({ at }) => at)
  const acknowledged = first.filter(({ body }) => body.kind === 'acknowledged').map(({ at }) => at)
  return {
    ...own,
    openedAt: earliest(opened) ?? own.openedAt,
    acknowledgedAt: own.state === 'open' && own.acknowledgedAt === null ? null : earliest(acknowledged),
    ...(theirs === null
      ? {}
      : {
          sources: [...own.sources, ...theirs.sources],
          hypotheses: inOrder([...own.hypotheses, ...theirs.hypotheses]),
          tasks: inOrder([...own.tasks, ...theirs.tasks]),
          observables: inOrder([...own.observables, ...theirs.observables]),
          evidence: inOrder([...own.evidence, ...theirs.evidence]),
          timeline: inOrder([...own.timeline, ...theirs.timeline]),
          milestones: { ...theirs.milestones, ...own.milestones },
        }),
  }
}

/** Whether this may be written into the case now. */
export function judgeEntry(given: Case, body: WrittenEntry, now: EpochMicros): Result<true, CaseRefusal> {
  if (given.state === 'merged') return refuse({ code: 'incidents.merged' })
  if (body.kind === 'reopened')
    return given.state === 'closed' ? accept(true) : refuse({ code: 'incidents.not-closed' })
  if (given.state === 'closed' && body.kind !== 'noted' && body.kind !== 'milestone')
    return refuse({ code: 'incidents.closed' })
  if (body.kind === 'acknowledged' && given.acknowledgedAt !== null)
    return refuse({ code: 'incidents.already-acknowledged' })
  if ((body.kind === 'happened' || body.kind === 'milestone') && body.happenedAt > now)
    return refuse({ code: 'incidents.in-future' })
  if (body.kind === 'task-moved' && !given.tasks.some(({ id }) => id === body.part))
    return refuse({ code: 'incidents.unknown-part' })
  if (body.kind === 'hypothesis-judged' && !given.hypotheses.some(({ id }) => id === body.part))
    return refuse({ code: 'incidents.unknown-part' })
  return accept(true)
}

/** The parts that a case has, by id. */
export function partIdsOf({ hypotheses, tasks, observables, evidence, timeline }: Case): ReadonlySet<string> {
  return new Set([...hypotheses, ...tasks, ...observables, ...evidence, ...timeline].map(({ id }) => id))
}

type Folded = Omit<Case, 'title' | 'openedAt'>
const NOTHING: Folded = {
  severity: 4,
  consequence: 0,
  function: null,
  team: '',
  state: 'open',
  sources: [],
  acknowledgedAt: null,
  closedAt: null,
  verdict: null,
  mergedInto: null,
  hypotheses: [],
  tasks: [],
  observables: [],
  evidence: [],
  timeline: [],
  milestones: {},
  rung: 0,
}

function foldOf(entries: readonly Entry[]): Case | null {
  const first = entries.find(({ body }) => body.kind === 'opened')
  if (first === undefined || first.body.kind !== 'opened') return null
  const { title, severity, consequence, function: at, team } = first.body
  const begun = { ...NOTHING, severity, consequence, function: at, team }
  return { ...entries.reduce(told, begun), title, openedAt: first.at }
}

function partsOf(entries: readonly Entry[]): Folded {
  return entries.reduce(told, NOTHING)
}

function told(given: Folded, { id, at, by, body }: Entry): Folded {
  const part = { id, at, by }
  switch (body.kind) {
    case 'opened':
      return { ...given, sources: [...given.sources, ...body.sources] }
    case 'acknowledged':
      return { ...given, state: 'acknowledged', acknowledgedAt: given.acknowledgedAt ?? at }
    case 'assigned':
      return { ...given, team: body.team }
    case 'happened':
      return { ...given, timeline: [...given.timeline, { ...part, ...pick(body) }] }
    case 'hypothesis': {
      const { statement, confidence } = body
      return {
        ...given,
        hypotheses: [...given.hypotheses, { ...part, statement, confidence, state: 'open', reason: null }],
      }
    }
    case 'hypothesis-judged': {
      const { state, confidence, reason } = body
      return {
        ...given,
        hypotheses: given.hypotheses.map((one) => (one.id === body.part ? { ...one, state, confidence, reason } : one)),
      }
    }
    case 'task':
      return {
        ...given,
        tasks: [...given.tasks, { ...part, title: body.title, team: body.team, state: 'open', movedAt: at }],
      }
    case 'task-moved': {
      const { state, team } = body
      return {
        ...given,
        tasks: given.tasks.map((one) => (one.id === body.part ? { ...one, state, team, movedAt: at } : one)),
      }
    }
    case 'observable': {
      const { type, value, tlp, pap } = body
      return { ...given, observables: [...given.observables, { ...part, type, value, tlp, pap }] }
    }
    case 'evidence': {
      const { label, sha256, source } = body
      return { ...given, evidence: [...given.evidence, { ...part, label, sha256, source }] }
    }
    case 'reassessed':
      return { ...given, severity: body.severity, consequence: body.consequence, function: body.function }
    case 'milestone':
      return { ...given, milestones: { ...given.milestones, [body.milestone]: body.happenedAt } }
    case 'closed':
      return { ...given, state: 'closed', closedAt: at, verdict: body.verdict }
    case 'reopened':
      return { ...given, state: 'acknowledged', closedAt: null, verdict: null }
    case 'merged-into':
      return { ...given, state: 'merged', mergedInto: body.into }
    case 'split-off':
      return without(given, body.parts)
    case 'escalated':
      return { ...given, rung: Math.max(given.rung, body.rung) }
    case 'noted':
    case 'merged':
    case 'split-from':
    case 'handed':
      return given
  }
}

function pick({ lane, text, happenedAt }: Extract<EntryBody, { kind: 'happened' }>) {
  return { lane, text, happenedAt }
}

function without(given: Folded, parts: readonly string[]): Folded {
  const stays = ({ id }: { readonly id: string }): boolean => !parts.includes(id)
  const { hypotheses, tasks, observables, evidence, timeline } = given
  return {
    ...given,
    hypotheses: hypotheses.filter(stays),
    tasks: tasks.filter(stays),
    observables: observables.filter(stays),
    evidence: evidence.filter(stays),
    timeline: timeline.filter(stays),
  }
}

function inOrder<One extends Part>(parts: readonly One[]): readonly One[] {
  return parts.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
}

function earliest(instants: readonly EpochMicros[]): EpochMicros | null {
  return instants.reduce<EpochMicros | null>((least, at) => (least === null || at < least ? at : least), null)
}
