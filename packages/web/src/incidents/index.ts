// Incidents: the queue, one case, and one handoff.
export { HandoffPage } from './HandoffPage.tsx'
export { IncidentPage } from './IncidentPage.tsx'
export { IncidentsPage } from './IncidentsPage.tsx'
export { IncidentSearch, IncidentsSearch } from './search.ts'
export { type SentEntry, useEntry } from './use-entry.ts'
