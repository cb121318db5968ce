// What is asked of the thread that checks, and what it answers: plain data, so that it passes between threads.
import type { Response } from '@penstock/contract/route'
import type { checkSegmentation } from '@penstock/contract/zones'
import type { Dialect } from '@penstock/model/firewall'
import type {
  Host,
  LevelSubject,
  Partition,
  PartitionRecord,
  ReferredTraffic,
  Refusal,
  RingBoundary,
  RuleDifference,
  RuleSetFormat,
  SeenConversation,
  WrittenRuleSet,
} from '@penstock/model/segmentation'

export interface Questions {
  /** Conduits on which allowed traffic was observed, by id; empty when nothing was. */
  readonly check: { readonly seen: readonly string[] }
  /** `others` are devices that the plant file has not. */
  readonly propose: {
    readonly others: readonly Host[]
    readonly seen: readonly SeenConversation[]
    readonly refusals: readonly Refusal[]
  }
  /** Traffic counts under the names of its conversations. */
  readonly rings: { readonly others: readonly Host[]; readonly traffic: readonly ReferredTraffic[] }
  readonly firewalls: { readonly others: readonly Host[]; readonly traffic: readonly ReferredTraffic[] }
  readonly record: Readonly<Record<never, never>>
  readonly levels: Readonly<Record<never, never>>
  readonly reading: { readonly text: string; readonly dialect: Dialect | null }
  readonly ruleSet: { readonly format: RuleSetFormat; readonly device: string | null; readonly others: readonly Host[] }
}

export interface Understood {
  readonly dialect: Dialect
  readonly rules: number
  readonly unknownCount: number
  readonly faultCount: number
}

export interface HeldFirewall extends Omit<Understood, 'dialect'> {
  readonly device: string
  readonly dialect: string
  readonly readOn: string
  readonly origin: string
  /** The first of them. */
  readonly unknown: readonly { readonly line: number; readonly text: string }[]
  readonly difference: RuleDifference
}

export interface Answers {
  readonly check: Pick<Response<typeof checkSegmentation>, 'findings' | 'boundaries'>
  readonly propose: Partition
  readonly rings: readonly RingBoundary[]
  readonly firewalls: { readonly held: readonly HeldFirewall[]; readonly unread: readonly string[] }
  readonly record: PartitionRecord
  readonly levels: readonly LevelSubject[]
  /** `text` is without what only opens the device. */
  readonly reading: Understood & { readonly text: string; readonly secretsTakenOut: number }
  readonly ruleSet: WrittenRuleSet
}
