// A provisioned database and its open store on a PostgreSQL that the test started.
import { openPostgresStore, provisionPostgres, type SchemaName, type Store } from '@penstock/store/state'
import type { Postgres } from '@penstock/testkit/services'
import type { TablesOfSchema } from './tables.ts'

/** Database and login are both called `name`, such as `penstock_ot`. */
export async function provisionedStore<Schema extends SchemaName>(
  server: Postgres,
  schema: Schema,
  name: string,
): Promise<Store<TablesOfSchema[Schema]>> {
  await provisionPostgres({ adminUrl: server.url('postgres', 'postgres'), schema, database: name, login: name })
  return await openPostgresStore<TablesOfSchema[Schema]>({ schema, url: server.url(name, name) })
}
