// Events: the normalised event (OCSF 1.8 with the `ot` profile) and the formats that become one.
export { type EdrHost, type EdrReason, type EdrScope, type ScopedHost, scopeEdr } from './edr-scope.ts'
export * from './event.ts'
export * from './formats.ts'
export { EVENT_CLASSES } from './ocsf/classes.ts'
export * from './ocsf/judge.ts'
export { OcsfSchema } from './ocsf/schema.ts'
export { LONGEST_RECORD, RecordSplitter } from './records.ts'
export { sensorRecords } from './sensor-records.ts'
