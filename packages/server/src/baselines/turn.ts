// One batch at one site, and everything that it is learned and judged by.
import type { EpochMicros } from '@penstock/model/kernel'
import type { PlanRow, SourceRow, Tx } from './queries.ts'

/** Which capture the batch belongs to. */
export interface BatchOf {
  readonly site: string
  readonly captureId: string
  readonly captureName: string
  /** It is a file of another system: what proves is a line. */
  readonly isLines?: boolean
}

/** What everything of one batch is learned and judged by. */
export interface Turn {
  readonly tx: Tx
  readonly of: BatchOf
  readonly plan: PlanRow
  readonly source: SourceRow
  readonly from: EpochMicros
  readonly to: EpochMicros
}

/** Whether a window that ends at `until` is over for traffic from `at` on. */
export function isOver(plan: PlanRow, until: EpochMicros, at: EpochMicros): boolean {
  return plan.clock >= until || at >= until
}
