// Who reaches which service: inside a zone, by a conduit that permits it, by a port forward, over a card in a second zone.
// From outside only recorded ways in count (a flow, a remote access path, a port forward): the world is not one network.
import type { PlantAsset, PlantConduit } from '@penstock/model/plant'
import type { FactBook } from './fact.ts'
import { type Ground, type Service, surveyedBetween } from './ground.ts'

export interface Reach {
  readonly from: string
  readonly to: string
  readonly protocol: string
  /** Ids of the facts that make it so. */
  readonly facts: readonly string[]
  /** Conduits that it crosses, in order; surveyed ones where it goes past the rules. */
  readonly crosses: readonly string[]
  /** Function codes that pass; null when all do. Only a device that looks into the protocol enforces a list. */
  readonly codes: readonly number[] | null
}

/** Calls `found` for every reach of the plant. */
export function eachReach(ground: Ground, book: FactBook, found: (reach: Reach) => void): void {
  for (const zone of ground.plant.zones) {
    if (!ground.isOutside(zone.id)) withinZone(ground, book, zone.id, found)
  }
  const recorded = recordedFromOutside(ground)
  for (const conduit of ground.plant.conduits) {
    if (conduit.status === 'undocumented' || conduit.zoneA === conduit.zoneB) continue
    byConduit(ground, book, conduit, true, recorded, found)
    if (conduit.direction === 'both') byConduit(ground, book, conduit, false, recorded, found)
  }
  for (const asset of ground.plant.assets) {
    byPortForward(ground, book, asset, found)
    byUplink(ground, book, asset, found)
  }
}

/** Whether two assets can exchange packets at all: a zone of both, or a documented conduit that admits both ends. */
export function linkBetween(
  ground: Ground,
  book: FactBook,
  from: string,
  to: string,
): { readonly facts: readonly string[]; readonly crosses: readonly string[] } | null {
  const fromZones = ground.zonesOf(from)
  const toZones = ground.zonesOf(to)
  for (const zone of fromZones) {
    if (toZones.includes(zone)) return sameZone(ground, book, zone, from, to)
  }
  for (const zone of fromZones) {
    for (const other of toZones) {
      const conduit = ground.index
        .conduitsBetween(zone, other)
        .find((one) => one.status !== 'undocumented' && admits(one, from, to, one.zoneA === zone))
      if (conduit === undefined) continue
      return {
        facts: [
          conduitFact(ground, book, conduit),
          ...sideFacts(ground, book, from, zone),
          ...sideFacts(ground, book, to, other),
        ],
        crosses: [...sideCrosses(ground, from, zone), conduit.id, ...sideCrosses(ground, to, other)],
      }
    }
  }
  return null
}

function withinZone(ground: Ground, book: FactBook, zone: string, found: (reach: Reach) => void): void {
  const members = ground.membersOf(zone)
  for (const from of members) {
    for (const to of members) {
      if (from === to) continue
      const services = ground.servicesOf(to.id)
      if (services.length === 0) continue
      const link = sameZone(ground, book, zone, from.id, to.id)
      for (const { protocol } of services) found({ from: from.id, to: to.id, protocol, ...link, codes: null })
    }
  }
}

function sameZone(ground: Ground, book: FactBook, zone: string, from: string, to: string) {
  const fact = book.tell('same-zone', zone, () => ({
    domain: ground.domainOfZones([zone]),
    places: [`zones[id=${zone}].id`],
    text: `nothing stands between members of ${zone}`,
    canBeCut: false,
  }))
  return {
    facts: [fact, ...sideFacts(ground, book, from, zone), ...sideFacts(ground, book, to, zone)],
    crosses: [...sideCrosses(ground, from, zone), ...sideCrosses(ground, to, zone)],
  }
}

/** An asset used in a zone that is not its own is a way past the rules between the two. */
function sideFacts(ground: Ground, book: FactBook, asset: string, zone: string): readonly string[] {
  const own = ground.index.assetById.get(asset)?.zone
  if (own === undefined || own === zone) return []
  return [
    book.tell('two-zones', asset, () => ({
      domain: ground.domainOfZones([own, zone]),
      places: [`assets[id=${asset}].interfaces`],
      text: `${asset} has cards in ${own} and ${zone} and enforces no conduit between them`,
      canBeCut: true,
    })),
  ]
}

function sideCrosses(ground: Ground, asset: string, zone: string): readonly string[] {
  const own = ground.index.assetById.get(asset)?.zone
  return own === undefined || own === zone ? [] : surveyedBetween(ground, own, zone).map((conduit) => conduit.id)
}

function byConduit(
  ground: Ground,
  book: FactBook,
  conduit: PlantConduit,
  isForward: boolean,
  recorded: ReadonlySet<string>,
  found: (reach: Reach) => void,
): void {
  const [start, end] = isForward ? [conduit.zoneA, conduit.zoneB] : [conduit.zoneB, conduit.zoneA]
  const protocols = new Set(conduit.protocols.map((name) => ground.index.protocol(name)?.id ?? name))
  const isOutside = ground.isOutside(start)
  for (const from of ground.membersOf(start)) {
    for (const to of ground.membersOf(end)) {
      if (from === to || !admits(conduit, from.id, to.id, isForward)) continue
      const services = ground.servicesOf(to.id).filter(({ protocol }) => protocols.has(protocol))
      if (services.length === 0) continue
      for (const { protocol } of unrepeated(services)) {
        if (isOutside && !recorded.has(`${from.id} ${to.id} ${protocol}`)) continue
        const facts = [
          conduitFact(ground, book, conduit),
          ...sideFacts(ground, book, from.id, start),
          ...sideFacts(ground, book, to.id, end),
        ]
        const crosses = [...sideCrosses(ground, from.id, start), conduit.id, ...sideCrosses(ground, to.id, end)]
        found({ from: from.id, to: to.id, protocol, facts, crosses, codes: enforcedCodes(ground, conduit, protocol) })
      }
    }
  }
}

function unrepeated(services: readonly Service[]): readonly Service[] {
  return services.filter((one, at) => services.findIndex((other) => other.protocol === one.protocol) === at)
}

function admits(conduit: PlantConduit, from: string, to: string, isForward: boolean): boolean {
  if (conduit.endpoints === undefined) return true
  const { a, b } = conduit.endpoints
  return isForward ? a.includes(from) && b.includes(to) : b.includes(from) && a.includes(to)
}

/** The codes that the enforcing device lets through; null where the list stands on paper only, or there is none. */
export function enforcedCodes(ground: Ground, conduit: PlantConduit, protocol: string): readonly number[] | null {
  const limits = (conduit.functionLimits ?? []).filter(
    (one) => (ground.index.protocol(one.protocol)?.id ?? one.protocol) === protocol,
  )
  if (limits.length === 0 || conduit.inspection !== 'application') return null
  return limits.flatMap((limit) => limit.functions)
}

function conduitFact(ground: Ground, book: FactBook, conduit: PlantConduit): string {
  return book.tell('conduit', conduit.id, () => {
    const isPaper = (conduit.functionLimits ?? []).length > 0 && conduit.inspection !== 'application'
    const keys = ['protocols', 'direction', ...(isPaper ? ['functionLimits', 'inspection'] : [])]
    const arrow = conduit.direction === 'both' ? '↔' : '→'
    const paper = isPaper
      ? '; its list of function codes is not enforced: the device does not look into the protocol'
      : ''
    return {
      domain: ground.domainOfZones([conduit.zoneA, conduit.zoneB]),
      places: keys.map((key) => `conduits[id=${conduit.id}].${key}`),
      text: `${conduit.id} ${conduit.zoneA} ${arrow} ${conduit.zoneB} permits ${conduit.protocols.join(', ')}${paper}`,
      canBeCut: true,
    }
  })
}

/** `from to protocol` of flows and remote access paths that begin outside. */
function recordedFromOutside(ground: Ground): ReadonlySet<string> {
  const recorded = new Set<string>()
  const add = (from: string, to: string, name: string): void => {
    recorded.add(`${from} ${to} ${ground.index.protocol(name)?.id ?? name}`)
  }
  for (const flow of ground.plant.flows) add(flow.src, flow.dst, flow.protocol)
  for (const access of ground.plant.remoteAccess) {
    const [from, to] = access.path
    if (from !== undefined && to !== undefined) for (const protocol of access.protocols) add(from, to, protocol)
  }
  return recorded
}

function byPortForward(ground: Ground, book: FactBook, asset: PlantAsset, found: (reach: Reach) => void): void {
  for (const forward of asset.portForwards ?? []) {
    if (!forward.enabled) continue
    const protocol = ground.index.protocol(forward.protocol)?.id ?? forward.protocol
    const fact = book.tell('port-forward', `${asset.id}:${forward.publicPort}`, () => ({
      domain: ground.domainOfAssets([forward.to]),
      places: [`assets[id=${asset.id}].portForwards`],
      text: `${asset.id} forwards public port ${forward.publicPort} to ${forward.to}:${forward.toPort} from ${forward.sources === 'any' ? 'any source' : forward.sources.join(', ')}`,
      canBeCut: true,
    }))
    const end = ground.index.assetById.get(forward.to)?.zone ?? asset.zone
    for (const zone of ground.plant.zones.filter((one) => ground.isOutside(one.id))) {
      const surveyed = surveyedBetween(ground, zone.id, end).filter((conduit) =>
        conduit.protocols.includes(forward.protocol),
      )
      for (const from of ground.membersOf(zone.id)) {
        if (from.id === asset.id || (forward.sources !== 'any' && from.role === 'internet')) continue
        const crosses = surveyed.map((conduit) => conduit.id)
        found({ from: from.id, to: forward.to, protocol, facts: [fact], crosses, codes: null })
      }
    }
  }
}

/** An own way out that the site's firewall does not see, on a device that enforces nothing there, opens its services. */
function byUplink(ground: Ground, book: FactBook, asset: PlantAsset, found: (reach: Reach) => void): void {
  for (const uplink of asset.uplinks ?? []) {
    if (uplink.throughSiteFirewall || uplink.publicIp === null) continue
    for (const zone of ground.plant.zones.filter((one) => ground.isOutside(one.id))) {
      if (ground.index.conduitsBetween(zone.id, asset.zone).some((conduit) => conduit.enforcedBy?.includes(asset.id)))
        continue
      const fact = book.tell('own-uplink', asset.id, () => ({
        domain: ground.domainOfAssets([asset.id]),
        places: [`assets[id=${asset.id}].uplinks`],
        text: `${asset.id} has a ${uplink.kind} uplink of its own at ${uplink.publicIp}, past the site's firewall`,
        canBeCut: true,
      }))
      const crosses = surveyedBetween(ground, zone.id, asset.zone).map((conduit) => conduit.id)
      for (const from of ground.membersOf(zone.id).filter((one) => one.role === 'internet')) {
        for (const { protocol } of unrepeated(ground.servicesOf(asset.id))) {
          found({ from: from.id, to: asset.id, protocol, facts: [fact], crosses, codes: null })
        }
      }
    }
  }
}
