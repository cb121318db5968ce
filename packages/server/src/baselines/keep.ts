// Learns and judges a batch, in the batch's own transaction: one that comes twice neither teaches nor tells twice.
import { NO_SCHEDULE, type PairSighting, pairsOf, pointsOf } from '@penstock/model/baselines'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { ObservationBatch, Proof } from '@penstock/model/observations'
import { keepDeviations, type Opened, type Told } from './keep-deviations.ts'
import { keepPairs } from './keep-pairs.ts'
import { keepPoints } from './keep-points.ts'
import { findSilences } from './keep-silences.ts'
import type { PlanRow, SourceRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { type BatchOf, isOver, type Turn } from './turn.ts'

const WINDOW_MICROS = 7 * 86_400_000_000
/** A packet may not carry the site's clock further ahead of the cell's than a sensor's clock may be off. */
const AHEAD_MICROS = 3_600_000_000
/** Sources that were not heard for so long were interrupted. */
const BREAK_MICROS = 120_000_000

/** Answers with the deviations that the batch opened. */
export async function keepBaselines(
  tx: Tx,
  of: BatchOf,
  batch: ObservationBatch,
  now: EpochMicros,
): Promise<readonly Opened[]> {
  const { firstAt: from, lastAt: to } = batch
  if (from === null || to === null) return []
  const plan = await takePlan(tx, of.site, from)
  const source = await takeSource(tx, of, from, to)
  const turn: Turn = { tx, of, plan, source, from, to }
  const pairs = pairsOf(batch)
  const kept = await keepPairs(turn, pairs)
  const told: Told[] = [...kept.told, ...unlessAsked(await keepPoints(turn, pointsOf(batch)), kept.told)]
  const silences = isOver(plan, plan.learn_until, from) ? await findSilences(turn, proofsOf(batch, pairs)) : []
  const opened = await keepDeviations(turn, [...told, ...silences])
  const clock = Math.max(plan.clock, Math.min(to, now + AHEAD_MICROS))
  if (clock > plan.clock) await queries.setClock(tx, of.site, micros(clock))
  return opened
}

/** Who asked for new addresses tells more than that a device answered with them. */
function unlessAsked(points: readonly Told[], pairs: readonly Told[]): Told[] {
  const key = ({ server, protocol }: Told['deviation']): string => `${server}|${protocol}`
  const asked = pairs.filter(({ deviation }) => deviation.kind.startsWith('new-'))
  const devices = new Set(asked.map(({ deviation }) => key(deviation)))
  return points.filter(({ deviation }) => deviation.kind !== 'new-address' || !devices.has(key(deviation)))
}

async function takePlan(tx: Tx, site: string, from: EpochMicros): Promise<PlanRow> {
  const known = await queries.lockPlan(tx, site)
  if (known !== undefined) return known
  const learn_until = micros(from + WINDOW_MICROS)
  const plan = { site, version: 1, learn_from: from, learn_until, clock: from, schedule: NO_SCHEDULE }
  await queries.putPlan(tx, plan)
  return plan
}

async function takeSource(tx: Tx, of: BatchOf, from: EpochMicros, to: EpochMicros): Promise<SourceRow> {
  const known = await queries.findSource(tx, of.captureId)
  const isResumed = known === undefined || from - known.last_at > BREAK_MICROS
  const source = {
    capture_id: of.captureId,
    site: of.site,
    last_at: micros(Math.max(known?.last_at ?? to, to)),
    resumed_at: isResumed ? from : known.resumed_at,
  }
  await queries.putSource(tx, source)
  return source
}

/** Packets of the batch that some row names, in the order of time: the first one after a deadline shows a silence. */
function proofsOf(batch: ObservationBatch, pairs: readonly PairSighting[]): Proof[] {
  const proofs = [
    ...pairs.flatMap((pair) => [pair.proof, ...pair.functions.map(({ proof }) => proof)]),
    ...(batch.values ?? []).flatMap(({ proof, lowest, highest }) => [proof, lowest ?? proof, highest ?? proof]),
    ...batch.bindings.map(({ proof }) => proof),
    ...batch.operations.map(({ proof }) => proof),
  ]
  return proofs.sort((a, b) => a.at - b.at)
}
