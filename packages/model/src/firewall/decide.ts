// What a rule set does with a packet that opens a connection: the first rule that matches decides, in every policy that applies.
import type { Ip } from '@penstock/model/plant'
import { hasAddress } from './ranges.ts'
import type { FirewallPolicy, FirewallRule, RuleSet } from './rule-set.ts'
import type { PortRange, Service } from './services.ts'

export interface Packet {
  /** Interface or zone by the device's name; null when only the addresses tell. */
  readonly from: string | null
  readonly to: string | null
  readonly source: Ip
  readonly destination: Ip
  readonly protocol: number
  readonly sourcePort: number
  readonly port: number
}

export interface Decision {
  /** `undecided`: a rule on the way asks what the neutral form does not know, and the answer turns on it. */
  readonly verdict: 'accept' | 'deny' | 'undecided'
  /** The rule that decides; null when the end of the policy does, or nothing applies. */
  readonly rule: FirewallRule | null
  /** Rules that may match before it and would say otherwise. */
  readonly unsure: readonly FirewallRule[]
}

/** Of the way through the device unless said. Every policy has to accept; one that denies is enough to deny. */
export function decidePacket(set: RuleSet, packet: Packet, path: FirewallPolicy['path'] = 'forward'): Decision {
  const placed = {
    ...packet,
    from: packet.from ?? interfaceOf(set, packet.source),
    to: packet.to ?? interfaceOf(set, packet.destination),
  }
  let accepted: Decision | null = null
  let unsure: Decision | null = null
  for (const policy of set.policies) {
    if (policy.path !== path) continue
    const applies = both(nameMatch(policy.from, placed.from), nameMatch(policy.to, placed.to))
    if (applies === 'no') continue
    const decision = decideInPolicy(policy, placed)
    if (decision.verdict === 'deny' && applies === 'yes') return decision
    if (decision.verdict === 'accept') accepted ??= decision
    else unsure ??= { ...decision, verdict: 'undecided' }
  }
  return unsure ?? accepted ?? { verdict: 'undecided', rule: null, unsure: [] }
}

function decideInPolicy(policy: FirewallPolicy, packet: Packet): Decision {
  const unsure: FirewallRule[] = []
  for (let at = 0; at < policy.rules.length; at += 1) {
    const rule = policy.rules[at]!
    const match = matchRule(rule, packet)
    if (match === 'no') continue
    if (match === 'perhaps' || rule.action === 'unknown') {
      unsure.push(rule)
      if (match === 'yes') return { verdict: 'undecided', rule, unsure }
      continue
    }
    if (rule.action === 'return') at = (rule.until ?? at + 1) - 1
    else return concluded(rule.action as 'accept' | 'deny', rule, unsure)
  }
  return concluded(policy.otherwise, null, unsure)
}

function concluded(verdict: 'accept' | 'deny', rule: FirewallRule | null, unsure: readonly FirewallRule[]): Decision {
  const against = unsure.filter((one) => one.action !== verdict)
  return { verdict: against.length === 0 ? verdict : 'undecided', rule, unsure: against }
}

type Match = 'yes' | 'perhaps' | 'no'

function matchRule(rule: FirewallRule, packet: Packet): Match {
  if (!rule.isEnabled || !rule.isForNew) return 'no'
  if (!hasAddress(rule.source, packet.source) || !hasAddress(rule.destination, packet.destination)) return 'no'
  if (!rule.services.some((service) => serves(service, packet))) return 'no'
  const places = both(namesMatch(rule.from, packet.from), namesMatch(rule.to, packet.to))
  return places === 'yes' && rule.conditions.length > 0 ? 'perhaps' : places
}

function serves({ protocol, sourcePorts, ports }: Service, packet: Packet): boolean {
  if (protocol !== null && protocol !== packet.protocol) return false
  return holds(ports, packet.port) && holds(sourcePorts, packet.sourcePort)
}

function holds(ports: readonly PortRange[], port: number): boolean {
  return ports.some(({ first, last }) => first <= port && port <= last)
}

function namesMatch(names: readonly string[] | null, name: string | null): Match {
  if (names === null) return 'yes'
  if (name === null) return names.length === 0 ? 'no' : 'perhaps'
  return names.some((one) => isNamed(one, name)) ? 'yes' : 'no'
}

function nameMatch(wanted: string | null, name: string | null): Match {
  return namesMatch(wanted === null ? null : [wanted], name)
}

function isNamed(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name
}

function both(one: Match, other: Match): Match {
  if (one === 'no' || other === 'no') return 'no'
  return one === 'yes' && other === 'yes' ? 'yes' : 'perhaps'
}

/** The interface whose subnet holds the address; the smallest subnet wins. */
function interfaceOf(set: RuleSet, ip: Ip): string | null {
  let best: { readonly name: string; readonly size: bigint } | null = null
  for (const { name, subnets } of set.interfaces) {
    for (const subnet of subnets) {
      if (!hasAddress([subnet], ip)) continue
      const size = subnet.last - subnet.first
      if (best === null || size < best.size) best = { name, size }
    }
  }
  return best?.name ?? null
}
