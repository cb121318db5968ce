// Merging and splitting by hand, taking a deed back, many assets in one go, and what happened to one asset.
import { IsConcluded, PageQuery, pageOf, route } from '@penstock/contract/route'
import { z } from 'zod'
import { AnswerView, AssetEdits, AssetFilter, AssetRecord, FieldView } from './view.ts'

const AssetParams = z.strictObject({ assetId: z.string() })
const Reason = z.string().trim().min(1).max(500)
/** An anchor of the register: `mac:…`, `ip:…` or `declared:…`. */
const AnchorText = z.string().min(4).max(400)

/** Who did it is in the audit log; by this id it is taken back. */
export const DeedId = z.string()

const MergeParts = z
  .array(z.strictObject({ assetId: z.string(), version: z.int() }))
  .min(2)
  .max(20)

export const MergeObjectionView = z.strictObject({
  code: z.enum([
    'other-site',
    'two-entries-two-serials',
    'two-entries',
    'serials-differ',
    'forwards',
    'shared-address',
  ]),
  /** False: a person may overrule it. */
  isFinal: z.boolean(),
  found: z.array(z.string()),
})
export type MergeObjectionView = z.infer<typeof MergeObjectionView>

/** One asset as it would stand. */
export const PreviewAsset = z.strictObject({
  /** The asset that it would be known by; null for a new one. */
  assetId: z.string().nullable(),
  reference: z.string().nullable(),
  label: z.string(),
  macs: z.array(z.string()),
  ips: z.array(z.string()),
  declaredId: z.string().nullable(),
  what: AnswerView,
  where: AnswerView,
  who: AnswerView,
  /** Fields on which its sources would disagree, the value to be shown first among the sources. */
  conflicts: z.array(FieldView),
  /** Conversations that would be its own; null for people who may not see traffic. */
  conversations: z.int().nullable(),
})
export type PreviewAsset = z.infer<typeof PreviewAsset>

export const IdentityPreview = z.strictObject({
  objections: z.array(MergeObjectionView),
  assets: z.array(PreviewAsset),
  /** Open findings and breaches that follow the addresses to another asset. */
  movedFindings: z.int(),
  movedBreaches: z.int(),
})
export type IdentityPreview = z.infer<typeof IdentityPreview>

export const previewMerge = route({
  method: 'POST',
  path: '/assets/merges/preview',
  side: 'hub',
  permission: 'asset:merge',
  summary: 'What one device made of these assets would say, before it is decided',
  body: z.strictObject({ parts: MergeParts }),
  response: IdentityPreview,
  refusals: ['not-found', 'version-moved'],
})

export const Decided = z.strictObject({ deedId: DeedId, isConcluded: IsConcluded, assets: z.array(AssetRecord) })

export const mergeAssets = route({
  method: 'POST',
  path: '/assets/merges',
  side: 'hub',
  permission: 'asset:merge',
  summary: 'Make one device of several assets; undone by its deed',
  body: z.strictObject({
    parts: MergeParts,
    reason: Reason,
    /** The person knows the objections and overrules those that are not final. */
    isOverruled: z.boolean().default(false),
  }),
  response: Decided,
  refusals: ['not-found', 'version-moved', 'assets.merge-objected'],
})

const Split = { version: z.int(), apart: z.array(AnchorText).min(1).max(1000) }

export const previewSplit = route({
  method: 'POST',
  path: '/assets/{assetId}/split/preview',
  side: 'hub',
  permission: 'asset:merge',
  summary: 'What both devices would say, before the split is decided',
  params: AssetParams,
  body: z.strictObject(Split),
  response: IdentityPreview,
  refusals: ['not-found', 'version-moved', 'assets.split-takes-nothing'],
})

export const splitAsset = route({
  method: 'POST',
  path: '/assets/{assetId}/split',
  side: 'hub',
  permission: 'asset:merge',
  summary: 'Make two devices of one: the named addresses leave; undone by its deed',
  params: AssetParams,
  body: z.strictObject({ ...Split, reason: Reason }),
  response: Decided,
  refusals: ['not-found', 'version-moved', 'assets.split-takes-nothing'],
})

export const undoDeed = route({
  method: 'POST',
  path: '/deeds/{deedId}/undo',
  side: 'hub',
  permission: 'asset:edit',
  summary: 'Take back everything that one deed decided; an undo can itself be taken back',
  params: z.strictObject({ deedId: z.string() }),
  body: z.strictObject({ reason: Reason }),
  response: z.strictObject({ deedId: DeedId, decisions: z.int(), isConcluded: IsConcluded }),
  refusals: ['not-found', 'assets.already-undone'],
})

/** Which assets a deed is about: those named, or all that a filter means, also the ones that no page has loaded. */
export const Selection = z.union([
  z.strictObject({ ids: z.array(z.string()).min(1).max(500) }),
  z.strictObject({ filter: AssetFilter, expected: z.int().min(1) }),
])
export type Selection = z.infer<typeof Selection>
/** As a page writes it. */
export type SelectionInput = z.input<typeof Selection>

export const BulkChange = z.union([
  z.strictObject({ fields: AssetEdits }),
  z.strictObject({ confirm: z.enum(['identity', 'ownership']) }),
])
export type BulkChange = z.infer<typeof BulkChange>

export const BulkResult = z.strictObject({
  isDryRun: z.boolean(),
  /** Null when nothing was decided. */
  deedId: DeedId.nullable(),
  total: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  isConcluded: IsConcluded,
  refused: z.array(z.strictObject({ assetId: z.string(), reference: z.string(), label: z.string(), code: z.string() })),
})
export type BulkResult = z.infer<typeof BulkResult>

export const editAssets = route({
  method: 'POST',
  path: '/assets/edits',
  side: 'hub',
  permission: 'asset:edit',
  summary: 'Change or confirm fields of up to 500 assets in one deed, with an audit entry for each',
  body: z.strictObject({
    selection: Selection,
    change: BulkChange,
    reason: Reason,
    isDryRun: z.boolean().default(false),
  }),
  response: BulkResult,
  refusals: ['assets.too-many', 'assets.selection-moved', 'assets.nothing-to-change'],
})

const Who = z.strictObject({ id: z.string(), name: z.string().nullable() })

/** One thing that happened to an asset: a decision of a person, or what the evidence changed in its fields. */
export const ActivityItem = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('decision'),
    id: z.string(),
    at: z.string(),
    by: Who,
    reason: z.string(),
    deed: z.enum(['merge', 'split', 'edit-field', 'confirm-field', 'declare', 'remove']),
    /** Field and value of an edit or confirmation; null otherwise. */
    field: z.string().nullable(),
    value: z.string().nullable(),
    /** Addresses or entries that were joined, taken apart, declared or removed. */
    subjects: z.array(z.string()),
    deedId: DeedId,
    /** How many further decisions the deed made, on this asset or others: they are undone with it. */
    others: z.int(),
    /** Null while it holds. `deedId` restores it. */
    undone: z.strictObject({ by: Who, at: z.string(), reason: z.string(), deedId: DeedId }).nullable(),
    mayUndo: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('fields'),
    id: z.string(),
    at: z.string(),
    changes: z.array(
      z.strictObject({
        field: z.string(),
        from: z.string().nullable(),
        to: z.string().nullable(),
        basis: z.string(),
        source: z.string().nullable(),
      }),
    ),
  }),
])
export type ActivityItem = z.infer<typeof ActivityItem>

export const listActivity = route({
  method: 'GET',
  path: '/assets/{assetId}/activity',
  side: 'hub',
  permission: 'asset:read',
  summary: 'Every decision and every change of a field of one asset, newest first',
  params: AssetParams,
  query: PageQuery,
  response: pageOf(ActivityItem),
  refusals: ['not-found'],
})
