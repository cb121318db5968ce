// Every event format, by its id.
import { formatOf } from './compile.ts'
import type { EventFormat } from './event.ts'
import { CEF, LEEF } from './formats/cef.ts'
import { SURICATA_EVE } from './formats/suricata-eve.ts'
import { SSHD_LOG, SYSLOG } from './formats/syslog.ts'
import { WINDOWS_JSON, WINDOWS_XML } from './formats/windows.ts'
import { ZEEK_JSON, ZEEK_TSV } from './formats/zeek.ts'

/** In the order in which lists show them. */
export const eventFormats: readonly EventFormat[] = [
  ZEEK_TSV,
  ZEEK_JSON,
  SURICATA_EVE,
  WINDOWS_XML,
  WINDOWS_JSON,
  SYSLOG,
  SSHD_LOG,
  CEF,
  LEEF,
].map(formatOf)

const BY_ID = new Map(eventFormats.map((format) => [format.id, format]))

export function findEventFormat(id: string): EventFormat | null {
  return BY_ID.get(id) ?? null
}
