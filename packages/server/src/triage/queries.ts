// SQL of the triage room: what the register knows of addresses and names. Under the person's own SQL role and sites.
import { sqlTexts } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { sql, type Transaction } from 'kysely'

type Tx = Transaction<CoreTables>

export type CalledBy = 'ip' | 'mac' | 'name' | 'declared'

export interface RegisteredAsset {
  readonly calledBy: CalledBy
  readonly key: string
  readonly site: string
  readonly id: string
  readonly declaredId: string | null
  readonly name: string | null
  readonly reference: string
  readonly role: string | null
  readonly zone: string | null
}

/** Living assets that hold one of these addresses or are called by one of these names; both as the register keys them. */
export async function listCalled(
  tx: Tx,
  sites: readonly string[],
  keys: Readonly<Record<CalledBy, readonly string[]>>,
): Promise<RegisteredAsset[]> {
  const { rows } = await sql<RegisteredAsset>`
    select k.kind as "calledBy", k.key, k.site, a.id, a.declared_id as "declaredId", a.name, a.reference, a.role, a.zone
    from unnest(${sqlTexts(Object.entries(keys).flatMap(([kind, all]) => all.map(() => kind)))},
      ${sqlTexts(Object.values(keys).flat())}) as asked (kind, key)
    join core.asset_key k on k.kind = asked.kind and k.key = asked.key
    join core.asset a on a.id = k.asset_id
    where k.site = any(${sqlTexts(sites)}::text[]) and a.withdrawn_at is null
    order by a.id`.execute(tx)
  return rows
}
