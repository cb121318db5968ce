// The zone map of a site as the page draws it: lanes, zones, and each conduit with what was seen on it.
import type { MapEdge, MapZone, ZoneMapView } from '@penstock/contract/zones'
import { type EpochMicros, isoOfMicros, isoOrNull } from '@penstock/model/kernel'
import { layOutZones, levelSteps, type ModelConduit, type ZoneModel } from '@penstock/model/zones'
import type { EdgeRow } from './queries.ts'

export interface ZoneCounts {
  readonly assets: number
  readonly observedAssets: number
  readonly unregistered: number
  readonly breaches: number
}

const NOTHING: ZoneCounts = { assets: 0, observedAssets: 0, unregistered: 0, breaches: 0 }

export function zoneMap(
  site: string,
  model: ZoneModel | null,
  edges: readonly EdgeRow[],
  counts: ReadonlyMap<string, ZoneCounts>,
  at: EpochMicros,
): ZoneMapView {
  if (model === null) return { site, modelVersion: null, asOf: isoOfMicros(at), lanes: [], zones: [], edges: [] }
  const layout = layOutZones(model)
  const zones = layout.zones.map((placed): MapZone => {
    const zone = model.zones.find(({ id }) => id === placed.zone)!
    const { id, name, purdue, subnets, slTarget } = zone
    const { lane, x, y, width, height } = placed
    return { id, name, purdue, lane, x, y, width, height, subnets, slTarget, ...(counts.get(id) ?? NOTHING) }
  })
  return {
    site,
    modelVersion: model.version,
    asOf: isoOfMicros(at),
    lanes: layout.lanes.map(({ index, label }) => ({ index, label })),
    zones,
    edges: [...model.conduits.map((conduit) => conduitEdge(model, conduit, edges)), ...strayEdges(model, edges)],
  }
}

function conduitEdge(model: ZoneModel, conduit: ModelConduit, edges: readonly EdgeRow[]): MapEdge {
  const seen = edges.filter((edge) => edge.conduit === conduit.id)
  const permitted = conduit.status === 'undocumented' ? [] : conduit.protocols
  const protocols: MapEdge['protocols'] = seen.map(protocolOf)
  for (const protocol of permitted)
    if (!seen.some((edge) => edge.protocol === protocol && edge.verdict === 'allowed'))
      protocols.push({ protocol, state: 'allowed-never-seen', conversations: 0, lastAt: null })
  return {
    id: conduit.id,
    conduit: conduit.id,
    zoneA: conduit.zoneA,
    zoneB: conduit.zoneB,
    direction: conduit.direction,
    status: conduit.status,
    enforcedBy: [...conduit.enforcedBy],
    judgement: judgementOf(protocols),
    crossesLanes: stepsBetween(model, conduit.zoneA, conduit.zoneB),
    protocols,
  }
}

/** Traffic between two zones that no conduit joins: an edge of its own, as there is nothing to draw it on. */
function strayEdges(model: ZoneModel, edges: readonly EdgeRow[]): MapEdge[] {
  const strays = edges.filter((edge) => !model.conduits.some(({ id }) => id === edge.conduit))
  const byPair = Map.groupBy(strays, (edge) => `${edge.zone_a} ${edge.zone_b}`)
  return [...byPair].map(([pair, ofPair]) => {
    const protocols = ofPair.map(protocolOf)
    const [first] = ofPair
    const [zoneA, zoneB] = [first?.zone_a ?? '', first?.zone_b ?? '']
    return {
      id: `without ${pair}`,
      conduit: null,
      zoneA,
      zoneB,
      direction: null,
      status: null,
      enforcedBy: [],
      judgement: judgementOf(protocols),
      crossesLanes: stepsBetween(model, zoneA, zoneB),
      protocols,
    }
  })
}

function protocolOf(edge: EdgeRow): MapEdge['protocols'][number] {
  const state = edge.verdict === 'allowed' ? 'allowed-seen' : edge.verdict === 'not-allowed' ? 'not-allowed' : 'unknown'
  const lastAt = isoOrNull(edge.last_at)
  return { protocol: edge.protocol, state, conversations: edge.conversations, lastAt }
}

function judgementOf(protocols: MapEdge['protocols']): MapEdge['judgement'] {
  if (protocols.some(({ state }) => state === 'not-allowed')) return 'breach'
  if (protocols.some(({ state }) => state === 'allowed-seen')) return 'allowed-seen'
  return protocols.some(({ state }) => state === 'unknown') ? 'unknown' : 'allowed-never-seen'
}

function stepsBetween(model: ZoneModel, a: string, b: string): number {
  const purdueOf = (id: string): string | null => model.zones.find((zone) => zone.id === id)?.purdue ?? null
  return Math.round(levelSteps(purdueOf(a), purdueOf(b)) ?? 0)
}
