// Incidents in the hub: cases of each side, handoffs and tips between them, and the clocks that climb by themselves.
export { ResponseClock } from './clock.ts'
export { HandoffService } from './handoffs.ts'
export { IndicatorService } from './indicators.ts'
export { PlaybookService } from './playbooks.ts'
export { serveIncidents } from './routes.ts'
export { IncidentService } from './service.ts'
export { ShiftService } from './shift.ts'
export { listTimedCases, listTimedHandoffs, type TimedCases } from './timed.ts'
