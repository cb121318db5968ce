// The audit log and the check of all chains.
export { AuditPage } from './AuditPage.tsx'
export { AuditSearch } from './search.ts'
