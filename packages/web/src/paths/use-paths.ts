// What the address of the page says, and how it changes.
import type { listPathGoals } from '@penstock/contract/paths'
import { type Response, readIds, writeIds } from '@penstock/contract/route'
import { useMoment } from '@penstock/web/history'
import { DECLARED_KNOWS } from '@penstock/web/plant'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { PathsSearch } from './search.ts'

export type PathGoals = Response<typeof listPathGoals>

export interface Asked extends Pick<PathsSearch, 'goal' | 'find'> {
  readonly all: boolean
  /** Ids of the facts that are taken away. */
  readonly without: readonly string[]
  /** For the query of a read. */
  readonly query: { readonly asOf?: string; readonly without?: string }
  readonly change: (next: Partial<PathsSearch>) => void
  readonly setWithout: (facts: readonly string[]) => void
}

export function usePaths(): Asked {
  const search = useSearch({ from: '/paths' })
  const navigate = useNavigate({ from: '/paths' })
  const { asOf } = useMoment(DECLARED_KNOWS)
  const without = useMemo(() => readIds(search.without), [search.without])
  const change = (next: Partial<PathsSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false })
  return {
    goal: search.goal,
    find: search.find,
    all: search.all === true,
    without,
    query: {
      ...(asOf === undefined ? {} : { asOf }),
      ...(without.length === 0 ? {} : { without: writeIds(without) }),
    },
    change,
    setWithout: (facts) => change({ without: facts.length === 0 ? undefined : writeIds([...new Set(facts)]) }),
  }
}
