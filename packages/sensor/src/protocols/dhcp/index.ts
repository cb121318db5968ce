// DHCP: what hosts say of themselves when they ask for an address.
export { dhcpMessage } from './analyzer.ts'
export { dhcpCoverage } from './coverage.ts'
export { describeDhcp } from './names.ts'
