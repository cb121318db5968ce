// Readers of the services that a plant shares with any office.
import { dhcpv6 } from './dhcpv6/index.ts'
import { dnsOverTcp } from './dns/index.ts'
import { ftp, ftpDataConnection } from './ftp/index.ts'
import { kerberos } from './kerberos/index.ts'
import { ntp } from './ntp/index.ts'
import { quic } from './quic/index.ts'
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
  dhcpv6,
  dnsOverTcp,
  ftp,
  ftpDataConnection,
  kerberos,
  ntp,
  quic,
  smb,
  snmp,
  ssdp,
  ssh,
  syslog,
  telnet,
  tftp,
  vnc,
]
