// The tables that a chain stands on.
import type { CoreTables } from '@penstock/store/tables'
import type { Transaction } from 'kysely'

/** The audit tables are the same in every store. */
export type AuditTables = Pick<CoreTables, 'audit_entry' | 'audit_root' | 'audit_anchor'>
export type AuditTx = Transaction<AuditTables>
