// Which kind of zone a zone is, as the catalogue of signs asks: by its Purdue level (IEC 62443, ISA-95), and by its name where the level
// does not tell: a safety system stands on the levels of control, guests on those of the enterprise.
import type { ZoneKind } from './indicators.ts'

const SAFETY = /\b(safety|sis|esd|hipps)\b/i
const GUEST = /\b(guests?|visitors?)\b/i
const DMZ = 3.5

/** Null when the zone states no level and its name tells none. */
export function zoneKindOf(zone: { readonly name: string; readonly purdue: string | null }): ZoneKind | null {
  // `1-2` counts as its lowest level, `5+` as 5.
  const stated = Number.parseFloat(zone.purdue ?? '')
  const level = Number.isNaN(stated) ? null : stated
  if ((level === null || level >= DMZ) && GUEST.test(zone.name)) return 'guest'
  if ((level === null || level < DMZ) && SAFETY.test(zone.name)) return 'safety'
  if (level === null) return null
  if (level < 2) return 'control'
  if (level < 3) return 'supervisory'
  if (level < DMZ) return 'operations'
  return level < 4 ? 'dmz' : 'enterprise'
}
