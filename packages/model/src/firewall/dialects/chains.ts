// Chains that jump to one another, as iptables and nftables have them, laid out as one list of rules.
import { commonRanges } from '../ranges.ts'
import { newRule, type Reading, tellFault } from '../reading.ts'
import type { FirewallFaultCode, FirewallRule } from '../rule-set.ts'
import { ALL_PORTS, type PortRange, portCount, type Service } from '../services.ts'

/** A rule that decides, or that jumps into a chain. `goto` does not come back to where it left. */
export interface ChainRule {
  readonly rule: FirewallRule
  readonly jump: { readonly chain: string; readonly isGoto: boolean } | null
}

export interface ChainText {
  readonly line: number
  readonly rules: ChainRule[]
}

const MOST_LEVELS = 32
/** Jumps that are followed; chains that each jump twice into the next could make any number of rules. */
const MOST_JUMPS = 20_000

/**
 * The rules of a chain with every jump replaced by the rules that it leads to, each narrowed by what the jump asks. A
 * `return` goes on behind the rules of its chain; of the first chain it takes the chain's own end.
 */
export function layOutChain(
  chains: ReadonlyMap<string, ChainText>,
  name: string,
  reading: Reading,
): readonly FirewallRule[] {
  const laid: FirewallRule[] = []
  const open: string[] = []
  let jumps = 0
  const lay = (chain: string, asked: FirewallRule | null): void => {
    const text = chains.get(chain)
    jumps += 1
    const lost = lostBecause(text, open, chain, jumps)
    if (text === undefined || lost !== null) {
      if (jumps <= MOST_JUMPS + 1) tellFault(reading, asked?.line ?? 0, lost ?? 'firewall.no-such-object', chain)
      if (asked !== null && jumps <= MOST_JUMPS + 1) laid.push({ ...asked, action: 'unknown' })
      return
    }
    open.push(chain)
    const returns: number[] = []
    for (const { rule, jump } of text.rules) {
      if (jumps > MOST_JUMPS) break
      const both = asked === null ? rule : bothOf(asked, rule)
      if (both === null) continue
      if (jump === null) {
        if (rule.action === 'return') returns.push(laid.length)
        laid.push(both)
        continue
      }
      lay(jump.chain, both)
      if (!jump.isGoto) continue
      returns.push(laid.length)
      laid.push({ ...both, action: 'return' })
    }
    open.pop()
    for (const at of returns) laid[at] = { ...laid[at]!, until: laid.length }
  }
  lay(name, null)
  return laid
}

function lostBecause(
  text: ChainText | undefined,
  open: readonly string[],
  chain: string,
  jumps: number,
): FirewallFaultCode | null {
  if (text === undefined) return 'firewall.no-such-object'
  if (open.includes(chain)) return 'firewall.object-circle'
  if (open.length >= MOST_LEVELS) return 'firewall.too-deep'
  return jumps > MOST_JUMPS ? 'firewall.too-large' : null
}

/** What meets both; null when nothing can. */
function bothOf(asked: FirewallRule, rule: FirewallRule): FirewallRule | null {
  const source = commonRanges(asked.source, rule.source)
  const destination = commonRanges(asked.destination, rule.destination)
  const services = asked.services.flatMap((one) => rule.services.flatMap((other) => bothServices(one, other)))
  if (source.length === 0 || destination.length === 0 || services.length === 0) return null
  return {
    ...rule,
    isForNew: asked.isForNew && rule.isForNew,
    isEnabled: asked.isEnabled && rule.isEnabled,
    from: bothNames(asked.from, rule.from),
    to: bothNames(asked.to, rule.to),
    source,
    destination,
    services,
    conditions: [...new Set([...asked.conditions, ...rule.conditions])],
  }
}

function bothServices(one: Service, other: Service): readonly Service[] {
  if (one.protocol !== null && other.protocol !== null && one.protocol !== other.protocol) return []
  const sourcePorts = bothPorts(one.sourcePorts, other.sourcePorts)
  const ports = bothPorts(one.ports, other.ports)
  if (sourcePorts.length === 0 || ports.length === 0) return []
  return [{ protocol: one.protocol ?? other.protocol, sourcePorts, ports }]
}

function bothPorts(one: readonly PortRange[], other: readonly PortRange[]): readonly PortRange[] {
  if (portCount(one) === portCount(ALL_PORTS)) return other
  return one.flatMap((a) =>
    other.flatMap((b) => {
      const first = Math.max(a.first, b.first)
      const last = Math.min(a.last, b.last)
      return first <= last ? [{ first, last }] : []
    }),
  )
}

function bothNames(one: readonly string[] | null, other: readonly string[] | null): readonly string[] | null {
  if (one === null || other === null) return one ?? other
  return one.filter((name) => other.includes(name))
}

/** What a rule says while it is read: parts that are `null` are not said yet. */
export interface ChainRuleParts {
  readonly conditions: string[]
  protocols: (number | null)[] | null
  sourcePorts: readonly PortRange[] | null
  ports: readonly PortRange[] | null
}

export function newParts(): ChainRuleParts {
  return { conditions: [], protocols: null, sourcePorts: null, ports: null }
}

export function chainRule(line: number, parts: ChainRuleParts, given: Partial<FirewallRule>): FirewallRule {
  const { protocols, sourcePorts, ports, conditions } = parts
  const services = (protocols ?? [null]).map((protocol) => ({
    protocol,
    sourcePorts: sourcePorts ?? ALL_PORTS,
    ports: ports ?? ALL_PORTS,
  }))
  return newRule(line, { services, conditions, ...given })
}
