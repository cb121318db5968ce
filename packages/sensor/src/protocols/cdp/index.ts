// Cisco discovery.
export { cdpPacket } from './analyzer.ts'
export { cdpCoverage } from './coverage.ts'
