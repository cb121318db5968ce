// `penstock ingest`: files of events as OCSF on stdout.
export { ingest } from './ingest.ts'
