// Ports that `application-default` means, for applications that industrial sites name in rules; the rest is a condition.
import { ALL_PORTS, type Service, TCP, UDP } from '../services.ts'

const TABLE: Readonly<Record<string, string>> = {
  'web-browsing': 'tcp 80',
  ssl: 'tcp 443',
  ssh: 'tcp 22',
  telnet: 'tcp 23',
  ftp: 'tcp 21',
  dns: 'tcp 53; udp 53',
  ntp: 'udp 123',
  syslog: 'udp 514',
  snmp: 'udp 161',
  ldap: 'tcp 389; udp 389',
  kerberos: 'tcp 88; udp 88',
  'ms-rdp': 'tcp 3389',
  'ms-ds-smb': 'tcp 445',
  vnc: 'tcp 5900',
  'modbus-base': 'tcp 502',
  modbus: 'tcp 502',
  'siemens-s7-comm': 'tcp 102',
  'ethernet-ip': 'tcp 44818; udp 2222',
  cip: 'tcp 44818',
  dnp3: 'tcp 20000; udp 20000',
  'iec-60870-5-104': 'tcp 2404',
  bacnet: 'udp 47808',
  'opc-ua': 'tcp 4840',
  mqtt: 'tcp 1883',
}

export const APPLICATION_PORTS: ReadonlyMap<string, readonly Service[]> = new Map(
  Object.entries(TABLE).map(([name, text]) => [
    name,
    text.split('; ').map((part): Service => {
      const [protocol, port] = part.split(' ')
      const ports = [{ first: Number(port), last: Number(port) }]
      return { protocol: protocol === 'tcp' ? TCP : UDP, sourcePorts: ALL_PORTS, ports }
    }),
  ]),
)
