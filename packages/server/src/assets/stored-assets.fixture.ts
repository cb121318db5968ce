// Rows of the register as a conclusion writes them, from the few fields that a test is about.
import { micros } from '@penstock/model/kernel'
import { HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import * as queries from './queries.ts'

const AT = '2026-11-20T10:00:00.000000Z'
const UNKNOWN = {
  ...{ declared_id: null, name: null, vendor: null, model: null, role: null, purdue_level: null, zone: null },
  ...{ function: null, owner: null, team: null, owner_confirmed_at: null, first_at: null, last_at: null },
}

export interface GivenAsset extends Partial<queries.AssetToStore> {
  readonly id: string
  readonly isMerged: boolean
  readonly isWithdrawn: boolean
}

/** The n-th asset's id, and by which its reference is made. */
export function assetUuid(n: number): string {
  return `019a0000-0000-7000-8000-00000000000${n}`
}

export function referenceOf(id: string): string {
  return `AST-${id.slice(-1)}`
}

export async function storeAssets(store: Store<CoreTables>, given: readonly GivenAsset[]): Promise<void> {
  await store.transaction(HUB_SERVICE, async (tx) => {
    await queries.upsertAssets(
      tx,
      given.map(({ isMerged, isWithdrawn: _isWithdrawn, ...row }) => ({
        ...UNKNOWN,
        ...{ site: 'works', reference: referenceOf(row.id), anchor: row.id, status: 'observed' },
        ...{ merged_into: isMerged ? row.id : null, withdrawn_at: null, macs: [], ips: [], care: {} },
        ...{ unknowns: 0, conflicts: 0, body: { asset: { protocols: [] } }, version: 1, learned_at: AT },
        ...row,
      })),
    )
    for (const { id, isWithdrawn } of given) if (isWithdrawn) await queries.withdrawAssetRow(tx, id, micros(1))
  })
}
