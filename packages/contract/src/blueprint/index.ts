// The blueprint of a site: the target architecture that people agreed on, where today deviates from it and since when, how far its stages are.
import { HopView } from '@penstock/contract/paths'
import { PageQuery, pageOf, route } from '@penstock/contract/route'
import { DEVIATION_KINDS, LOG_KINDS } from '@penstock/model/blueprint'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

const params = z.strictObject({ site: SiteKey })

export const DeviationKind = z.enum(DEVIATION_KINDS)
export type DeviationKind = z.infer<typeof DeviationKind>

export const DeviationView = z.strictObject({
  id: z.string(),
  kind: DeviationKind,
  /** Of the asset, conduit, zone, sensor or cloud service in the plant file; of traffic its zones and protocol. */
  object: z.string(),
  facts: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  /** The stage that is to mend it. */
  stage: z.string().nullable(),
  /** Since when it stands, as far as was known; the agreement of the blueprint when it stood before. */
  openedAt: z.string(),
  closedAt: z.string().nullable(),
})
export type DeviationView = z.infer<typeof DeviationView>

const PartState = z.enum(['done', 'open', 'contradicted', 'unknown'])

export const StageView = z.strictObject({
  id: z.string(),
  name: z.string(),
  owner: z.string(),
  due: z.string(),
  proves: z.string(),
  state: PartState,
  isOverdue: z.boolean(),
  parts: z.array(
    z.strictObject({
      kind: z.enum(['zone', 'move', 'link', 'close', 'sensor', 'control', 'cloud']),
      object: z.string(),
      state: PartState,
      /** The kind of the deviation that stands against it. */
      because: DeviationKind.nullable(),
    }),
  ),
})
export type StageView = z.infer<typeof StageView>

export const BlueprintVersion = z.strictObject({
  version: z.int(),
  name: z.string(),
  aim: z.string().nullable(),
  reason: z.string(),
  agreedBy: z.string(),
  /** Null for an account that is gone. */
  agreedByName: z.string().nullable(),
  agreedAt: z.string(),
  counts: z.strictObject({
    zones: z.int(),
    conduits: z.int(),
    placements: z.int(),
    sensors: z.int(),
    cloudServices: z.int(),
    stages: z.int(),
  }),
})
export type BlueprintVersion = z.infer<typeof BlueprintVersion>

export const readBlueprint = route({
  method: 'GET',
  path: '/sites/{site}/blueprint',
  side: 'hub',
  permission: 'plant:read',
  summary: 'The blueprint in force, how many deviations stand open by kind, and how far its stages are',
  params,
  response: z.strictObject({
    site: SiteKey,
    now: z.string(),
    /** Null before the first plant. */
    importedAt: z.string().nullable(),
    /** Null as long as nobody agreed on one. */
    inForce: BlueprintVersion.nullable(),
    /** When today was last held against it; null when that is still to come. */
    heldAt: z.string().nullable(),
    /** Of the kinds that this person may see. */
    open: z.array(z.strictObject({ kind: DeviationKind, count: z.int() })),
    stages: z.array(StageView),
    /** Whether kinds were left out for want of a right. */
    isPartial: z.boolean(),
  }),
  refusals: ['not-found'],
})

export const listDeviations = route({
  method: 'GET',
  path: '/sites/{site}/blueprint/deviations',
  side: 'hub',
  permission: 'plant:read',
  summary: 'Deviations of today from the blueprint in force, with their dates; last opened first',
  params,
  query: PageQuery.extend({
    state: z.enum(['open', 'closed']).default('open'),
    kind: DeviationKind.optional(),
    stage: z.string().max(120).optional(),
  }),
  response: pageOf(DeviationView),
  refusals: ['not-found'],
})

export const listBlueprints = route({
  method: 'GET',
  path: '/sites/{site}/blueprint/versions',
  side: 'hub',
  permission: 'plant:read',
  summary: 'Blueprints that people agreed on, newest first',
  params,
  response: z.strictObject({ items: z.array(BlueprintVersion) }),
  refusals: ['not-found'],
})

export const agreeBlueprint = route({
  method: 'POST',
  path: '/sites/{site}/blueprint',
  side: 'hub',
  permission: 'blueprint:agree',
  summary: 'Agree on a blueprint: deviation is computed against it from now on',
  params,
  query: z.strictObject({
    reason: z.string().trim().min(1).max(500),
    /** The version that was seen to be in force; 0 when there was none. */
    version: z.coerce.number().int().min(0),
  }),
  upload: 'application/octet-stream',
  response: BlueprintVersion,
  refusals: ['not-found', 'version-moved', 'blueprint.faults'],
})

export const exportBlueprint = route({
  method: 'GET',
  path: '/sites/{site}/blueprint/file',
  side: 'hub',
  permission: 'plant:read',
  summary: 'The blueprint in force as a file, or a draft of the plant as it is declared, to be edited',
  params,
  query: z.strictObject({ draft: z.stringbool().default(false) }),
  stream: 'application/json',
  refusals: ['not-found', 'blueprint.too-long'],
})

/** Details of `blueprint.faults`. */
export const BlueprintFaultView = z.strictObject({
  place: z.string(),
  message: z.string(),
  mend: z.string().nullable(),
})
export type BlueprintFaultView = z.infer<typeof BlueprintFaultView>

const Eased = z.strictObject({ id: z.string(), text: z.string(), before: z.number(), after: z.number() })

export const LinkView = z.strictObject({
  site: SiteKey,
  importedAt: z.string().nullable(),
  /** `refused`: it opens a way to a control zone that is not there today. */
  verdict: z.enum(['refused', 'no-new-way', 'permitted']),
  /** The conduit or zone that permits it today. */
  permittedBy: z.string().nullable(),
  zones: z.array(z.string()),
  /** Whether it leads into a control zone itself. */
  isCrossing: z.boolean(),
  /** The cheapest to each asset, the cheapest first; what is beyond is counted in `total`. */
  newWays: z.array(
    z.strictObject({
      target: z.string(),
      zone: z.string(),
      cost: z.number(),
      steps: z.array(z.string()),
      conduits: z.array(z.string()),
      hops: z.array(HopView),
    }),
  ),
  total: z.int(),
  goalsOpened: z.array(z.strictObject({ id: z.string(), text: z.string() })),
  goalsEased: z.array(Eased),
  /** Findings of segmentation that would be new. */
  findings: z.array(z.strictObject({ rule: z.string(), id: z.string(), text: z.string() })),
  limits: z.array(z.string()),
})
export type LinkView = z.infer<typeof LinkView>

const Name = z.string().trim().min(1).max(120)

export const checkLink = route({
  method: 'GET',
  path: '/sites/{site}/blueprint/link',
  side: 'hub',
  permission: 'path:read',
  summary:
    'Whether a planned link opens a way to a control zone that is not there today, with its hops, and what else it changes',
  params,
  query: z.strictObject({ from: Name, to: Name, protocol: Name }),
  response: LinkView,
  refusals: [
    'not-found',
    'blueprint.too-long',
    'blueprint.unknown-asset',
    'blueprint.unknown-protocol',
    'blueprint.same-asset',
  ],
})

export const UnseenView = z.strictObject({
  kind: z.enum(['no-sensor', 'off-site', 'in-host', 'opaque']),
  talk: z.string(),
  from: z.string(),
  to: z.string(),
  protocol: z.string(),
  gravity: z.int().min(1).max(4),
})
export type UnseenView = z.infer<typeof UnseenView>

export const MonitoringView = z.strictObject({
  site: SiteKey,
  importedAt: z.string().nullable(),
  /** Where sensors must stand, the one that hears most first. */
  sensors: z.array(
    z.strictObject({
      segment: z.string(),
      switches: z.array(z.string()),
      conduits: z.array(z.string()),
      isForInside: z.boolean(),
      talks: z.int(),
    }),
  ),
  method: z.enum(['exact', 'greedy']),
  unheard: z.array(z.string()),
  talks: z.int(),
  /** Whether `coverage` is that of sensors that listen today; else that of the design. */
  isOfToday: z.boolean(),
  coverage: z.strictObject({
    segments: z.array(z.string()),
    heard: z.int(),
    /** The gravest; what is beyond is counted in `unseenTotal`. */
    unseen: z.array(UnseenView),
    unseenTotal: z.int(),
    silent: z.array(z.string()),
  }),
  logs: z.array(
    z.strictObject({
      zone: z.string(),
      sources: z.array(
        z.strictObject({ kind: z.enum(LOG_KINDS), assets: z.array(z.string()), against: z.array(z.string()) }),
      ),
      wireOnly: z.array(z.string()),
    }),
  ),
})
export type MonitoringView = z.infer<typeof MonitoringView>

export const readMonitoring = route({
  method: 'GET',
  path: '/sites/{site}/blueprint/monitoring',
  side: 'hub',
  permission: 'path:read',
  summary:
    'Where sensors must stand to hear every conduit, which logs each zone has, and what the sensors of the person’s domain do not hear today',
  params,
  query: z.strictObject({ standing: z.enum(['today', 'design']).default('today') }),
  response: MonitoringView,
  refusals: ['not-found', 'blueprint.too-long'],
})

export const CloudView = z.strictObject({
  id: z.string(),
  name: z.string(),
  provider: z.string(),
  zone: z.string().nullable(),
  domain: z.enum(['it', 'ot']).nullable(),
  asset: z.string().nullable(),
  reaches: z.array(z.string()),
  neededBy: z.array(z.strictObject({ function: z.string(), holdUpH: z.number() })),
  /** Functions that stop when it does not come back, the first to stop first. */
  stops: z.array(
    z.strictObject({ id: z.string(), name: z.string(), afterH: z.number(), isMtpdBroken: z.boolean().nullable() }),
  ),
})
export type CloudView = z.infer<typeof CloudView>

export const listCloudServices = route({
  method: 'GET',
  path: '/sites/{site}/blueprint/cloud',
  side: 'hub',
  permission: 'process:read',
  summary: 'Cloud services of the plant: where each stands, who needs it, and what its loss stops after the hold-up',
  params,
  response: z.strictObject({ site: SiteKey, importedAt: z.string().nullable(), items: z.array(CloudView) }),
  refusals: ['not-found', 'blueprint.too-long'],
})
