// DNS and its kin.
export { dnsMessage } from './analyzer.ts'
export { dnsCoverage } from './coverage.ts'
export { nameAt } from './decode.ts'
export { describeQuery } from './names.ts'
export { dnsOverTcp } from './stream.ts'
