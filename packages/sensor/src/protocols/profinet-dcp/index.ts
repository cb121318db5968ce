// PROFINET discovery and basic configuration.
export { dcpFrame } from './analyzer.ts'
export { AskedNames } from './asked-names.ts'
export { dcpCoverage } from './coverage.ts'
export { describeDcp, VENDORS } from './names.ts'
export { dcpPdu } from './pdu.ts'
