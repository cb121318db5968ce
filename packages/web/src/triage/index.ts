// Triage: the queue of detections, and one of them with what it means for the process.
export { TriageSearch } from './search.ts'
export { TriagePage } from './TriagePage.tsx'
export { stakeText } from './words.ts'
