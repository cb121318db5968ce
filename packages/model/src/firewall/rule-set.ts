// The neutral form of what a firewall was told: policies of rules in order, with everything resolved that can be.
import type { IpRange } from './ranges.ts'
import type { Service } from './services.ts'

export const DIALECTS = ['cisco-asa', 'fortinet', 'palo-alto', 'iptables', 'nftables', 'pfsense'] as const
export type Dialect = (typeof DIALECTS)[number]

export interface FirewallRule {
  /** The device's own name or number of it; `line 12` where it has none. */
  readonly id: string
  readonly name: string | null
  /** null for a rule that the device implies. */
  readonly line: number | null
  /** `return` goes on behind the last rule of its chain, at index `until`; `unknown` decides, nobody can say how. */
  readonly action: 'accept' | 'deny' | 'return' | 'unknown'
  readonly until: number | null
  readonly isEnabled: boolean
  /** False for a rule that only meets packets of connections which another rule let through. */
  readonly isForNew: boolean
  /** Interfaces or zones by the device's names, `eth*` for all that begin so; null for any. */
  readonly from: readonly string[] | null
  readonly to: readonly string[] | null
  readonly source: readonly IpRange[]
  readonly destination: readonly IpRange[]
  readonly services: readonly Service[]
  /** What else it asks and this form does not know (a user, an application, a schedule, a name): it may match. */
  readonly conditions: readonly string[]
  readonly isLogged: boolean
  readonly remark: string | null
}

/** Rules that are asked in order; the first that matches decides. */
export interface FirewallPolicy {
  readonly name: string
  /** `forward`: through the device. `input`, `output`: to and from the device itself. */
  readonly path: 'forward' | 'input' | 'output'
  /** Where it applies only to packets that come in by, or leave by, one interface. */
  readonly from: string | null
  readonly to: string | null
  readonly otherwise: 'accept' | 'deny'
  readonly rules: readonly FirewallRule[]
}

export interface FirewallInterface {
  readonly name: string
  readonly subnets: readonly IpRange[]
}

/** Who may log on to the device itself. */
export interface ManagementAccess {
  readonly line: number
  readonly protocol: string
  readonly source: readonly IpRange[]
  readonly from: string | null
}

export interface Statement {
  readonly line: number
  readonly text: string
}

export type FirewallFaultCode =
  | 'firewall.bad-address'
  | 'firewall.bad-port'
  | 'firewall.bad-protocol'
  | 'firewall.no-such-object'
  | 'firewall.object-circle'
  | 'firewall.too-deep'
  | 'firewall.too-large'
  | 'firewall.not-closed'
  | 'firewall.no-rules'

export interface FirewallFault {
  readonly line: number
  readonly code: FirewallFaultCode
  readonly found: string
}

export type RulesRefusal =
  | { readonly code: 'firewall.not-recognised' }
  | { readonly code: 'firewall.too-long'; readonly most: number }
  | { readonly code: 'firewall.not-neutral'; readonly found: string }

/** A packet that opens a connection has to be accepted by every policy that applies to it. */
export interface RuleSet {
  /** null for rules that were made and not read. */
  readonly dialect: Dialect | null
  readonly device: string | null
  readonly interfaces: readonly FirewallInterface[]
  readonly policies: readonly FirewallPolicy[]
  readonly management: readonly ManagementAccess[]
  /** Statements that could bear on traffic and are not understood; the first thousand of `unknownCount`. */
  readonly unknown: readonly Statement[]
  readonly unknownCount: number
  /** Statements that are known to decide on no traffic (host name, logging). */
  readonly asideCount: number
  readonly faults: readonly FirewallFault[]
  readonly faultCount: number
}

/** Every rule of every policy, in order. */
export function rulesOf(set: RuleSet): readonly FirewallRule[] {
  return set.policies.flatMap((policy) => policy.rules)
}
