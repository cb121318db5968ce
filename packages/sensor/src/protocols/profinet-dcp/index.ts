// PROFINET discovery and basic configuration.
export { dcpFrame } from './analyzer.ts'
export { AskedNames } from './asked-names.ts'
export { describeDcp } from './names.ts'
