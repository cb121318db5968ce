// A provisioned database and its open store on a PostgreSQL that the test started.
import { openPostgresStore, provisionPostgres, type SchemaName, type Store } from '@penstock/store/state'
import type { CoreTables, MonitoringTables } from '@penstock/store/tables'
import type { Postgres } from '../services/index.ts'

type TablesOf<Schema extends SchemaName> = Schema extends 'core' ? CoreTables : MonitoringTables

/** Database and login are both called `name`, such as `penstock_ot`. */
export async function provisionedStore<Schema extends SchemaName>(
  server: Postgres,
  schema: Schema,
  name: string,
): Promise<Store<TablesOf<Schema>>> {
  await provisionPostgres({ adminUrl: server.url('postgres', 'postgres'), schema, database: name, login: name })
  return await openPostgresStore<TablesOf<Schema>>({ schema, url: server.url(name, name) })
}
