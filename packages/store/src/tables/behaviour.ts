// Tables of behaviour in a cell: what stands behind its detections, and how each live sensor stands.
import type { FindingLevel } from '@penstock/model/detections'
import { instant, instantOrNull, integer, text, uuid, words } from './column.ts'

export const behaviourTables = {
  behaviour_reason: {
    id: uuid,
    site: text,
    rule: text,
    level: words<FindingLevel>(),
    subject_key: text,
    raised_at: instant,
    told_at: instant,
    ended_at: instantOrNull,
  },
  behaviour_sensor: {
    sensor: text,
    site: text,
    name: text,
    every_ms: integer,
    heard_at: instant,
    traffic_at: instantOrNull,
  },
} as const
