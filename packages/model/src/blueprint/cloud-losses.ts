// What the loss of each cloud service would do: which functions stop, after which hold-up, and where the service stands.
import type { PlantFile } from '@penstock/model/plant'
import {
  playOutage,
  processNetworkOf,
  withCloudServices,
  withDrilledHoldUps,
  withRestsOn,
} from '@penstock/model/process'

export interface CloudLoss {
  readonly id: string
  readonly name: string
  readonly provider: string
  /** Its own zone, else that of its asset; null when nobody said. */
  readonly zone: string | null
  readonly domain: 'it' | 'ot' | null
  readonly asset: string | null
  /** Assets of the plant that it reaches. */
  readonly reaches: readonly string[]
  /** Functions that name it, with their hold-up time; empty where no function does, and then its loss stops nothing that is known. */
  readonly neededBy: readonly { readonly function: string; readonly holdUpH: number }[]
  /** Functions that stop when it does not come back, the first to stop first. */
  readonly stops: readonly {
    readonly id: string
    readonly name: string
    readonly afterH: number
    readonly isMtpdBroken: boolean | null
  }[]
}

export function cloudLosses(plant: PlantFile): readonly CloudLoss[] {
  const whole = withCloudServices(plant)
  const { functions, hostNeeds } = withRestsOn(whole)
  const drilled = withDrilledHoldUps({ ...whole, functions: [...functions] })
  const network = processNetworkOf({ functions: drilled, hostNeeds })
  const zoneOf = new Map(plant.assets.map(({ id, zone }) => [id, zone]))
  return plant.cloudServices.map(({ id, name, provider, asset, zone, domain, reaches, neededBy = [] }) => {
    const played = neededBy.length === 0 ? [] : playOutage(network, [{ unit: id, fromH: 0, toH: null }]).functions
    const stops = played.flatMap((one) => {
      if (one.firstDownH === null || one.id === id) return []
      return [{ id: one.id, name: one.name, afterH: one.firstDownH, isMtpdBroken: one.isMtpdBroken }]
    })
    return {
      id,
      name,
      provider,
      zone: zone ?? (asset === null ? null : (zoneOf.get(asset) ?? null)),
      domain: domain ?? null,
      asset,
      reaches,
      neededBy,
      stops: stops.toSorted((a, b) => a.afterH - b.afterH),
    }
  })
}
