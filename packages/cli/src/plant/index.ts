// `penstock plant …`: a plant file checked without a server, and the plant of a running hub in and out.
export { type PlantExportOptions, type PlantImportOptions, parsePlantExport, parsePlantImport } from './arguments.ts'
export { plantCheck } from './check.ts'
export { openPlantFile, plantArguments } from './open-plant-file.ts'
export { plantExport, plantImport } from './transfer.ts'
