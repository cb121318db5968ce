// Incidents: the case, the handoff and the tip between two teams, their clocks and their reconciliation.
export * from './case.ts'
export { ALTERNATE_SHARE, CLOCKS, type Clocks, minutesAfter, RUNG_ROLES, type Rung, rungAt } from './clocks.ts'
export * from './entry.ts'
export * from './handoff.ts'
export * from './package.ts'
export * from './reconcile.ts'
export * from './tip.ts'
export * from './vocabulary.ts'
