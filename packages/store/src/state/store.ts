// The port of the state store: a use case runs in one transaction under one SQL role.
import type { Transaction } from 'kysely'

export type Engine = 'pglite' | 'postgresql'

/** The hub's store is `core`; each cell's is `monitoring`. */
export type SchemaName = 'core' | 'monitoring'

/** The roles that a transaction of each schema may take; the migrations make them and grant them their tables. */
export const ROLES_OF_SCHEMA = {
  core: ['core_service', 'core_it', 'core_ot', 'core_both', 'core_shared'],
  monitoring: ['monitoring_service', 'monitoring_read', 'monitoring_sensor'],
} as const satisfies Record<SchemaName, readonly string[]>

export type SqlRole = (typeof ROLES_OF_SCHEMA)[SchemaName][number]

/** Who a transaction acts for: the role is the domain part of every label, sites and clearance narrow it further. */
export interface Scope {
  readonly role: SqlRole
  /** Site keys, or `*` for every site. */
  readonly sites: '*' | readonly string[]
  /** Highest marking that is shown, 0 to 3. */
  readonly clearance: number
}

export interface Store<Tables> extends AsyncDisposable {
  readonly engine: Engine
  /**
   * Runs one use case in one transaction under the scope's role; commits when `run` fulfils, rolls back when it rejects.
   * Role, sites and clearance hold for this transaction only. Throws `store.nested-transaction` inside another one of the
   * same store, and `store.bad-scope` for a role of another schema or a text that is no site key.
   */
  transaction<T>(scope: Scope, run: (tx: Transaction<Tables>) => Promise<T>): Promise<T>
  /** True when the engine answers with the value it was asked for; a wedged one answers with no rows and no error. */
  health(): Promise<boolean>
}
