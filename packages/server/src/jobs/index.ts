// Long work of a cell: survives a restart, shows its progress, ends safely.

export type { JobRow } from './queries.ts'
export { serveJobs } from './routes.ts'
export { JobFailure, JobsService, type Worker } from './service.ts'
