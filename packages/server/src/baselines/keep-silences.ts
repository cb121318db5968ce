// Functions that were usual in this phase and are absent, shown by the first packet of the same source after the deadline. A source that was
// interrupted, and one that never saw the pair, misses nothing.
import { judgeSilence, phaseAt, phaseBegan } from '@penstock/model/baselines'
import { micros } from '@penstock/model/kernel'
import type { Proof } from '@penstock/model/observations'
import type { Told } from './keep-deviations.ts'
import { dueAt } from './keep-pairs.ts'
import type { SeenRow } from './queries.ts'
import * as queries from './queries.ts'
import type { Turn } from './turn.ts'

/** Pairs that are looked at of one batch; the others are due still. */
const MOST_PAIRS = 2000

export async function findSilences(turn: Turn, proofs: readonly Proof[]): Promise<Told[]> {
  const { tx, of, plan, source } = turn
  const overdue = await queries.listOverdue(tx, of.captureId, turn.to, MOST_PAIRS)
  if (overdue.length === 0) return []
  const rows = new Map(
    (
      await queries.findPairs(
        tx,
        overdue.map(({ pair_id }) => pair_id),
      )
    ).map((row) => [row.id, row]),
  )
  const phase = phaseAt(plan.schedule, turn.to)
  const began = Math.max(phaseBegan(plan.schedule, turn.to), source.resumed_at)
  const told: Told[] = []
  const noted: SeenRow[] = []
  for (const seen of overdue) {
    const row = rows.get(seen.pair_id)
    if (row === undefined || row.plan_version !== plan.version) continue
    const waiting: Record<string, number> = {}
    for (const [code, last] of Object.entries(seen.last)) {
      const silence = judgeSilence(row, row.profile, code, phase)
      const since = Math.max(last, began)
      const after = silence === null ? undefined : proofs.find(({ at }) => at > since + silence.afterMicros)
      // In another phase it may be missed still.
      if (silence === null || after === undefined) waiting[code] = Math.max(last, since)
      else told.push({ deviation: silence.deviation(after, since), lastAt: after.at })
    }
    const due = dueAt(row, row.profile, waiting)
    const due_at = due === null ? null : micros(Math.max(due, turn.to))
    noted.push({ ...seen, last: waiting, due_at })
  }
  await queries.putSeen(tx, noted)
  return told
}
