// The state store: one port, embedded (PGlite) or PostgreSQL, one driver path, one set of migrations.
export { openEmbeddedStore } from './embedded.ts'
export { StoreError, type StoreErrorCode } from './errors.ts'
export { lockFolder } from './folder-lock.ts'
export { migrationsOf } from './migrations.ts'
export { type Span, spanOfText, sqlInstant, sqlInstants, sqlJson, sqlSpan, sqlTexts } from './parameters.ts'
export { openPostgresStore, type PostgresStoreOptions } from './postgres.ts'
export { type Provision, provisionPostgres } from './provision.ts'
export { type Engine, ROLES_OF_SCHEMA, type SchemaName, type Scope, type SqlRole, type Store } from './store.ts'
