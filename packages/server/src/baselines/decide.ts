// What an owner's decision does to what was learned.
import {
  approvePair,
  approvePoint,
  type Deviation,
  NEW_PAIR,
  NEW_POINT,
  placeOfPoint,
  relearned,
} from '@penstock/model/baselines'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { pairId } from './keep-pairs.ts'
import { pointsId } from './keep-points.ts'
import type { OfDevice } from './lists.ts'
import type { DeviationRow, PairRow, PlanRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { statusOf } from './views.ts'

export async function approve(tx: Tx, plan: PlanRow, row: DeviationRow): Promise<void> {
  if (row.client === '') await approvePoints(tx, plan, row)
  else await approveOfPair(tx, plan, row)
}

/** Approves what was learned of a device and is proposed; answers with how many pairs that were. */
export async function approveDevice(
  tx: Tx,
  plan: PlanRow,
  place: OfDevice,
  who: { readonly subject: string; readonly at: EpochMicros },
): Promise<number> {
  const rows = await queries.listPairsOf(tx, place)
  const proposed = rows.filter((row) => statusOf(plan, row) === 'proposed')
  await queries.putPairs(
    tx,
    proposed.map((row) => ({ ...row, approved_by: who.subject, approved_at: who.at })),
  )
  const points = await queries.listPointsOf(tx, place)
  const over = points.filter((row) => row.plan_version === plan.version && plan.clock >= row.learn_until)
  await queries.putPoints(
    tx,
    over.map((row) => ({ ...row, approved_at: row.approved_at ?? who.at })),
  )
  return proposed.length
}

/** Forgets what was learned of a device but not what its owner approved, and opens its window again. */
export async function learnDeviceAnew(tx: Tx, plan: PlanRow, place: OfDevice): Promise<number> {
  const window = { plan_version: plan.version, learn_until: windowFrom(plan, plan.clock), approved_at: null }
  const rows = await queries.listPairsOf(tx, place)
  await queries.putPairs(
    tx,
    rows.map((row) => ({ ...row, ...window, approved_by: null, profile: relearned(row.profile) })),
  )
  const points = await queries.listPointsOf(tx, place)
  await queries.putPoints(
    tx,
    points.map((row) => ({ ...row, ...window, profiles: {} })),
  )
  return rows.length
}

/** A pair that was approved is learned for as long as the site was. */
async function approveOfPair(tx: Tx, plan: PlanRow, row: DeviationRow): Promise<void> {
  const isTalker = row.kind === 'scan'
  const ends = { client: row.client, server: isTalker ? '' : row.server, protocol: isTalker ? '' : row.protocol }
  const id = pairId(row.site, ends)
  const [known] = await queries.findPairs(tx, [id])
  const fresh: PairRow = {
    ...{ id, site: row.site, ...ends, plan_version: plan.version },
    learn_until: windowFrom(plan, micros(Math.max(plan.clock, row.last_at))),
    ...{ approved_by: null, approved_at: null, first_at: row.first_at, last_at: row.last_at },
    profile: NEW_PAIR,
  }
  const pair = known ?? fresh
  const approved = approvePair(pair.profile, deviationOf(row))
  const profile = isTalker ? { ...approved, approved: ['scan '] } : approved
  await queries.putPairs(tx, [{ ...pair, profile }])
}

async function approvePoints(tx: Tx, plan: PlanRow, row: DeviationRow): Promise<void> {
  const points = row.kind === 'value' ? [row.subject] : row.scope.targets
  const blocks = Map.groupBy(points, (point) => pointsId(row.site, row.server, row.protocol, point))
  const known = new Map((await queries.findPoints(tx, [...blocks.keys()])).map((one) => [one.id, one]))
  await queries.putPoints(
    tx,
    [...blocks].map(([id, names]) => {
      const place = { site: row.site, device: row.server, protocol: row.protocol, ...placeOfPoint(names[0]!) }
      const window = { plan_version: plan.version, learn_until: plan.learn_until, approved_at: null }
      const block = known.get(id) ?? { id, ...place, ...window, profiles: {} }
      const profiles = { ...block.profiles }
      for (const name of names) {
        const profile = Object.hasOwn(profiles, name) ? profiles[name]! : NEW_POINT
        profiles[name] = row.kind === 'value' ? approvePoint(profile, row) : profile
      }
      return { ...block, profiles }
    }),
  )
}

function deviationOf(row: DeviationRow): Parameters<typeof approvePair>[1] {
  const { subject, name, is_change: isChange, observed, scope } = row
  return { kind: row.kind as Deviation['kind'], subject, name, isChange, observed, scope }
}

function windowFrom(plan: PlanRow, at: EpochMicros): EpochMicros {
  return micros(at + (plan.learn_until - plan.learn_from))
}
