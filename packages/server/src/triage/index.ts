// Triage in the hub: the queue over both cells, one detection in the context of the plant, and what becomes of it.
export { triageDesk } from './desk.ts'
export { EscalationService } from './escalation.ts'
export { serveTriage } from './routes.ts'
export { TriageService } from './service.ts'
