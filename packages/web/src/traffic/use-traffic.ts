// The filter in force: the line of the address, the scope, and the instant.
import type { ConversationFilter } from '@penstock/contract/traffic'
import { type FilterLine, parseLine } from '@penstock/web/filters'
import { useScope } from '@penstock/web/scope'
import { useMemo } from 'react'
import type { z } from 'zod'
import { TRAFFIC_GRAMMAR } from './filter-line.ts'
import type { TrafficSearch } from './search.ts'

export type TrafficQuery = z.input<typeof ConversationFilter>

export function useTraffic(search: TrafficSearch): {
  readonly line: FilterLine<TrafficQuery>
  readonly query: TrafficQuery
} {
  const { chosen, zone } = useScope()
  const { q, asOf } = search
  return useMemo(() => {
    const line = parseLine(q ?? '', TRAFFIC_GRAMMAR)
    const namesZone = [line.filter.zone, line.filter.from, line.filter.to].some((each) => each !== undefined)
    const query = {
      ...line.filter,
      ...(chosen === null ? {} : { site: chosen }),
      ...(zone === null || namesZone ? {} : { zone }),
      ...(asOf === undefined ? {} : { asOf }),
    }
    return { line, query }
  }, [q, asOf, chosen, zone])
}
