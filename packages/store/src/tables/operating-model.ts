// Tables of the operating model: requests for decisions by four eyes, their approvals, break-glass and its review.
import type { Domain } from '@penstock/model/kernel'
import type { JointCallKind } from '@penstock/model/operating-model'
import { instant, instantOrNull, integer, json, text, textArray, textOrNull, uuid, words } from './column.ts'

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
  domain_exception_end: { request_id: uuid, by: text, note: text, at: instant },
  joint_call: {
    id: uuid,
    site: text,
    kind: words<JointCallKind>(),
    name: text,
    first_at: instant,
    every_days: integer,
    made_by: text,
    made_at: instant,
    ended_at: instantOrNull,
    ended_by: textOrNull,
  },
  joint_call_attendance: { call_id: uuid, due_at: instant, domain: words<Domain>(), site: text, by: text, at: instant },
  break_glass_review: { break_glass_id: uuid, verdict: text, note: text, reviewed_by: text, at: instant },
} as const
