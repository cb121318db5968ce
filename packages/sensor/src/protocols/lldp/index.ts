// Link layer discovery.
export { lldpUnit } from './analyzer.ts'
