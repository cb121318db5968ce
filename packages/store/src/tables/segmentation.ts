// Tables of the segmentation room: what people decided about proposals.
import { instant, json, jsonOrNull, text, uuid } from './column.ts'

export const segmentationTables = {
  partition_decision: {
    id: uuid,
    site: text,
    domain: text,
    key: text,
    decision: text,
    facts: json<unknown>(),
    proposal: json<unknown>(),
    accepted: jsonOrNull<unknown>(),
    reason: text,
    decided_by: text,
    at: instant,
  },
} as const
