// The audit log.
export { AuditPage } from './AuditPage.tsx'
