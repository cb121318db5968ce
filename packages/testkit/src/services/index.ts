// Servers that tests need, started on free loopback ports and stopped by their own handles.

export { type Chdb, type ClickHouse, findChdb, hasClickHouse, startClickHouse } from './clickhouse.ts'
export { findPostgres, type Postgres, startPostgres } from './postgres.ts'
