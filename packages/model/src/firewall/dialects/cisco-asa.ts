// Cisco ASA and FTD (`show running-config`): objects, object groups, access lists bound to interfaces, security levels.
// Rules of FTD come as `advanced` with interfaces; `trust` and `permit` let through.
import { ANY_ADDRESS, type IpRange, maskedRange, parseRange } from '../ranges.ts'
import { addressBook, keepUnknown, newReading, newRule, ruleSetOf, serviceBook } from '../reading.ts'
import type { FirewallPolicy, FirewallRule, ManagementAccess, RuleSet } from '../rule-set.ts'
import { readAccessEntry } from './cisco-access-list.ts'
import { defineObjectLine, type Objects } from './cisco-objects.ts'
import { type Line, linesOf } from './words.ts'

interface Interface {
  name: string
  level: number
  line: number
  subnets: readonly IpRange[]
}

interface Binding {
  readonly list: string
  readonly direction: string
  readonly name: string | null
}

const ASIDE =
  /^(!|:|ASA|FTD|hostname|domain-name|enable|passwd|password|logging|clock|banner|boot|ftp|pager|mtu|icmp|arp|timeout|snmp-server|crypto|aaa|user-identity|username|dns|ntp|console|threat-detection|dynamic-access-policy|tunnel-group|group-policy|webvpn|policy-map|class-map|service-policy|class|inspect|parameters|match|prompt|failover|monitor-interface|no|route|router|call-home|Cryptochecksum|names|terminal|xlate|asdm|license|service|jumbo|end|exit|firewall|cts|sysopt|quit|subject-name|keypair|certificate)\b|^[!:]/

export function readCiscoAsa(text: string): RuleSet {
  const reading = newReading()
  const objects: Objects = {
    addresses: addressBook(reading),
    services: serviceBook(reading),
    protocols: serviceBook(reading),
    aliases: new Map(),
    reading,
  }
  const lists = new Map<string, FirewallRule[]>()
  const interfaces: Interface[] = []
  const bindings: Binding[] = []
  const management: ManagementAccess[] = []
  const entries: Line[] = []
  const remarks = new Map<string, string>()
  let device: string | null = null
  let block: Line | null = null
  for (const line of linesOf(text)) {
    const [verb = '', second = ''] = line.words
    if (line.isIndented && block !== null) {
      if (block.words[0] === 'interface') readInterfaceLine(line, interfaces, objects)
      else if (/^object/.test(block.words[0]!)) defineObjectLine(block, line, objects)
      else reading.asideCount += 1
      continue
    }
    block = line
    if (verb === 'interface') interfaces.push({ name: second, level: 0, line: line.number, subnets: [] })
    else if (verb === 'object' || verb === 'object-group') openObject(line, objects)
    else if (verb === 'access-list') entries.push(line)
    else if (verb === 'name') objects.aliases.set(line.words[2] ?? '', second)
    else if (verb === 'access-group') {
      const isGlobal = line.words[2] === 'global'
      bindings.push({ list: second, direction: line.words[2] ?? '', name: isGlobal ? null : (line.words[4] ?? null) })
    } else if ((verb === 'telnet' || verb === 'ssh' || verb === 'http') && /^\d/.test(second)) {
      management.push(managementOf(line))
    } else if (verb === 'hostname') {
      device = second
      reading.asideCount += 1
    } else if (ASIDE.test(line.text) || verb === 'telnet' || verb === 'ssh' || verb === 'http') reading.asideCount += 1
    else keepUnknown(reading, line.number, line.text)
  }
  for (const line of entries) {
    const [, list = ''] = line.words
    const rules = lists.get(list) ?? []
    lists.set(list, rules)
    const read = readAccessEntry(line, objects)
    if (read === null) {
      keepUnknown(reading, line.number, line.text)
      rules.push(newRule(line.number, { action: 'unknown' }))
    } else if ('remark' in read) remarks.set(list, read.remark)
    else {
      rules.push({ ...read.rule, remark: remarks.get(list) ?? null })
      remarks.delete(list)
    }
  }
  return ruleSetOf('cisco-asa', reading, {
    device,
    management,
    interfaces: interfaces.map(({ name, subnets }) => ({ name, subnets })),
    policies: policiesOf(lists, interfaces, bindings),
  })
}

function openObject(line: Line, { addresses, services, protocols, reading }: Objects): void {
  const [, kind = '', name = ''] = line.words
  if (kind === 'network') addresses.define(name, line.number, {})
  else if (kind === 'service') services.define(name, line.number, {})
  else if (kind === 'protocol') protocols.define(name, line.number, {})
  else if (kind === 'icmp-type') services.define(name, line.number, { conditions: [`icmp types ${name}`] })
  else keepUnknown(reading, line.number, line.text)
}

function readInterfaceLine(line: Line, interfaces: readonly Interface[], { reading, aliases }: Objects): void {
  const current = interfaces.at(-1)!
  const [verb, second = '', third = '', fourth = ''] = line.words
  if (verb === 'nameif') current.name = second
  else if (verb === 'security-level') {
    current.level = Number(second)
    current.line = line.number
  } else if (verb === 'ip' && second === 'address' && fourth !== '') {
    const subnet = maskedRange(aliases.get(third) ?? third, fourth)
    if (subnet !== null) current.subnets = [...current.subnets, subnet]
  } else if (verb === 'ipv6' && second === 'address') {
    const subnet = parseRange(third)
    if (subnet !== null) current.subnets = [...current.subnets, subnet]
  } else reading.asideCount += 1
}

/** `telnet 10.20.10.0 255.255.255.0 dcs` */
function managementOf({ number, words }: Line): ManagementAccess {
  const [protocol = '', address = '', mask = '', from = null] = words
  const range = maskedRange(address, mask)
  return { line: number, protocol, source: range === null ? ANY_ADDRESS : [range], from }
}

/**
 * A list bound inwards to an interface decides on what comes in there, the global one after it; both end in deny. An
 * interface without a list lets through to those of a lower level.
 */
function policiesOf(
  lists: ReadonlyMap<string, readonly FirewallRule[]>,
  interfaces: readonly Interface[],
  bindings: readonly Binding[],
): readonly FirewallPolicy[] {
  const rulesOf = (binding: Binding | undefined): readonly FirewallRule[] => lists.get(binding?.list ?? '') ?? []
  const global = bindings.find(({ direction }) => direction === 'global')
  const names = [...new Set([...interfaces.map(({ name }) => name), ...bindings.flatMap(({ name }) => name ?? [])])]
  const inwards = names.map((name): FirewallPolicy => {
    const bound = bindings.find((one) => one.direction === 'in' && one.name === name)
    const policy = { path: 'forward', from: name, to: null } as const
    if (bound === undefined && global === undefined) {
      const level = interfaces.find((one) => one.name === name)?.level ?? 0
      const higher = interfaces.filter((one) => one.name !== name && one.level >= level)
      const line = interfaces.find((one) => one.name === name)?.line ?? null
      const rules = higher.map((one) => newRule(line, { id: `level of ${one.name}`, to: [one.name] }))
      return { ...policy, name: `security levels of ${name}`, otherwise: 'accept', rules }
    }
    const rules = [...rulesOf(bound), ...rulesOf(global)]
    return { ...policy, name: bound?.list ?? global?.list ?? name, otherwise: 'deny', rules }
  })
  const outwards = bindings
    .filter(({ direction }) => direction === 'out')
    .map((bound): FirewallPolicy => {
      return { name: bound.list, path: 'forward', from: null, to: bound.name, otherwise: 'deny', rules: rulesOf(bound) }
    })
  const alone = names.length === 0 && global !== undefined
  const everywhere: readonly FirewallPolicy[] = alone
    ? [{ name: global.list, path: 'forward', from: null, to: null, otherwise: 'deny', rules: rulesOf(global) }]
    : []
  const used = new Set(bindings.map(({ list }) => list))
  // A list that nothing binds filters nothing here; its rules are told all the same, switched off.
  const unbound = [...lists]
    .filter(([name]) => !used.has(name))
    .map(([name, rules]): FirewallPolicy => {
      const off = rules.map((rule) => ({ ...rule, isEnabled: false }))
      return { name: `${name} (not bound)`, path: 'forward', from: null, to: null, otherwise: 'accept', rules: off }
    })
  return [...inwards, ...outwards, ...everywhere, ...unbound]
}
