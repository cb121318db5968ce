// Fortinet FortiOS: `config firewall address`, `addrgrp`, `service custom|group`, `vip`, `policy`; policies in the order of the file.
// Names of services: the list that FortiOS is delivered with; a configuration that defines one of them says what it means.
import { ANY_ADDRESS, type IpRange, maskedRange, parseRange, rangeBetween, withoutRanges } from '../ranges.ts'
import {
  addressBook,
  keepUnknown,
  newReading,
  newRule,
  type ObjectBook,
  type Reading,
  type Resolved,
  resolveAll,
  ruleSetOf,
  serviceBook,
  tellFault,
} from '../reading.ts'
import type { FirewallInterface, FirewallPolicy, FirewallRule, RuleSet } from '../rule-set.ts'
import { ALL_PORTS, type PortRange, parsePorts, protocolNumber, type Service, TCP, UDP } from '../services.ts'
import { FORTINET_SERVICES } from './fortinet-services.ts'
import { type Line, linesOf } from './words.ts'

interface Entry {
  readonly line: number
  readonly name: string
  readonly vdom: string
  readonly settings: ReadonlyMap<string, Line>
}

export function readFortinet(text: string): RuleSet {
  const reading = newReading()
  const sections = readSections(text, reading)
  const of = (...names: readonly string[]): readonly Entry[] =>
    names.flatMap((name) => sections.entries.get(name) ?? [])
  const addresses = addressBook(reading)
  const services = serviceBook(reading)
  for (const name of ['all', 'any', 'none']) {
    addresses.define(name, 0, { values: name === 'none' ? [] : ANY_ADDRESS })
  }
  for (const entry of of('firewall address', 'firewall address6')) defineAddress(entry, addresses, reading)
  for (const entry of of('firewall vip')) defineVip(entry, addresses, reading)
  for (const entry of of('firewall addrgrp', 'firewall addrgrp6')) defineGroup(entry, addresses)
  for (const entry of of('firewall service custom')) defineService(entry, services, reading)
  for (const entry of of('firewall service group')) defineGroup(entry, services)
  for (const [name, values] of FORTINET_SERVICES) if (!services.has(name)) services.define(name, 0, { values })
  const rules = Map.groupBy(of('firewall policy', 'firewall policy6'), ({ vdom }) => vdom)
  const zones = of('system zone').map(({ name, settings }) => ({ name, members: valuesOf(settings, 'interface') }))
  return ruleSetOf('fortinet', reading, {
    device: sections.device,
    interfaces: of('system interface').flatMap((entry) => interfaceOf(entry, zones)),
    policies: [...rules].map(
      ([vdom, entries]): FirewallPolicy => ({
        name: vdom === '' ? 'policy' : vdom,
        path: 'forward',
        from: null,
        to: null,
        otherwise: 'deny',
        rules: entries.map((entry) => ruleOf(entry, addresses, services, reading)),
      }),
    ),
  })
}

/** Sections that say what is filtered; any other that has to do with `firewall` is not understood, the rest is not about it. */
const READ = new Set([
  'firewall address',
  'firewall address6',
  'firewall addrgrp',
  'firewall addrgrp6',
  'firewall service custom',
  'firewall service group',
  'firewall vip',
  'firewall policy',
  'firewall policy6',
  'system interface',
  'system zone',
])
const ASIDE =
  /^(system |log |user |vpn |router |wireless|switch-controller|report|alertemail|endpoint|antivirus|webfilter|ips |application |dlp |spamfilter|firewall (service category|schedule|ssl|profile-protocol|shaper|identity-based|internet-service-name|wildcard-fqdn|vipgrp6))/

function readSections(
  text: string,
  reading: Reading,
): { readonly device: string | null; readonly entries: ReadonlyMap<string, readonly Entry[]> } {
  const entries = new Map<string, Entry[]>()
  const open: { readonly name: string; readonly line: number }[] = []
  let device: string | null = null
  let vdom = ''
  let entry: (Entry & { readonly settings: Map<string, Line>; readonly depth: number }) | null = null
  for (const line of linesOf(text)) {
    const [verb = '', ...rest] = line.words
    if (verb.startsWith('#')) reading.asideCount += 1
    else if (verb === 'config') open.push({ name: rest.join(' '), line: line.number })
    else if (verb === 'end') {
      if (entry !== null && open.length <= entry.depth) entry = null
      if (open.pop() === undefined) keepUnknown(reading, line.number, line.text)
    } else if (verb === 'edit' && open.at(-1)?.name === 'vdom') vdom = rest[0] ?? ''
    else if (verb === 'edit' && entry === null && READ.has(open.at(-1)?.name ?? '')) {
      entry = { line: line.number, name: rest[0] ?? '', vdom, settings: new Map(), depth: open.length }
      const section = open.at(-1)!.name
      const known = entries.get(section)
      if (known === undefined) entries.set(section, [entry])
      else known.push(entry)
    } else if (verb === 'next') {
      if (entry !== null && open.length === entry.depth) entry = null
    } else if (verb === 'set' && entry !== null && open.length === entry.depth) {
      entry.settings.set(rest[0] ?? '', { ...line, words: rest.slice(1) })
    } else if (verb === 'set' && rest[0] === 'hostname') {
      device = rest[1] ?? null
      reading.asideCount += 1
    } else if (open.length > 0 && (verb === 'set' || verb === 'unset' || verb === 'edit')) passOver(line, open, reading)
    else keepUnknown(reading, line.number, line.text)
  }
  for (const { line, name } of open) tellFault(reading, line, 'firewall.not-closed', `config ${name}`)
  return { device, entries }
}

function passOver(line: Line, open: readonly { readonly name: string }[], reading: Reading): void {
  const isAside = open.some(({ name }) => ASIDE.test(`${name} `)) || (open.length === 1 && open[0]!.name === 'vdom')
  if (isAside) reading.asideCount += 1
  else keepUnknown(reading, line.number, line.text)
}

function valuesOf(settings: ReadonlyMap<string, Line>, key: string): readonly string[] {
  return settings.get(key)?.words ?? []
}

function defineAddress({ name, line, settings }: Entry, book: ObjectBook<IpRange>, reading: Reading): void {
  const type = valuesOf(settings, 'type')[0] ?? 'ipmask'
  const [first = '0.0.0.0', second = null] = [...valuesOf(settings, 'subnet'), ...valuesOf(settings, 'ip6')]
  const at = (key: string): string => valuesOf(settings, key)[0] ?? ''
  if (type === 'ipmask' || type === 'iprange' || type === 'ipprefix') {
    const bare =
      second === null ? parseRange(first.includes('/') || first.includes(':') ? first : `${first}/0.0.0.0`) : null
    const range =
      type === 'iprange'
        ? rangeBetween(at('start-ip'), at('end-ip'))
        : second === null
          ? bare
          : maskedRange(first, second)
    if (range !== null) {
      book.define(name, line, { values: [range] })
      return
    }
    tellFault(reading, line, 'firewall.bad-address', `${name} ${first} ${second ?? ''}`)
  }
  book.define(name, line, { conditions: [`address ${name} (${type})`] })
}

/** A virtual address: traffic to it is handed on to another one, so a rule that names it speaks of the mapped address. */
function defineVip({ name, line, settings }: Entry, book: ObjectBook<IpRange>, reading: Reading): void {
  const range = parseRange(valuesOf(settings, 'mappedip')[0] ?? '')
  if (range === null) tellFault(reading, line, 'firewall.bad-address', name)
  const conditions = settings.has('portforward') ? [`port forward ${name}`] : []
  book.define(name, line, range === null ? { conditions: [`address ${name}`] } : { values: [range], conditions })
}

function defineGroup<Value>({ name, line, settings }: Entry, book: ObjectBook<Value>): void {
  const excluded = valuesOf(settings, 'exclude-member')
  book.define(name, line, {
    members: valuesOf(settings, 'member'),
    conditions: excluded.length === 0 ? [] : [`${name} without ${excluded.join(', ')}`],
  })
}

function defineService({ name, line, settings }: Entry, book: ObjectBook<Service>, reading: Reading): void {
  const values: Service[] = []
  for (const [key, protocol] of [
    ['tcp-portrange', TCP],
    ['udp-portrange', UDP],
    ['sctp-portrange', 132],
  ] as const) {
    for (const text of valuesOf(settings, key)) {
      const [to = '', from = null] = text.split(':')
      const ports = parsePorts(to)
      const sourcePorts = from === null ? ALL_PORTS : portList(parsePorts(from))
      if (ports === null || sourcePorts.length === 0) tellFault(reading, line, 'firewall.bad-port', `${name} ${text}`)
      else values.push({ protocol, sourcePorts, ports: [ports] })
    }
  }
  const kind = valuesOf(settings, 'protocol')[0] ?? null
  const number =
    kind === 'IP' ? Number(valuesOf(settings, 'protocol-number')[0] ?? 0) : kind === null ? null : protocolNumber(kind)
  if (values.length === 0 && kind !== null && number !== null) {
    values.push({ protocol: number === 0 ? null : number, sourcePorts: ALL_PORTS, ports: ALL_PORTS })
  }
  const asks = ['iprange', 'fqdn', 'icmptype', 'icmpcode'].filter((key) => settings.has(key))
  const conditions = asks.map((key) => `service ${name} ${key} ${valuesOf(settings, key).join(' ')}`)
  book.define(name, line, { values, conditions: values.length === 0 ? [...conditions, `service ${name}`] : conditions })
}

function portList(ports: PortRange | null): readonly PortRange[] {
  return ports === null ? [] : [ports]
}

function interfaceOf(
  { name, settings }: Entry,
  zones: readonly { readonly name: string; readonly members: readonly string[] }[],
): readonly FirewallInterface[] {
  const [address = '', mask = ''] = valuesOf(settings, 'ip')
  const subnet = mask === '' ? parseRange(address) : maskedRange(address, mask)
  const subnets = subnet === null || subnet.last === 0n || subnet.last - subnet.first > 1n << 31n ? [] : [subnet]
  return [name, ...zones.filter(({ members }) => members.includes(name)).map((zone) => zone.name)].map((each) => ({
    name: each,
    subnets,
  }))
}

const SILENT = new Set(
  'uuid logtraffic logtraffic-start comments name status action srcintf dstintf srcaddr dstaddr srcaddr6 dstaddr6 service schedule srcaddr-negate dstaddr-negate service-negate nat ippool poolname fixedport utm-status inspection-mode profile-type profile-group profile-protocol-options ssl-ssh-profile av-profile ips-sensor application-list webfilter-profile dnsfilter-profile traffic-shaper traffic-shaper-reverse tcp-mss-sender tcp-mss-receiver auto-asic-offload np-acceleration match-vip anti-replay session-ttl label global-label policyid'.split(
    ' ',
  ),
)

function ruleOf(
  { name, line, settings }: Entry,
  addresses: ObjectBook<IpRange>,
  services: ObjectBook<Service>,
  reading: Reading,
): FirewallRule {
  const side = (key: string): Resolved<IpRange> => {
    const found = resolveAll(
      [...valuesOf(settings, key), ...valuesOf(settings, `${key}6`)].map((each) => addresses.resolve(each, line)),
    )
    if (found.values.length === 0 && found.conditions.length > 0) return { ...found, values: ANY_ADDRESS }
    const isNegated = valuesOf(settings, `${key}-negate`)[0] === 'enable'
    return isNegated ? { ...found, values: withoutRanges(found.values) } : found
  }
  const source = side('srcaddr')
  const destination = side('dstaddr')
  const served = resolveAll(valuesOf(settings, 'service').map((each) => services.resolve(each, line)))
  const schedule = valuesOf(settings, 'schedule')[0] ?? 'always'
  const asks = [...settings].flatMap(([key, { number, text, words }]) => {
    if (SILENT.has(key)) return []
    if (/^(groups|users|internet-service|fsso|device|rtp|geoip|ztna|reputation)/.test(key))
      return [`${key} ${words.join(' ')}`]
    keepUnknown(reading, number, text)
    return []
  })
  if (valuesOf(settings, 'service-negate')[0] === 'enable') asks.push(`not these services`)
  if (schedule !== 'always') asks.push(`schedule ${schedule}`)
  const interfaces = (key: string): readonly string[] | null => {
    const names = valuesOf(settings, key)
    return names.length === 0 || names.includes('any') ? null : names
  }
  const { merged, conditions } = withUnknownServices(served)
  return newRule(line, {
    id: name,
    name: valuesOf(settings, 'name')[0] ?? null,
    action: valuesOf(settings, 'action')[0] === 'accept' ? 'accept' : 'deny',
    isEnabled: valuesOf(settings, 'status')[0] !== 'disable',
    from: interfaces('srcintf'),
    to: interfaces('dstintf'),
    source: source.values,
    destination: destination.values,
    services: merged,
    conditions: [...source.conditions, ...destination.conditions, ...conditions, ...asks],
    isLogged: settings.has('logtraffic') && valuesOf(settings, 'logtraffic')[0] !== 'disable',
    remark: valuesOf(settings, 'comments')[0] ?? null,
  })
}

function withUnknownServices(served: Resolved<Service>) {
  const isUnknown = served.values.length === 0
  return {
    merged: isUnknown ? [{ protocol: null, sourcePorts: ALL_PORTS, ports: ALL_PORTS }] : served.values,
    conditions: isUnknown && served.conditions.length === 0 ? ['service not said'] : served.conditions,
  }
}
