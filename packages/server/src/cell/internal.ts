// The doors of a cell that only the hub uses: the fact feed up, snapshots down, audit roots across. Not part of the public contract.
import { createHash, type KeyObject } from 'node:crypto'
import type { RuleCoverage } from '@penstock/contract/detection-rules'
import { RuleSet } from '@penstock/model/detections'
import { type Domain, EpochMicros, SiteKey } from '@penstock/model/kernel'
import { Policy, type PolicyRefusal, type SiteScope } from '@penstock/model/operating-model'
import { ZoneModel } from '@penstock/model/zones'
import {
  type AuditEvent,
  appendAudit,
  type ChainEnd,
  CheckRequest,
  checkChain,
  readTestimony,
  SignedRoot,
  wireTestimony,
} from '@penstock/server/audit'
import { ruleSetEvents } from '@penstock/server/detection-rules'
import { isSignedBy, listFacts, type Signal, Snapshot, storeSnapshot } from '@penstock/server/facts'
import { AppError } from '@penstock/server/http'
import { CELL_SERVICE, type Clock } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'

const FactsQuery = z.strictObject({
  after: z.coerce.number().int().min(0),
  limit: z.coerce.number().int().min(1).max(1000),
  /** How long to wait for something new, in milliseconds. */
  waitMs: z.coerce.number().int().min(0).max(30_000),
})

/** Every site without one. */
const CoverageQuery = z.strictObject({ site: z.union([SiteKey, z.array(SiteKey)]).optional() })

const YieldQuery = CoverageQuery.extend({
  from: z.coerce.number().pipe(EpochMicros),
  to: z.coerce.number().pipe(EpochMicros),
})

const TestimonyQuery = z.strictObject({ chain: z.enum(['core', 'it', 'ot']) })

export interface InternalParts {
  readonly store: Store<MonitoringTables>
  readonly domain: Domain
  readonly hubKey: KeyObject
  readonly clock: Clock
  readonly onFacts: Signal<void>
  /** The cell's own audit chain. */
  readonly chain: ChainEnd
  /** Public key of that chain. */
  readonly auditKey: string
  readonly heldPolicy: () => Policy | null
  /** Why this cell does not take a policy, or null. */
  readonly judgePolicy: (policy: Policy) => PolicyRefusal | null
  readonly takePolicy: (policy: Policy) => void
  /** Rules of this cell's own domain. */
  readonly takeRules: (body: unknown) => void
  readonly heldRules: () => RuleSet | null
  readonly takeZoneModel: (site: string, model: ZoneModel) => Promise<void>
  /** What the rules cover of ATT&CK. */
  readonly readCoverage: (sites: SiteScope) => Promise<RuleCoverage>
  /** How many runs of hunts ended in a stretch at these sites, and how many led to a case. */
  readonly readYield: (stretch: {
    readonly sites: SiteScope
    readonly from: EpochMicros
    readonly to: EpochMicros
  }) => Promise<Readonly<Record<string, unknown>>>
  /** How each source of events and each listener stands. */
  readonly readSources: () => Promise<Readonly<Record<string, unknown>>>
  /** What this cell can be told by: log sources that arrive, rules that matched, sites with zones. */
  readonly readArriving: () => Promise<Readonly<Record<string, unknown>>>
}

export function serveInternal(app: FastifyInstance, parts: InternalParts): void {
  const { store, hubKey, clock, onFacts } = parts
  app.get('/internal/facts', async (request) => {
    onlyHub(request)
    const { after, limit, waitMs } = FactsQuery.parse(request.query)
    const first = await store.transaction(CELL_SERVICE, (tx) => listFacts(tx, after, limit))
    if (first.facts.length > 0 || waitMs === 0) return first
    await onFacts.next(waitMs)
    return await store.transaction(CELL_SERVICE, (tx) => listFacts(tx, after, limit))
  })
  app.put('/internal/snapshots', { bodyLimit: 64 * 2 ** 20 }, async (request, reply) => {
    onlyHub(request)
    const snapshot = Snapshot.parse(request.body)
    if (snapshot.kind === 'policy' && isSignedBy(snapshot, hubKey)) await refuseUnapproved(parts, snapshot)
    const body: unknown = JSON.parse(snapshot.text)
    // Another domain's rules are none of this cell's, whoever signed them.
    if (isOfRules(snapshot.kind) && !snapshot.kind.endsWith(`/${parts.domain}`)) throw new AppError('not-found')
    await store.transaction(CELL_SERVICE, async (tx) => {
      const at = clock()
      if (!(await storeSnapshot(tx, snapshot, hubKey, at))) return
      await appendAudit(tx, takenEvent(snapshot, at))
      if (snapshot.kind.startsWith('rules/'))
        for (const event of ruleSetEvents(RuleSet.parse(body), parts.heldRules(), at)) await appendAudit(tx, event)
      if (snapshot.kind !== 'policy') return
      for (const event of policyEvents(Policy.parse(body), parts.heldPolicy(), parts.domain, at))
        await appendAudit(tx, event)
    })
    if (snapshot.kind === 'policy') parts.takePolicy(Policy.parse(body))
    else if (isOfRules(snapshot.kind)) parts.takeRules(body)
    else await parts.takeZoneModel(snapshot.kind.slice('zone-model/'.length), ZoneModel.parse(body))
    return await reply.code(204).send()
  })
  app.get('/internal/policy', async (request) => {
    onlyHub(request)
    return { version: parts.heldPolicy()?.version ?? null }
  })
  app.get('/internal/sources', async (request) => {
    onlyHub(request)
    return await parts.readSources()
  })
  app.get('/internal/arriving', async (request) => {
    onlyHub(request)
    return await parts.readArriving()
  })
  app.get('/internal/coverage', async (request) => {
    onlyHub(request)
    const { site } = CoverageQuery.parse(request.query)
    return await parts.readCoverage(site === undefined ? '*' : [site].flat())
  })
  app.get('/internal/hunt-yield', async (request) => {
    onlyHub(request)
    const { site, ...stretch } = YieldQuery.parse(request.query)
    return await parts.readYield({ ...stretch, sites: site === undefined ? '*' : [site].flat() })
  })
  app.post('/internal/audit/root', async (request) => {
    onlyHub(request)
    return { root: await parts.chain.makeRoot() }
  })
  app.put('/internal/audit/anchors', async (request, reply) => {
    onlyHub(request)
    await parts.chain.anchor(SignedRoot.parse(request.body))
    return await reply.code(204).send()
  })
  app.get('/internal/audit/testimony', async (request) => {
    onlyHub(request)
    const { chain } = TestimonyQuery.parse(request.query)
    return wireTestimony(await store.transaction(CELL_SERVICE, (tx) => readTestimony(tx, chain)))
  })
  // A person's check of all chains: the cell looks at its own rows, and the person's name stands in its own chain.
  app.post('/internal/audit/verification', { bodyLimit: 64 * 2 ** 20 }, async (request) => {
    onlyHub(request)
    const { askedBy, testimonies } = CheckRequest.parse(request.body)
    const given = { chain: parts.domain, testimonies, ownKey: parts.auditKey }
    return await store.transaction(CELL_SERVICE, (tx) => checkChain(tx, given, { askedBy, at: clock() }))
  })
}

export function isOfRules(kind: string): boolean {
  return kind.startsWith('rules/') || kind.startsWith('rule-folder/')
}

/** A policy that changes what nobody changes alone, without the approvals, is refused, and the refusal is an entry of this cell's chain. */
async function refuseUnapproved(
  { store, clock, judgePolicy }: InternalParts,
  { version, text }: Snapshot,
): Promise<void> {
  const refusal = judgePolicy(Policy.parse(JSON.parse(text)))
  if (refusal === null) return
  const details = { version, reason: refusal.code, sha256: createHash('sha256').update(text).digest('hex') }
  const event = { actor: 'hub', action: 'policy.refuse', object: 'policy', details, at: clock() }
  await store.transaction(CELL_SERVICE, (tx) => appendAudit(tx, event))
  throw new AppError('policy-refused', { reason: refusal.code })
}

/** What this cell answers by from now on is an entry of its own chain: which version, and the hash of the exact text that was signed. */
function takenEvent({ kind, version, text }: Snapshot, at: EpochMicros): AuditEvent {
  const sha256 = createHash('sha256').update(text).digest('hex')
  return { actor: 'hub', action: 'snapshot.take', object: kind, details: { version, sha256 }, at }
}

/** What a policy changes of what nobody changes alone: the model with its decision, every break-glass that it opens, and every dated exception. */
function policyEvents(next: Policy, held: Policy | null, domain: Domain, at: EpochMicros): readonly AuditEvent[] {
  const before = new Set(held?.breakGlass?.map(({ id, decision }) => `${id} ${decision?.id}`))
  const opened = (next.breakGlass ?? []).filter(
    ({ id, scope, decision }) => scope.domain === domain && !before.has(`${id} ${decision?.id}`),
  )
  const glass = opened.map(({ id, subject, scope, until, decision }) => {
    const { site, reason, incident } = scope
    const approvedBy = decision?.approvals.map((approval) => approval.subject) ?? []
    const details = { id, site, reason, incident, until, approvedBy }
    return { actor: subject, action: 'break-glass.open', object: domain, details, at }
  })
  const was = new Set(held?.exceptions?.map(({ id }) => id))
  const agreed = (next.exceptions ?? []).filter(({ id }) => !was.has(id))
  const exceptions = agreed.map(({ id, terms, decision }) => {
    const { subject, from, to, role, sites, since, until } = terms
    const approvedBy = decision.approvals.map((approval) => approval.subject)
    const details = { id, from, to, role, sites, since, until, approvedBy }
    return { actor: decision.requestedBy, action: 'domain-exception.agree', object: subject, details, at }
  })
  const others = [...glass, ...exceptions]
  if (held === null || held.decision?.id === next.decision?.id || next.decision === undefined) return others
  const { id, payloadSha256, requestedBy, approvals } = next.decision
  const approvedBy = approvals.map((approval) => approval.subject)
  const details = { from: held.model, to: next.model, decision: id, payloadSha256, approvedBy }
  return [{ actor: requestedBy, action: 'model.switch', object: 'policy', details, at }, ...others]
}

export function onlyHub(request: FastifyRequest): void {
  if (request.caller?.permissions.has('internal') !== true) throw new AppError('not-found')
}
