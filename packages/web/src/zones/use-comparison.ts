// What changed on the map between two instants: by spot for the picture, and both maps in one.
import { readZoneMap, type ZoneMapView } from '@penstock/contract/zones'
import { useRead } from '@penstock/web/api'
import { type Change, useDiff, useMoment } from '@penstock/web/history'
import { useEffect, useMemo } from 'react'
import { changesBySpot, comparedEdges, withGone } from './compared-map.ts'

export interface ComparedMap {
  readonly map: ZoneMapView
  /** Empty while nothing is compared. */
  readonly changes: ReadonlyMap<string, Change>
}

export function useComparison(now: ZoneMapView): ComparedMap {
  const { asOf, compare, clock } = useMoment()
  const { site } = now
  const isEnabled = compare !== undefined
  const before = useRead(
    readZoneMap,
    { params: { site }, query: { clock, ...(compare === undefined ? {} : { asOf: compare }) } },
    { isEnabled },
  )
  const read = useDiff(site, 'zones', { from: compare, to: asOf, clock }, { limit: 500 })
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = read
  // A spot without a mark is one that did not change: the picture needs all of them.
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const was = isEnabled ? before.data : undefined
  const items = isEnabled ? read.items : undefined
  return useMemo(
    () => ({ map: withGone(now, was), changes: changesBySpot(items ?? [], comparedEdges(now, was)) }),
    [now, was, items],
  )
}
