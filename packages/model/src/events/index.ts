// Events: the normalised event (OCSF 1.8 with the `ot` profile) and the formats that become one.
export * from './event.ts'
export * from './formats.ts'
