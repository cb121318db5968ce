// SQL of the edr room: what lists of endpoint products said of interfaces, which the assets room keeps.
import type { CoreTables } from '@penstock/store/tables'
import type { Selectable, Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type EdrClaimRow = Selectable<CoreTables['asset_claim']>
export type EdrBindingRow = Pick<Selectable<CoreTables['asset_binding']>, 'mac' | 'ip' | 'ground'>

/** The earlier first. */
export async function listEdrClaims(tx: Tx, site: string): Promise<EdrClaimRow[]> {
  return await tx
    .selectFrom('asset_claim')
    .selectAll()
    .where('site', '=', site)
    .where('protocol', '=', 'edr')
    .orderBy('last_at')
    .orderBy('method')
    .orderBy('field')
    .orderBy('mac')
    .orderBy('ip')
    .orderBy('value')
    .execute()
}

export async function listEdrBindings(tx: Tx, site: string): Promise<EdrBindingRow[]> {
  return await tx
    .selectFrom('asset_binding')
    .select(['mac', 'ip', 'ground'])
    .where('site', '=', site)
    .where('protocol', '=', 'edr')
    .orderBy('mac')
    .orderBy('ip')
    .execute()
}
