// Where the mirror sees a conversation: one VLAN per zone, same-segment pairs with both addresses of that segment, pairs
// of different zones once, with the far end behind the MAC of the gateway.
import type { VlanTag } from '@penstock/sensor/encoders'
import type { TrafficPlant } from './plant.ts'
import type { Station, StationInterface, Stations } from './stations.ts'

/** One end as the frame shows it. */
export interface PathEnd {
  readonly ip: string
  readonly mac: string
}

export interface Path {
  readonly client: PathEnd
  readonly server: PathEnd
  readonly zone: string
  readonly tags: readonly VlanTag[]
}

export interface ZoneVlan {
  readonly zone: string
  readonly vlan: number
}

const FIRST_VLAN = 100
const GATEWAY_ROLES = ['firewall', 'remote-access']

export class Network {
  readonly vlans: readonly ZoneVlan[]
  readonly #plant: TrafficPlant
  readonly #stations: Stations

  constructor(plant: TrafficPlant, stations: Stations) {
    this.#plant = plant
    this.#stations = stations
    this.vlans = plant.zones.map((zone, at) => ({ zone: zone.id, vlan: FIRST_VLAN + at }))
  }

  tagsOf(zone: string): readonly VlanTag[] {
    const vlan = this.vlans.find((entry) => entry.zone === zone)?.vlan
    return vlan === undefined ? [] : [{ vlan }]
  }

  hasSubnet(zone: string): boolean {
    return this.#subnetOf(zone) !== null
  }

  /** Mask of a zone's subnet as text, /24 when it has none. */
  maskOf(zone: string): string {
    const bits = Number(this.#subnetOf(zone)?.split('/')[1] ?? 24)
    return [24, 16, 8, 0].map((shift) => ((0xffff_ffff << (32 - bits)) >>> shift) & 0xff).join('.')
  }

  /** Addresses and tags of a conversation that `client` starts with `server`. */
  pathBetween(client: Station, server: Station): Path {
    const shared = this.#sharedZone(client, server)
    if (shared !== null) {
      const end = (station: Station): PathEnd => this.#ownEnd(station, cardIn(station, shared))
      return { client: end(client), server: end(server), zone: shared, tags: this.tagsOf(shared) }
    }
    const zone = this.hasSubnet(server.zone) ? server.zone : client.zone
    const gateway = this.gatewayMac(zone, client, server)
    const end = (station: Station): PathEnd =>
      station.zone === zone
        ? this.#ownEnd(station, cardIn(station, zone))
        : { ip: cardIn(station, station.zone).ip, mac: gateway }
    return { client: end(client), server: end(server), zone, tags: this.tagsOf(zone) }
  }

  /** The MAC that hosts of `zone` send through to reach the other end. */
  gatewayMac(zone: string, client: Station, server: Station): string {
    const card = this.gatewayCard(zone, client, server)
    return card?.mac ?? routerMac(this.vlans.findIndex((entry) => entry.zone === zone))
  }

  /** The interface of the device between two ends; null when the plant names none in this zone. */
  gatewayCard(zone: string, client: Station, server: Station): StationInterface | null {
    const between = (a: string, b: string) => (conduit: { zoneA: string; zoneB: string }) =>
      (conduit.zoneA === a && conduit.zoneB === b) || (conduit.zoneA === b && conduit.zoneB === a)
    const enforcing = this.#plant.conduits
      .filter(between(client.zone, server.zone))
      .flatMap((conduit) => conduit.enforcedBy)
    const gateways = this.#plant.assets.filter((asset) => GATEWAY_ROLES.includes(asset.role)).map((asset) => asset.id)
    for (const id of [...enforcing, ...gateways]) {
      if (id === client.id || id === server.id) continue
      const card = this.#stations.find(id)?.interfaces.find((entry) => entry.zone === zone && entry.mac !== null)
      if (card !== undefined) return card
    }
    return null
  }

  // A zone in which both have an interface: the server's first, then the client's, then any.
  #sharedZone(client: Station, server: Station): string | null {
    const has = (station: Station, zone: string) => station.interfaces.some((card) => card.zone === zone)
    const order = [server.zone, client.zone, ...this.#plant.zones.map((zone) => zone.id)]
    return order.find((zone) => has(client, zone) && has(server, zone)) ?? null
  }

  // Without a known MAC: outside the subnets a router stands in front, inside one the address gives a local MAC.
  #ownEnd(station: Station, card: StationInterface): PathEnd {
    if (card.mac !== null) return { ip: card.ip, mac: card.mac }
    const isFar = (station.asset?.interfaces.length ?? 0) === 0
    const at = this.vlans.findIndex((entry) => entry.zone === card.zone)
    return { ip: card.ip, mac: isFar ? routerMac(at) : madeMac(card.ip) }
  }

  #subnetOf(zone: string): string | null {
    return this.#plant.zones.find((entry) => entry.id === zone)?.subnet ?? null
  }
}

function cardIn(station: Station, zone: string): StationInterface {
  const card = station.interfaces.find((entry) => entry.zone === zone) ?? station.interfaces[0]
  return card ?? { ip: '0.0.0.0', mac: null, zone }
}

// Locally administered addresses (IEEE 802 §8.4): second bit of the first byte set.
function routerMac(zoneNumber: number): string {
  return `02:00:00:00:${hexByte(zoneNumber >> 8)}:${hexByte(zoneNumber)}`
}

function madeMac(ip: string): string {
  return `02:01:${ip
    .split('.')
    .map((part) => hexByte(Number(part)))
    .join(':')}`
}

function hexByte(value: number): string {
  return (value & 0xff).toString(16).padStart(2, '0')
}
