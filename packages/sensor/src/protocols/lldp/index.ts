// Link layer discovery.
export { lldpUnit } from './analyzer.ts'
export { lldpCoverage } from './coverage.ts'
