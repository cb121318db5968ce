// Use cases of break-glass: asking, approving, ending, reviewing, and what each person is told of it.
import type { BreakGlassView, reviewBreakGlass } from '@penstock/contract/operating-model'
import type { Body } from '@penstock/contract/route'
import { type EpochMicros, isoOfMicros, isoOrNull, micros } from '@penstock/model/kernel'
import {
  APPROVED_LATER_MICROS,
  approvesFor,
  type BreakGlassGrant,
  BreakGlassScope,
  isInForce,
  judgeBreakGlass,
  type Policy,
  REVIEWED_WITHIN_MICROS,
} from '@penstock/model/operating-model'
import type { AccessService, Decided } from '@penstock/server/access'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { type Clock, HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Actor, Asking, HeldRequest } from './four-eyes.ts'
import * as fourEyes from './four-eyes.ts'
import type { GlassRow, ReviewRow, Tx } from './queries.ts'
import * as queries from './queries.ts'

export interface BreakGlassOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly access: AccessService
  readonly onChange: () => void
}

const KIND = 'break-glass'
const MINUTE_MICROS = 60_000_000

interface Glass {
  readonly request: HeldRequest
  readonly row: GlassRow
  readonly scope: BreakGlassScope
  readonly review: ReviewRow | null
}

export class BreakGlassService {
  readonly #options: BreakGlassOptions

  constructor(options: BreakGlassOptions) {
    this.#options = options
  }

  async list(actor: Actor): Promise<{ items: BreakGlassView[]; reviews: { due: number; inTime: number } }> {
    const asking = await fourEyes.askingOf(this.#options, actor)
    const all = await this.#options.store.transaction(HUB_SERVICE, (tx) => listGlasses(tx))
    const seen = all.filter((glass) => maySee(actor.caller, glass))
    const due = seen.filter(({ row, review }) => isReviewDue(row, review, asking.at))
    const inTime = due.filter(({ row, review }) => review !== null && review.at <= reviewDueAt(row)!)
    return {
      items: seen.map((glass) => glassView(glass, asking)),
      reviews: { due: due.length, inTime: inTime.length },
    }
  }

  /** Life-safety begins at once; whoever answers for the domain and the auditors are named in the entry. */
  async ask(actor: Actor, scope: BreakGlassScope): Promise<BreakGlassView> {
    const { clock } = this.#options
    const { caller } = actor
    return await this.#decide(actor, async (tx, held) => {
      if (!maySeeSite(caller, scope.site) || !(held.knownSites ?? []).includes(scope.site))
        throw new AppError('not-found')
      const judged = judgeBreakGlass(caller.roles, scope, isUnderVetting(held, scope))
      if (!judged.ok) throw new AppError(judged.refusal.code)
      const at = clock()
      const open = (await listGlasses(tx)).some(
        (glass) =>
          glass.row.subject === caller.subject &&
          glass.scope.domain === scope.domain &&
          ['asked', 'active'].includes(standingOf(glass, at)),
      )
      if (open) throw new AppError('break-glass.already')
      const payload = { ...scope, subject: caller.subject }
      const request = await fourEyes.askFourEyes(tx, actor, { kind: KIND, payload, domain: scope.domain }, at)
      const isAtOnce = scope.reason === 'life-safety'
      const until = isAtOnce ? micros(at + scope.minutes * MINUTE_MICROS) : null
      const row = {
        id: request.uuid,
        subject: caller.subject,
        domain: scope.domain,
        site: scope.site,
        scope,
        begins_at: isAtOnce ? at : null,
        ends_at: until,
      }
      await queries.insertGlass(tx, row)
      const glass: Glass = { request, row: { ...row, ended_by: null }, scope, review: null }
      await this.#record(tx, caller, 'break-glass.ask', glass, at, { told: toldOf(held, scope) })
      if (until === null) return { glass, change: null }
      await this.#record(tx, caller, 'break-glass.open', glass, at, { approved: 'later' })
      const grant = { id: request.id, subject: caller.subject, scope, from: at, until, decision: null }
      return { glass, change: { approver: caller.subject, to: { breakGlass: [...(held.breakGlass ?? []), grant] } } }
    })
  }

  /** It begins with the approval; one that began before keeps its time. */
  async approve(actor: Actor, requestId: string, payloadSha256: string): Promise<BreakGlassView> {
    const { clock } = this.#options
    return await this.#decide(actor, async (tx, held) => {
      const at = clock()
      const found = await this.#get(tx, actor.caller, requestId)
      if (found.scope.domain === 'ot' && isUnderVetting(held, found.scope))
        throw new AppError('break-glass.independence')
      const request = await fourEyes.approveFourEyes(tx, found.request, actor, payloadSha256, at)
      const { scope } = found
      const from = found.row.begins_at ?? at
      const until = found.row.ends_at ?? micros(at + scope.minutes * MINUTE_MICROS)
      if (found.row.begins_at === null) await queries.beginGlass(tx, found.row.id, from, until)
      const glass: Glass = { ...found, request, row: { ...found.row, begins_at: from, ends_at: until } }
      await this.#record(tx, actor.caller, 'break-glass.approve', glass, at, { told: toldOf(held, scope) })
      if (until <= at) return { glass, change: null }
      const grant: BreakGlassGrant = {
        id: request.id,
        subject: glass.row.subject,
        scope,
        from,
        until,
        decision: fourEyes.decisionOf(request),
      }
      const others = (held.breakGlass ?? []).filter(({ id }) => id !== request.id)
      return { glass, change: { approver: actor.caller.subject, to: { breakGlass: [...others, grant] } } }
    })
  }

  /** Ends what is active; refuses or withdraws what is asked for. */
  async end(actor: Actor, requestId: string, note: string): Promise<BreakGlassView> {
    const { clock } = this.#options
    const { caller } = actor
    return await this.#decide(actor, async (tx, held) => {
      const at = clock()
      const found = await this.#get(tx, caller, requestId)
      if (!mayEnd(caller, found, at))
        throw new AppError(standingOf(found, at) === 'active' ? 'not-found' : 'break-glass.over')
      const request =
        found.request.state === 'open'
          ? await fourEyes.refuseFourEyes(tx, found.request, caller, note, at)
          : found.request
      if (found.row.begins_at === null) {
        const glass = { ...found, request }
        await this.#record(tx, caller, 'break-glass.refuse', glass, at, {})
        return { glass, change: null }
      }
      await queries.endGlass(tx, found.row.id, caller.subject, at)
      const glass = { ...found, request, row: { ...found.row, ends_at: at, ended_by: caller.subject } }
      await this.#record(tx, caller, 'break-glass.end', glass, at, {})
      const breakGlass = (held.breakGlass ?? []).filter(({ id }) => id !== request.id)
      return { glass, change: { approver: caller.subject, to: { breakGlass } } }
    })
  }

  async review(actor: Actor, requestId: string, given: Body<typeof reviewBreakGlass>): Promise<BreakGlassView> {
    const { clock } = this.#options
    const { caller } = actor
    return await this.#decide(actor, async (tx) => {
      const at = clock()
      const found = await this.#get(tx, caller, requestId)
      if (found.review !== null) throw new AppError('break-glass.reviewed')
      if (standingOf(found, at) !== 'ended') throw new AppError('break-glass.not-over')
      if (!isOtherEye(caller, found)) throw new AppError('break-glass.own')
      const review = { break_glass_id: found.row.id, ...given, reviewed_by: caller.subject, at }
      await queries.insertReview(tx, review)
      const glass = { ...found, review }
      await this.#record(tx, caller, 'break-glass.review', glass, at, { verdict: given.verdict })
      return { glass, change: null }
    })
  }

  async #decide(
    actor: Actor,
    run: (tx: Tx, held: Policy) => Promise<{ readonly glass: Glass; readonly change: Decided<unknown>['change'] }>,
  ): Promise<BreakGlassView> {
    const { access, onChange } = this.#options
    const glass = await access.decide(async (tx, held) => {
      const { glass: result, change } = await run(tx, held)
      return { result, change }
    })
    onChange()
    return glassView(glass, await fourEyes.askingOf(this.#options, actor))
  }

  async #get(tx: Tx, caller: Caller, requestId: string): Promise<Glass> {
    const request = await fourEyes.getRequest(tx, KIND, requestId)
    const [glass] = await glassesOf(tx, [request])
    if (glass === undefined || !maySee(caller, glass)) throw new AppError('not-found')
    return glass
  }

  async #record(
    tx: Tx,
    caller: Caller,
    action: string,
    { request, row, scope }: Glass,
    at: EpochMicros,
    more: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { domain, site, reason, incident, minutes } = scope
    const details = { request: request.id, subject: row.subject, domain, site, reason, incident, minutes, ...more }
    await appendAudit(tx, { actor: caller.subject, action, object: request.id, details, at })
  }
}

async function listGlasses(tx: Tx): Promise<readonly Glass[]> {
  return await glassesOf(tx, await fourEyes.listHeldRequests(tx, KIND))
}

async function glassesOf(tx: Tx, requests: readonly HeldRequest[]): Promise<readonly Glass[]> {
  const ids = requests.map(({ uuid }) => uuid)
  const rows = new Map((await queries.listGlass(tx, ids)).map((row) => [row.id, row]))
  const reviews = new Map((await queries.listReviews(tx, ids)).map((row) => [row.break_glass_id, row]))
  return requests.flatMap((request) => {
    const row = rows.get(request.uuid)
    if (row === undefined) return []
    return [{ request, row, scope: BreakGlassScope.parse(row.scope), review: reviews.get(request.uuid) ?? null }]
  })
}

/** At a site under a duty of vetting nobody from outside is let in. */
function isUnderVetting({ independence }: Policy, { site }: BreakGlassScope): boolean {
  if (independence === undefined || !independence.consequences.includes('personnel-vetting')) return false
  return independence.sites === '*' || independence.sites.includes(site)
}

/** Accounts that are told: leads of the domain, and auditors of the site. */
function toldOf({ subjects }: Policy, { domain, site }: BreakGlassScope): readonly string[] {
  return subjects
    .filter(({ roles, sites, guest }) => {
      const isThere = sites === '*' || sites.includes(site)
      return isThere && guest === undefined && (approvesFor(roles) === domain || roles.includes('compliance'))
    })
    .map(({ subject }) => subject)
}

/** One's own, those that open the domain one leads, and all of one's sites for an auditor. */
function maySee(caller: Caller, { row }: Glass): boolean {
  if (row.subject === caller.subject) return true
  if (!maySeeSite(caller, row.site)) return false
  const isAuditor = caller.guest === undefined && caller.roles.includes('compliance')
  return approvesFor(caller.roles) === row.domain || isAuditor
}

type Standing = BreakGlassView['standing']

function standingOf({ request, row }: Glass, at: EpochMicros): Standing {
  const { begins_at, ends_at } = row
  if (begins_at !== null && ends_at !== null)
    return isInForce({ from: begins_at, until: ends_at }, at) ? 'active' : 'ended'
  if (request.state === 'refused' || request.state === 'withdrawn') return 'refused'
  return at >= request.expiresAt ? 'expired' : 'asked'
}

function reviewDueAt({ begins_at }: GlassRow): EpochMicros | null {
  return begins_at === null ? null : micros(begins_at + REVIEWED_WITHIN_MICROS)
}

function isReviewDue(row: GlassRow, review: ReviewRow | null, at: EpochMicros): boolean {
  const due = reviewDueAt(row)
  return due !== null && (review !== null || at >= due)
}

/** Life-safety that began without an approval and has none yet. */
function approvalDueAt({ request, row }: Glass): EpochMicros | null {
  if (row.begins_at === null || request.state === 'approved') return null
  return micros(row.begins_at + APPROVED_LATER_MICROS)
}

function isOtherEye({ subject }: Caller, { request, row }: Glass): boolean {
  return subject !== row.subject && !request.approvals.some((approval) => approval.subject === subject)
}

function mayEnd(caller: Caller, glass: Glass, at: EpochMicros): boolean {
  const isConcerned = caller.subject === glass.row.subject || approvesFor(caller.roles) === glass.row.domain
  return isConcerned && ['asked', 'active'].includes(standingOf(glass, at))
}

function glassView(glass: Glass, asking: Asking): BreakGlassView {
  const { request, row, scope, review } = glass
  const { caller, names, at } = asking
  const iso = (instant: EpochMicros | null) => isoOrNull(instant)
  const [approvalDue, reviewDue] = [approvalDueAt(glass), reviewDueAt(row)]
  const standing = standingOf(glass, at)
  const isLate = (due: EpochMicros | null) => due !== null && at >= due
  return {
    ...fourEyes.requestView(request, asking),
    scope,
    subject: row.subject,
    subjectName: names.get(row.subject) ?? null,
    subjectRoles: [...request.requesterRoles],
    standing,
    beginsAt: iso(row.begins_at),
    endsAt: iso(row.ends_at),
    endedBy: row.ended_by,
    approvalDueAt: iso(approvalDue),
    reviewDueAt: iso(reviewDue),
    isOverdue: isLate(approvalDue) || (review === null && isLate(reviewDue)),
    review:
      review === null
        ? null
        : {
            verdict: review.verdict === 'justified' ? 'justified' : 'not-justified',
            note: review.note,
            by: review.reviewed_by,
            byName: names.get(review.reviewed_by) ?? null,
            at: isoOfMicros(review.at),
          },
    mayReview:
      standing === 'ended' &&
      review === null &&
      caller.permissions.has('break-glass:review') &&
      isOtherEye(caller, glass),
    mayEnd: mayEnd(caller, glass, at),
  }
}
