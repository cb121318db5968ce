// Tables of the rooms history and drift.
import { instant, instantRange, json, text, uuid } from './column.ts'

export const historyTables = {
  state_version: {
    site: text,
    kind: text,
    object_id: text,
    state: json<Readonly<Record<string, unknown>>>(),
    shown: json<Readonly<Record<string, unknown>>>(),
    source: text,
    held: instantRange,
    learned: instantRange,
  },
  agreed_state: {
    id: uuid,
    site: text,
    name: text,
    at: instant,
    reason: text,
    agreed_by: text,
    agreed_at: instant,
  },
} as const
