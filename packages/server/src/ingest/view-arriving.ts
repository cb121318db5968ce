// Which log sources each source of this cell brought lately, for the hub: what rules over events can be fed with.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { EventLogSources, Telemetry } from '@penstock/store/telemetry'

const DAY_MICROS = 86_400_000_000
/** A source that told nothing for so long tells nothing. */
export const ARRIVING_DAYS = 7
/** Different lists of log sources of all sources; a list is one of the few that its format knows. */
const MOST_LISTS = 5000

export async function viewArriving(telemetry: Telemetry, now: EpochMicros): Promise<readonly EventLogSources[]> {
  // What is read now came a moment ago: the end is open by a minute.
  const period = { from: micros(now - ARRIVING_DAYS * DAY_MICROS), to: micros(now + 60_000_000), sites: '*' } as const
  return await telemetry.eventLogSources({ ...period, limit: MOST_LISTS })
}
