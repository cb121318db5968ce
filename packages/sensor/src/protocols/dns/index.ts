// DNS and its kin.
export { dnsMessage } from './analyzer.ts'
export { dnsCoverage } from './coverage.ts'
export { describeQuery } from './names.ts'
