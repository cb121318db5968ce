// What the wire says of functions, losses, rankings, recovery and targets. Units are named by their ids in the plant file; what they are
// called, and which asset of the register stands for one, is told once, with the network.
import { z } from 'zod'

export const FunctionType = z.enum([
  'external',
  'utility',
  'digital',
  'process',
  'safety',
  'service',
  'business',
  'support',
])

export const FunctionView = z.strictObject({
  id: z.string(),
  name: z.string(),
  type: FunctionType,
  /** Place from left to right: more than those of all that it needs, 0 for what needs no function. */
  layer: z.int(),
  owner: z.string().nullable(),
  inputs: z.array(
    z.strictObject({ name: z.string(), suppliers: z.array(z.string()), k: z.int(), bufferH: z.number() }),
  ),
  own: z.array(z.strictObject({ name: z.string(), assets: z.array(z.string()), k: z.int() })),
  restartH: z.number(),
  rtoH: z.number().nullable(),
  rpoH: z.number().nullable(),
  mtpdH: z.number().nullable(),
  marginPerH: z.number().nullable(),
  minimum: z.string().nullable(),
  workaround: z.strictObject({ text: z.string(), hours: z.number(), staff: z.number() }).nullable(),
})
export type FunctionView = z.infer<typeof FunctionView>

/** An asset that some function needs. */
export const NeededAssetView = z.strictObject({
  id: z.string(),
  name: z.string(),
  role: z.string().nullable(),
  /** The asset of the living register that stands for it now; null when there is none. */
  assetId: z.string().nullable(),
  neededBy: z.array(z.string()),
})
export type NeededAssetView = z.infer<typeof NeededAssetView>

export const ConfidenceView = z.strictObject({
  level: z.enum(['high', 'medium', 'low']),
  functions: z.int(),
  unowned: z.array(z.string()),
  unreviewed: z.array(z.string()),
  withoutNeeds: z.array(z.string()),
})
export type ConfidenceView = z.infer<typeof ConfidenceView>

/** Functions that wait for each other after a black-out: one of them needs a source of its own to start. */
export const KnotView = z.strictObject({
  cycle: z.array(z.string()),
  functions: z.array(z.string()),
  waiting: z.array(z.string()),
})
export type KnotView = z.infer<typeof KnotView>

/** A hold-up that a drill measured, in place of what the plant states. */
export const HoldUpView = z.strictObject({
  function: z.string(),
  input: z.string(),
  declaredH: z.number(),
  hours: z.number(),
  drill: z.string(),
  on: z.string(),
  isAtLeast: z.boolean(),
})
export type HoldUpView = z.infer<typeof HoldUpView>

export const NetworkView = z.strictObject({
  /** ISO 4217; of every margin of this plant. */
  currency: z.string().nullable(),
  functions: z.array(FunctionView),
  assets: z.array(NeededAssetView),
  /** Further assets of the plant, that no function says that it needs. */
  neededByNothing: z.array(
    z.strictObject({ id: z.string(), name: z.string(), role: z.string().nullable(), assetId: z.string().nullable() }),
  ),
  confidence: ConfidenceView,
  /** What a whole black-out with empty stocks would leave. */
  knots: z.array(KnotView),
  /** Hold-ups that drills measured: every answer here reckons with them. */
  holdUps: z.array(HoldUpView),
})
export type NetworkView = z.infer<typeof NetworkView>

export const LossReasonView = z.strictObject({
  kind: z.enum(['itself', 'own', 'input']),
  group: z.string().nullable(),
  missing: z.array(z.string()),
  needed: z.int(),
  bufferH: z.number(),
})
export type LossReasonView = z.infer<typeof LossReasonView>

export const LossView = z.strictObject({
  id: z.string(),
  stops: z.array(z.strictObject({ downH: z.number(), upH: z.number(), reason: LossReasonView })),
  downtimeH: z.number(),
  /** The last stop goes on at the end of what was watched. */
  isDownAtHorizon: z.boolean(),
  /** One stop is longer than its maximum tolerable period of disruption; null where the plant states none. */
  isMtpdBroken: z.boolean().nullable(),
  /** In the currency of the plant file; null where it states no margin. */
  lostMargin: z.number().nullable(),
  /** What the business impact analysis says of a stop as long as the longest one: the worst level a receptor reaches, 1 to 5. */
  impact: z.array(z.strictObject({ receptor: z.enum(['people', 'environment', 'money', 'service']), level: z.int() })),
})
export type LossView = z.infer<typeof LossView>

/** A scenario (LOPA) of which a layer leans on what does not work, with the layers that remain. */
export const ScenarioView = z.strictObject({
  id: z.string(),
  title: z.string(),
  severity: z.int(),
  layers: z.array(
    z.strictObject({
      id: z.string(),
      text: z.string(),
      kind: z.enum(['layer', 'safety-function']),
      /** Null: it remains. */
      fromH: z.number().nullable(),
      asset: z.string().nullable(),
      function: z.string().nullable(),
    }),
  ),
})
export type ScenarioView = z.infer<typeof ScenarioView>

export const NeedDirection = z.enum(['function-to-host', 'host-to-function', 'both'])
export const NeedService = z.enum([
  'name',
  'time',
  'directory',
  'licence',
  'historian',
  'hypervisor',
  'remote-access',
  'business-system',
  'file-server',
  'it-host',
  'information',
])

/** A question to the owner of a function: does it rest on this host? */
export const ProposedNeedView = z.strictObject({
  function: z.string(),
  host: z.string(),
  service: NeedService,
  /** Functions that carry the host; none where no function names it. */
  suppliers: z.array(z.string()),
  /** Who opens the conversation, or which way the information goes. */
  direction: NeedDirection,
  purpose: z.string().nullable(),
  /** Where the plant file says how long the function does without. */
  holdUpH: z.number().nullable(),
  owner: z.string().nullable(),
  isIt: z.boolean(),
  bases: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('flow'),
        assets: z.array(z.string()),
        conversations: z.int(),
        firstAt: z.string(),
        lastAt: z.string(),
      }),
      z.strictObject({ kind: z.literal('account'), accounts: z.array(z.string()), lastUse: z.string() }),
      z.strictObject({ kind: z.literal('information-flow'), flows: z.array(z.string()) }),
    ]),
  ),
})
export type ProposedNeedView = z.infer<typeof ProposedNeedView>

/** An answer of the owner; a need that was confirmed is part of every cascade. */
export const RestsOnView = z.strictObject({
  id: z.string(),
  function: z.string(),
  host: z.string(),
  service: z.string(),
  isNeeded: z.boolean(),
  direction: NeedDirection,
  purpose: z.string(),
  holdUpH: z.number().nullable(),
  owner: z.string().nullable(),
  on: z.string(),
  by: z.string(),
  /** Functions through which it is needed, whose redundancy counts; none: the host itself. */
  through: z.array(z.string()),
  isIt: z.boolean(),
  /** Null for an answer of the plant file. */
  recorded: z.strictObject({ by: z.string(), byName: z.string().nullable(), at: z.string() }).nullable(),
})
export type RestsOnView = z.infer<typeof RestsOnView>

export const ContingencyView = z.strictObject({
  units: z.array(z.string()),
  functionsLost: z.int(),
  targetsLost: z.int(),
  /** The first of the targets that stop, at most `MOST_TARGETS_TOLD`. */
  targets: z.array(
    z.strictObject({
      id: z.string(),
      firstDownH: z.number(),
      downtimeH: z.number(),
      isMtpdBroken: z.boolean().nullable(),
    }),
  ),
  firstTargetLostH: z.number().nullable(),
  targetDowntimeH: z.number(),
  lostMargin: z.number(),
  mtpdsBroken: z.int(),
})
export type ContingencyView = z.infer<typeof ContingencyView>

export const RecoveryView = z.strictObject({
  /** Assets that are restored or cannot be: those asked for, and for a function its own. */
  lost: z.array(z.string()),
  tasks: z.array(z.strictObject({ asset: z.string(), crew: z.string(), startH: z.number(), endH: z.number() })),
  crews: z.array(z.strictObject({ id: z.string(), name: z.string(), count: z.int(), calloutH: z.number() })),
  /** Lost assets for which the plant states no crew and hours: they are taken as not lost. */
  withoutTime: z.array(z.string()),
  functions: z.array(
    z.strictObject({
      id: z.string(),
      firstDownH: z.number(),
      /** Null where it does not run again within a year. */
      backH: z.number().nullable(),
      downtimeH: z.number(),
      rtoH: z.number().nullable(),
      mtpdH: z.number().nullable(),
      /** Null where the plant states no target. */
      isRtoHeld: z.boolean().nullable(),
      isMtpdHeld: z.boolean().nullable(),
    }),
  ),
  /** `exact`: every order was compared. */
  method: z.enum(['exact', 'improved']),
  compared: z.int(),
})
export type RecoveryView = z.infer<typeof RecoveryView>

/** How much an asset matters: `alone` its loss leads to it, `guard` a safeguard leans on it, `shared` its spares must be lost, too. */
export const CriticalityStanding = z.enum(['alone', 'guard', 'shared'])

/** Why an asset matters, by ids of the plant file, with the names of the functions. */
export const CriticalityView = z.strictObject({
  asset: z.string(),
  /** False where the plant file, as it was, has no such asset. */
  isDeclared: z.boolean(),
  currency: z.string().nullable(),
  /** 1 to 5, by the scale of the plant; null where nothing that stops without it states a consequence. */
  level: z.int().nullable(),
  /** What that level means for each receptor, in the words of the plant; null where it says nothing. */
  meaning: z
    .strictObject({ people: z.string(), environment: z.string(), money: z.string(), service: z.string() })
    .nullable(),
  standing: CriticalityStanding.nullable(),
  afterH: z.number().nullable(),
  /** How long the plant was watched, in hours. */
  watchedH: z.number(),
  realises: z.array(
    z.strictObject({ function: z.string(), name: z.string(), group: z.string(), k: z.int(), of: z.int() }),
  ),
  /** Functions that stop, the worst first; at most a hundred, `stops` counts all. */
  stopped: z.array(
    z.strictObject({
      function: z.string(),
      name: z.string(),
      type: FunctionType,
      isAlone: z.boolean(),
      downH: z.number(),
      worst: z
        .strictObject({
          level: z.int(),
          receptor: z.enum(['people', 'environment', 'money', 'service']),
          afterH: z.number(),
        })
        .nullable(),
      mtpdH: z.number().nullable(),
      mtpdOverH: z.number().nullable(),
      marginPerH: z.number().nullable(),
    }),
  ),
  stops: z.int(),
  unstated: z.int(),
  guards: z.array(
    z.strictObject({
      scenario: z.string(),
      title: z.string(),
      severity: z.int(),
      part: z.enum(['safety-function', 'layer', 'cause']),
      id: z.string(),
      text: z.string(),
    }),
  ),
  /** Studies and risks that name it. */
  studies: z.array(z.string()),
  /** Hours that crews need to restore it; null where the plant states none. */
  restoreH: z.number().nullable(),
})
export type CriticalityView = z.infer<typeof CriticalityView>

export const FindingView = z.strictObject({
  rule: z.string(),
  /** The function, backup, crew, person or asset that it is about. */
  id: z.string(),
  facts: z.array(z.strictObject({ name: z.string(), value: z.string() })),
})
export type FindingView = z.infer<typeof FindingView>

/** A drill as it was recorded, here or in the plant file. */
export const DrillView = z.strictObject({
  id: z.string(),
  function: z.string(),
  input: z.string().nullable(),
  what: z.string(),
  on: z.string(),
  by: z.string(),
  heldH: z.number().nullable(),
  isAtLeast: z.boolean(),
  restoreH: z.number().nullable(),
  keptShare: z.number().nullable(),
  isMinimumHeld: z.boolean().nullable(),
  evidence: z.string().nullable(),
  /** Hours until the function stops without that input, by the model as the plant states it; null where it says nothing. */
  modelHeldH: z.number().nullable(),
  isAsModelled: z.boolean().nullable(),
  /** Null for a drill of the plant file. */
  recorded: z.strictObject({ by: z.string(), byName: z.string().nullable(), at: z.string() }).nullable(),
})
export type DrillView = z.infer<typeof DrillView>

export const TargetView = z.strictObject({
  function: z.string(),
  kind: z.enum(['restore', 'hold-up', 'minimum']),
  input: z.string().nullable(),
  targetH: z.number().nullable(),
  minimum: z.string().nullable(),
  computedH: z.number().nullable(),
  isComputedHeld: z.boolean().nullable(),
  drilledH: z.number().nullable(),
  isAtLeast: z.boolean(),
  drill: z.string().nullable(),
  drilledOn: z.string().nullable(),
  state: z.enum(['unproved', 'proved', 'contradicted']),
  why: z.enum(['no-drill', 'lapsed', 'too-short']).nullable(),
})
export type TargetView = z.infer<typeof TargetView>

export const ResilienceView = z.strictObject({
  backAfterH: z.number().nullable(),
  keptShare: z.number(),
  keptShareOfStopped: z.number(),
})
export type ResilienceView = z.infer<typeof ResilienceView>

/** A tool that manages an asset: what it does, with which account, when; declared, seen, or both. */
export const ManagementPathView = z.strictObject({
  by: z.string(),
  target: z.string(),
  kind: z.string(),
  account: z.string().nullable(),
  schedule: z.string().nullable(),
  /** The record of the plant file; null for what was only seen. */
  declaredBy: z.string().nullable(),
  seen: z.strictObject({ conversations: z.int(), firstAt: z.string(), lastAt: z.string() }).nullable(),
  isFromIt: z.boolean(),
})
export type ManagementPathView = z.infer<typeof ManagementPathView>

/** Who can reach and change an asset by management: from it over the tools between. */
export const ManagerView = z.strictObject({
  host: z.string(),
  target: z.string(),
  way: z.array(z.strictObject({ by: z.string(), target: z.string(), kind: z.string() })),
  isFromIt: z.boolean(),
})
export type ManagerView = z.infer<typeof ManagerView>
