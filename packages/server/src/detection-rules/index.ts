// Sigma rules at work in a cell: run in a thread of their own on what sources and sensors told.
export { RulesInForce } from './rules-in-force.ts'
export { seenEvents, seenObservations } from './seen.ts'
