// Observations: who said what, when, and with which packet as proof. Everything else is concluded from these.
export * from './add-events.ts'
export * from './batch.ts'
export * from './batch-parts.ts'
export * from './coverage.ts'
export * from './details.ts'
export * from './events.ts'
export * from './unpacked-bounds.ts'
export * from './vocabulary.ts'
