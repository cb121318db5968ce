// The declared plant: its file format, faults and weaknesses of a file, views of it, and the asset register as CSV.
export * from './address.ts'
export { ANSWER_KEYS } from './answer-keys.ts'
export { checkPlant } from './check-plant.ts'
export { type CsvRow, type CsvText, csvRows, writeCsv } from './csv.ts'
export { BOM_END, type BomWords, bomComponents, bomHead, isCycloneDx, openCycloneDx } from './cyclonedx.ts'
export { type DecodedText, decodeText } from './decode-text.ts'
export type { Mend, PlantFault, PlantFaultCode } from './fault.ts'
export { type PlantFaultText, plantFaultText } from './fault-text.ts'
export { PLANT_SCHEMA } from './file/about.ts'
export type { Drill, RestsOn } from './file/continuity.ts'
export type { PlantFlow } from './file/flows.ts'
export { PlantFile } from './file/plant-file.ts'
export type { PlantFunction } from './file/process.ts'
export { InstalledSoftware } from './file/protection.ts'
export { PlantId } from './file/scalars.ts'
export type { PlantAsset, PlantConduit, PlantInterface, PlantProtocol, PlantZone } from './file/topology.ts'
export { neutralised } from './formula-cell.ts'
export { lineAndColumn, walkJson } from './json-places.ts'
export { nearestTo } from './nearest.ts'
export {
  netboxHead,
  netboxInterfaceHead,
  netboxInterfaceLines,
  netboxKind,
  netboxLines,
  openNetboxDevices,
  openNetboxInterfaces,
} from './netbox.ts'
export {
  type IndexedZone,
  interfacesOf,
  isOutsideZone,
  type PlantIndex,
  plantIndex,
  zonesOfAsset,
} from './plant-index.ts'
export { plantJsonSchema } from './published-schema.ts'
export { reachOf } from './reach.ts'
export { type PlantRead, parsePlant, readPlant } from './read-plant.ts'
export * from './register-columns.ts'
export { type MappedColumn, openCsvRegister, openTable, type ReadRow, type RegisterFile } from './register-file.ts'
export { atOnce, type Steps } from './steps.ts'
export { type PlantRule, type PlantWeakness, plantWeaknessText } from './weakness.ts'
export { writePlant } from './write-plant.ts'
export { cellsOfRow, csvRegisterHead, csvRegisterLines } from './write-register.ts'
