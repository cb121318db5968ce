// Services: an IP protocol with its ports. Numbers: IANA protocol numbers and port registry, as firewalls spell the names.

export interface PortRange {
  readonly first: number
  readonly last: number
}

export interface Service {
  /** IP protocol number; null for all. */
  readonly protocol: number | null
  readonly sourcePorts: readonly PortRange[]
  readonly ports: readonly PortRange[]
}

export const ALL_PORTS: readonly PortRange[] = [{ first: 0, last: 65_535 }]
export const ANY_SERVICE: Service = { protocol: null, sourcePorts: ALL_PORTS, ports: ALL_PORTS }
export const TCP = 6
export const UDP = 17

const PROTOCOLS: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  ipinip: 4,
  tcp: TCP,
  udp: UDP,
  gre: 47,
  esp: 50,
  ah: 51,
  icmp6: 58,
  icmpv6: 58,
  'ipv6-icmp': 58,
  eigrp: 88,
  ospf: 89,
  pim: 103,
  vrrp: 112,
  carp: 112,
  sctp: 132,
}

/** The number of `tcp` or `6`; null when it is none. */
export function protocolNumber(text: string): number | null {
  const name = text.toLowerCase()
  if (/^\d{1,3}$/.test(name)) return Number(name) <= 255 ? Number(name) : null
  return Object.hasOwn(PROTOCOLS, name) ? PROTOCOLS[name]! : null
}

/** `tcp` of 6; the number where it has no name. */
export function protocolText(protocol: number): string {
  return Object.entries(PROTOCOLS).find(([, number]) => number === protocol)?.[0] ?? String(protocol)
}

const PORTS: Readonly<Record<string, number>> = {
  'ftp-data': 20,
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  time: 37,
  tacacs: 49,
  domain: 53,
  dns: 53,
  bootps: 67,
  bootpc: 68,
  tftp: 69,
  gopher: 70,
  finger: 79,
  http: 80,
  www: 80,
  kerberos: 88,
  pop3: 110,
  sunrpc: 111,
  ident: 113,
  nntp: 119,
  ntp: 123,
  'netbios-ns': 137,
  'netbios-dgm': 138,
  'netbios-ssn': 139,
  imap: 143,
  imap4: 143,
  snmp: 161,
  snmptrap: 162,
  'snmp-trap': 162,
  bgp: 179,
  ldap: 389,
  https: 443,
  'microsoft-ds': 445,
  isakmp: 500,
  exec: 512,
  login: 513,
  syslog: 514,
  rsh: 514,
  rip: 520,
  rtsp: 554,
  ipp: 631,
  ldaps: 636,
  imaps: 993,
  pop3s: 995,
  sqlnet: 1521,
  'ms-sql-s': 1433,
  radius: 1812,
  'radius-acct': 1813,
  nfs: 2049,
  mysql: 3306,
  'ms-wbt-server': 3389,
  sip: 5060,
  mbap: 502,
  modbus: 502,
}

/** The port of `443` or `https`; null when it is none. */
export function portNumber(text: string): number | null {
  if (/^\d{1,5}$/.test(text)) return Number(text) <= 65_535 ? Number(text) : null
  const name = text.toLowerCase()
  return Object.hasOwn(PORTS, name) ? PORTS[name]! : null
}

/** `80`, `80-90` or `80:90`; null when it is neither. */
export function parsePorts(text: string): PortRange | null {
  const [, from = '', to = null] = /^([^:-]+|[a-z][\w-]*?)(?:[:-](\d+))?$/i.exec(text.trim()) ?? []
  const first = portNumber(from) ?? portNumber(text.trim())
  const last = to === null || portNumber(from) === null ? first : portNumber(to)
  return first === null || last === null || first > last ? null : { first, last }
}

export function mergePorts(ports: readonly PortRange[]): readonly PortRange[] {
  const merged: PortRange[] = []
  for (const range of [...ports].sort((a, b) => a.first - b.first)) {
    const before = merged.at(-1)
    if (before === undefined || range.first > before.last + 1) merged.push(range)
    else if (range.last > before.last) merged[merged.length - 1] = { ...before, last: range.last }
  }
  return merged
}

/** Every port outside of the ranges. */
export function withoutPorts(ports: readonly PortRange[]): readonly PortRange[] {
  const gaps: PortRange[] = []
  let next = 0
  for (const { first, last } of mergePorts(ports)) {
    if (first > next) gaps.push({ first: next, last: first - 1 })
    next = last + 1
  }
  if (next <= 65_535) gaps.push({ first: next, last: 65_535 })
  return gaps
}

export function portCount(ports: readonly PortRange[]): number {
  return ports.reduce((sum, { first, last }) => sum + last - first + 1, 0)
}

/** One service for each protocol and source range; destination ports are merged. */
export function mergeServices(services: readonly Service[]): readonly Service[] {
  if (services.length < 2) return services
  const byKey = new Map<string, Service>()
  for (const service of services) {
    const key = `${service.protocol} ${portsText(service.sourcePorts)}`
    const known = byKey.get(key)
    byKey.set(key, known === undefined ? service : { ...known, ports: mergePorts([...known.ports, ...service.ports]) })
  }
  const merged = [...byKey.values()]
  return merged.find(isAnyService) === undefined ? merged : [ANY_SERVICE]
}

export function isAnyService(service: Service): boolean {
  return service.protocol === null && portCount(service.ports) === 65_536 && portCount(service.sourcePorts) === 65_536
}

/** `any`, `tcp`, `tcp/502`, `udp/5000-5010, 6000`; source ports only where they are limited. */
export function serviceText({ protocol, sourcePorts, ports }: Service): string {
  const name = protocol === null ? 'any' : protocolText(protocol)
  const from = portCount(sourcePorts) === 65_536 ? '' : ` from ${portsText(sourcePorts)}`
  return portCount(ports) === 65_536 ? `${name}${from}` : `${name}/${portsText(ports)}${from}`
}

function portsText(ports: readonly PortRange[]): string {
  return ports.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join(', ')
}
