// The plant as it is known: its cloud services as functions, needs that owners confirmed, hold-ups that drills measured; and its network.
import type { PlantFile } from '@penstock/model/plant'
import { withCloudServices } from './cloud-services.ts'
import { withDrilledHoldUps } from './drills.ts'
import { type ProcessNetwork, processNetworkOf } from './network.ts'
import { type HostNeed, withRestsOn } from './rests-on.ts'

export interface KnownPlant {
  readonly plant: PlantFile
  readonly hostNeeds: readonly HostNeed[]
  readonly network: ProcessNetwork
}

export function knownPlantOf(declared: PlantFile): KnownPlant {
  const whole = withCloudServices(declared)
  const { functions, hostNeeds } = withRestsOn(whole)
  const plant = { ...whole, functions: [...withDrilledHoldUps({ ...whole, functions: [...functions] })] }
  return { plant, hostNeeds, network: processNetworkOf({ functions: plant.functions, hostNeeds }) }
}
