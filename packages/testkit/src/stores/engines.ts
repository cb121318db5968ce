// Both engines of the state port behind one opening, so that one table of cases runs against each.
import { openPostgresStore, type SchemaName, type Store } from '@penstock/store/state'
import { findPostgres, startPostgres } from '@penstock/testkit/services'
import { migratedStore } from './embedded.ts'
import { provisionedStore } from './postgres.ts'
import type { TablesOfSchema } from './tables.ts'

export interface OpenEngine<Schema extends SchemaName> extends AsyncDisposable {
  readonly store: Store<TablesOfSchema[Schema]>
  /** A store whose transactions may `set local role postgres`, to look at the catalogs or to tamper. */
  readonly superuser: Store<TablesOfSchema[Schema]>
}

export interface TestEngine {
  readonly name: 'pglite' | 'postgresql'
  /** Why it cannot be opened here, or null. */
  readonly missing: string | null
  open<Schema extends SchemaName>(schema: Schema): Promise<OpenEngine<Schema>>
}

export const ENGINES: readonly TestEngine[] = [
  {
    name: 'pglite',
    missing: null,
    open: async (schema) => {
      const store = await migratedStore(schema)
      return { store, superuser: store, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() }
    },
  },
  {
    name: 'postgresql',
    missing: findPostgres() === null ? 'postgresql is not installed' : null,
    open: async <Schema extends SchemaName>(schema: Schema) => {
      const server = await startPostgres()
      const name = `penstock_${schema}`
      const store = await provisionedStore(server, schema, name)
      const superuser = await openPostgresStore<TablesOfSchema[Schema]>({ schema, url: server.url('postgres', name) })
      const dispose = async (): Promise<void> => {
        await store[Symbol.asyncDispose]()
        await superuser[Symbol.asyncDispose]()
        await server[Symbol.asyncDispose]()
      }
      return { store, superuser, [Symbol.asyncDispose]: dispose }
    },
  },
]
