// The case as its entries say it: hypotheses, tasks, observables, evidence and the timeline on two clocks. Nothing is rewritten, so a case
// that takes up another keeps every instant and every assignee of both.
import { accept, type Domain, type EpochMicros, type Result, refuse } from '@penstock/model/kernel'
import type { Entry, EntryBody, HypothesisState, RunStep, TaskState, WrittenEntry } from './entry.ts'
import type { Playbook } from './playbooks/playbook.ts'
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

/** A run of a playbook, with every step that was recorded. */
export interface PlaybookRun extends Part {
  readonly playbook: Playbook
  readonly steps: readonly (Omit<RunStep, 'kind' | 'part'> & Omit<Part, 'id'>)[]
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
  readonly runs: readonly PlaybookRun[]
  /** The last that was said of each; revisions stay in the entries. */
  readonly milestones: Readonly<Partial<Record<Milestone, EpochMicros>>>
  readonly rung: number
  /** Whose domain the affected function is of; null where nobody but this side claims it. */
  readonly leader: Domain | null
}

export type CaseRefusal =
  | { readonly code: 'incidents.closed' }
  | { readonly code: 'incidents.not-closed' }
  | { readonly code: 'incidents.merged' }
  | { readonly code: 'incidents.already-acknowledged' }
  | { readonly code: 'incidents.unknown-part' }
  | { readonly code: 'incidents.in-future' }

/** The entries of another case, by its id: of one that was merged into this one, or that this one was split from. */
export type EntriesOf = (incident: string) => readonly Entry[]

/** The case of these entries, in order of writing; null without one that opens it. */
export function caseOf(entries: readonly Entry[], entriesOf: EntriesOf = () => []): Case | null {
  const { title, openedAt, ...folded } = foldOf(entries, entriesOf)
  return title === null || openedAt === null ? null : { ...folded, title, openedAt }
}

/** Ids of the cases whose entries `caseOf` asks for at first; theirs may name further ones. */
export function takenFrom(entries: readonly Entry[]): readonly string[] {
  return entries.flatMap(({ body }) => (body.kind === 'merged' || body.kind === 'split-from' ? [body.from] : []))
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

interface Folded extends Omit<Case, 'title' | 'openedAt'> {
  readonly title: string | null
  readonly openedAt: EpochMicros | null
}
const NOTHING: Folded = {
  title: null,
  openedAt: null,
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
  runs: [],
  milestones: {},
  rung: 0,
  leader: null,
}

function foldOf(entries: readonly Entry[], entriesOf: EntriesOf): Folded {
  return entries.reduce((given, entry) => told(given, entry, entriesOf), NOTHING)
}

/** What a case took up stands at the place where it took it: later entries go on with it. */
function withMerged(given: Folded, other: Folded): Folded {
  return {
    ...withParts(given, other),
    sources: [...given.sources, ...other.sources],
    openedAt: earliest([given.openedAt, other.openedAt]),
    acknowledgedAt: earliest([given.acknowledgedAt, other.acknowledgedAt]),
    state: given.state === 'open' && other.acknowledgedAt !== null ? 'acknowledged' : given.state,
    milestones: earliestOfEach(given.milestones, other.milestones),
    leader: given.leader ?? other.leader,
  }
}

/** A word that is written later revises; a case that is taken up only tells more, so the earlier instant stays. */
function earliestOfEach(ours: Case['milestones'], theirs: Case['milestones']): Case['milestones'] {
  const all = { ...theirs, ...ours }
  for (const [name, at] of Object.entries(theirs) as [Milestone, EpochMicros][])
    if (at < (ours[name] ?? at)) all[name] = at
  return all
}

function withParts(given: Folded, other: Folded): Folded {
  return {
    ...given,
    hypotheses: [...given.hypotheses, ...other.hypotheses],
    tasks: [...given.tasks, ...other.tasks],
    observables: [...given.observables, ...other.observables],
    evidence: [...given.evidence, ...other.evidence],
    timeline: [...given.timeline, ...other.timeline],
    runs: [...given.runs, ...other.runs],
  }
}

/** What was written about some parts of a case, and of those that it had taken up itself. */
function aboutParts(parts: readonly string[], from: string, entriesOf: EntriesOf): readonly Entry[] {
  return entriesOf(from).flatMap((entry): readonly Entry[] => {
    const { id, body } = entry
    if (body.kind === 'merged') return aboutParts(parts, body.from, entriesOf)
    if (body.kind === 'split-from') {
      const both = parts.filter((one) => body.parts.includes(one))
      return both.length === 0 ? [] : aboutParts(both, body.from, entriesOf)
    }
    return parts.includes(id) || ('part' in body && parts.includes(body.part)) ? [entry] : []
  })
}

function told(given: Folded, { id, at, by, body }: Entry, entriesOf: EntriesOf): Folded {
  const part = { id, at, by }
  switch (body.kind) {
    case 'opened': {
      const { kind: _kind, sources, ...about } = body
      return { ...given, ...about, sources: [...given.sources, ...sources], openedAt: at }
    }
    case 'merged':
      return withMerged(given, foldOf(entriesOf(body.from), entriesOf))
    case 'split-from':
      return withParts(given, foldOf(aboutParts(body.parts, body.from, entriesOf), entriesOf))
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
    case 'playbook-begun':
      return { ...given, runs: [...given.runs, { ...part, playbook: body.playbook, steps: [] }] }
    case 'playbook-step': {
      const { kind: _kind, part: run, ...step } = body
      const runs = given.runs.map((one) =>
        one.id === run ? { ...one, steps: [...one.steps, { ...step, at, by }] } : one,
      )
      return { ...given, runs }
    }
    case 'split-off':
      return without(given, body.parts)
    case 'escalated':
      return { ...given, rung: Math.max(given.rung, body.rung) }
    case 'led':
      return { ...given, leader: body.domain }
    case 'noted':
    case 'shared':
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

function earliest(instants: readonly (EpochMicros | null)[]): EpochMicros | null {
  return instants.reduce((least, at) => (least === null || (at !== null && at < least) ? at : least), null)
}
