// Every event format, by its id.
import { formatOf } from './compile.ts'
import type { EventFormat } from './event.ts'
import { CEF, LEEF } from './formats/cef.ts'
import { CROWDSTRIKE } from './formats/crowdstrike.ts'
import { DEFENDER_ENDPOINT } from './formats/defender-endpoint.ts'
import { ENTRA } from './formats/entra.ts'
import { CISCO_ASA, FORTINET, PALO_ALTO } from './formats/firewalls.ts'
import { EML, POSTFIX } from './formats/mail.ts'
import { M365_AUDIT, M365_TRACE } from './formats/microsoft365.ts'
import { OKTA } from './formats/okta.ts'
import { CLAROTY, DEFENDER_IOT, DRAGOS, DRAGOS_JSON, NOZOMI } from './formats/ot-sensors.ts'
import { HISTORIAN_AUDIT, HMI_AUDIT, PROCESS_ALARMS } from './formats/plant-journals.ts'
import { CYBERARK, OPENVPN, REMOTE_SESSIONS } from './formats/remote-access.ts'
import { SENSOR } from './formats/sensor.ts'
import { SENTINELONE } from './formats/sentinelone.ts'
import { SURICATA_EVE } from './formats/suricata-eve.ts'
import { SSHD_LOG, SYSLOG } from './formats/syslog.ts'
import { VMWARE } from './formats/vmware.ts'
import { WAZUH } from './formats/wazuh.ts'
import { WINDOWS_JSON, WINDOWS_XML } from './formats/windows.ts'
import { ZEEK_JSON, ZEEK_TSV } from './formats/zeek.ts'

/** In the order in which lists show them. */
export const eventFormats: readonly EventFormat[] = [
  SENSOR,
  ZEEK_TSV,
  ZEEK_JSON,
  SURICATA_EVE,
  DEFENDER_IOT,
  CLAROTY,
  NOZOMI,
  DRAGOS,
  DRAGOS_JSON,
  WINDOWS_XML,
  WINDOWS_JSON,
  DEFENDER_ENDPOINT,
  CROWDSTRIKE,
  SENTINELONE,
  WAZUH,
  OKTA,
  ENTRA,
  M365_AUDIT,
  M365_TRACE,
  EML,
  POSTFIX,
  CISCO_ASA,
  FORTINET,
  PALO_ALTO,
  OPENVPN,
  CYBERARK,
  REMOTE_SESSIONS,
  VMWARE,
  PROCESS_ALARMS,
  HISTORIAN_AUDIT,
  HMI_AUDIT,
  SSHD_LOG,
  SYSLOG,
  CEF,
  LEEF,
].map(formatOf)

const BY_ID = new Map(eventFormats.map((format) => [format.id, format]))

export function findEventFormat(id: string): EventFormat | null {
  return BY_ID.get(id) ?? null
}
