// The register: list, record with provenance, edits, CSV, and unregistered talkers.
import { AsOfQuery } from '@penstock/contract/history'
import { IsConcluded, PageQuery, pageOf, route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import { AssetEdits, AssetFilter, AssetRecord, AssetRow, AssetSort, UnregisteredView } from './view.ts'

export * from './exchange.ts'
export * from './identity.ts'
export * from './view.ts'

const AssetParams = z.strictObject({ assetId: z.string() })

export const listAssets = route({
  method: 'GET',
  path: '/assets',
  side: 'hub',
  permission: 'asset:read',
  summary: 'Assets by filter, with the exact total',
  query: PageQuery.extend(AssetFilter.shape)
    .extend(AsOfQuery.shape)
    .extend({
      sort: AssetSort.default('name'),
      /** Counts peers in other zones and outside, as of now; takes longer. */
      exposure: z.stringbool().default(false),
    }),
  response: pageOf(AssetRow),
  refusals: ['history.in-future'],
})

export const AnswerCounts = z.strictObject({
  total: z.int(),
  what: z.strictObject({ known: z.int(), unknown: z.int() }),
  where: z.strictObject({ known: z.int(), unknown: z.int() }),
  who: z.strictObject({ known: z.int(), unknown: z.int() }),
  byStatus: z.strictObject({ observed: z.int(), declared: z.int(), confirmed: z.int() }),
})
export type AnswerCounts = z.infer<typeof AnswerCounts>

export const countAnswers = route({
  method: 'GET',
  path: '/assets/answers',
  side: 'hub',
  permission: 'asset:read',
  summary: 'For how many assets what, where and who is known, and for how many not',
  query: z.strictObject({ site: SiteKey.optional() }),
  response: AnswerCounts,
  refusals: [],
})

export const readAsset = route({
  method: 'GET',
  path: '/assets/{assetId}',
  side: 'hub',
  permission: 'asset:read',
  summary: 'One asset with the provenance of every field',
  params: AssetParams,
  query: AsOfQuery,
  response: AssetRecord,
  refusals: ['not-found', 'history.in-future'],
})

/** The asset as it stands now, which is as before while the change is not concluded, and the deed by which that is undone. */
const ChangedAsset = AssetRecord.extend({ deedId: z.string(), isConcluded: IsConcluded })

export const editAsset = route({
  method: 'PATCH',
  path: '/assets/{assetId}',
  side: 'hub',
  permission: 'asset:edit',
  summary: 'Enter or correct fields; each keeps who entered it and why',
  params: AssetParams,
  body: z.strictObject({
    version: z.int(),
    reason: z.string().trim().min(1).max(500),
    fields: AssetEdits,
  }),
  response: ChangedAsset,
  refusals: ['not-found', 'version-moved', 'assets.nothing-to-change'],
})

export const confirmAsset = route({
  method: 'POST',
  path: '/assets/{assetId}/confirmation',
  side: 'hub',
  permission: 'asset:edit',
  summary: 'Confirm an asset, or who answers for it, as it stands',
  params: AssetParams,
  body: z.strictObject({
    version: z.int(),
    /** Name, vendor, model and role; or who answers for it, which is asked again and again. */
    what: z.enum(['identity', 'ownership']).default('identity'),
  }),
  response: ChangedAsset,
  refusals: ['not-found', 'version-moved', 'assets.already-confirmed', 'assets.nothing-to-confirm'],
})

export const listUnregistered = route({
  method: 'GET',
  path: '/unregistered',
  side: 'hub',
  permission: 'asset:read',
  summary: 'Devices that talk and that nobody registered',
  query: z
    .strictObject({ site: SiteKey.optional(), state: z.enum(['open', 'closed']).default('open') })
    .extend(AsOfQuery.shape),
  response: z.strictObject({ items: z.array(UnregisteredView) }),
  refusals: ['history.in-future'],
})

/** The finding as it stands now: still open while what settles it is not concluded. */
const SettledTalker = UnregisteredView.extend({ isConcluded: IsConcluded })

export const registerTalker = route({
  method: 'POST',
  path: '/unregistered/{findingId}/registration',
  side: 'hub',
  permission: 'asset:edit',
  summary: 'Register the device: the finding closes',
  params: z.strictObject({ findingId: z.string() }),
  body: z.strictObject({
    version: z.int(),
    name: z.string().trim().min(1).max(200),
    role: z.string().max(80).nullable(),
    zone: z.string().max(80).nullable(),
    owner: z.string().max(200).nullable(),
    reason: z.string().trim().min(1).max(500),
  }),
  response: SettledTalker,
  refusals: ['not-found', 'version-moved', 'assets.finding-closed'],
})

export const recordRemoval = route({
  method: 'POST',
  path: '/unregistered/{findingId}/removal',
  side: 'hub',
  permission: 'asset:edit',
  summary: 'Record that the device was taken away: the finding closes once its absence was observed',
  params: z.strictObject({ findingId: z.string() }),
  body: z.strictObject({ version: z.int(), reason: z.string().trim().min(1).max(500) }),
  response: SettledTalker,
  refusals: ['not-found', 'version-moved', 'assets.finding-closed'],
})
