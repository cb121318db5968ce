// Triage: the queue of detections, and one of them with what it means for the process.
export { CaseAtStake } from './CaseAtStake.tsx'
export { TriageSearch } from './search.ts'
export { TriagePage } from './TriagePage.tsx'
