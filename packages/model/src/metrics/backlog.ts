// What waits: how many are open and how old they are, and whether more come than go.
import type { EpochMicros } from '@penstock/model/kernel'
import { quantile } from './distribution.ts'

export interface Backlog {
  readonly open: number
  /** In seconds; null when nothing is open. */
  readonly ageP50: number | null
  readonly ageP95: number | null
  readonly arrived: number
  readonly closed: number
}

/** Of stretches from coming to going, null while it is there. */
export function backlogOf(
  stretches: readonly { readonly from: EpochMicros; readonly to: EpochMicros | null }[],
  { since, now }: { readonly since: EpochMicros; readonly now: EpochMicros },
): Backlog {
  const ages = stretches
    .filter(({ to }) => to === null)
    .map(({ from }) => (now - from) / 1_000_000)
    .toSorted((a, b) => a - b)
  return {
    open: ages.length,
    ageP50: ages.length === 0 ? null : quantile(ages, 0.5),
    ageP95: ages.length === 0 ? null : quantile(ages, 0.95),
    arrived: stretches.filter(({ from }) => from >= since).length,
    closed: stretches.filter(({ to }) => to !== null && to >= since).length,
  }
}
