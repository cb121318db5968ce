// What a blueprint is held against: the plant as it is declared, and beside it what was observed, where anything was.
import { type PlantFile, zonesOfAsset } from '@penstock/model/plant'

export interface LiveAsset {
  readonly id: string
  readonly name: string
  /** The declared zone, then those of further cards. */
  readonly zones: readonly string[]
  /** Where the wire shows it; null when nothing was seen of it, or nobody can say. */
  readonly seenIn: string | null
}

export interface LiveConduit {
  readonly id: string
  readonly zoneA: string
  readonly zoneB: string
  readonly protocols: readonly string[]
  readonly direction: 'both' | 'a-to-b'
  readonly enforcedBy: readonly string[]
}

/** A sensor of the site, with the segments that it was enrolled for. */
export interface LiveSensor {
  readonly name: string
  readonly domain: 'it' | 'ot'
  readonly segments: readonly string[]
  /** Whether it is heard and was not revoked; null while nobody can say, as when its cell does not answer. */
  readonly isListening: boolean | null
}

/** A device that talks and is not registered. */
export interface LiveStranger {
  readonly id: string
  readonly label: string
  readonly zone: string | null
}

/** Traffic between two zones that the blueprint does not allow, counted at the zones in which it places the ends. */
export interface LiveTraffic {
  readonly zoneA: string
  readonly zoneB: string
  readonly protocol: string
  /** One conversation that shows it. */
  readonly example: string
}

export interface LiveState {
  readonly zones: readonly { readonly id: string; readonly name: string; readonly purdue: string | null }[]
  readonly conduits: readonly LiveConduit[]
  readonly assets: readonly LiveAsset[]
  /** `zone`: where the service itself is said to count; null for that of its asset. */
  readonly cloudServices: readonly { readonly id: string; readonly name: string; readonly zone: string | null }[]
  /** Null where sensors are not known, as with a plant file alone: then nothing is said of them. */
  readonly sensors: readonly LiveSensor[] | null
  readonly strangers: readonly LiveStranger[]
  readonly traffic: readonly LiveTraffic[]
}

/** The state that a plant file declares; nothing observed. */
export function liveStateOf(plant: PlantFile): LiveState {
  return {
    zones: plant.zones.map(({ id, name, purdue }) => ({ id, name, purdue: purdue ?? null })),
    conduits: plant.conduits.map(({ id, zoneA, zoneB, protocols, direction, enforcedBy }) => {
      return { id, zoneA, zoneB, protocols, direction, enforcedBy: enforcedBy ?? [] }
    }),
    assets: plant.assets.map((asset) => ({
      id: asset.id,
      name: asset.name,
      zones: zonesOfAsset(asset),
      seenIn: null,
    })),
    cloudServices: plant.cloudServices.map(({ id, name, zone }) => ({ id, name, zone: zone ?? null })),
    sensors: null,
    strangers: [],
    traffic: [],
  }
}
