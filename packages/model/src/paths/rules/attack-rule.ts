// One rule of an attacker: what it needs, what it gives, its effort, and the facts that make it possible.
import type { AndOrRule } from '../engine/index.ts'

export type RuleKind =
  | 'start'
  | 'implied'
  | 'reach'
  | 'valid-account'
  | 'default-password'
  | 'credential-theft'
  | 'credential-reuse'
  | 'directory-compromise'
  | 'privilege-escalation'
  | 'remote-access'
  | 'cloud-link'
  | 'management'
  | 'hypervisor'
  | 'exploit'
  | 'protocol-write'
  | 'protocol-mode'
  | 'protocol-logic'
  | 'goal'

/** How hard a step is, from its cost: 1 or less, 2, more. */
export type Band = 'easy' | 'moderate' | 'hard'

export interface AttackRule extends AndOrRule {
  readonly kind: RuleKind
  /** Where the attacker stands before, and what the step touches; null for what has no place. */
  readonly from: string | null
  readonly at: string | null
  readonly crosses: readonly string[]
  /** Id in ATT&CK for ICS; null where none fits. */
  readonly technique: string | null
  /** The protocol by which it is done, where it is one. */
  readonly protocol?: string
  /** Ids of facts. Taking one away takes the rule away. */
  readonly facts: readonly string[]
  readonly text: string
}

export function bandOf(cost: number): Band {
  if (cost <= 1) return 'easy'
  return cost <= 2 ? 'moderate' : 'hard'
}

/** Names of the nodes, in one place so that no two rules spell one differently. */
export const NODE = {
  /** Packets can be sent from there. */
  network: (asset: string) => `network:${asset}`,
  /** A session of a user there. */
  user: (asset: string) => `user:${asset}`,
  admin: (asset: string) => `admin:${asset}`,
  /** The program of a device is the attacker's. */
  logic: (asset: string) => `logic:${asset}`,
  /** Values of a device can be written. */
  write: (asset: string) => `write:${asset}`,
  /** A device can be stopped or restarted. */
  mode: (asset: string) => `mode:${asset}`,
  /** Some logon of it can be reached. */
  logon: (asset: string) => `logon:${asset}`,
  /** Any service of it can be reached. */
  service: (asset: string) => `service:${asset}`,
  credential: (account: string) => `credential:${account}`,
  session: (access: string) => `session:${access}`,
  vendor: (vendor: string) => `vendor:${vendor}`,
  /** A service outside that assets call is the attacker's. */
  cloud: (service: string) => `cloud:${service}`,
  goal: (id: string) => `goal:${id}`,
} as const
