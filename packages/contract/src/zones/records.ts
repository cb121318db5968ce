// Records of a site's partition after IEC 62443-3-2: made from the graph of an instant, approved by somebody else, told as drift since, and
// printed.
import { DocumentQuery } from '@penstock/contract/documents'
import { AsOfQuery } from '@penstock/contract/history'
import { route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

export const PartitionRecordRow = z.strictObject({
  id: z.string(),
  site: SiteKey,
  asOf: z.string(),
  source: z.string().nullable(),
  sha256: z.string(),
  note: z.string(),
  madeBy: z.string(),
  madeByName: z.string().nullable(),
  madeAt: z.string(),
  decision: z
    .strictObject({
      decision: z.enum(['approved', 'refused']),
      reason: z.string(),
      by: z.string(),
      byName: z.string().nullable(),
      at: z.string(),
    })
    .nullable(),
})
export type PartitionRecordRow = z.infer<typeof PartitionRecordRow>

const ZoneOfRecord = z.strictObject({
  id: z.string(),
  name: z.string(),
  level: z.string().nullable(),
  assets: z.int(),
  worst: z.int().nullable(),
  band: z.string().nullable(),
  needsDetail: z.boolean().nullable(),
  /** SL-T by foundational requirement; null when none is stated. */
  target: z.record(z.string(), z.int()).nullable(),
  capability: z.int().nullable(),
  gaps: z.array(z.string()),
  findings: z.int(),
})

export const PartitionRecordView = PartitionRecordRow.extend({
  /** Whether what is kept still has the hash that was approved. */
  isIntact: z.boolean(),
  zones: z.array(ZoneOfRecord),
  conduits: z.int(),
  findings: z.int(),
  accessPoints: z.array(z.string()),
  principles: z.array(
    z.strictObject({
      principle: z.string(),
      asked: z.int(),
      held: z.int(),
      fails: z.array(z.strictObject({ id: z.string(), because: z.string() })),
    }),
  ),
  /** What the plant says otherwise now. */
  changes: z.array(
    z.strictObject({ part: z.string(), id: z.string(), change: z.enum(['added', 'removed', 'changed']) }),
  ),
})
export type PartitionRecordView = z.infer<typeof PartitionRecordView>

const InSite = z.strictObject({ site: SiteKey })
const OfRecord = z.strictObject({ site: SiteKey, recordId: z.string() })

export const listPartitionRecords = route({
  method: 'GET',
  path: '/sites/{site}/zones/records',
  side: 'hub',
  permission: 'plant:read',
  summary: 'Records of the partition, the newest first, with the decision about each',
  params: InSite,
  response: z.strictObject({ items: z.array(PartitionRecordRow) }),
  refusals: ['not-found'],
})

export const makePartitionRecord = route({
  method: 'POST',
  path: '/sites/{site}/zones/records',
  side: 'hub',
  permission: 'zone:edit',
  summary: 'Make a record of the partition (ZCR 1 to 6) from the graph as it was known at an instant, now unless given',
  params: InSite,
  body: z.strictObject({ asOf: AsOfQuery.shape.asOf, note: z.string().trim().min(1).max(500) }),
  response: PartitionRecordRow,
  refusals: ['not-found', 'history.in-future', 'segmentation.no-plant', 'segmentation.too-long'],
})

export const readPartitionRecord = route({
  method: 'GET',
  path: '/sites/{site}/zones/records/{recordId}',
  side: 'hub',
  permission: 'plant:read',
  summary: 'One record: zones with their targets, principles, and what the plant says otherwise since',
  params: OfRecord,
  response: PartitionRecordView,
  refusals: ['not-found', 'segmentation.too-long'],
})

export const decidePartitionRecord = route({
  method: 'POST',
  path: '/sites/{site}/zones/records/{recordId}/decision',
  side: 'hub',
  permission: 'drift:agree',
  summary: 'Approve or refuse a record that somebody else made (ZCR 7), by its hash',
  params: OfRecord,
  body: z.strictObject({
    decision: z.enum(['approved', 'refused']),
    sha256: z.string().max(64),
    reason: z.string().trim().min(1).max(500),
  }),
  response: PartitionRecordRow,
  refusals: ['not-found', 'segmentation.own-record', 'segmentation.record-decided', 'segmentation.record-moved'],
})

export const printPartitionRecord = route({
  method: 'GET',
  path: '/sites/{site}/zones/records/{recordId}/document',
  side: 'hub',
  permission: 'plant:read',
  summary: 'The requirements specification (CRS), the review or the drawing of a record, as PDF, DOCX or XLSX',
  params: OfRecord,
  query: DocumentQuery.extend({ kind: z.enum(['crs', 'review', 'drawing']).default('crs') }),
  stream: '*/*',
  refusals: ['not-found', 'documents.too-long', 'too-many-requests'],
})
