// Use cases of proposals: what is proposed to a person by what they may see, and what they decide about it. What is accepted becomes part
// of the plant, in one transaction with the decision and its audit entry.
import type { PartitionView, ProposalDecision } from '@penstock/contract/zones'
import type { SiteKey } from '@penstock/model/kernel'
import { type PlantFault, type PlantFile, plantFaultText } from '@penstock/model/plant'
import {
  type ConduitDraft,
  type Partition,
  type PartitionProposal,
  withConduit,
  withZone,
  type ZoneDraft,
} from '@penstock/model/segmentation'
import { appendAudit } from '@penstock/server/audit'
import type { Desk } from '@penstock/server/desk'
import { recordChange } from '@penstock/server/facts'
import { AppError, type Caller } from '@penstock/server/http'
import { type AskedPlant, type AskedPlantOptions, askedPlant, type PlantService } from '@penstock/server/plant'
import { newUuid } from '@penstock/server/runtime'
import { withDeclared } from './declared.ts'
import { type Ground, readGround } from './ground.ts'
import { partitionView, versionOf } from './proposal-views.ts'
import * as queries from './queries.ts'
import type { Answers, Questions } from './question.ts'

export interface ProposalOptions extends AskedPlantOptions {
  readonly desk: Desk<Questions, Answers>
  readonly plant: PlantService
  /** Names of the people who decided, by account. */
  readonly accountNames: () => Promise<ReadonlyMap<string, string>>
}

interface Proposed {
  readonly asked: AskedPlant
  readonly ground: Ground
  readonly partition: Partition
}

export class ProposalService {
  readonly #options: ProposalOptions

  constructor(options: ProposalOptions) {
    this.#options = options
  }

  async list(caller: Caller, site: SiteKey): Promise<PartitionView> {
    const { asked, ground, partition } = await this.#propose(caller, site)
    return partitionView(asked.about, ground, partition, await this.#options.accountNames())
  }

  async decide(
    caller: Caller,
    site: SiteKey,
    given: {
      readonly key: string
      readonly version: string
      readonly reason: string
      readonly decided: ProposalDecision
    },
  ): Promise<{ readonly site: SiteKey; readonly isConcluded: boolean }> {
    const { ground, partition } = await this.#propose(caller, site)
    const { key, decided, reason } = given
    const open: readonly PartitionProposal[] = [...partition.zones, ...partition.conduits]
    const proposal = (decided.decision === 'ask-again' ? partition.refused : open).find((one) => one.key === key)
    if (proposal === undefined || versionOf(proposal) !== given.version)
      throw new AppError('segmentation.proposal-moved')
    if (proposal.kind === 'conduit' && decided.decision === 'accept-conduit' && proposal.needs.length > 0)
      throw new AppError('segmentation.zone-first', { zones: proposal.needs })
    const name = { refuse: 'refused', 'ask-again': 'asked-again' } as const
    const isAccepted = decided.decision === 'accept-zone' || decided.decision === 'accept-conduit'
    const decision = isAccepted ? 'accepted' : name[decided.decision]
    const source = `proposal accepted: ${proposal.kind === 'zone' ? proposal.zone.id : proposal.conduit.id}`
    const { isConcluded } = await this.#options.plant.amend(
      caller,
      site,
      source,
      (plant) => (isAccepted ? changed(plant, proposal, decided, ground) : null),
      async (tx, at) => {
        const row = {
          id: newUuid(),
          site,
          domain: caller.domain ?? 'ot',
          key,
          decision,
          facts: proposal.facts,
          proposal,
          accepted: isAccepted ? decided : null,
          reason,
          decided_by: caller.subject,
          at,
        }
        await queries.insertDecision(tx, row)
        await recordChange(tx, { kind: 'zones', site, object: site }, at)
        const details = { key, decision, reason, ...(isAccepted ? { accepted: decided } : {}) }
        await appendAudit(tx, { actor: caller.subject, action: 'zones.decide', object: site, details, at })
      },
    )
    return { site, isConcluded }
  }

  async #propose(caller: Caller, site: SiteKey): Promise<Proposed> {
    const { store, desk } = this.#options
    const asked = await askedPlant(this.#options, caller, site, undefined)
    const ground = await store.transaction(asked.scope, (tx) => readGround(tx, caller, site))
    const { others, seen, refusals } = ground
    const partition = await desk.ask(asked.key, () => asked.load(), 'propose', { others, seen, refusals })
    return { asked, ground, partition }
  }
}

function changed(plant: PlantFile, proposal: PartitionProposal, decided: ProposalDecision, ground: Ground): PlantFile {
  const result =
    proposal.kind === 'zone' && decided.decision === 'accept-zone'
      ? withZone(plant, acceptedZone(plant, proposal, decided.zone, ground))
      : proposal.kind === 'conduit' && decided.decision === 'accept-conduit'
        ? acceptedConduit(plant, proposal, decided.conduit, ground)
        : null
  if (result === null) throw new AppError('segmentation.proposal-moved')
  if (result.ok) return result.value
  throw new AppError('plant.faults', { faults: result.refusal.map(faultView) })
}

function acceptedZone(
  plant: PlantFile,
  draft: ZoneDraft,
  { members, ...zone }: Extract<ProposalDecision, { decision: 'accept-zone' }>['zone'],
  { others }: Ground,
) {
  const proposed = new Set(draft.members.map(({ host }) => host))
  const strangers = members.filter((id) => !proposed.has(id))
  if (strangers.length > 0) throw new AppError('segmentation.not-proposed', { devices: strangers })
  if (plant.zones.some(({ id }) => id === zone.id)) throw new AppError('plant.faults', { faults: [taken(zone.id)] })
  const there = members.flatMap((id) => others.find((host) => host.id === id) ?? [])
  return { zone, members: there, network: draft.sharesNetwork }
}

function acceptedConduit(
  plant: PlantFile,
  draft: ConduitDraft,
  { endpoints, ...edited }: Extract<ProposalDecision, { decision: 'accept-conduit' }>['conduit'],
  { others }: Ground,
) {
  const { endpoints: _proposed, functionLimits = [], ...drafted } = draft.conduit
  const limits = functionLimits.filter(({ protocol }) => edited.protocols.includes(protocol))
  const conduit = {
    ...drafted,
    ...edited,
    ...(endpoints === null ? {} : { endpoints }),
    ...(limits.length === 0 ? {} : { functionLimits: limits }),
  }
  if (draft.before !== edited.id && plant.conduits.some(({ id }) => id === edited.id))
    throw new AppError('plant.faults', { faults: [taken(edited.id)] })
  const ends = new Set([...(endpoints?.a ?? []), ...(endpoints?.b ?? [])])
  return withConduit(withDeclared(plant, others, ends), conduit, draft.before)
}

function taken(id: string) {
  return {
    path: 'id',
    code: 'plant.duplicate-id',
    message: `${JSON.stringify(id)} is used in the plant already`,
    mend: 'choose another id',
  }
}

function faultView(fault: PlantFault) {
  return { path: fault.path, code: fault.code, ...plantFaultText(fault) }
}
