// Use cases of forgetting: asking that events of a domain may go at an age, approving it, ending it, and what is told of it.
import type { askForgetting, ForgettingView } from '@penstock/contract/operating-model'
import type { Body } from '@penstock/contract/route'
import type { EpochMicros } from '@penstock/model/kernel'
import { ForgettingTerms, type Policy } from '@penstock/model/operating-model'
import type { AccessService, Decided } from '@penstock/server/access'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { type Clock, HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Actor, Asking, HeldRequest } from './four-eyes.ts'
import * as fourEyes from './four-eyes.ts'
import type { Tx } from './queries.ts'

export interface ForgettingOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly access: AccessService
  readonly onChange: () => void
}

const KIND = 'forgetting'

export class ForgettingService {
  readonly #options: ForgettingOptions

  constructor(options: ForgettingOptions) {
    this.#options = options
  }

  async list(actor: Actor): Promise<{ items: ForgettingView[] }> {
    const { access, store } = this.#options
    const asking = await fourEyes.askingOf(this.#options, actor)
    const held = await access.heldPolicy()
    const all = await store.transaction(HUB_SERVICE, (tx) => fourEyes.listHeldRequests(tx, KIND))
    return { items: all.filter((each) => maySee(actor.caller, each)).map((each) => viewOf(each, held, asking)) }
  }

  async ask(actor: Actor, terms: Body<typeof askForgetting>): Promise<ForgettingView> {
    const { domain } = terms
    return await this.#decide(actor, async (tx, _held, at) => {
      if (terms.keepDays === null && terms.coldBytes === null) throw new AppError('forgetting.nothing')
      const open = (await fourEyes.listHeldRequests(tx, KIND)).filter((each) => fourEyes.isOpen(each, at))
      if (open.some((each) => each.domain === domain)) throw new AppError('forgetting.already')
      const request = await fourEyes.askFourEyes(tx, actor, { kind: KIND, payload: terms, domain }, at)
      await record(tx, actor.caller, 'forgetting.ask', request, at)
      return { request, change: null }
    })
  }

  /** With the second person it is in the cell of the domain; what was agreed to before is replaced. */
  async approve(actor: Actor, requestId: string, payloadSha256: string): Promise<ForgettingView> {
    return await this.#decide(actor, async (tx, held, at) => {
      const asked = await get(tx, actor.caller, requestId)
      const request = await fourEyes.approveFourEyes(tx, asked, actor, payloadSha256, at)
      await record(tx, actor.caller, 'forgetting.approve', request, at)
      const terms = termsOf(request)
      const next = { id: request.id, terms, decision: fourEyes.decisionOf(request) }
      return { request, change: [...othersThan(held, terms.domain), next] }
    })
  }

  /** Ends what is in force, and everything is kept again; refuses or withdraws what is asked for. */
  async end(actor: Actor, requestId: string, note: string): Promise<ForgettingView> {
    return await this.#decide(actor, async (tx, held, at) => {
      const asked = await get(tx, actor.caller, requestId)
      const standing = standingOf(asked, held, at)
      if (standing === 'asked') {
        const request = await fourEyes.refuseFourEyes(tx, asked, actor.caller, note, at)
        await record(tx, actor.caller, 'forgetting.refuse', request, at)
        return { request, change: null }
      }
      if (standing !== 'in-force') throw new AppError('forgetting.over')
      await record(tx, actor.caller, 'forgetting.end', asked, at, note)
      return { request: asked, change: othersThan(held, termsOf(asked).domain) }
    })
  }

  async #decide(
    actor: Actor,
    run: (
      tx: Tx,
      held: Policy,
      at: EpochMicros,
    ) => Promise<{ readonly request: HeldRequest; readonly change: NonNullable<Policy['forgetting']> | null }>,
  ): Promise<ForgettingView> {
    const { access, clock, onChange } = this.#options
    const asking = await fourEyes.askingOf(this.#options, actor)
    const view = await access.decide(async (tx, held): Promise<Decided<ForgettingView>> => {
      const { request, change } = await run(tx, held, clock())
      if (change === null) return { result: viewOf(request, held, asking), change: null }
      const result = viewOf(request, { ...held, forgetting: change }, asking)
      return { result, change: { approver: actor.caller.subject, to: { forgetting: change } } }
    })
    onChange()
    return view
  }
}

async function get(tx: Tx, caller: Caller, requestId: string): Promise<HeldRequest> {
  const request = await fourEyes.getRequest(tx, KIND, requestId)
  if (!maySee(caller, request)) throw new AppError('not-found')
  return request
}

async function record(
  tx: Tx,
  { subject }: Caller,
  action: string,
  request: HeldRequest,
  at: EpochMicros,
  note?: string,
): Promise<void> {
  const details = { request: request.id, ...termsOf(request), ...(note === undefined ? {} : { note }) }
  await appendAudit(tx, { actor: subject, action, object: request.id, details, at })
}

/** People of the domain, who is of neither and decides about the model, and auditors. */
function maySee({ domain, permissions, roles, guest }: Caller, request: HeldRequest): boolean {
  if (domain !== null) return domain === request.domain
  return guest === undefined && (permissions.has('model:propose') || roles.includes('compliance'))
}

function othersThan({ forgetting = [] }: Policy, domain: ForgettingTerms['domain']): NonNullable<Policy['forgetting']> {
  return forgetting.filter(({ terms }) => terms.domain !== domain)
}

function termsOf({ payload }: HeldRequest): ForgettingTerms {
  return ForgettingTerms.parse(payload)
}

/** What is approved and not in the policy any more was ended, or another one came in its place. */
function standingOf(request: HeldRequest, { forgetting = [] }: Policy, at: EpochMicros): ForgettingView['standing'] {
  if (request.state === 'open') return fourEyes.isOpen(request, at) ? 'asked' : 'expired'
  if (request.state !== 'approved') return 'refused'
  return forgetting.some(({ id }) => id === request.id) ? 'in-force' : 'ended'
}

function viewOf(request: HeldRequest, held: Policy, asking: Asking): ForgettingView {
  const standing = standingOf(request, held, asking.at)
  return {
    ...fourEyes.requestView(request, asking),
    terms: termsOf(request),
    standing,
    mayEnd: asking.caller.permissions.has('model:propose') && ['asked', 'in-force'].includes(standing),
  }
}
