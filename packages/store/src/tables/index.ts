// The tables of each store as types and as data.
export type { CaptureProof, CoreTables } from './core.ts'
export { coreTables } from './core.ts'
export type { FilePlace } from './ingest.ts'
export type { MonitoringTables } from './monitoring.ts'
export { monitoringTables } from './monitoring.ts'
