// Servers that tests need, started on free loopback ports and stopped by their own handles.
export { findPostgres, type Postgres, startPostgres } from './postgres.ts'
