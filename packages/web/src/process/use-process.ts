// What the address of the page says, and how it changes.
import { writeIds } from '@penstock/contract/route'
import { useMoment } from '@penstock/web/history'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { ProcessAnswer, ProcessSearch } from './search.ts'

/** Of the past the page tells what was known then. */
export const KNOWS = 'learned'
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
  const { asOf } = useMoment(KNOWS)
  const down = useMemo(() => unitsOf(search.down), [search.down])
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

function unitsOf(text: string | undefined): readonly string[] {
  const units = (text ?? '').split(',').filter((unit) => unit !== '')
  try {
    return [...new Set(units.map(decodeURIComponent))]
  } catch {
    return units
  }
}
