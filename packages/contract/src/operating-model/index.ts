// The SOC model in force, what a switch would change, decisions by four eyes, and break-glass.
import { InstantText } from '@penstock/contract/history'
import { route } from '@penstock/contract/route'
import { Domain, SiteKey } from '@penstock/model/kernel'
import {
  ACCESS,
  BreakGlassScope,
  EveryDays,
  ExceptionTerms,
  ForgettingTerms,
  Independence,
  JointCallKind,
  KeptAdvice,
  OBJECT_CLASSES,
  Role,
  SiteScope,
  SocModel,
  SocModelTables,
} from '@penstock/model/operating-model'
import { z } from 'zod'
import { APPROVAL_REFUSALS } from './four-eyes.ts'

export { APPROVAL_REFUSALS } from './four-eyes.ts'

const Reason = z.string().trim().min(1).max(500)
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const Access = z.enum(ACCESS)
const ObjectClass = z.enum(OBJECT_CLASSES)

/** Of the declared plant: who can sign in on both sides, and which OT monitoring tools IT manages or reaches. */
export const SegregationView = z.strictObject({
  site: SiteKey,
  asOf: z.string(),
  source: z.string().nullable(),
  importedAt: z.string().nullable(),
  persons: z.array(
    z.strictObject({
      person: z.string(),
      name: z.string().nullable(),
      it: z.array(z.string()),
      ot: z.array(z.string()),
      hasLeft: z.boolean(),
    }),
  ),
  tools: z.array(
    z.strictObject({
      tool: z.string(),
      by: z.enum(['managed-from-it', 'manager-serves-it', 'it-account', 'reached-from-it']),
      through: z.string(),
      records: z.array(z.string()),
    }),
  ),
  of: z.strictObject({ persons: z.int(), liveAccounts: z.int(), tools: z.int() }),
  /** Live accounts that could not be judged: no person or no domain is recorded. */
  unknownAccounts: z.int(),
  /** Accounts that are called alike, one of each domain, of which nobody has said whose they are. */
  questions: z.array(z.strictObject({ it: z.string(), ot: z.string() })),
})
export type SegregationView = z.infer<typeof SegregationView>

export const readSegregation = route({
  method: 'GET',
  path: '/sites/{site}/segregation',
  side: 'hub',
  permission: 'plant:read',
  summary:
    'Persons with live accounts in both domains, and OT monitoring tools that IT manages or reaches, as declared',
  params: z.strictObject({ site: SiteKey }),
  query: z.strictObject({ asOf: InstantText.optional() }),
  response: SegregationView,
  refusals: ['not-found', 'history.in-future', 'operating-model.too-long'],
})

/** One class of object that a person reaches otherwise than before. */
export const AccessChangeView = z.strictObject({
  who: z.string(),
  /** Null for an account that is gone. */
  name: z.string().nullable(),
  class: ObjectClass,
  where: z.enum(['everywhere', 'regulated', 'elsewhere']),
  before: Access,
  after: Access,
  change: z.enum(['gained', 'lost']),
})
export type AccessChangeView = z.infer<typeof AccessChangeView>

const ApprovalView = z.strictObject({
  subject: z.string(),
  name: z.string().nullable(),
  domain: Domain,
  at: z.string(),
})

/** A request for a decision that nobody takes alone. */
export const RequestView = z.strictObject({
  id: z.string(),
  requestedBy: z.string(),
  requestedByName: z.string().nullable(),
  requestedAt: z.string(),
  expiresAt: z.string(),
  state: z.enum(['open', 'approved', 'refused', 'withdrawn', 'expired']),
  approvals: z.array(ApprovalView),
  /** Of the exact payload: an approval names the one that was seen. */
  payloadSha256: Sha256,
  /** Whether the person who asks may approve it, and if not, why. */
  mayApprove: z.boolean(),
  whyNot: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  note: z.string().nullable(),
})

export const ProposalView = RequestView.extend({
  from: SocModel,
  to: SocModel,
  independence: Independence.nullable(),
  reason: z.string(),
  /** What the adviser was told and what it said, kept with the decision; null where nobody gave it. */
  advice: KeptAdvice.nullable(),
  /** As it was when it was proposed. */
  changes: z.array(AccessChangeView),
  /** Accounts or models moved since: it cannot come into force any more. */
  isStale: z.boolean(),
})
export type ProposalView = z.infer<typeof ProposalView>

export const OperatingModelView = z.strictObject({
  model: SocModel,
  independence: Independence.nullable(),
  policyVersion: z.int(),
  decidedAt: z.string(),
  /** The policy version that each cell answers by; null for a cell that does not answer. */
  cells: z.array(z.strictObject({ domain: Domain, policyVersion: z.int().nullable() })),
  sites: z.array(SiteKey),
  proposals: z.array(ProposalView),
  /** Every change of model or independence, newest first, down to what was founded. */
  history: z.array(
    z.strictObject({
      model: SocModel,
      independence: Independence.nullable(),
      at: z.string(),
      requestedBy: z.string().nullable(),
      requestedByName: z.string().nullable(),
      approvals: z.array(ApprovalView),
    }),
  ),
})
export type OperatingModelView = z.infer<typeof OperatingModelView>

export const readOperatingModel = route({
  method: 'GET',
  path: '/operating-model',
  side: 'hub',
  permission: 'model:read',
  summary: 'The SOC model in force, the version that each cell holds, open proposals, and every change before',
  response: OperatingModelView,
  refusals: [],
})

export const readAdviserTables = route({
  method: 'GET',
  path: '/operating-model/adviser',
  side: 'hub',
  permission: 'model:read',
  summary: 'Factors, weights, utilities and hard rules by which a SOC model is advised',
  response: z.strictObject({ edition: z.string(), tables: SocModelTables }),
  refusals: [],
})

const Proposed = z.strictObject({ to: SocModel, independence: Independence.nullable() })

export const previewModel = route({
  method: 'POST',
  path: '/operating-model/preview',
  side: 'hub',
  permission: 'model:propose',
  summary: 'Access gained and lost per person and class of object, if the model or the independence changed to this',
  body: Proposed,
  response: z.strictObject({ changes: z.array(AccessChangeView) }),
  refusals: ['operating-model.unchanged', 'operating-model.independence'],
})

export const proposeModel = route({
  method: 'POST',
  path: '/operating-model/proposals',
  side: 'hub',
  permission: 'model:propose',
  summary: 'Propose another model or independence: two leads of different domains approve it within 24 hours',
  body: Proposed.extend({
    reason: Reason,
    /** Levels that were answered to the adviser, every factor: they and its answer are kept with the decision. */
    answers: z.record(z.string().max(60), z.int().min(0).max(4)).optional(),
  }),
  response: ProposalView,
  refusals: ['operating-model.unchanged', 'operating-model.independence', 'operating-model.answers'],
})

const RequestParams = z.strictObject({ requestId: z.string() })

export const approveModel = route({
  method: 'POST',
  path: '/operating-model/proposals/{requestId}/approval',
  side: 'hub',
  permission: 'model:approve',
  summary: 'Approve a proposal by the hash that was seen; with the second domain it comes into force at once',
  params: RequestParams,
  body: z.strictObject({ payloadSha256: Sha256 }),
  response: ProposalView,
  refusals: ['not-found', ...APPROVAL_REFUSALS, 'operating-model.moved'],
})

export const refuseModel = route({
  method: 'POST',
  path: '/operating-model/proposals/{requestId}/refusal',
  side: 'hub',
  permission: 'model:propose',
  summary: 'Refuse a proposal, or withdraw one’s own',
  params: RequestParams,
  body: z.strictObject({ note: Reason }),
  response: ProposalView,
  refusals: ['not-found', 'four-eyes.decided', 'four-eyes.expired'],
})

export const BreakGlassView = RequestView.extend({
  scope: BreakGlassScope,
  subject: z.string(),
  subjectName: z.string().nullable(),
  subjectRoles: z.array(Role),
  standing: z.enum(['asked', 'active', 'ended', 'refused', 'expired']),
  beginsAt: z.string().nullable(),
  endsAt: z.string().nullable(),
  endedBy: z.string().nullable(),
  /** Life-safety that began without an approval: until when it has to come. */
  approvalDueAt: z.string().nullable(),
  /** A break-glass that began is looked at afterwards, by this instant. */
  reviewDueAt: z.string().nullable(),
  isOverdue: z.boolean(),
  review: z
    .strictObject({
      verdict: z.enum(['justified', 'not-justified']),
      note: z.string(),
      by: z.string(),
      byName: z.string().nullable(),
      at: z.string(),
    })
    .nullable(),
  mayReview: z.boolean(),
  mayEnd: z.boolean(),
})
export type BreakGlassView = z.infer<typeof BreakGlassView>

export const listBreakGlass = route({
  method: 'GET',
  path: '/operating-model/break-glass',
  side: 'hub',
  permission: 'model:read',
  summary: 'Break-glass that one asked for, that opens one’s own domain, or that one reviews; newest first',
  response: z.strictObject({
    items: z.array(BreakGlassView),
    /** Of all that began and are due: how many were reviewed within 72 hours. */
    reviews: z.strictObject({ due: z.int(), inTime: z.int() }),
  }),
  refusals: [],
})

const ASKING = [
  'not-found',
  'break-glass.own-domain',
  'break-glass.no-analyst',
  'break-glass.independence',
  'break-glass.already',
]

export const askBreakGlass = route({
  method: 'POST',
  path: '/operating-model/break-glass',
  side: 'hub',
  permission: 'break-glass:ask',
  summary: 'Ask to read the other domain at one site for up to an hour; life-safety begins at once',
  body: BreakGlassScope,
  response: BreakGlassView,
  refusals: ASKING,
})

export const approveBreakGlass = route({
  method: 'POST',
  path: '/operating-model/break-glass/{requestId}/approval',
  side: 'hub',
  permission: 'model:approve',
  summary: 'Approve a break-glass as the lead of the domain that it opens; it begins now',
  params: RequestParams,
  body: z.strictObject({ payloadSha256: Sha256 }),
  response: BreakGlassView,
  refusals: ['not-found', ...APPROVAL_REFUSALS, 'break-glass.independence'],
})

export const endBreakGlass = route({
  method: 'POST',
  path: '/operating-model/break-glass/{requestId}/end',
  side: 'hub',
  permission: 'break-glass:ask',
  summary: 'End a break-glass before its time, refuse one that is asked for, or withdraw one’s own',
  params: RequestParams,
  body: z.strictObject({ note: Reason }),
  response: BreakGlassView,
  refusals: ['not-found', 'break-glass.over'],
})

export const reviewBreakGlass = route({
  method: 'POST',
  path: '/operating-model/break-glass/{requestId}/review',
  side: 'hub',
  permission: 'break-glass:review',
  summary: 'Say, once it is over, whether a break-glass was justified',
  params: RequestParams,
  body: z.strictObject({ verdict: z.enum(['justified', 'not-justified']), note: Reason }),
  response: BreakGlassView,
  refusals: ['not-found', 'break-glass.not-over', 'break-glass.reviewed', 'break-glass.own'],
})

export const DomainExceptionView = RequestView.extend({
  terms: ExceptionTerms.extend({ since: z.string(), until: z.string() }),
  subjectName: z.string().nullable(),
  standing: z.enum(['asked', 'scheduled', 'active', 'ended', 'refused', 'expired']),
  /** By whom it was ended before its time. */
  ended: z.strictObject({ by: z.string(), byName: z.string().nullable(), note: z.string(), at: z.string() }).nullable(),
  mayEnd: z.boolean(),
})
export type DomainExceptionView = z.infer<typeof DomainExceptionView>

export const listExceptions = route({
  method: 'GET',
  path: '/operating-model/exceptions',
  side: 'hub',
  permission: 'model:read',
  summary: 'Dated exceptions of one’s own, or all of one’s sites for whoever decides about the model or audits it',
  response: z.strictObject({
    items: z.array(DomainExceptionView),
    /** Persons of one domain, for whoever may ask. */
    people: z.array(z.strictObject({ subject: z.string(), name: z.string(), domain: Domain, sites: SiteScope })),
  }),
  refusals: [],
})

const EXCEPTION_TERMS = [
  'domain-exception.no-domain',
  'domain-exception.dates',
  'domain-exception.sites',
  'domain-exception.independence',
  'domain-exception.already',
]

export const askException = route({
  method: 'POST',
  path: '/operating-model/exceptions',
  side: 'hub',
  permission: 'model:propose',
  summary: 'Ask that a person works in the other domain for up to 30 days, and not in their own meanwhile',
  body: ExceptionTerms.omit({ from: true, to: true }).extend({
    since: InstantText,
    until: InstantText,
    reason: Reason,
  }),
  response: DomainExceptionView,
  refusals: ['not-found', 'domain-exception.role', ...EXCEPTION_TERMS],
})

export const approveException = route({
  method: 'POST',
  path: '/operating-model/exceptions/{requestId}/approval',
  side: 'hub',
  permission: 'model:approve',
  summary: 'Approve a dated exception by the hash that was seen; it takes a lead of each domain, not the person',
  params: RequestParams,
  body: z.strictObject({ payloadSha256: Sha256 }),
  response: DomainExceptionView,
  refusals: ['not-found', ...APPROVAL_REFUSALS, 'domain-exception.own', ...EXCEPTION_TERMS],
})

export const endException = route({
  method: 'POST',
  path: '/operating-model/exceptions/{requestId}/end',
  side: 'hub',
  permission: 'model:propose',
  summary: 'End a dated exception before its time, refuse one that is asked for, or withdraw one’s own',
  params: RequestParams,
  body: z.strictObject({ note: Reason }),
  response: DomainExceptionView,
  refusals: ['not-found', 'domain-exception.over'],
})

export const ForgettingView = RequestView.extend({
  terms: ForgettingTerms,
  standing: z.enum(['asked', 'in-force', 'ended', 'refused', 'expired']),
  mayEnd: z.boolean(),
})
export type ForgettingView = z.infer<typeof ForgettingView>

export const listForgetting = route({
  method: 'GET',
  path: '/operating-model/forgetting',
  side: 'hub',
  permission: 'model:read',
  summary: 'From when on events of the own domain may be forgotten, by whose decision, and what is asked for',
  response: z.strictObject({ items: z.array(ForgettingView) }),
  refusals: [],
})

export const askForgetting = route({
  method: 'POST',
  path: '/operating-model/forgetting',
  side: 'hub',
  permission: 'model:propose',
  summary:
    'Ask that events of a domain may be forgotten at an age or beyond so many bytes of files, as the configuration says',
  body: ForgettingTerms.extend({ reason: Reason }),
  response: ForgettingView,
  refusals: ['forgetting.nothing', 'forgetting.already'],
})

export const approveForgetting = route({
  method: 'POST',
  path: '/operating-model/forgetting/{requestId}/approval',
  side: 'hub',
  permission: 'model:approve',
  summary:
    'Approve that events are forgotten, by the hash that was seen; it takes another person, who leads the domain',
  params: RequestParams,
  body: z.strictObject({ payloadSha256: Sha256 }),
  response: ForgettingView,
  refusals: ['not-found', ...APPROVAL_REFUSALS],
})

export const endForgetting = route({
  method: 'POST',
  path: '/operating-model/forgetting/{requestId}/end',
  side: 'hub',
  permission: 'model:propose',
  summary: 'Keep everything again, refuse what is asked for, or withdraw one’s own',
  params: RequestParams,
  body: z.strictObject({ note: Reason }),
  response: ForgettingView,
  refusals: ['not-found', 'forgetting.over'],
})

export const JointCallView = z.strictObject({
  id: z.string(),
  kind: JointCallKind,
  name: z.string(),
  firstAt: z.string(),
  everyDays: EveryDays,
  madeByName: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** The newest first: the next one, and the last ones before. */
  occurrences: z.array(
    z.strictObject({
      dueAt: z.string(),
      state: z.enum(['coming', 'open', 'held', 'one-sided', 'missed']),
      saidBy: z.array(Domain),
      /** One's own team may say now that it was held. */
      maySay: z.boolean(),
    }),
  ),
  /** Of those that are shown and past: not held, or held by the word of one team alone. */
  gaps: z.int(),
  past: z.int(),
})
export type JointCallView = z.infer<typeof JointCallView>

export const listJointCalls = route({
  method: 'GET',
  path: '/sites/{site}/joint-calls',
  side: 'hub',
  permission: 'model:read',
  summary: 'Joint calls of both teams and visits of a liaison at a site, which were held and which are a gap',
  params: z.strictObject({ site: SiteKey }),
  response: z.strictObject({ items: z.array(JointCallView) }),
  refusals: ['not-found'],
})

export const scheduleJointCall = route({
  method: 'POST',
  path: '/sites/{site}/joint-calls',
  side: 'hub',
  permission: 'model:propose',
  summary: 'Schedule a joint call, or a visit of a liaison, on a rhythm of days',
  params: z.strictObject({ site: SiteKey }),
  body: z.strictObject({
    kind: JointCallKind,
    name: z.string().trim().min(1).max(80),
    firstAt: InstantText,
    everyDays: EveryDays,
  }),
  response: JointCallView,
  refusals: ['not-found', 'joint-calls.past', 'joint-calls.too-many'],
})

const CallParams = z.strictObject({ callId: z.string() })

export const attendJointCall = route({
  method: 'POST',
  path: '/joint-calls/{callId}/attendance',
  side: 'hub',
  permission: 'incident:work',
  summary: 'Say for one’s own team that a call was held, from its hour on and for a day',
  params: CallParams,
  body: z.strictObject({ dueAt: InstantText }),
  response: JointCallView,
  refusals: ['not-found', 'joint-calls.not-now', 'joint-calls.already'],
})

export const endJointCall = route({
  method: 'POST',
  path: '/joint-calls/{callId}/end',
  side: 'hub',
  permission: 'model:propose',
  summary: 'End a joint call from now on; what was missed stays',
  params: CallParams,
  response: JointCallView,
  refusals: ['not-found', 'joint-calls.ended'],
})
