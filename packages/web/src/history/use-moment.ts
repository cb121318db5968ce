// The moment of the page: what its URL says, as its reads want it.
import type { HistoryClock } from '@penstock/contract/history'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { MomentSearch } from './search.ts'

export interface ShownMoment {
  readonly asOf: string | undefined
  /** The earlier instant, while two are compared. */
  readonly compare: string | undefined
  readonly clock: HistoryClock
  readonly change: MomentSearch['change']
  /** Away from now: nothing can be done to what is shown. */
  readonly isPast: boolean
  /** For the query of a read. */
  readonly asked: { readonly asOf?: string; readonly clock?: HistoryClock }
}

/** `knows`: the only clock by which the page can tell of one instant; a comparison has both. */
export function useMoment(knows?: HistoryClock): ShownMoment {
  const search: MomentSearch = useSearch({ strict: false })
  const { asOf, compare, change } = search
  const clock = (compare === undefined ? knows : undefined) ?? search.clock ?? 'held'
  const asked = asOf === undefined ? {} : { asOf, clock }
  return { asOf, compare, clock, change, isPast: asOf !== undefined || compare !== undefined, asked }
}

/** Another moment is another entry of the browser's history: back returns to the one before. */
export function useChangeMoment(): (next: Partial<MomentSearch>) => void {
  const navigate = useNavigate()
  return (next) =>
    void navigate({ to: '.', search: (search: object) => inOrder({ ...search, ...next }), resetScroll: false })
}

/** Two handles that were drawn past each other change places. */
export function inOrder(search: MomentSearch): MomentSearch {
  const { asOf, compare } = search
  if (asOf === undefined || compare === undefined || Date.parse(compare) <= Date.parse(asOf)) return search
  return { ...search, asOf: compare, compare: asOf }
}

export const NOW = {
  asOf: undefined,
  compare: undefined,
  clock: undefined,
  change: undefined,
  diffText: undefined,
  diffField: undefined,
} as const
