// What the wire says of goals, paths, choke points and cuts. Assets and conduits are named by their ids in the plant file.
import { z } from 'zod'

export const GoalView = z.strictObject({
  /** Of an asset, a function, a LOPA sheet or a safety function. */
  id: z.string(),
  kind: z.enum(['asset', 'layer', 'function', 'joint']),
  text: z.string(),
})
export type GoalView = z.infer<typeof GoalView>

export const GoalStateView = GoalView.extend({
  isReached: z.boolean(),
  /** Whether it is reached when nothing is left out: what a what-if is held against. */
  wasReached: z.boolean(),
  /** Least effort of a way there, the sum of its steps; an upper bound. Null when it is not reached. */
  cost: z.number().nullable(),
})
export type GoalStateView = z.infer<typeof GoalStateView>

/** What the person's own cell told of how devices stand: it counts before what is declared. */
export const ObservedView = z.strictObject({
  /** `silent`: it did not answer; `no-right`: this person reads no monitoring there. What is declared stands alone then. */
  standing: z.enum(['answers', 'silent', 'no-right']),
  devices: z.int(),
  /** Further devices that were not taken up. */
  beyond: z.int(),
})
export type ObservedView = z.infer<typeof ObservedView>

export const FactView = z.strictObject({
  id: z.string(),
  kind: z.string(),
  /** Whose records show it. */
  domain: z.enum(['it', 'ot', 'both']),
  /** Places in the plant file. */
  places: z.array(z.string()),
  text: z.string(),
  /** Whether a change of the plant takes it away. */
  canBeCut: z.boolean(),
})
export type FactView = z.infer<typeof FactView>

export const HopView = z.strictObject({
  /** The asset that it touches; null where it has no place. */
  asset: z.string().nullable(),
  from: z.string().nullable(),
  rule: z.string(),
  text: z.string(),
  /** Id in ATT&CK for ICS. */
  technique: z.string().nullable(),
  protocol: z.string().nullable(),
  cost: z.number(),
  band: z.enum(['easy', 'moderate', 'hard']),
  conduits: z.array(z.string()),
  facts: z.array(FactView),
})
export type HopView = z.infer<typeof HopView>

export const PathView = z.strictObject({
  start: z.strictObject({ id: z.string(), kind: z.string(), text: z.string() }),
  /** Assets in the order in which they fall; those of one entry fall side by side. */
  steps: z.array(z.string()),
  conduits: z.array(z.string()),
  cost: z.number(),
  hops: z.array(HopView),
})
export type PathView = z.infer<typeof PathView>

/** An asset of the plant whose support has ended, with how far it can be reached and what stands before it. */
export const UnsupportedView = z.strictObject({
  /** Id in the plant file, and in the register. */
  asset: z.string(),
  assetId: z.string(),
  name: z.string().nullable(),
  /** The day on which support ended. */
  supportEnd: z.string(),
  level: z.int().nullable(),
  /** `unknown`: the plant file records no address or no service of it. */
  reach: z.enum(['reached', 'unknown', 'isolated']),
  /** Least effort to take it by a flaw that nobody knows yet or any other way, but from the asset itself; null where nothing reaches it. */
  effort: z.number().nullable(),
  reachedFrom: z.int(),
  reachedFromOtherZones: z.int(),
  /** Who could begin at the asset itself. */
  startsHere: z.array(z.string()),
  controls: z.array(
    z.strictObject({
      kind: z.enum(['no-conduit', 'one-way', 'inspected', 'limited', 'enforced', 'key-switch', 'access-protection']),
      text: z.string(),
      place: z.string(),
    }),
  ),
  /** Advisories that are open on it, and measures that people decided on until a day. */
  openAdvisories: z.int(),
  measures: z.array(z.strictObject({ advisory: z.string(), measure: z.string(), until: z.string() })),
})
export type UnsupportedView = z.infer<typeof UnsupportedView>

export const ChokePointView = z.strictObject({
  kind: z.enum(['asset', 'fact']),
  id: z.string(),
  text: z.string(),
  places: z.array(z.string()),
})
export type ChokePointView = z.infer<typeof ChokePointView>

export const CutView = z.strictObject({
  /** Facts; taking all of them away leaves no way to the goal. */
  facts: z.array(z.strictObject({ id: z.string(), text: z.string() })),
  /** `exact`: no smaller set does it. */
  method: z.enum(['exact', 'greedy']),
})
export type CutView = z.infer<typeof CutView>

export const ConduitThreatView = z.strictObject({
  conduit: z.string(),
  status: z.string(),
  protocol: z.string(),
  authentication: z.enum(['none', 'password', 'login']),
  /** A list of function codes: there is none, a paper says so, or the device enforces it. */
  limit: z.enum(['none', 'paper', 'enforced']),
  effects: z.array(
    z.strictObject({
      effect: z.string(),
      means: z.string(),
      technique: z.string(),
      codes: z.array(z.int()),
      isSeen: z.boolean(),
    }),
  ),
  emb3d: z.array(z.string()),
  secureForm: z.string().nullable(),
  flows: z.array(z.string()),
})
export type ConduitThreatView = z.infer<typeof ConduitThreatView>
