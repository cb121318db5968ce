// Hunts: the typed filter that telemetry engines spell, the question made of it, and what a run could not see.
export { type CoverageCase, DAY_MICROS, HuntCoverage, judgeCoverage, keyOf } from './coverage.ts'
export * from './filter.ts'
export { type HuntedConversation, type HuntedEvent, type HuntedOperation, HuntedRow, isOpenQuestion } from './found.ts'
export * from './hunt.ts'
export { HuntQuestion, MOST_RARE, type QuestionFault, readQuestion, subjectOf } from './question.ts'
export { nextDue } from './schedule.ts'
