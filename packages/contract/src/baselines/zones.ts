// The baseline of a site by pairs of zones: who talks to whom with which functions, in which shifts and phases.
import { route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import { BaselinePairView, RangeView } from './view.ts'

/** `key` names it in the question for its pairs. Outside: an address of the world, or of many; else what no zone holds. */
export const ZoneEndView = z.strictObject({
  key: z.string(),
  zone: z.string().nullable(),
  name: z.string().nullable(),
  isOutside: z.boolean(),
})
export type ZoneEndView = z.infer<typeof ZoneEndView>

export const GroupedFunctionView = z.strictObject({
  protocol: z.string(),
  code: z.string(),
  name: z.string(),
  isChange: z.boolean(),
  pairs: z.int(),
  /** Pairs between which it waits for its owner's word. */
  quarantined: z.int(),
  /** The shifts and phases in which it was learned; `gapMicros` is the usual time between two requests, null while too few are known. */
  phases: z.array(
    z.strictObject({ phase: z.string(), pairs: z.int(), intervals: z.int(), gapMicros: RangeView.nullable() }),
  ),
})
export type GroupedFunctionView = z.infer<typeof GroupedFunctionView>

export const ZoneGroupView = z.strictObject({
  from: ZoneEndView,
  to: ZoneEndView,
  pairs: z.int(),
  clients: z.int(),
  servers: z.int(),
  byStatus: z.strictObject({ learning: z.int(), proposed: z.int(), active: z.int() }),
  /** Open deviations between these zones. */
  deviations: z.int(),
  functions: z.array(GroupedFunctionView),
  moreFunctions: z.int(),
})
export type ZoneGroupView = z.infer<typeof ZoneGroupView>

export const ZoneBaselineView = z.strictObject({
  /** Null before the first packet of the site. */
  clock: z.string().nullable(),
  /** The version of the zones that pairs are grouped by; null while the site has none. */
  zoneModelVersion: z.int().nullable(),
  groups: z.array(ZoneGroupView),
  /** Pairs beyond those that were grouped. */
  morePairs: z.int(),
  /** Open deviations that name no pair: readings, new points and scans. */
  otherDeviations: z.int(),
})
export type ZoneBaselineView = z.infer<typeof ZoneBaselineView>

export const readZoneBaseline = route({
  method: 'GET',
  path: '/baselines/zones',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'What is usual at a site by pairs of zones: functions with the shifts and phases in which they were learned',
  query: z.strictObject({ site: SiteKey }),
  response: ZoneBaselineView,
  refusals: [],
})

const ZoneEndKey = z.string().min(1).max(200)

export const listZonePairs = route({
  method: 'GET',
  path: '/baselines/zones/pairs',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'The pairs of one pair of zones, those that talk most first',
  query: z.strictObject({ site: SiteKey, from: ZoneEndKey, to: ZoneEndKey }),
  response: z.strictObject({ pairs: z.array(BaselinePairView), morePairs: z.int() }),
  refusals: [],
})
