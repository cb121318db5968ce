// MMS: recognised, with its client; its services are not read yet.
export { mmsMessage } from './analyzer.ts'
export { mmsCoverage } from './coverage.ts'
