// Talkers that call at many ends: told once for each talker, and none of the ends is learned.
import { judgeScan, type PairSighting, phaseAt } from '@penstock/model/baselines'
import type { Told } from './keep-deviations.ts'
import type { Turn } from './turn.ts'

/** Talkers that call at many ends in vain, or at many that nobody knew; with the pairs that are told by that. */
export function findScans(
  turn: Turn,
  blank: readonly PairSighting[],
  fresh: readonly PairSighting[],
): { readonly told: Told[]; readonly scanned: ReadonlySet<PairSighting> } {
  const clients = Map.groupBy([...blank, ...fresh], ({ client }) => client)
  const told: Told[] = []
  const scanned = new Set<PairSighting>()
  for (const [client, pairs] of clients) {
    const mine = (list: readonly PairSighting[]) => list.filter((pair) => pair.client === client)
    const scan = judgeScan(client, mine(blank), mine(fresh), phaseAt(turn.plan.schedule, turn.from))
    if (scan === null) continue
    told.push({ deviation: scan, lastAt: turn.to })
    for (const pair of pairs) scanned.add(pair)
  }
  return { told, scanned }
}
