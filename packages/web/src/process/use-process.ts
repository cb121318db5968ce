// What the address of the page says, and how it changes.
import { readIds, writeIds } from '@penstock/contract/route'
import { useMoment } from '@penstock/web/history'
import { DECLARED_KNOWS } from '@penstock/web/plant'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { ProcessAnswer, ProcessSearch } from './search.ts'

const USUAL_HOURS = 24

export interface Asked {
  readonly down: readonly string[]
  readonly hours: number
  readonly at: number | undefined
  readonly show: ProcessAnswer
  readonly order: 1 | 2
  readonly open: string | undefined
  /** For the query of a read. */
  readonly moment: { readonly asOf?: string }
  readonly change: (next: Partial<ProcessSearch>) => void
  readonly setDown: (units: readonly string[], next?: Partial<ProcessSearch>) => void
}

export function useProcess(): Asked {
  const search = useSearch({ from: '/process' })
  const navigate = useNavigate({ from: '/process' })
  const { asOf } = useMoment(DECLARED_KNOWS)
  const down = useMemo(() => readIds(search.down), [search.down])
  const change = (next: Partial<ProcessSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false })
  return {
    down,
    hours: search.hours ?? USUAL_HOURS,
    at: search.at,
    show: search.answer ?? 'outage',
    order: search.order ?? 1,
    open: search.open,
    moment: asOf === undefined ? {} : { asOf },
    change,
    setDown: (units, next = {}) =>
      change({ down: units.length === 0 ? undefined : writeIds(units), at: undefined, ...next }),
  }
}
