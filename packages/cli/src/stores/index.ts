// The store of a part: embedded in its folder, or a database on a server. Either way the folder is this process's alone.
import { mkdirSync } from 'node:fs'
import { lockFolder, openEmbeddedStore, openPostgresStore, type SchemaName, type Store } from '@penstock/store/state'

/** A table that has changed much has its statistics half a minute later; a server of its own looks after itself. */
const UPKEEP_MS = 30_000

export interface StorePlace {
  readonly folder: string
  readonly schema: SchemaName
  /** PostgreSQL, when given. */
  readonly url?: string | undefined
}

/** Throws a StoreError. An embedded store holds the lock of its folder itself. */
export async function openStoreAt<Tables>(
  place: StorePlace,
): Promise<{ readonly store: Store<Tables>; readonly unlock: () => void }> {
  const { folder, schema, url } = place
  if (url === undefined)
    return { store: await openEmbeddedStore<Tables>({ folder, schema, upkeepMs: UPKEEP_MS }), unlock: () => {} }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unlock = lockFolder(folder)
  try {
    return { store: await openPostgresStore<Tables>({ schema, url }), unlock }
  } catch (cause) {
    unlock()
    throw cause
  }
}
