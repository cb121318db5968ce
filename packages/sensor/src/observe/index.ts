// Captures become observation batches.
export { type ObserveOptions, PACKETS_PER_BATCH } from './batcher.ts'
export * from './observe-files.ts'
