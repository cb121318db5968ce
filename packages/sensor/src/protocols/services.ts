// Readers of the services that a plant shares with any office.
import { ftp, ftpDataConnection } from './ftp/index.ts'
import { kerberos } from './kerberos/index.ts'
import { ntp } from './ntp/index.ts'
import type { Reader } from './reader.ts'
import { smb } from './smb/index.ts'
import { snmp } from './snmp/index.ts'
import { ssdp } from './ssdp/index.ts'
import { ssh } from './ssh/index.ts'
import { syslog } from './syslog/index.ts'
import { telnet } from './telnet/index.ts'
import { tftp } from './tftp/index.ts'
import { vnc } from './vnc/index.ts'

export const SERVICES: readonly Reader[] = [
  ftp,
  ftpDataConnection,
  kerberos,
  ntp,
  smb,
  snmp,
  ssdp,
  ssh,
  syslog,
  telnet,
  tftp,
  vnc,
]
