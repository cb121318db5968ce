// Captures become observation batches.
export { type ObserveOptions, PACKETS_PER_BATCH } from './batcher.ts'
export { LiveObserver } from './live-observer.ts'
export * from './observe-files.ts'
