// What flows between zones: conversations summed by pair of zones, conduit, protocol and verdict.
import { micros } from '@penstock/model/kernel'
import type { ConversationSeen } from '@penstock/model/observations'
import type { ConversationFact } from '@penstock/server/facts'
import { sqlInstant } from '@penstock/store/state'
import type { ConversationRow } from './queries.ts'

/** What the conversation row keeps of the judgement. */
export type Judged = NonNullable<ConversationFact['verdict']> & {
  readonly sidesFrom: ConversationSeen['sidesFrom']
  readonly vlans: readonly number[]
}

interface EdgeSum {
  readonly zones: readonly [string, string]
  readonly conduit: string
  readonly protocol: string
  readonly verdict: string
  conversations: number
  firstAt: number
  lastAt: number
}

/** One row for each pair of zones, conduit, protocol and verdict that was seen; within one zone there is no edge. */
export function flowsOf(site: string, rows: readonly ConversationRow[]) {
  const sums = new Map<string, EdgeSum>()
  for (const row of rows) {
    const judged = row.judged as Judged | null
    if (judged === null || judged.clientZone === null || judged.serverZone === null) continue
    if (judged.clientZone === judged.serverZone) continue
    // Allowed without a conduit: link-layer talk such as ARP, which never leaves its segment.
    if (judged.verdict === 'allowed' && row.conduit === null) continue
    const zones = [judged.clientZone, judged.serverZone].sort() as [string, string]
    const place = {
      zones,
      conduit: row.conduit ?? '',
      protocol: row.protocol ?? row.port_guess ?? 'unknown',
      verdict: judged.verdict,
    }
    const key = JSON.stringify(place)
    const sum = sums.get(key) ?? { ...place, conversations: 0, firstAt: row.first_at, lastAt: row.last_at }
    sum.conversations++
    sum.firstAt = Math.min(sum.firstAt, row.first_at)
    sum.lastAt = Math.max(sum.lastAt, row.last_at)
    sums.set(key, sum)
  }
  return [...sums.values()].map((sum) => ({
    site,
    zone_a: sum.zones[0],
    zone_b: sum.zones[1],
    conduit: sum.conduit,
    protocol: sum.protocol,
    verdict: sum.verdict,
    conversations: sum.conversations,
    last_at: sqlInstant(micros(sum.lastAt)),
    firstAt: micros(sum.firstAt),
  }))
}

/** One of what was seen between two zones, with its first packet. */
export type Flow = ReturnType<typeof flowsOf>[number]

export function flowKey({ zone_a, zone_b, conduit, protocol, verdict }: Flow): readonly string[] {
  return [zone_a, zone_b, conduit, protocol, verdict]
}
