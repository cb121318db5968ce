// Long work of a cell and of the hub: survives a restart, shows its progress, ends safely.

export { endPutBack } from './put-back.ts'
export type { JobRow } from './queries.ts'
export { serveHubJobs, serveJobs } from './routes.ts'
export { JobFailure, type JobProgress, JobsService, WHOLE, type Worker } from './service.ts'
