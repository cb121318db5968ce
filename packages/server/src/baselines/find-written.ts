// Writes of a batch beyond what their points were learned to hold. While a point is learned nothing is said of it: its limits are not known yet.
import {
  type PointProfile,
  phasesOf,
  rangeOf,
  type WrittenBeyond,
  type WrittenValue,
  writtenValues,
} from '@penstock/model/baselines'
import { addressOf, type ObservationBatch } from '@penstock/model/observations'
import { proofIn } from '@penstock/server/observations'
import { pointsId } from './keep-points.ts'
import type { Tx } from './queries.ts'
import * as queries from './queries.ts'
import { type BatchOf, isOver } from './turn.ts'

/** In the transaction of the batch, once it was learned. */
export async function findWritten(tx: Tx, of: BatchOf, batch: ObservationBatch): Promise<readonly WrittenBeyond[]> {
  const written = batch.operations.flatMap((operation) => {
    const device = addressOf(operation.server)
    return writtenValues(operation).map((one) => ({
      ...{ operation, one, id: pointsId(of.site, device, operation.protocol, one.point) },
    }))
  })
  const plan = written.length === 0 ? undefined : await queries.findPlan(tx, of.site)
  if (plan === undefined) return []
  const rows = new Map(
    (await queries.findPoints(tx, [...new Set(written.map(({ id }) => id))])).map((row) => [row.id, row]),
  )
  return written.flatMap(({ operation, one, id }): readonly WrittenBeyond[] => {
    const row = rows.get(id)
    const isLearned =
      row?.plan_version === plan.version && (row.approved_at !== null || isOver(plan, row.learn_until, operation.at))
    const profile = isLearned ? profileOf(row.profiles, one) : null
    const limits = profile === null ? null : rangeOf(profile, phasesOf(plan.schedule, operation.at, operation.at))
    if (limits === null || (one.value >= limits.low && one.value <= limits.high)) return []
    const proven = { ...operation, proof: proofIn(of, operation.proof) }
    return [{ ...one, operation: proven, limits }]
  })
}

function profileOf(profiles: Readonly<Record<string, PointProfile>>, { point }: WrittenValue): PointProfile | null {
  return Object.hasOwn(profiles, point) ? profiles[point]! : null
}
