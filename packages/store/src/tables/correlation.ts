// Tables of correlation: features on pseudonyms, the chains found in them, and what each viewer is told; in a cell, what went up.
import {
  booleanDefault,
  identity,
  instant,
  instantOrNull,
  json,
  jsonOrNull,
  smallint,
  smallintDefault,
  text,
  textArray,
} from './column.ts'

const label = { domain: text, site: text, marking: smallintDefault }
const taken = { learned_at: instant, taken_at: instantOrNull }

export const correlationTables = {
  correlation_feature: {
    seq: identity,
    id: text,
    ...label,
    kind: text,
    at: instant,
    body: json<unknown>(),
    ...taken,
  },
  correlation_tie: { seq: identity, id: text, ...label, body: json<unknown>(), ...taken },
  correlation_state: { id: smallint, latest_at: instantOrNull, counts: json<unknown>() },
  correlation_chain: {
    id: text,
    nr: identity,
    scenario: text,
    level: text,
    made_of: textArray,
    raised_at: instant,
    critical_at: instantOrNull,
    explained_at: instantOrNull,
    is_joint: booleanDefault,
    is_stale: booleanDefault,
  },
  correlation_told: {
    chain: text,
    viewer: text,
    site: text,
    sites: textArray,
    marking: smallintDefault,
    level: text,
    body: json<unknown>(),
    told_at: instant,
  },
} as const

export const featureTables = {
  feature_told: { id: text, site: text, at: instant, body: jsonOrNull<unknown>() },
} as const
