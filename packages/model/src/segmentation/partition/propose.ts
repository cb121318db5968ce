// Zones and conduits proposed from roles, levels, networks and observed conversations, beside what the plant has drawn already.
import { type PlantFile, parseIp } from '@penstock/model/plant'
import { judgeConversation, placeOf, type Verdict, type ZoneModel, zoneModelOf } from '@penstock/model/zones'
import { plantView } from '../checks/plant-view.ts'
import { drawConduit, drawZone } from './apply-proposal.ts'
import { draftConduits } from './conduit-drafts.ts'
import type { Host } from './host.ts'
import {
  type ConduitDraft,
  isRefused,
  type PartitionProposal,
  type Refusal,
  type SeenConversation,
  type StoppedTraffic,
  type ZoneDraft,
} from './proposal.ts'
import { draftOutside, draftZones, needsOutside } from './zone-drafts.ts'

export interface PartitionInput {
  /** What is drawn; an empty plant where nothing is. */
  readonly plant: PlantFile
  readonly hosts: readonly Host[]
  readonly seen: readonly SeenConversation[]
  readonly refusals?: readonly Refusal[]
}

export type Standing = Readonly<Record<Verdict, number>>

export interface Partition {
  readonly zones: readonly ZoneDraft[]
  readonly conduits: readonly ConduitDraft[]
  /** Proposals that were refused on the same facts. */
  readonly refused: readonly PartitionProposal[]
  readonly stopped: readonly StoppedTraffic[]
  /** Hosts without an address by which they could be placed. */
  readonly unplaced: readonly string[]
  /** Conversations by verdict: as drawn now, and if everything were accepted. */
  readonly asDrawn: Standing
  readonly ifAccepted: Standing
}

export function proposePartition({ plant, hosts, seen, refusals = [] }: PartitionInput): Partition {
  const model = zoneModelOf(plant, 0)
  const drafts = draftZones(plant, model, hosts, servedBy(model, seen))
  const world = seen.flatMap(({ client, server }) => [client.ip, server.ip])
  const isOutsideDrawn = drafts.some(({ zone }) => zone.purdue === '5')
  const taken = [...plant.zones, ...drafts.map(({ zone }) => zone)].map(({ id }) => id)
  const allZones = needsOutside(model, world) && !isOutsideDrawn ? [...drafts, draftOutside(taken)] : drafts
  const zones = allZones.filter((draft) => !isRefused(draft, refusals))
  const byId = new Map(hosts.map((host) => [host.id, host]))
  const sketch = zones.reduce((drawn, { zone, members, sharesNetwork }) => {
    const there = members.flatMap(({ host }) => byId.get(host) ?? [])
    return drawZone(drawn, { zone, members: there, network: sharesNetwork })
  }, plant)
  const { drafts: allConduits, stopped } = draftConduits(
    plantView(sketch, []),
    seen,
    new Map(zones.map(({ zone, key }) => [zone.id, key])),
  )
  const conduits = allConduits.filter((draft) => !isRefused(draft, refusals))
  const whole = conduits.reduce((drawn, { conduit, before }) => drawConduit(drawn, conduit, before), sketch)
  const placed = new Set(allZones.flatMap(({ members }) => members.map(({ host }) => host)))
  return {
    zones,
    conduits,
    refused: [...allZones, ...allConduits].filter((draft) => isRefused(draft, refusals)),
    stopped,
    unplaced: hosts
      .filter(({ id, zone, cards }) => zone === null && !placed.has(id) && cards.every((card) => !stands(model, card)))
      .map(({ id }) => id),
    asDrawn: standingOf(model, seen),
    ifAccepted: standingOf(zoneModelOf(whole, 0), seen),
  }
}

function stands(model: ZoneModel, card: Host['cards'][number]): boolean {
  return placeOf(model, card).zone !== null
}

function standingOf(model: ZoneModel, seen: readonly SeenConversation[]): Standing {
  const counts = { allowed: 0, 'not-allowed': 0, unknown: 0 }
  for (const one of seen) counts[judgeConversation(model, one).verdict]++
  return counts
}

/** The first industrial protocol that a host was seen to answer. */
function servedBy(model: ZoneModel, seen: readonly SeenConversation[]): (host: Host) => string | null {
  const industrial = new Set(model.protocols.filter(({ isIndustrial }) => isIndustrial).map(({ id }) => id))
  const served = new Map<string, string>()
  for (const one of seen) {
    const { protocol } = judgeConversation(model, one)
    const ip = one.server.ip === null || parseIp(one.server.ip) === null ? null : one.server.ip
    if (protocol === null || ip === null || !one.isAnswered || !industrial.has(protocol)) continue
    const before = served.get(ip)
    if (before === undefined || protocol < before) served.set(ip, protocol)
  }
  return ({ cards }) => cards.flatMap(({ ip }) => served.get(ip ?? '') ?? [])[0] ?? null
}
