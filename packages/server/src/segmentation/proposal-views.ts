// A partition in the words of the wire.
import type {
  ConduitProposalView,
  LeftOutView,
  PartitionView,
  ServiceView,
  ZoneProposalView,
} from '@penstock/contract/zones'
import { idOfUuid, isoOfMicros } from '@penstock/model/kernel'
import type {
  ConduitDraft,
  DeniedService,
  Host,
  Partition,
  PartitionProposal,
  SeenService,
  Standing,
  ZoneDraft,
} from '@penstock/model/segmentation'
import type { AskedPlant } from '@penstock/server/plant'
import { uuidOfContent } from '@penstock/server/runtime'
import type { Ground } from './ground.ts'

export function versionOf({ facts }: PartitionProposal): string {
  return uuidOfContent(facts)
}

export function partitionView(
  { site, asOf }: AskedPlant['about'],
  { others, decisions, isPartial }: Ground,
  { zones, conduits, refused, stopped, unplaced, asDrawn, ifAccepted }: Partition,
  names: ReadonlyMap<string, string>,
): PartitionView {
  const hosts = new Map(others.map((host) => [host.id, host]))
  return {
    site,
    asOf,
    zones: zones.map((draft) => zoneView(draft, hosts)),
    conduits: conduits.map(conduitView),
    stopped: stopped.map(({ zones: [zoneA, zoneB], denies }) => ({ zoneA, zoneB, denies: denies.map(leftOutView) })),
    refused: refused.flatMap((proposal) => {
      const row = decisions.find(({ key }) => key === proposal.key)
      if (row === undefined) return []
      const { key, kind } = proposal
      const id = proposal.kind === 'zone' ? proposal.zone.id : proposal.conduit.id
      const by = { by: row.decided_by, byName: names.get(row.decided_by) ?? null, at: isoOfMicros(row.at) }
      return [{ key, version: versionOf(proposal), kind, id, reason: row.reason, ...by }]
    }),
    unplaced: [...unplaced],
    asDrawn: standingView(asDrawn),
    ifAccepted: standingView(ifAccepted),
    isPartial,
  }
}

function zoneView(draft: ZoneDraft, hosts: ReadonlyMap<string, Host>): ZoneProposalView {
  const { key, zone, members, sharesNetwork } = draft
  return {
    key,
    version: versionOf(draft),
    ...zone,
    sharesNetwork,
    members: members.map(({ host, ground, said }) => {
      const known = hosts.get(host)
      return { host, name: known?.name ?? host, isRegistered: known?.isDeclared ?? true, ground, said }
    }),
  }
}

function conduitView(draft: ConduitDraft): ConduitProposalView {
  const { key, conduit, before, beside, allows, denies, needs } = draft
  const { id, zoneA, zoneB, direction, protocols, endpoints, functionLimits = [], enforcedBy = [] } = conduit
  return {
    key,
    version: versionOf(draft),
    id,
    zoneA,
    zoneB,
    direction,
    protocols: [...protocols],
    endpoints: endpoints ?? null,
    functionLimits: functionLimits.map(({ protocol, functions }) => ({ protocol, functions: [...functions] })),
    enforcedBy: [...enforcedBy],
    before,
    beside,
    allows: allows.map(serviceView),
    denies: denies.map(leftOutView),
    needs: [...needs],
  }
}

function serviceView({ client, server, protocol, refs }: SeenService): ServiceView {
  return { client, server, protocol, conversations: refs.length, conversationId: idOfUuid('cnv', refs[0] ?? '') }
}

function leftOutView(one: DeniedService): LeftOutView {
  return { ...serviceView(one), because: one.because }
}

function standingView(standing: Standing) {
  return { allowed: standing.allowed, notAllowed: standing['not-allowed'], unknown: standing.unknown }
}
