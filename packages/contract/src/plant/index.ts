// Sites and the declared plant.
import { IsConcluded, route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

export const SiteView = z.strictObject({
  site: SiteKey,
  name: z.string(),
  isNamed: z.boolean(),
  assets: z.int(),
  zones: z.int(),
  conduits: z.int(),
  plantImportedAt: z.string().nullable(),
  plantSource: z.string().nullable(),
  version: z.int(),
})
export type SiteView = z.infer<typeof SiteView>

export const listSites = route({
  method: 'GET',
  path: '/sites',
  side: 'hub',
  permission: 'session',
  isForPrograms: true,
  summary: 'Sites that this person is granted',
  response: z.strictObject({ items: z.array(SiteView) }),
  refusals: [],
})

export const nameSite = route({
  method: 'PATCH',
  path: '/sites/{site}',
  side: 'hub',
  permission: 'site:edit',
  summary: 'Name a site',
  params: z.strictObject({ site: SiteKey }),
  body: z.strictObject({ version: z.int(), name: z.string().trim().min(1).max(120) }),
  response: SiteView,
  refusals: ['not-found', 'version-moved'],
})

/** One fault of a plant file: where, what, and what would mend it. */
export const PlantFaultView = z.strictObject({
  path: z.string(),
  code: z.string(),
  message: z.string(),
  mend: z.string().nullable(),
})
export type PlantFaultView = z.infer<typeof PlantFaultView>

export const PlantImportView = z.strictObject({
  site: SiteKey,
  isDryRun: z.boolean(),
  added: z.int(),
  changed: z.int(),
  removed: z.int(),
  unchanged: z.int(),
  warnings: z.array(PlantFaultView),
  isConcluded: IsConcluded,
})
export type PlantImportView = z.infer<typeof PlantImportView>

export const importPlant = route({
  method: 'POST',
  path: '/sites/{site}/plant',
  side: 'hub',
  permission: 'plant:import',
  summary: 'Import a plant file: all of it or nothing',
  params: z.strictObject({ site: SiteKey }),
  query: z.strictObject({ source: z.string().max(255).default('plant file'), dryRun: z.stringbool().default(false) }),
  upload: 'application/octet-stream',
  response: PlantImportView,
  refusals: ['plant.faults', 'plant.not-text', 'not-found'],
})

export const exportPlant = route({
  method: 'GET',
  path: '/sites/{site}/plant',
  side: 'hub',
  permission: 'plant:read',
  summary: 'The plant file as declared now',
  params: z.strictObject({ site: SiteKey }),
  stream: 'application/json',
  refusals: ['not-found'],
})
