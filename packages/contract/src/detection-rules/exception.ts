// Rules that are switched off, or suppressed for a subject or a zone: asked for with a reason and an end; of OT and of crown jewels by four eyes.
import { InstantText } from '@penstock/contract/history'
import { APPROVAL_REFUSALS, RequestView } from '@penstock/contract/operating-model'
import { route } from '@penstock/contract/route'
import { Domain, SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

const Reason = z.string().trim().min(1).max(500)
const OfDomain = z.strictObject({ domain: Domain })
const OfException = OfDomain.extend({ exceptionId: z.string() })

/** Why a request takes four eyes: OT, an asset of the two worst levels of consequence, or one who does not lead the domain. */
export const ExceptionNeed = z.enum(['ot', 'crown-jewel', 'no-lead'])
export type ExceptionNeed = z.infer<typeof ExceptionNeed>

export const RuleExceptionView = z.strictObject({
  id: z.string(),
  kind: z.enum(['off', 'suppressed']),
  rule: z.string(),
  title: z.string(),
  site: z.string().nullable(),
  address: z.string().nullable(),
  zone: z.string().nullable(),
  reason: z.string(),
  until: z.string(),
  needs: z.array(ExceptionNeed),
  standing: z.enum(['asked', 'in-force', 'over', 'ended', 'refused', 'expired']),
  askedBy: z.string(),
  askedByName: z.string().nullable(),
  askedAt: z.string(),
  since: z.string().nullable(),
  approvedByName: z.string().nullable(),
  endedAt: z.string().nullable(),
  endedByName: z.string().nullable(),
  note: z.string().nullable(),
  /** Null where nobody else has to decide. */
  request: RequestView.nullable(),
  mayEnd: z.boolean(),
})
export type RuleExceptionView = z.infer<typeof RuleExceptionView>

export const listRuleExceptions = route({
  method: 'GET',
  path: '/detection-rules/exceptions/{domain}',
  side: 'hub',
  permission: 'rule:except',
  summary:
    'Rules of the own domain that are switched off or suppressed, that are asked for, and then the last of those that are over; newest first',
  params: OfDomain,
  response: z.strictObject({ items: z.array(RuleExceptionView) }),
  refusals: ['not-found'],
})

export const askRuleException = route({
  method: 'POST',
  path: '/detection-rules/exceptions/{domain}',
  side: 'hub',
  permission: 'rule:except',
  summary:
    'Switch a rule off, or suppress it, until an instant: at once, or once another person of the domain has approved it',
  params: OfDomain,
  body: z.strictObject({
    kind: z.enum(['off', 'suppressed']),
    rule: z.string().min(1).max(200),
    title: z.string().max(500),
    site: SiteKey.nullable().default(null),
    /** IP or MAC address of either end. */
    address: z.string().min(1).max(45).nullable().default(null),
    zone: z.string().min(1).max(200).nullable().default(null),
    reason: Reason,
    until: InstantText,
  }),
  response: RuleExceptionView,
  refusals: [
    'not-found',
    'detection-rules.whole-domain',
    'detection-rules.scope',
    'detection-rules.until',
    'detection-rules.already',
  ],
})

export const approveRuleException = route({
  method: 'POST',
  path: '/detection-rules/exceptions/{domain}/{exceptionId}/approval',
  side: 'hub',
  permission: 'rule:bring',
  summary: 'Approve it by the hash that was seen; the cell goes by it at once',
  params: OfException,
  body: z.strictObject({ payloadSha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  response: RuleExceptionView,
  refusals: ['not-found', ...APPROVAL_REFUSALS, 'detection-rules.until'],
})

export const endRuleException = route({
  method: 'POST',
  path: '/detection-rules/exceptions/{domain}/{exceptionId}/end',
  side: 'hub',
  permission: 'rule:except',
  summary: 'Run the rule again before its time; or withdraw what one asked for, or refuse it as the lead',
  params: OfException,
  body: z.strictObject({ note: Reason }),
  response: RuleExceptionView,
  refusals: ['not-found', 'detection-rules.over', 'four-eyes.decided', 'four-eyes.expired'],
})
