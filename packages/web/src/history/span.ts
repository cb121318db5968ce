// The two instants of a comparison, and how much it counts.
import type { HistoryClock } from '@penstock/contract/history'

export interface Span {
  /** Undefined asks nothing. */
  readonly from: string | undefined
  /** Undefined for now. */
  readonly to: string | undefined
  readonly clock: HistoryClock
}

export interface Counts {
  readonly added: number
  readonly removed: number
  readonly changed: number
}
