// What is asked of the thread that checks, and what it answers: plain data, so that it passes between threads.
import type { Response } from '@penstock/contract/route'
import type { checkSegmentation } from '@penstock/contract/zones'
import type {
  Host,
  Partition,
  Refusal,
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
  readonly ruleSet: { readonly format: RuleSetFormat; readonly device: string | null; readonly others: readonly Host[] }
}

export interface Answers {
  readonly check: Pick<Response<typeof checkSegmentation>, 'findings' | 'boundaries'>
  readonly propose: Partition
  readonly ruleSet: WrittenRuleSet
}
