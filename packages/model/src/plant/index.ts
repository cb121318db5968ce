// The declared plant: its file format, faults and weaknesses of a file, views of it, and the asset register as CSV.
export * from './address.ts'
export { ANSWER_KEYS } from './answer-keys.ts'
export type { Mend, PlantFault, PlantFaultCode } from './fault.ts'
export { PLANT_SCHEMA } from './file/about.ts'
export type { PlantFlow } from './file/flows.ts'
export { PlantFile } from './file/plant-file.ts'
export type { PlantFunction } from './file/process.ts'
export {
  type PlantAsset,
  type PlantConduit,
  type PlantInterface,
  PlantProtocol,
  type PlantZone,
} from './file/topology.ts'
export { nearestTo } from './nearest.ts'
export { type PlantRead, parsePlant, readPlant } from './read-plant.ts'
export { writePlant } from './write-plant.ts'
