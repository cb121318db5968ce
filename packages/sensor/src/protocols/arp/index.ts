// Address resolution.
export { arpPacket } from './analyzer.ts'
export { arpCoverage } from './coverage.ts'
