// Baselines in a cell: learned and judged with each batch, decided by their owner.
export { findWritten } from './find-written.ts'
export { keepBaselines } from './keep.ts'
export type { Opened } from './keep-deviations.ts'
export { serveBaselines } from './routes.ts'
export { Baselines } from './service.ts'
