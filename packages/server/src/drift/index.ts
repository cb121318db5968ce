// What changed between two instants, agreed states, drift and gaps.
export { serveDrift } from './routes.ts'
export { DriftService } from './service.ts'
