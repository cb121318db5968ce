// `penstock audit …`: checks on the record of who did what.
export { auditVerify } from './verify.ts'
