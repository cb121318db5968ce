// When a sensor covers an asset: it watches now, and heard one of the asset's interfaces within a month.
import type { EpochMicros } from '@penstock/model/kernel'
import type { SensorState } from '@penstock/model/observations'

/** A mirror port may be moved: what a sensor heard longer ago says nothing of what it would hear now. */
export const COVERED_DAYS = 30

/** A sensor that was not heard for longer than this many of its intervals watches nothing. */
const SILENT_BEATS = 2

/**
 * Whether a sensor watches: it is heard, and it hears packets. One whose cell does not answer may watch, which nobody can tell. What was sent
 * to a wrong door says nothing of what it watches at its own.
 */
export function isWatching(
  sensor: { readonly state: SensorState; readonly heardAt: EpochMicros | null; readonly everyMs: number | null },
  now: EpochMicros,
): boolean {
  switch (sensor.state) {
    case 'listening':
    case 'lossy':
      return true
    case 'quarantined':
      return sensor.heardAt !== null && now - sensor.heardAt <= SILENT_BEATS * 1000 * (sensor.everyMs ?? 0)
    case 'revoked':
    case 'unknown':
    case 'never-heard':
    case 'silent':
    case 'no-traffic':
      return false
  }
}
