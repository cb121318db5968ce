// Services that FortiOS is delivered with and that rules name without defining them.
import { ALL_PORTS, ANY_SERVICE, type PortRange, type Service, TCP, UDP } from '../services.ts'

const TABLE: Readonly<Record<string, string>> = {
  AFS3: 'tcp 7000-7009; udp 7000-7009',
  BGP: 'tcp 179',
  DCERPC: 'tcp 135; udp 135',
  DHCP: 'udp 67-68',
  DHCP6: 'udp 546-547',
  DNS: 'tcp 53; udp 53',
  FINGER: 'tcp 79',
  FTP: 'tcp 21',
  FTP_GET: 'tcp 21',
  FTP_PUT: 'tcp 21',
  GOPHER: 'tcp 70',
  H323: 'tcp 1503 1720; udp 1719',
  HTTP: 'tcp 80',
  HTTPS: 'tcp 443',
  IKE: 'udp 500 4500',
  IMAP: 'tcp 143',
  IMAPS: 'tcp 993',
  IRC: 'tcp 6660-6669',
  KERBEROS: 'tcp 88 464; udp 88 464',
  L2TP: 'tcp 1701; udp 1701',
  LDAP: 'tcp 389',
  LDAP_UDP: 'udp 389',
  'MS-SQL': 'tcp 1433-1434',
  MYSQL: 'tcp 3306',
  NFS: 'tcp 111 2049; udp 111 2049',
  NNTP: 'tcp 119',
  NTP: 'tcp 123; udp 123',
  POP3: 'tcp 110',
  POP3S: 'tcp 995',
  PPTP: 'tcp 1723',
  RADIUS: 'udp 1812-1813',
  RDP: 'tcp 3389',
  REXEC: 'tcp 512',
  RIP: 'udp 520',
  RLOGIN: 'tcp 513',
  RSH: 'tcp 514',
  RTSP: 'tcp 554 7070 8554; udp 554',
  SAMBA: 'tcp 139',
  SCCP: 'tcp 2000',
  SIP: 'tcp 5060; udp 5060',
  SMB: 'tcp 445',
  SMTP: 'tcp 25',
  SMTPS: 'tcp 465',
  SNMP: 'tcp 161-162; udp 161-162',
  SQUID: 'tcp 3128',
  SSH: 'tcp 22',
  SYSLOG: 'udp 514',
  TELNET: 'tcp 23',
  TFTP: 'udp 69',
  TRACEROUTE: 'udp 33434-33535',
  VNC: 'tcp 5900',
  'WINDOWS-AD': 'tcp 88 135 139 389 445 464 636 3268-3269 49152-65535; udp 88 123 389 445 464',
  WINS: 'tcp 1512; udp 1512',
}

/** Names with their services; `ALL` is everything. */
export const FORTINET_SERVICES: readonly (readonly [string, readonly Service[]])[] = [
  ['ALL', [ANY_SERVICE]],
  ['ANY', [ANY_SERVICE]],
  ['ALL_TCP', [whole(TCP)]],
  ['ALL_UDP', [whole(UDP)]],
  ['ALL_ICMP', [whole(1)]],
  ['ALL_ICMP6', [whole(58)]],
  ['PING', [whole(1)]],
  ['PING6', [whole(58)]],
  ['GRE', [whole(47)]],
  ['ESP', [whole(50)]],
  ['AH', [whole(51)]],
  ['OSPF', [whole(89)]],
  ...Object.entries(TABLE).map(([name, text]) => [name, servicesOf(text)] as const),
]

function whole(protocol: number): Service {
  return { protocol, sourcePorts: ALL_PORTS, ports: ALL_PORTS }
}

function servicesOf(text: string): readonly Service[] {
  return text.split('; ').map((part) => {
    const [name, ...ports] = part.split(' ')
    return { protocol: name === 'tcp' ? TCP : UDP, sourcePorts: ALL_PORTS, ports: ports.map(portsOf) }
  })
}

function portsOf(text: string): PortRange {
  const [first = '', last = first] = text.split('-')
  return { first: Number(first), last: Number(last) }
}
