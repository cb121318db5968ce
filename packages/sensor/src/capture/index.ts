// Captures: files, pipes and live interfaces become columns of records.
export * from './columns.ts'
export { GzipBytes, opensGzip } from './gzip.ts'
export * from './limits.ts'
export * from './live.ts'
export type * from './read-bytes.ts'
export * from './reader.ts'
export * from './statistics.ts'
