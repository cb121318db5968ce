// The audit chains: the hub's, and each cell's.
import { PageQuery, pageOf, route } from '@penstock/contract/route'
import { z } from 'zod'

export const AuditEntryView = z.strictObject({
  seq: z.int(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  object: z.string(),
  details: z.unknown(),
  hash: z.string(),
})
export type AuditEntryView = z.infer<typeof AuditEntryView>

export const AuditVerdict = z.strictObject({
  isIntact: z.boolean(),
  checkedTo: z.int(),
  faults: z.array(z.strictObject({ seq: z.int(), kind: z.string(), detail: z.string() })),
})
export type AuditVerdict = z.infer<typeof AuditVerdict>

export const listAudit = route({
  method: 'GET',
  path: '/audit',
  side: 'hub',
  permission: 'audit:read',
  summary: 'Entries of the hub chain, newest first; reading is itself audited',
  query: PageQuery,
  response: pageOf(AuditEntryView),
  refusals: [],
})

export const verifyHubAudit = route({
  method: 'POST',
  path: '/audit/verification',
  side: 'hub',
  permission: 'audit:verify',
  summary: 'Check the hub chain against its roots and the anchors that the cells keep',
  response: AuditVerdict,
  refusals: [],
})
