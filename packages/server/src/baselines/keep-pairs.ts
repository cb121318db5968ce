// Pairs of ends: learned while their window is open, judged after it, and what is due of each noted.
import {
  type Deviation,
  judgeChanges,
  judgePair,
  judgeSilence,
  LOOKING,
  learnPair,
  NEW_PAIR,
  newPair,
  type PairProfile,
  type PairSighting,
  phaseAt,
  phasesOf,
  relearned,
} from '@penstock/model/baselines'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { uuidOfContent } from '@penstock/server/runtime'
import type { Told } from './keep-deviations.ts'
import { findScans } from './keep-scans.ts'
import type { PairRow, SeenRow } from './queries.ts'
import * as queries from './queries.ts'
import { isOver, type Turn } from './turn.ts'

const SCAN = 'scan '

export function pairId(
  site: string,
  { client, server, protocol }: Pick<PairRow, 'client' | 'server' | 'protocol'>,
): string {
  return uuidOfContent([site, 'baseline', client, server, protocol])
}

export async function keepPairs(turn: Turn, pairs: readonly PairSighting[]): Promise<{ readonly told: Told[] }> {
  const { tx, of, plan } = turn
  const idOf = (pair: Pick<PairRow, 'client' | 'server' | 'protocol'>): string => pairId(of.site, pair)
  const talkerOf = (client: string) => ({ client, server: '', protocol: '' })
  const clients = [...new Set(pairs.map(({ client }) => client))]
  const ids = [...pairs.map(idOf), ...clients.map((client) => idOf(talkerOf(client)))]
  const rows = new Map((await queries.findPairs(tx, ids)).map((row) => [row.id, row]))
  const seen = new Map((await queries.findSeen(tx, ids)).map((row) => [row.pair_id, row]))
  const isSiteOver = isOver(plan, plan.learn_until, turn.from)
  const mayScan = (client: string): boolean =>
    rows.get(idOf(talkerOf(client)))?.profile.approved.includes(SCAN) ?? false

  const strangers = pairs.filter((pair) => !rows.has(idOf(pair)) && !mayScan(pair.client))
  const vain = strangers.filter(({ isBlank }) => isBlank)
  const scans = findScans(turn, vain, isSiteOver ? strangers.filter(({ isBlank }) => !isBlank) : [])

  const told: Told[] = [...scans.told]
  const learned: PairRow[] = []
  const noted: SeenRow[] = []
  for (const seenPair of pairs) {
    if (scans.scanned.has(seenPair) || seenPair.protocol === LOOKING) continue
    const pair = withGaps(turn, seenPair, seen.get(idOf(seenPair)))
    const phases = phasesOf(plan.schedule, pair.firstAt, pair.lastAt)
    const known = rows.get(idOf(pair))
    const row = known ?? (isSiteOver || pair.isBlank ? null : newRow(turn, idOf(pair), pair, NEW_PAIR))
    const tell = (deviations: ReturnType<typeof judgePair>, isLearning = false): void => {
      for (const deviation of deviations) told.push({ deviation, lastAt: pair.lastAt, isLearning })
    }
    if (row === null) {
      if (!isSiteOver || mayScan(pair.client)) continue
      tell([newPair(pair, phases.join(', ')), ...judgeChanges(pair, phases)])
      continue
    }
    const now = row.plan_version === plan.version ? row : newRow(turn, row.id, pair, relearned(row.profile))
    const isLearning = now.approved_at === null && !isOver(plan, now.learn_until, turn.from)
    const before = seen.get(now.id)
    const profile = isLearning ? learnPair(now.profile, pair, one(phases), absencesOf(turn, pair, before)) : now.profile
    const { deviations, off } = steadied(judgePair(profile, pair, phases, isLearning), seenPair, before)
    tell(deviations, isLearning)
    if (isLearning || now !== row) {
      const first_at = micros(Math.min(now.first_at, pair.firstAt))
      learned.push({ ...now, profile, first_at, last_at: micros(Math.max(now.last_at, pair.lastAt)) })
    }
    const last = { ...(before?.capture_id === of.captureId ? before.last : {}) }
    for (const { code, lastAt } of pair.functions) last[code] = Math.max(last[code] ?? 0, lastAt)
    noted.push({
      pair_id: now.id,
      capture_id: of.captureId,
      last,
      due_at: isLearning ? null : dueAt(now, profile, last),
      off,
    })
  }
  await queries.putPairs(tx, learned)
  await queries.putSeen(tx, noted)
  return { told }
}

/** When the first function is missed, whatever phase it is then. */
export function dueAt(
  pair: Pick<PairRow, 'client' | 'server' | 'protocol'>,
  profile: PairProfile,
  last: Readonly<Record<string, number>>,
): EpochMicros | null {
  const dues = Object.entries(last).flatMap(([code, at]) =>
    Object.keys(profile.functions[code]?.rhythms ?? {}).flatMap((phase) => {
      const silence = judgeSilence(pair, profile, code, phase)
      return silence === null ? [] : [at + silence.afterMicros]
    }),
  )
  return dues.length === 0 ? null : micros(Math.ceil(Math.min(...dues)))
}

function newRow({ of, plan }: Turn, id: string, pair: PairSighting, profile: PairProfile): PairRow {
  const { client, server, protocol, firstAt, lastAt } = pair
  const window = { plan_version: plan.version, learn_until: plan.learn_until }
  const nobody = { approved_by: null, approved_at: null }
  return {
    id,
    site: of.site,
    client,
    server,
    protocol,
    ...window,
    ...nobody,
    first_at: firstAt,
    last_at: lastAt,
    profile,
  }
}

/** Few requests in a batch tell their mean gap with the one before them. What changes a device comes when people want it, and has none. */
function withGaps(turn: Turn, pair: PairSighting, before: SeenRow | undefined): PairSighting {
  const functions = pair.functions.map((one) => {
    const last = one.meanGapMicros !== null || one.isChange || one.count < 2 ? null : lastOf(turn, before, one)
    return last === null ? one : { ...one, meanGapMicros: (one.lastAt - last) / one.count }
  })
  return { ...pair, functions }
}

/**
 * A rhythm that stands on few requests is off in a batch for one pause: it is told when it is off in the next one too. `seen` is as the batch
 * said it, without gaps from before.
 */
function steadied(
  found: readonly Deviation[],
  seen: PairSighting,
  before: SeenRow | undefined,
): { readonly deviations: Deviation[]; readonly off: string[] } {
  const few = new Set(seen.functions.filter((each) => each.meanGapMicros === null).map(({ code }) => code))
  const off = found.filter(({ kind, subject }) => kind === 'cadence' && few.has(subject))
  const isTold = (one: Deviation): boolean => !off.includes(one) || before?.off.includes(one.subject) === true
  return { deviations: found.filter(isTold), off: off.map(({ subject }) => subject) }
}

/** How long each function was absent before this batch, and at least as long as its usual gap; only within one source and one phase. */
function absencesOf(turn: Turn, pair: PairSighting, before: SeenRow | undefined): Record<string, number> {
  const absences: Record<string, number> = {}
  for (const one of pair.functions) {
    const last = lastOf(turn, before, one)
    if (last !== null) absences[one.code] = Math.max(one.firstAt - last, one.meanGapMicros ?? 0)
  }
  return absences
}

/** When a function was asked before this batch, by the same source without a break and in the same phase; else null. */
function lastOf(
  { of, plan, source }: Turn,
  before: SeenRow | undefined,
  { code, firstAt }: Pick<PairSighting['functions'][number], 'code' | 'firstAt'>,
): number | null {
  const last = before?.capture_id === of.captureId ? before.last[code] : undefined
  if (last === undefined || last < source.resumed_at || firstAt < last) return null
  return phaseAt(plan.schedule, last) === phaseAt(plan.schedule, firstAt) ? last : null
}

function one(phases: readonly string[]): string | null {
  return phases.length === 1 ? phases[0]! : null
}
