// Use cases of dated exceptions: asking for one, approving it, ending it before its time, and what each person is told of it.
import type { askException, DomainExceptionView } from '@penstock/contract/operating-model'
import type { Body } from '@penstock/contract/route'
import { type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import { domainOfRoles, ExceptionTerms, judgeException, type Policy } from '@penstock/model/operating-model'
import type { AccessService, Decided } from '@penstock/server/access'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { type Clock, HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Actor, Asking, HeldRequest } from './four-eyes.ts'
import * as fourEyes from './four-eyes.ts'
import type { ExceptionEndRow, Tx } from './queries.ts'
import * as queries from './queries.ts'

export interface ExceptionOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly access: AccessService
  readonly onChange: () => void
}

const KIND = 'domain-exception'
const OTHER = { it: 'ot', ot: 'it' } as const

interface Exception {
  readonly request: HeldRequest
  readonly terms: ExceptionTerms
  readonly end: ExceptionEndRow | null
}

export class ExceptionService {
  readonly #options: ExceptionOptions

  constructor(options: ExceptionOptions) {
    this.#options = options
  }

  async list(actor: Actor): Promise<{ items: DomainExceptionView[]; people: ReturnType<typeof peopleOf> }> {
    const { access, store } = this.#options
    const asking = await fourEyes.askingOf(this.#options, actor)
    const held = await access.heldPolicy()
    const all = await store.transaction(HUB_SERVICE, listExceptions)
    return {
      items: all.filter((each) => maySee(actor.caller, each)).map((each) => viewOf(each, held, asking)),
      people: actor.caller.permissions.has('model:propose') ? peopleOf(held, asking) : [],
    }
  }

  async ask(actor: Actor, given: Body<typeof askException>): Promise<DomainExceptionView> {
    const { caller } = actor
    return await this.#decide(actor, async (tx, held, at) => {
      const person = held.subjects.find(({ subject }) => subject === given.subject)
      const isKnown = given.sites.every((site) => maySeeSite(caller, site) && (held.knownSites ?? []).includes(site))
      if (person === undefined || !isKnown) throw new AppError('not-found')
      const from = domainOfRoles(person.roles)
      if (from === null) throw new AppError('domain-exception.no-domain')
      const sites = [...new Set(given.sites)].toSorted()
      const terms: ExceptionTerms = { ...given, sites, from, to: OTHER[from] }
      const asked = (await listExceptions(tx)).filter(
        ({ request, terms: other }) => other.subject === terms.subject && fourEyes.isOpen(request, at),
      )
      const judged = judgeException(
        terms,
        person,
        held,
        at,
        asked.map((each) => each.terms),
      )
      if (!judged.ok) throw new AppError(judged.refusal.code)
      const request = await fourEyes.askFourEyes(tx, actor, { kind: KIND, payload: terms, domain: null }, at)
      await record(tx, caller, 'domain-exception.ask', { request, terms }, at)
      return { exception: { request, terms, end: null }, change: null }
    })
  }

  /** With the second domain it is in both cells, from its beginning on; whoever is signed in as they were before signs in anew. */
  async approve(actor: Actor, requestId: string, payloadSha256: string): Promise<DomainExceptionView> {
    const { caller } = actor
    return await this.#decide(actor, async (tx, held, at) => {
      const found = await get(tx, caller, requestId)
      const { terms } = found
      if (caller.subject === terms.subject) throw new AppError('domain-exception.own')
      if (found.request.state === 'open') {
        const person = held.subjects.find(({ subject }) => subject === terms.subject)
        if (person === undefined) throw new AppError('domain-exception.no-domain')
        const judged = judgeException(terms, person, held, at)
        if (!judged.ok) throw new AppError(judged.refusal.code)
      }
      const request = await fourEyes.approveFourEyes(tx, found.request, actor, payloadSha256, at)
      const exception = { ...found, request }
      await record(tx, caller, 'domain-exception.approve', exception, at)
      if (request.state !== 'approved') return { exception, change: null }
      await record(tx, caller, 'domain-exception.agree', exception, at)
      const next = { id: request.id, terms, decision: fourEyes.decisionOf(request) }
      return { exception, change: [...(held.exceptions ?? []), next] }
    })
  }

  /** Ends what runs or is to come; refuses or withdraws what is asked for. The rights of before are back at once. */
  async end(actor: Actor, requestId: string, note: string): Promise<DomainExceptionView> {
    const { caller } = actor
    return await this.#decide(actor, async (tx, held, at) => {
      const found = await get(tx, caller, requestId)
      const standing = standingOf(found, held, at)
      if (standing === 'asked') {
        const request = await fourEyes.refuseFourEyes(tx, found.request, caller, note, at)
        await record(tx, caller, 'domain-exception.refuse', { ...found, request }, at)
        return { exception: { ...found, request }, change: null }
      }
      if (standing !== 'active' && standing !== 'scheduled') throw new AppError('domain-exception.over')
      const end = { request_id: found.request.uuid, by: caller.subject, note, at }
      await queries.insertExceptionEnd(tx, end)
      await record(tx, caller, 'domain-exception.end', found, at)
      const left = (held.exceptions ?? []).filter(({ id }) => id !== found.request.id)
      return { exception: { ...found, end }, change: left }
    })
  }

  async #decide(
    actor: Actor,
    run: (
      tx: Tx,
      held: Policy,
      at: EpochMicros,
    ) => Promise<{ readonly exception: Exception; readonly change: Policy['exceptions'] | null }>,
  ): Promise<DomainExceptionView> {
    const { access, clock, onChange } = this.#options
    const asking = await fourEyes.askingOf(this.#options, actor)
    const view = await access.decide(async (tx, held): Promise<Decided<DomainExceptionView>> => {
      const { exception, change } = await run(tx, held, clock())
      if (change === null) return { result: viewOf(exception, held, asking), change: null }
      const result = viewOf(exception, { ...held, exceptions: change }, asking)
      return { result, change: { approver: actor.caller.subject, to: { exceptions: change } } }
    })
    onChange()
    return view
  }
}

async function listExceptions(tx: Tx): Promise<readonly Exception[]> {
  return await exceptionsOf(tx, await fourEyes.listHeldRequests(tx, KIND))
}

async function exceptionsOf(tx: Tx, requests: readonly HeldRequest[]): Promise<readonly Exception[]> {
  const ends = await queries.listExceptionEnds(
    tx,
    requests.map(({ uuid }) => uuid),
  )
  return requests.map((request) => ({
    request,
    terms: ExceptionTerms.parse(request.payload),
    end: ends.find(({ request_id }) => request_id === request.uuid) ?? null,
  }))
}

async function get(tx: Tx, caller: Caller, requestId: string): Promise<Exception> {
  const [found] = await exceptionsOf(tx, [await fourEyes.getRequest(tx, KIND, requestId)])
  if (found === undefined || !maySee(caller, found)) throw new AppError('not-found')
  return found
}

async function record(
  tx: Tx,
  caller: Caller,
  action: string,
  { request, terms }: Omit<Exception, 'end'>,
  at: EpochMicros,
): Promise<void> {
  const { subject, from, to, role, sites, since, until } = terms
  const dates = { since: isoOfMicros(since), until: isoOfMicros(until) }
  const details = { request: request.id, subject, from, to, role, sites, ...dates, state: request.state }
  await appendAudit(tx, { actor: caller.subject, action, object: subject, details, at })
}

/** One's own; for whoever decides about the model, and for auditors, those at their sites. */
function maySee(caller: Caller, { terms }: Exception): boolean {
  if (caller.subject === terms.subject) return true
  const isConcerned =
    caller.permissions.has('model:propose') || (caller.guest === undefined && caller.roles.includes('compliance'))
  return isConcerned && terms.sites.every((site) => maySeeSite(caller, site))
}

/** What is approved and not in the policy any more was ended by another decision: a duty of independence, or a change of the account. */
function standingOf(
  { request, terms, end }: Exception,
  held: Policy,
  at: EpochMicros,
): DomainExceptionView['standing'] {
  if (request.state === 'open') return fourEyes.isOpen(request, at) ? 'asked' : 'expired'
  if (request.state !== 'approved') return 'refused'
  const isHeld = (held.exceptions ?? []).some(({ id }) => id === request.id)
  if (end !== null || at >= terms.until || !isHeld) return 'ended'
  return at < terms.since ? 'scheduled' : 'active'
}

function viewOf(exception: Exception, held: Policy, asking: Asking): DomainExceptionView {
  const { request, terms, end } = exception
  const { caller, names, at } = asking
  const { since, until, ...rest } = terms
  const view = fourEyes.requestView(request, asking)
  const standing = standingOf(exception, held, at)
  const isOwn = caller.subject === terms.subject && request.state === 'open'
  return {
    ...view,
    ...(isOwn ? { mayApprove: false, whyNot: 'domain-exception.own' } : {}),
    terms: { ...rest, since: isoOfMicros(since), until: isoOfMicros(until) },
    subjectName: names.get(terms.subject) ?? null,
    standing,
    ended:
      end === null ? null : { by: end.by, byName: names.get(end.by) ?? null, note: end.note, at: isoOfMicros(end.at) },
    mayEnd: caller.permissions.has('model:propose') && ['asked', 'scheduled', 'active'].includes(standing),
  }
}

/** Who an exception may be for: everybody of one domain who is no guest. */
function peopleOf({ subjects }: Policy, { names, caller }: Asking) {
  return subjects.flatMap(({ subject, roles, sites, guest }) => {
    const domain = domainOfRoles(roles)
    const known = sites === '*' ? sites : sites.filter((site) => maySeeSite(caller, site))
    if (domain === null || guest !== undefined || known.length === 0) return []
    return [{ subject, name: names.get(subject) ?? subject, domain, sites: known }]
  })
}
