// pfSense `config.xml`: aliases, interfaces, filter rules. Rules of an interface meet what comes in there, the first that
// matches decides; floating rules come first when they are quick, and decide last, the latest of them, when they are not.
import { ANY_ADDRESS, ANY_IPV4, ANY_IPV6, commonRanges, type IpRange, parseRange, withoutRanges } from '../ranges.ts'
import {
  addressBook,
  keepUnknown,
  newReading,
  newRule,
  type ObjectBook,
  type Reading,
  type Resolved,
  ruleSetOf,
  tellFault,
} from '../reading.ts'
import type { FirewallInterface, FirewallRule, RuleSet } from '../rule-set.ts'
import { ALL_PORTS, type PortRange, parsePorts, protocolNumber, TCP, UDP } from '../services.ts'
import { childOf, childrenOf, readXml, textOf, type XmlElement } from './xml.ts'

interface Names {
  readonly addresses: ObjectBook<IpRange>
  readonly ports: ReadonlyMap<string, readonly PortRange[]>
  readonly interfaces: readonly FirewallInterface[]
  readonly own: ReadonlyMap<string, IpRange>
  readonly reading: Reading
}

export function readPfsense(text: string): RuleSet {
  const reading = newReading()
  const { root, fault } = readXml(text)
  if (fault !== null) tellFault(reading, fault.line, 'firewall.not-closed', fault.found)
  const own = new Map<string, IpRange>()
  const interfaces = (childOf(root, 'interfaces')?.children ?? []).map((element) => interfaceOf(element, own))
  const names: Names = { addresses: addressBook(reading), ports: new Map(), interfaces, own, reading }
  const ports = readAliases(root, names)
  const read = { ...names, ports }
  const drafts = childrenOf(childOf(root, 'filter'), 'rule').flatMap((element) => readRule(element, read))
  for (const element of root?.children ?? []) {
    if (['interfaces', 'aliases', 'filter'].includes(element.name)) continue
    if (element.name === 'nat')
      for (const rule of element.children) keepUnknown(reading, rule.line, `nat ${rule.name} ${textOf(rule, 'descr')}`)
    else reading.asideCount += 1
  }
  for (const element of childOf(root, 'filter')?.children ?? []) {
    if (element.name !== 'rule' && element.name !== 'separator') keepUnknown(reading, element.line, element.name)
  }
  const pick = (kind: 'quick' | 'interface' | 'late', way: 'in' | 'out'): readonly FirewallRule[] =>
    drafts.flatMap((draft) => (draft.kind === kind && (draft.way === 'any' || draft.way === way) ? [draft.rule] : []))
  const inwards = [...pick('quick', 'in'), ...pick('interface', 'in'), ...pick('late', 'in').toReversed()]
  const outwards = [...pick('quick', 'out'), ...pick('late', 'out').toReversed()].map((rule) => ({
    ...rule,
    from: null,
    to: rule.from,
  }))
  return ruleSetOf('pfsense', reading, {
    device: textOf(root, 'system', 'hostname') || null,
    interfaces,
    policies: [
      { name: 'filter', path: 'forward', from: null, to: null, otherwise: 'deny', rules: inwards },
      ...(outwards.length === 0
        ? []
        : [
            {
              name: 'floating out',
              path: 'forward' as const,
              from: null,
              to: null,
              otherwise: 'accept' as const,
              rules: outwards,
            },
          ]),
    ],
  })
}

function interfaceOf(element: XmlElement, own: Map<string, IpRange>): FirewallInterface {
  const address = textOf(element, 'ipaddr')
  const subnet = parseRange(`${address}/${textOf(element, 'subnet')}`)
  const host = parseRange(address)
  if (host !== null) own.set(element.name, host)
  return { name: element.name, subnets: subnet === null ? [] : [subnet] }
}

/** Host and network aliases into the book, port aliases as their ranges; aliases of ports may name others defined before. */
function readAliases(
  root: XmlElement | null,
  { addresses, reading }: Names,
): ReadonlyMap<string, readonly PortRange[]> {
  const ports = new Map<string, readonly PortRange[]>()
  const aliases = childrenOf(childOf(root, 'aliases'), 'alias')
  const known = new Set(aliases.map((alias) => textOf(alias, 'name')))
  for (const alias of aliases) {
    const name = textOf(alias, 'name')
    const type = textOf(alias, 'type')
    const entries = textOf(alias, 'address')
      .split(/\s+/)
      .filter((entry) => entry !== '')
    if (type === 'port') {
      const ranges = entries.flatMap((entry) => ports.get(entry) ?? parsePorts(entry) ?? [])
      if (ranges.length === 0) tellFault(reading, alias.line, 'firewall.bad-port', name)
      else ports.set(name, ranges)
    } else if (type === 'host' || type === 'network') {
      addresses.define(name, alias.line, {})
      for (const entry of entries) {
        const range = parseRange(entry)
        if (range !== null) addresses.define(name, alias.line, { values: [range] })
        else if (known.has(entry)) addresses.define(name, alias.line, { members: [entry] })
        else addresses.define(name, alias.line, { conditions: [`name ${entry}`] })
      }
    } else addresses.define(name, alias.line, { conditions: [`${type} alias ${name}`] })
  }
  return ports
}

interface Draft {
  readonly rule: FirewallRule
  readonly kind: 'quick' | 'interface' | 'late'
  readonly way: 'in' | 'out' | 'any'
}

const READ = new Set(
  'type interface ipprotocol protocol source destination descr log disabled floating quick direction tracker id created updated associated-rule-id statetype tag max max-src-nodes max-src-conn max-src-states statetimeout nosync nopfsync os'.split(
    ' ',
  ),
)

function readRule(element: XmlElement, names: Names): readonly Draft[] {
  const type = textOf(element, 'type')
  if (type === 'match') {
    names.reading.asideCount += 1
    return []
  }
  const isFloating = textOf(element, 'floating') === 'yes'
  const isQuick = childOf(element, 'quick') !== null && textOf(element, 'quick') !== 'no'
  const way = textOf(element, 'direction')
  const family = textOf(element, 'ipprotocol')
  const within = family === 'inet6' ? ANY_IPV6 : family === 'inet46' ? ANY_ADDRESS : ANY_IPV4
  const source = sideOf(childOf(element, 'source'), element.line, within, names)
  const destination = sideOf(childOf(element, 'destination'), element.line, within, names)
  const protocols = protocolsOf(textOf(element, 'protocol'))
  const asks = element.children.flatMap((child) => {
    if (READ.has(child.name)) return child.name === 'os' && textOf(child) !== '' ? [`os ${textOf(child)}`] : []
    if (textOf(child) === '' && child.children.length === 0) return []
    return [`${child.name} ${textOf(child)}`]
  })
  const interfaces = textOf(element, 'interface')
    .split(',')
    .filter((name) => name !== '' && name !== 'any')
  const descr = textOf(element, 'descr')
  const rule = newRule(element.line, {
    id: textOf(element, 'tracker') || `line ${element.line}`,
    name: descr || null,
    remark: descr || null,
    action: type === 'pass' || type === '' ? 'accept' : type === 'block' || type === 'reject' ? 'deny' : 'unknown',
    isEnabled: childOf(element, 'disabled') === null,
    from: interfaces.length === 0 ? null : interfaces,
    source: source.values,
    destination: destination.values,
    services: (protocols ?? [null]).map((protocol) => ({
      protocol,
      sourcePorts: source.ports ?? ALL_PORTS,
      ports: destination.ports ?? ALL_PORTS,
    })),
    conditions: [
      ...source.conditions,
      ...destination.conditions,
      ...(protocols === null ? [`protocol ${textOf(element, 'protocol')}`] : []),
      ...asks,
    ],
    isLogged: childOf(element, 'log') !== null,
  })
  if (rule.action === 'unknown') keepUnknown(names.reading, element.line, `rule of type ${type}`)
  return [
    {
      rule,
      kind: isFloating ? (isQuick ? 'quick' : 'late') : 'interface',
      way: !isFloating || way === 'in' ? 'in' : way === 'out' ? 'out' : 'any',
    },
  ]
}

function protocolsOf(text: string): readonly (number | null)[] | null {
  if (text === '' || text === 'any') return [null]
  if (text === 'tcp/udp') return [TCP, UDP]
  const number = protocolNumber(text)
  return number === null ? null : [number]
}

interface Side extends Resolved<IpRange> {
  readonly ports: readonly PortRange[] | null
}

function sideOf(side: XmlElement | null, line: number, within: readonly IpRange[], names: Names): Side {
  const conditions: string[] = []
  const port = textOf(side, 'port')
  const ports = port === '' ? null : (names.ports.get(port) ?? portList(port))
  if (ports !== null && ports.length === 0) {
    tellFault(names.reading, line, 'firewall.bad-port', port)
    conditions.push(`port ${port}`)
  }
  const known = ports === null || ports.length === 0 ? null : ports
  const said = placeOf(side, line, names)
  conditions.push(...said.conditions)
  if (said.values.length === 0 && conditions.length > 0) return { values: within, conditions, ports: known }
  const values = childOf(side, 'not') === null ? said.values : withoutRanges(said.values)
  return { values: commonRanges(values, within), conditions, ports: known }
}

function portList(text: string): readonly PortRange[] {
  const range = parsePorts(text)
  return range === null ? [] : [range]
}

function placeOf(
  side: XmlElement | null,
  line: number,
  { addresses, interfaces, own, reading }: Names,
): Resolved<IpRange> {
  const network = textOf(side, 'network')
  const address = textOf(side, 'address')
  if (side === null || childOf(side, 'any') !== null) return { values: ANY_ADDRESS, conditions: [] }
  if (network !== '') {
    if (network.endsWith('ip') && own.has(network.slice(0, -2)))
      return { values: [own.get(network.slice(0, -2))!], conditions: [] }
    const card = interfaces.find((one) => one.name === network)
    if (card !== undefined && card.subnets.length > 0) return { values: card.subnets, conditions: [] }
    return { values: [], conditions: [`network ${network}`] }
  }
  if (addresses.has(address)) return addresses.resolve(address, line)
  const range = parseRange(address)
  if (range !== null) return { values: [range], conditions: [] }
  tellFault(reading, line, 'firewall.bad-address', address)
  return { values: [], conditions: [`address ${address}`] }
}
