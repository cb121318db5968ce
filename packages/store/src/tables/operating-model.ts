// Tables of the operating model: requests for decisions by four eyes, their approvals, break-glass and its review.
import { instant, instantOrNull, json, text, textArray, textOrNull, uuid } from './column.ts'

export const operatingModelTables = {
  four_eyes: {
    id: uuid,
    kind: text,
    payload: json<Record<string, unknown>>(),
    payload_sha256: text,
    domain: textOrNull,
    requested_by: text,
    requester_roles: textArray,
    requester_session: text,
    requested_at: instant,
    expires_at: instant,
    state: text,
    decided_by: textOrNull,
    decided_at: instantOrNull,
    note: textOrNull,
  },
  four_eyes_approval: { request_id: uuid, subject: text, domain: text, roles: textArray, session: text, at: instant },
  break_glass: {
    id: uuid,
    subject: text,
    domain: text,
    site: text,
    scope: json<unknown>(),
    begins_at: instantOrNull,
    ends_at: instantOrNull,
    ended_by: textOrNull,
  },
  break_glass_review: { break_glass_id: uuid, verdict: text, note: text, reviewed_by: text, at: instant },
} as const
