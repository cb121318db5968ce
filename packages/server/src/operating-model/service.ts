// Use cases of the SOC model: what is in force, what a switch would change, proposing, approving and refusing one.
import { loadSocModelTables, SOC_MODEL_EDITION } from '@penstock/catalogs/soc-model@1'
import type { AccessChangeView, OperatingModelView, ProposalView } from '@penstock/contract/operating-model'
import { type Domain, type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import {
  type AccessChange,
  type AnsweredLevels,
  coversMost,
  diffModels,
  Independence,
  KeptAdvice,
  keptAdvice,
  type Policy,
  SocModel,
} from '@penstock/model/operating-model'
import { type AccessService, policyHash } from '@penstock/server/access'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { type Clock, HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { z } from 'zod'
import type { Actor, Asking, HeldRequest } from './four-eyes.ts'
import * as fourEyes from './four-eyes.ts'

export interface OperatingModelOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly access: AccessService
  /** The policy version that a cell answers by; null when it does not answer. */
  readonly heldBy: (domain: Domain) => Promise<number | null>
  readonly onChange: () => void
}

const KIND = 'model-switch'

/** What is approved, exactly. `access` is the hash of the difference that was shown. */
const Payload = z.strictObject({
  from: SocModel,
  to: SocModel,
  independence: Independence.nullable(),
  reason: z.string(),
  access: z.string(),
  /** Absent in what was proposed before answers were kept. */
  advice: KeptAdvice.nullable().optional(),
})
interface Wanted {
  readonly to: SocModel
  readonly independence: Independence | null
}

export class OperatingModelService {
  readonly #options: OperatingModelOptions

  constructor(options: OperatingModelOptions) {
    this.#options = options
  }

  async read(actor: Actor): Promise<OperatingModelView> {
    const { access, store, heldBy } = this.#options
    const held = await access.heldPolicy()
    const asking = await fourEyes.askingOf(this.#options, actor)
    const requests = await store.transaction(HUB_SERVICE, (tx) => fourEyes.listHeldRequests(tx, KIND))
    const cells = (['it', 'ot'] as const).map(async (domain) => ({ domain, policyVersion: await heldBy(domain) }))
    const founded = await access.foundedModel()
    return {
      model: held.model,
      independence: held.independence ?? null,
      policyVersion: held.version,
      decidedAt: isoOfMicros(held.decidedAt),
      cells: await Promise.all(cells),
      sites: held.knownSites ?? [],
      proposals: requests.map((request) => proposalView(request, held, asking)),
      history: [
        ...requests.filter(({ state }) => state === 'approved').map((request) => historyEntry(request, asking.names)),
        ...(founded === undefined
          ? []
          : [
              {
                model: founded.model,
                independence: null,
                at: isoOfMicros(founded.at),
                requestedBy: null,
                requestedByName: null,
                approvals: [],
              },
            ]),
      ],
    }
  }

  /** What a switch would change, for each person of the policy in force. */
  async preview(wanted: Wanted): Promise<readonly AccessChangeView[]> {
    const { access } = this.#options
    const held = await access.heldPolicy()
    checkWanted(wanted, held)
    return namedChanges(changesOf(wanted, held), await access.accounts.names())
  }

  async propose(
    actor: Actor,
    { reason, answers, ...wanted }: Wanted & { readonly reason: string; readonly answers?: AnsweredLevels | undefined },
  ): Promise<ProposalView> {
    const { access, clock, onChange } = this.#options
    const advice = answers === undefined ? null : adviceOn(answers)
    const asking = await fourEyes.askingOf(this.#options, actor)
    const view = await access.decide(async (tx, held) => {
      checkWanted(wanted, held)
      const at = clock()
      const shown = accessHash(wanted, held)
      const asked = { from: held.model, ...wanted, reason, access: shown }
      const { advice: _none, ...whole } = Payload.parse(asked)
      const payload = { ...whole, ...(advice === null ? {} : { advice }) }
      const request = await fourEyes.askFourEyes(tx, actor, { kind: KIND, payload, domain: null }, at)
      await record(tx, actor.caller, 'model.propose', request, at)
      return { result: proposalView(request, held, asking), change: null }
    })
    onChange()
    return view
  }

  /** With the second domain it comes into force: here, in both cells, and for everybody who is signed in, before it is answered. */
  async approve(actor: Actor, requestId: string, payloadSha256: string): Promise<ProposalView> {
    const { access, clock, onChange } = this.#options
    const asking = await fourEyes.askingOf(this.#options, actor)
    const view = await access.decide(async (tx, held) => {
      const at = clock()
      const asked = await fourEyes.getRequest(tx, KIND, requestId)
      if (asked.state === 'open' && isStale(asked, held)) throw new AppError('operating-model.moved')
      const request = await fourEyes.approveFourEyes(tx, asked, actor, payloadSha256, at)
      await record(tx, actor.caller, 'model.approve', request, at)
      const result = proposalView(request, held, asking)
      if (request.state !== 'approved') return { result, change: null }
      const { to: model, independence } = Payload.parse(request.payload)
      await record(tx, actor.caller, 'model.switch', request, at)
      const decision = fourEyes.decisionOf(request)
      const to = { model, independence: independence ?? undefined, decision }
      return { result, change: { approver: actor.caller.subject, to } }
    })
    onChange()
    return view
  }

  async refuse(actor: Actor, requestId: string, note: string): Promise<ProposalView> {
    const { access, clock, onChange } = this.#options
    const asking = await fourEyes.askingOf(this.#options, actor)
    const view = await access.decide(async (tx, held) => {
      const at = clock()
      const asked = await fourEyes.getRequest(tx, KIND, requestId)
      const request = await fourEyes.refuseFourEyes(tx, asked, actor.caller, note, at)
      await record(tx, actor.caller, 'model.refuse', request, at)
      return { result: proposalView(request, held, asking), change: null }
    })
    onChange()
    return view
  }
}

function adviceOn(levels: AnsweredLevels): KeptAdvice {
  const advice = keptAdvice(loadSocModelTables(), SOC_MODEL_EDITION, levels)
  if (!advice.ok) throw new AppError('operating-model.answers', { factors: [...advice.refusal.factors] })
  return advice.value
}

function checkWanted({ to, independence }: Wanted, held: Policy): void {
  const isSame = to === held.model && policyHash(independence) === policyHash(held.independence ?? null)
  if (isSame) throw new AppError('operating-model.unchanged')
  if (to === 'integrated' && independence !== null && coversMost(independence, held.knownSites ?? []))
    throw new AppError('operating-model.independence')
}

function changesOf({ to, independence }: Wanted, held: Policy): readonly AccessChange[] {
  const people = held.subjects.map(({ subject, roles }) => ({ who: subject, roles }))
  return diffModels(held, { model: to, ...(independence === null ? {} : { independence }) }, people)
}

/** Binds an approval to what was shown: the people, their roles and what each gains and loses. */
function accessHash(wanted: Wanted, held: Policy): string {
  const people = held.subjects.map(({ subject, roles, sites }) => ({ subject, roles, sites }))
  return policyHash({ people, changes: changesOf(wanted, held).map((change) => ({ ...change })) })
}

function isStale(request: HeldRequest, held: Policy): boolean {
  const { from, to, independence, access } = Payload.parse(request.payload)
  return from !== held.model || accessHash({ to, independence }, held) !== access
}

function proposalView(request: HeldRequest, held: Policy, asking: Asking): ProposalView {
  const { from, to, independence, reason, advice = null } = Payload.parse(request.payload)
  const isOpen = request.state === 'open'
  return {
    ...fourEyes.requestView(request, asking),
    from,
    to,
    independence,
    reason,
    advice,
    changes: isOpen ? [...namedChanges(changesOf({ to, independence }, held), asking.names)] : [],
    isStale: isOpen && isStale(request, held),
  }
}

function namedChanges(
  changes: readonly AccessChange[],
  names: ReadonlyMap<string, string>,
): readonly AccessChangeView[] {
  return changes.map((change) => ({ ...change, name: names.get(change.who) ?? null }))
}

function historyEntry(request: HeldRequest, names: ReadonlyMap<string, string>): OperatingModelView['history'][number] {
  const { to, independence } = Payload.parse(request.payload)
  return {
    model: to,
    independence,
    at: isoOfMicros(request.decidedAt ?? request.requestedAt),
    requestedBy: request.requestedBy,
    requestedByName: names.get(request.requestedBy) ?? null,
    approvals: fourEyes.approvalViews(request.approvals, names),
  }
}

async function record(
  tx: Parameters<typeof appendAudit>[0],
  caller: Caller,
  action: string,
  { id, payload, payloadSha256, state }: HeldRequest,
  at: EpochMicros,
): Promise<void> {
  const { from, to } = payload
  const details = { request: id, from, to, payloadSha256, state }
  await appendAudit(tx, { actor: caller.subject, action, object: 'policy', details, at })
}
