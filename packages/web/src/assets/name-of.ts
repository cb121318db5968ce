// What an asset is called where one word must do: its name, else an address, else its reference.
import type { AssetRow } from '@penstock/contract/assets'

export function nameOf(row: Pick<AssetRow, 'name' | 'ips' | 'macs' | 'reference'>): string {
  return row.name ?? row.ips[0] ?? row.macs[0] ?? row.reference
}
