// The context of a detection as the pages are told it: ends, stake, safeguards, process, calls and deeds.
import { Domain } from '@penstock/model/kernel'
import { z } from 'zod'

const Named = z.strictObject({ id: z.string(), name: z.string() })

export const EndView = z.strictObject({
  place: z.enum(['source', 'destination', 'device']),
  /** As the wire names it. */
  text: z.string(),
  side: z.enum(['ot', 'near-ot', 'it', 'outside', 'unknown']),
  /** Of the plant file, or of the register where nobody declared it; null where neither knows it. */
  asset: z
    .strictObject({
      /** Of the declared plant. */
      declaredId: z.string().nullable(),
      /** Of the register. */
      assetId: z.string().nullable(),
      name: z.string(),
      role: z.string().nullable(),
    })
    .nullable(),
  zone: Named.nullable(),
  /** Why the plant depends on it, with the records that say so. */
  reasons: z.array(z.strictObject({ kind: z.string(), records: z.array(z.string()) })),
})
export type EndView = z.infer<typeof EndView>

export const ConsequenceView = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('level'), level: z.int().min(1).max(5) }),
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('unknown'), why: z.enum(['no-plant', 'not-declared', 'not-stated']) }),
])
export type ConsequenceView = z.infer<typeof ConsequenceView>

export const SafetyStandingView = z.enum(['safety-system', 'safeguard', 'cause', 'none', 'unknown'])

export const StakeView = z.strictObject({
  consequence: ConsequenceView,
  /** The end that matters most. */
  asset: Named.nullable(),
  standing: z.enum(['alone', 'guard', 'shared']).nullable(),
  serves: Named.nullable(),
  stops: Named.extend({ afterH: z.number(), receptor: z.string().nullable() }).nullable(),
  stopped: z.int(),
  meaning: z
    .strictObject({ people: z.string(), environment: z.string(), money: z.string(), service: z.string() })
    .nullable(),
})
export type StakeView = z.infer<typeof StakeView>

export const GlanceView = z.strictObject({
  side: EndView.shape.side,
  ends: z.array(EndView),
  stake: StakeView,
  safety: SafetyStandingView,
})
export type GlanceView = z.infer<typeof GlanceView>

export const CallView = z.strictObject({
  reason: z.enum(['shift', 'duty-manager', 'process-safety', 'asset-owner', 'function-owner', 'vendor']),
  of: z.string(),
  name: z.string().nullable(),
  title: z.string().nullable(),
  channel: z.string().nullable(),
  address: z.string().nullable(),
  isIndependent: z.boolean(),
  verifiedOn: z.string().nullable(),
  isOnShift: z.boolean().nullable(),
  missing: z.enum(['rota-gap', 'no-contact', 'left', 'unknown-person']).nullable(),
})
export type CallView = z.infer<typeof CallView>

export const DeedKind = z.enum([
  'look',
  'call',
  'isolate',
  'block-account',
  'close-conduit',
  'act-on-controller',
  'act-on-safety-system',
])

export const DeedView = z.strictObject({
  kind: DeedKind,
  safety: z.enum(['observe', 'contact', 'it-contain', 'conduit-contain', 'ot-touch', 'safety-system']),
  target: z.string().nullable(),
  /** Code of the rule that says no, with why where it has reasons; null where it may be asked of those who run it. */
  refusal: z.strictObject({ code: z.string(), why: z.string().nullable() }).nullable(),
})
export type DeedView = z.infer<typeof DeedView>

export const UnitView = z.strictObject({
  unit: z.string(),
  name: z.string(),
  state: z
    .strictObject({
      text: z.string(),
      isHazardous: z.boolean(),
      at: z.string(),
      by: z.string(),
      isStale: z.boolean(),
    })
    .nullable(),
  source: z.strictObject({ kind: z.enum(['historian-tag', 'supervisor']), text: z.string() }),
})
export type UnitView = z.infer<typeof UnitView>

export const WorkView = z.strictObject({
  id: z.string(),
  title: z.string(),
  vendor: z.string().nullable(),
  assets: z.array(z.string()),
  endsAt: z.string().nullable(),
  ifCut: z.enum(['resumes', 'restarts', 'harms']),
  safeStop: z.string().nullable(),
})
export type WorkView = z.infer<typeof WorkView>

export const ScenarioTouchedView = z.strictObject({
  id: z.string(),
  title: z.string(),
  severity: z.int(),
  beganBy: z.array(z.string()),
  layers: z.array(
    z.strictObject({
      id: z.string(),
      text: z.string(),
      kind: z.enum(['layer', 'safety-function']),
      leansOn: z.array(z.string()),
    }),
  ),
})
export type ScenarioTouchedView = z.infer<typeof ScenarioTouchedView>

export const BriefView = z.strictObject({
  to: Domain,
  what: z.string(),
  soWhat: z.string(),
  asked: z.string(),
  constraints: z.array(z.string()),
  calls: z.array(z.string()),
  notKnown: z.array(z.string()),
})
export type BriefView = z.infer<typeof BriefView>

export const TriageContextView = GlanceView.extend({
  scenarios: z.array(ScenarioTouchedView),
  units: z.array(UnitView),
  work: z.array(WorkView),
  calls: z.array(CallView),
  deeds: z.array(DeedView),
})
export type TriageContextView = z.infer<typeof TriageContextView>
