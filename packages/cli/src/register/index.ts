// `penstock register …`: the register of a running hub, in and out.
export { registerExport } from './export.ts'
export { registerImport } from './import.ts'
