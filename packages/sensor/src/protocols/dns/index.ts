// DNS and its kin.
export { dnsMessage } from './analyzer.ts'
export { describeQuery } from './names.ts'
