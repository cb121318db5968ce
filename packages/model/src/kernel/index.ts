// Ids, time, labels and results that every room stands on.
export * from './domain.ts'
export * from './id.ts'
export * from './result.ts'
export * from './text.ts'
export * from './time.ts'
export * from './wall-clock.ts'
