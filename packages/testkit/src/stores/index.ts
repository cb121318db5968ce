// Migrated stores for tests: embedded ones in a folder of their own, and databases on a PostgreSQL that the test started.
export { hastyFolder, type MigratedStore, migratedFolder, migratedStore } from './embedded.ts'
export { ENGINES, type OpenEngine, type TestEngine } from './engines.ts'
export { plansOf } from './plans.ts'
export { provisionedStore } from './postgres.ts'
export type { TablesOfSchema } from './tables.ts'
