// Every event format, by its id.
import { formatOf } from './compile.ts'
import type { EventFormat } from './event.ts'
import { SURICATA_EVE } from './formats/suricata-eve.ts'

/** In the order in which lists show them. */
export const eventFormats: readonly EventFormat[] = [SURICATA_EVE].map(formatOf)

const BY_ID = new Map(eventFormats.map((format) => [format.id, format]))

export function findEventFormat(id: string): EventFormat | null {
  return BY_ID.get(id) ?? null
}
