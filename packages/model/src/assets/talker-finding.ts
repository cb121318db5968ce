// The life of a finding about an unregistered talker. It closes when the device is registered, or when its removal was
// recorded and a watched span passed in which nothing of it was heard; there is no other way. It opens again when it talks.
import { accept, EpochMicros, micros, type Result, refuse } from '@penstock/model/kernel'
import { z } from 'zod'
import { Anchor } from './anchor.ts'
import type { Asset } from './asset.ts'
import type { PersonDecision } from './person-decision.ts'
import type { UnregisteredTalker } from './unregistered.ts'

const step = z.strictObject({
  at: EpochMicros,
  by: z.string(),
  change: z.enum(['opened', 'reopened', 'closed-by-registration', 'closed-by-absence']),
  /** Register id, or decision id of the removal; null when it opened. */
  evidence: z.string().nullable(),
})

const body = {
  /** Stays when the asset's key moves: a talker is recognised by any of its anchors. */
  key: z.string(),
  anchors: z.array(Anchor),
  segments: z.array(z.string()),
  firstAt: EpochMicros,
  lastSeenAt: EpochMicros,
  steps: z.array(step),
}

export const TalkerFinding = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('open'), ...body }),
  z.strictObject({
    state: z.literal('closed'),
    ...body,
    closedAt: EpochMicros,
    closedBy: z.enum(['by-registration', 'by-absence']),
  }),
])
export type TalkerFinding = z.infer<typeof TalkerFinding>

/** A stretch in which a sensor watched a segment without a gap worth naming. `segment` null: it watched all of the site. */
export interface WatchedSpan {
  readonly segment: string | null
  readonly fromAt: EpochMicros
  readonly toAt: EpochMicros
}

export interface AbsenceProof {
  readonly removal: Extract<PersonDecision, { kind: 'remove' }> | null
  /** When anything of the finding's anchors was last heard, by all facts there are. */
  readonly lastSeenAt: EpochMicros
  readonly watched: readonly WatchedSpan[]
  /** How long each of its segments must have been watched in silence after the removal. */
  readonly requiredSpanMicros: number
}

export type ClosingRefusal =
  | { code: 'assets.finding-not-open' }
  | { code: 'assets.closing-not-allowed'; asked: string }
  | { code: 'assets.not-registered' }
  | { code: 'assets.no-removal' }
  | { code: 'assets.seen-after-removal'; lastSeenAt: EpochMicros }
  | { code: 'assets.absence-too-short'; watchedMicros: number; requiredMicros: number }
  | { code: 'assets.no-coverage'; segment: string | null }

export type ClosingRequest =
  | { readonly how: 'by-registration'; readonly assets: readonly Asset[] }
  | ({ readonly how: 'by-absence' } & AbsenceProof)
  | { readonly how: 'by-hand' | 'accepted' | 'false-positive' | 'expired' }

/** The one way to close a finding; every other wish is refused with a code. */
export function closeFinding(
  finding: TalkerFinding,
  request: ClosingRequest,
  by: string,
  at: EpochMicros,
): Result<TalkerFinding, ClosingRefusal> {
  if (request.how === 'by-registration') return closeByRegistration(finding, request.assets, by, at)
  if (request.how === 'by-absence') return closeByAbsence(finding, request, by, at)
  return refuse({ code: 'assets.closing-not-allowed', asked: request.how })
}

export function openFinding(talker: UnregisteredTalker, at: EpochMicros): TalkerFinding {
  return {
    state: 'open',
    key: talker.key,
    anchors: talker.anchors,
    segments: talker.segments,
    firstAt: talker.firstAt,
    lastSeenAt: talker.lastAt,
    steps: [{ at, by: 'rule', change: 'opened', evidence: null }],
  }
}

/** What a new resolution means for a finding: an open one learns, a closed one opens again when the device talked since. */
export function reviewFinding(finding: TalkerFinding, talker: UnregisteredTalker, at: EpochMicros): TalkerFinding {
  const seen = {
    anchors: [...new Set([...finding.anchors, ...talker.anchors])].sort(),
    segments: [...new Set([...finding.segments, ...talker.segments])].sort(),
    firstAt: micros(Math.min(talker.firstAt, finding.firstAt)),
    lastSeenAt: micros(Math.max(talker.lastAt, finding.lastSeenAt)),
  }
  if (finding.state === 'open') return { ...finding, ...seen }
  // After a registration it is a talker again only because the entry is gone: no new packet is needed for that.
  const isBack = finding.closedBy === 'by-registration' || talker.lastAt > finding.lastSeenAt
  if (!isBack) return finding
  const { key, steps } = finding
  return { state: 'open', key, ...seen, steps: [...steps, { at, by: 'rule', change: 'reopened', evidence: null }] }
}

/** The talker that a finding is about, recognised by any anchor; null when it is not unregistered any more. */
export function findTalkerOf(
  finding: TalkerFinding,
  talkers: readonly UnregisteredTalker[],
): UnregisteredTalker | null {
  return talkers.find((talker) => talker.anchors.some((anchor) => finding.anchors.includes(anchor))) ?? null
}

export interface FindingsReview {
  readonly findings: readonly TalkerFinding[]
  /** Those that opened, reopened or closed. */
  readonly changed: readonly TalkerFinding[]
}

/** Brings the findings of one site up to a new resolution: opens, reopens, and closes what is registered now. */
export function reviewFindings(
  known: readonly TalkerFinding[],
  talkers: readonly UnregisteredTalker[],
  assets: readonly Asset[],
  at: EpochMicros,
): FindingsReview {
  const taken = new Set<UnregisteredTalker>()
  const findings: TalkerFinding[] = []
  const changed: TalkerFinding[] = []
  for (const finding of known) {
    const talker = findTalkerOf(finding, talkers)
    if (talker !== null) taken.add(talker)
    const next = talker === null ? closedWhenRegistered(finding, assets, at) : reviewFinding(finding, talker, at)
    findings.push(next)
    if (next.state !== finding.state) changed.push(next)
  }
  for (const talker of talkers) {
    if (taken.has(talker)) continue
    const opened = openFinding(talker, at)
    findings.push(opened)
    changed.push(opened)
  }
  return { findings, changed }
}

/** Closes when a register entry now names every interface of it. */
export function closeByRegistration(
  finding: TalkerFinding,
  assets: readonly Asset[],
  by: string,
  at: EpochMicros,
): Result<TalkerFinding, ClosingRefusal> {
  if (finding.state !== 'open') return refuse({ code: 'assets.finding-not-open' })
  const holders = assets.filter((asset) => asset.anchors.some((anchor) => finding.anchors.includes(anchor)))
  const [first] = holders
  if (first === undefined || holders.some((asset) => asset.declaredId === null)) {
    return refuse({ code: 'assets.not-registered' })
  }
  return accept(closed(finding, 'by-registration', by, at, first.declaredId))
}

/** Closes when the removal is recorded and each of its segments was watched long enough without hearing it. */
export function closeByAbsence(
  finding: TalkerFinding,
  { removal, lastSeenAt, watched, requiredSpanMicros }: AbsenceProof,
  by: string,
  at: EpochMicros,
): Result<TalkerFinding, ClosingRefusal> {
  if (finding.state !== 'open') return refuse({ code: 'assets.finding-not-open' })
  if (removal === null || !removal.anchors.some((anchor) => finding.anchors.includes(anchor))) {
    return refuse({ code: 'assets.no-removal' })
  }
  const heardAt = micros(Math.max(lastSeenAt, finding.lastSeenAt))
  if (heardAt > removal.removedAt) return refuse({ code: 'assets.seen-after-removal', lastSeenAt: heardAt })
  for (const segment of finding.segments.length === 0 ? [null] : finding.segments) {
    const spans = watched.filter((span) => span.segment === null || segment === null || span.segment === segment)
    const watchedMicros = unionMicros(spans, removal.removedAt, at)
    if (watchedMicros === 0) return refuse({ code: 'assets.no-coverage', segment })
    if (watchedMicros < requiredSpanMicros) {
      return refuse({ code: 'assets.absence-too-short', watchedMicros, requiredMicros: requiredSpanMicros })
    }
  }
  return accept(closed(finding, 'by-absence', by, at, removal.id))
}

function closedWhenRegistered(finding: TalkerFinding, assets: readonly Asset[], at: EpochMicros): TalkerFinding {
  const result = closeByRegistration(finding, assets, 'rule', at)
  return result.ok ? result.value : finding
}

function closed(
  finding: TalkerFinding,
  closedBy: 'by-registration' | 'by-absence',
  by: string,
  at: EpochMicros,
  evidence: string | null,
): TalkerFinding {
  const { key, anchors, segments, firstAt, lastSeenAt, steps } = finding
  const change = `closed-${closedBy}` as const
  return {
    state: 'closed',
    key,
    anchors,
    segments,
    firstAt,
    lastSeenAt,
    closedAt: at,
    closedBy,
    steps: [...steps, { at, by, change, evidence }],
  }
}

/** Length of the union of spans, cut to [from, to]. */
function unionMicros(spans: readonly WatchedSpan[], from: EpochMicros, to: EpochMicros): number {
  let total = 0
  let end: number = from
  for (const span of [...spans].sort((a, b) => a.fromAt - b.fromAt)) {
    const start = Math.max(span.fromAt, end)
    const stop = Math.min(span.toAt, to)
    if (stop <= start) continue
    total += stop - start
    end = stop
  }
  return total
}
