// Address resolution.
export { arpPacket } from './analyzer.ts'
export { arpCoverage } from './coverage.ts'
export { describeArp } from './names.ts'
