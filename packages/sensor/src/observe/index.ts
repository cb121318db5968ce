// Captures become observation batches.
export { type ObserveOptions, PACKETS_PER_BATCH } from './batcher.ts'
export { LiveObserver } from './live-observer.ts'
export * from './observe-files.ts'
export * from './observe-pdus.ts'
export { CaptureError } from './open-captures.ts'
export { Share } from './share.ts'
