// What changed between the two instants of a page: pages of items and exact counts.
import { type DiffItem, diffAssets, diffConversations, diffZones } from '@penstock/contract/drift'
import type { SiteKey } from '@penstock/model/kernel'
import { useList } from '@penstock/web/api'
import type { Change } from './ChangeMark.tsx'
import type { Counts, Span } from './span.ts'

export const SUBJECTS = { assets: diffAssets, zones: diffZones, conversations: diffConversations } as const
export type Subject = keyof typeof SUBJECTS

export function useDiff(site: SiteKey, subject: Subject, span: Span, more: { change?: Change; limit?: number } = {}) {
  const { from, to, clock } = span
  const { change, limit = 100 } = more
  const read = useList<DiffItem, typeof diffAssets>(
    // One shape for the three of them.
    SUBJECTS[subject] as typeof diffAssets,
    {
      params: { site },
      query: {
        from: from ?? '',
        ...(to === undefined ? {} : { to }),
        ...(change === undefined ? {} : { change }),
        clock,
        limit,
      },
    },
    { isEnabled: from !== undefined },
  )
  const [first] = read.data?.pages ?? []
  return { ...read, counts: first as (typeof first & Counts) | undefined }
}
