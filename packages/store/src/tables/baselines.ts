// Tables of baselines: plan and clock of a site, what was learned of pairs and points, what left it.
import type { Limits, PairProfile, PointProfile, Schedule, Scope } from '@penstock/model/baselines'
import {
  bigint,
  boolean,
  doubleOrNull,
  instant,
  instantOrNull,
  integer,
  json,
  jsonOrNull,
  text,
  textOrNull,
  uuid,
} from './column.ts'
import type { CaptureProof } from './core.ts'

const learned = {
  id: uuid,
  site: text,
  protocol: text,
  plan_version: integer,
  learn_until: instant,
  approved_at: instantOrNull,
}

export const baselineTables = {
  baseline_plan: {
    site: text,
    version: integer,
    learn_from: instant,
    learn_until: instant,
    clock: instant,
    schedule: json<Schedule>(),
  },
  baseline_source: { capture_id: uuid, site: text, last_at: instant, resumed_at: instant },
  baseline_pair: {
    ...learned,
    client: text,
    server: text,
    approved_by: textOrNull,
    first_at: instant,
    last_at: instant,
    profile: json<PairProfile>(),
  },
  baseline_seen: {
    pair_id: uuid,
    capture_id: uuid,
    last: json<Record<string, number>>(),
    due_at: instantOrNull,
  },
  baseline_points: {
    ...learned,
    device: text,
    space: text,
    block: integer,
    profiles: json<Record<string, PointProfile>>(),
  },
  baseline_deviation: {
    id: uuid,
    site: text,
    kind: text,
    reason: text,
    client: text,
    server: text,
    protocol: text,
    subject: text,
    name: text,
    is_change: boolean,
    phase: text,
    expected: jsonOrNull<Limits>(),
    observed: doubleOrNull,
    scope: json<Scope>(),
    count: bigint,
    first_at: instant,
    last_at: instant,
    proof: json<CaptureProof>(),
    state: text,
    decided_by: textOrNull,
    decided_at: instantOrNull,
    note: textOrNull,
  },
  baseline_gone: { site: text, device: text, gone: bigint },
} as const
