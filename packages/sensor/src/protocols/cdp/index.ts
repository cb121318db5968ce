// Cisco discovery.
export { cdpPacket } from './analyzer.ts'
