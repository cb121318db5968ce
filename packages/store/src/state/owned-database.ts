// A database while it is loaded: opened as its owner, before anybody is served from it.
import type { Pool } from 'pg'

export interface OwnedDatabase {
  readonly pool: Pool
  /** Brings the schema up to date; gives the names of all its migrations. */
  upgrade(): Promise<readonly string[]>
  close(): Promise<void>
  discard(): Promise<void>
}
