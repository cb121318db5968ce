// Who can be an end of a conversation: assets of the plant, unregistered devices, and single addresses outside. Assets
// without any address of their own get one of the network that their remote access is recorded from, else (the internet, a
// vendor's cloud) one from the documentation ranges (RFC 5737).
import type { HiddenDevice, PlantAsset, TrafficPlant } from './plant.ts'

export interface StationInterface {
  readonly ip: string
  readonly mac: string | null
  readonly zone: string
}

/** `asset` is null for a device that nobody registered and for a bare address. */
export interface Station {
  readonly id: string
  readonly zone: string
  readonly interfaces: readonly StationInterface[]
  readonly asset: PlantAsset | null
  readonly hostname: string
}

const FREE_RANGES = ['198.51.100.', '203.0.113.']
const FIRST_FREE_HOST = 20
const LAST_FREE_HOST = 250
/** Which host of its network a caller is. */
const CALLER_HOST = 4

export class Stations {
  readonly #byId = new Map<string, Station>()
  readonly #outside: string

  constructor(plant: TrafficPlant) {
    const free = freeAddresses(plant)
    this.#outside = plant.zones.find((zone) => zone.subnet === null)?.id ?? ''
    for (const asset of plant.assets) this.#byId.set(asset.id, stationOf(asset, callsFrom(plant, asset.id), free))
    for (const device of plant.unregistered) this.#byId.set(device.id, stationOfHidden(device))
  }

  /** The station of an asset or unregistered device. */
  find(id: string): Station | null {
    return this.#byId.get(id) ?? null
  }

  /** A station for a bare address: the zone that has no subnet is where unknown addresses live. */
  atAddress(ip: string): Station {
    return {
      id: ip,
      zone: this.#outside,
      interfaces: [{ ip, mac: null, zone: this.#outside }],
      asset: null,
      hostname: ip,
    }
  }

  /** The same station under another public address, as a flow may say. */
  under(station: Station, ip: string): Station {
    return { ...station, interfaces: [{ ip, mac: null, zone: station.zone }] }
  }

  /** All stations in the order of the file. */
  all(): readonly Station[] {
    return [...this.#byId.values()]
  }
}

/** The address that a caller from outside uses, when all its remote access is recorded from one network. */
function callsFrom(plant: TrafficPlant, id: string): string | null {
  const accesses = plant.remoteAccess.filter(({ path }) => path[0] === id)
  const networks = new Set(accesses.flatMap(({ sourceNetworks }) => sourceNetworks ?? []))
  const [network] = networks
  if (network === undefined || networks.size > 1) return null
  const [a, b, c, d] = (network.split('/')[0] ?? '').split('.').map(Number)
  return d === undefined ? null : [a, b, c, d + CALLER_HOST].join('.')
}

function stationOf(asset: PlantAsset, caller: string | null, free: Generator<string, void, void>): Station {
  const own = asset.interfaces.flatMap((card) =>
    card.ip === null ? [] : [{ ip: card.ip, mac: card.mac, zone: card.zone }],
  )
  const made = own.length > 0 ? own : [{ ip: caller ?? free.next().value ?? '', mac: null, zone: asset.zone }]
  return {
    id: asset.id,
    zone: asset.zone,
    interfaces: made,
    asset,
    hostname: asset.stationName ?? asset.id.toLowerCase(),
  }
}

function stationOfHidden(device: HiddenDevice): Station {
  const { id, zone, ip, mac, hostname } = device
  return { id, zone, interfaces: [{ ip, mac, zone }], asset: null, hostname }
}

function* freeAddresses(plant: TrafficPlant): Generator<string, void, void> {
  const taken = new Set<string>()
  for (const asset of plant.assets) {
    for (const card of asset.interfaces) if (card.ip !== null) taken.add(card.ip)
    for (const uplink of asset.uplinks) if (uplink.publicIp) taken.add(uplink.publicIp)
  }
  for (const flow of plant.flows) for (const ip of [flow.srcIp, flow.dstIp]) if (ip) taken.add(ip)
  for (const device of plant.unregistered) for (const line of device.traffic) if (line.to) taken.add(line.to)
  for (const range of FREE_RANGES) {
    for (let host = FIRST_FREE_HOST; host <= LAST_FREE_HOST; host++) {
      if (!taken.has(range + host)) yield range + host
    }
  }
}
