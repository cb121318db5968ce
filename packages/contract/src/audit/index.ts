// The audit chains: the hub's, and each cell's.
import { PageQuery, pageOf, route } from '@penstock/contract/route'
import { IsoInstant } from '@penstock/model/kernel'
import { z } from 'zod'

export const AuditEntryView = z.strictObject({
  seq: z.int(),
  at: z.string(),
  actor: z.string(),
  /** Name of the account that `actor` is; null for machines and parts of the program. */
  actorName: z.string().nullable(),
  action: z.string(),
  object: z.string(),
  details: z.unknown(),
  hash: z.string(),
})
export type AuditEntryView = z.infer<typeof AuditEntryView>

export const AuditQuery = PageQuery.extend({
  /** Id or name of who did it. */
  actor: z.string().min(1).max(100).optional(),
  /** An action such as `session.open`, or the beginning of one, such as `session`. */
  action: z.string().min(1).max(80).optional(),
  from: IsoInstant.optional(),
  /** Not part of the span itself. */
  to: IsoInstant.optional(),
})

export const listAudit = route({
  method: 'GET',
  path: '/audit',
  side: 'hub',
  permission: 'audit:read',
  summary: 'Entries of the hub chain, newest first; reading is itself audited',
  query: AuditQuery,
  response: pageOf(AuditEntryView),
  refusals: [],
})

/** What a check of one chain found. */
export const ChainCheckView = z.strictObject({
  chain: z.enum(['core', 'it', 'ot']),
  /** `silent`: its cell did not answer, so nothing is known of it. */
  state: z.enum(['intact', 'broken', 'silent']),
  /** Up to this entry nothing is wrong. */
  checkedTo: z.int(),
  /** When that entry was written. */
  checkedUntil: z.string().nullable(),
  /** Entries after this one are in no signed root yet. */
  signedTo: z.int(),
  /** Entries after this one are kept by no other chain yet: cut there, nobody could tell. */
  anchoredTo: z.int(),
  faultCount: z.int(),
  /** The first of them, in the order of the entries. */
  faults: z.array(z.strictObject({ seq: z.int(), kind: z.string(), detail: z.string() })),
})
export type ChainCheckView = z.infer<typeof ChainCheckView>

export const AuditCheckView = z.strictObject({ at: z.string(), chains: z.array(ChainCheckView) })
export type AuditCheckView = z.infer<typeof AuditCheckView>

export const verifyChains = route({
  method: 'POST',
  path: '/audit/verification',
  side: 'hub',
  permission: 'audit:verify',
  summary:
    'Check every chain against its roots and the anchors that the others keep; each check is an entry of its chain',
  response: AuditCheckView,
  refusals: [],
})
