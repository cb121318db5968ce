// Hunts: the typed filter that telemetry engines spell, the question made of it, and what a run could not see.
export { type CoverageCase, DAY_MICROS, HuntCoverage, judgeCoverage, keyOf } from './coverage.ts'
export * from './filter.ts'
export { HuntedRow, isOpenQuestion } from './found.ts'
export * from './hunt.ts'
export { HuntQuestion, MOST_RARE, type QuestionFault, readQuestion } from './question.ts'
export { nextDue } from './schedule.ts'
