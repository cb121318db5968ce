// What stands behind an asset, and behind what it stands: slots, units and stations are assets of their own.
import type { AssetNeighbour, AssetRecord } from '@penstock/contract/assets'
import { type Asset, anchorOfKey } from '@penstock/model/assets'
import { idOfUuid } from '@penstock/model/kernel'
import type { AssetTableRow, Tx } from './queries.ts'
import * as queries from './queries.ts'

export type Neighbours = Pick<AssetRecord, 'behind' | 'modules'>

export const NO_NEIGHBOURS: Neighbours = { behind: null, modules: [] }

export async function neighboursOf(tx: Tx, site: string, asset: Asset): Promise<Neighbours> {
  const { behind } = asset
  const gateway =
    behind === undefined ? undefined : await queries.findAssetByAnchor(tx, site, anchorOfKey(behind.gateway))
  const modules = await queries.listModules(tx, site, asset.key)
  return {
    behind:
      behind === undefined
        ? null
        : {
            path: behind.path,
            gateway: gateway === undefined ? null : neighbour(gateway),
            addresses: gateway === undefined ? [] : [...gateway.ips, ...gateway.macs],
          },
    modules: modules
      .map((row) => ({ ...neighbour(row), path: row.path }))
      .sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true })),
  }
}

type Named = Pick<AssetTableRow, 'id' | 'reference' | 'name' | 'ips' | 'macs' | 'role' | 'vendor' | 'model'>

function neighbour({ id, reference, name, ips, macs, role, vendor, model }: Named): AssetNeighbour {
  const label = name ?? ips[0] ?? macs[0] ?? reference
  return { assetId: idOfUuid('ast', id), reference, label, role, vendor, model }
}
