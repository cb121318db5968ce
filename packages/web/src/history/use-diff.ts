// What changed between the two instants of a page: pages of items and exact counts.
import {
  type DiffFormat,
  type DiffItem,
  diffAssets,
  diffConversations,
  diffZones,
  exportAssetsDiff,
  exportConversationsDiff,
  exportZonesDiff,
} from '@penstock/contract/drift'
import type { SiteKey } from '@penstock/model/kernel'
import { urlOf, useList } from '@penstock/web/api'
import type { Change } from './ChangeMark.tsx'
import type { Counts, Span } from './span.ts'

export const SUBJECTS = { assets: diffAssets, zones: diffZones, conversations: diffConversations } as const
export type Subject = keyof typeof SUBJECTS

const EXPORTS = { assets: exportAssetsDiff, zones: exportZonesDiff, conversations: exportConversationsDiff } as const

/** Which of the changes are asked for. */
export interface DiffFilter {
  readonly change?: Change
  readonly text?: string
  readonly field?: string
}

/** Where the same comparison is as a file. */
export function exportUrl(site: SiteKey, subject: Subject, span: Span, format: DiffFormat, filter: DiffFilter): string {
  return urlOf(EXPORTS[subject], { params: { site }, query: { ...asked(span, filter), format } })
}

function asked({ from, to, clock }: Span, filter: DiffFilter) {
  return { from: from ?? '', ...(to === undefined ? {} : { to }), ...filter, clock }
}

export function useDiff(site: SiteKey, subject: Subject, span: Span, more: DiffFilter & { limit?: number } = {}) {
  const { limit = 100, ...filter } = more
  const read = useList<DiffItem, typeof diffAssets>(
    // One shape for the three of them.
    SUBJECTS[subject] as typeof diffAssets,
    {
      params: { site },
      query: { ...asked(span, filter), limit },
    },
    { isEnabled: span.from !== undefined },
  )
  const [first] = read.data?.pages ?? []
  return { ...read, counts: first as (typeof first & Counts) | undefined }
}
