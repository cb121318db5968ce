// The blueprint of a site: the target architecture that people agreed on, where today deviates from it and since when, how far its stages are.
import { PageQuery, pageOf, route } from '@penstock/contract/route'
import { DEVIATION_KINDS } from '@penstock/model/blueprint'
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
