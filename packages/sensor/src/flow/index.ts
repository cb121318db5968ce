// Flows: who sends to whom, in order, with bounded memory.
export * from './fields.ts'
export * from './flow-table.ts'
export * from './sides.ts'
