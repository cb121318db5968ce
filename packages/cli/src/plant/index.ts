// `penstock plant …`: a plant file checked without a server, and what `import` and `export` are asked for.
export { type PlantExportOptions, type PlantImportOptions, parsePlantExport, parsePlantImport } from './arguments.ts'
export { plantCheck } from './check.ts'
export { loadPlantFile, type PlantFileRefusal } from './load-plant-file.ts'
