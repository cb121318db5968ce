// Names of addresses as a cell heard them, so that a packet and a line of a log mean the same station.
import { readChunks } from '@penstock/server/runtime'
import type { MonitoringTables } from '@penstock/store/tables'
import type { Transaction } from 'kysely'

export async function namesHeard(
  tx: Transaction<MonitoringTables>,
  site: string,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await readChunks(addresses, (chunk) =>
    tx
      .selectFrom('claim')
      .select(['ip', 'value'])
      .where('site', '=', site)
      .where('field', '=', 'name')
      .where('ip', 'in', [...chunk])
      .execute(),
  )
  const names = new Map<string, readonly string[]>()
  for (const { ip, value } of rows) names.set(ip, [...new Set([...(names.get(ip) ?? []), value])])
  return names
}
