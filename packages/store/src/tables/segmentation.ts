// Tables of the segmentation room: what people decided about proposals, firewall configurations that were brought in, records of the
// partition and their approval.
import { bytes, instant, integer, json, jsonOrNull, text, textOrNull, uuid } from './column.ts'

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
  firewall_reading: {
    id: uuid,
    site: text,
    device: text,
    dialect: text,
    file_name: text,
    sha256: bytes,
    read_on: text,
    rules: integer,
    unknown_count: integer,
    fault_count: integer,
    secrets_taken_out: integer,
    brought_by: text,
    at: instant,
  },
  partition_record: {
    id: uuid,
    site: text,
    as_of: instant,
    plant_source: textOrNull,
    record: text,
    sha256: bytes,
    note: text,
    made_by: text,
    made_at: instant,
  },
  partition_approval: {
    record_id: uuid,
    site: text,
    decision: text,
    sha256: bytes,
    reason: text,
    decided_by: text,
    at: instant,
  },
} as const
