// What a cell heard of addresses: their names, so that a packet and a line of a log mean the same station, and where key switches stand.
import { programLoads } from '@penstock/model/correlation'
import { micros } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import { readChunks } from '@penstock/server/runtime'
import { sqlInstant } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { Transaction } from 'kysely'

type Tx = Transaction<MonitoringTables>

export async function namesHeard(
  tx: Tx,
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

/** Where the key switch of each device stood that somebody loads a program into, as it told last before; of others nothing is asked. */
export async function keysTold(tx: Tx, site: string, batch: ObservationBatch): Promise<ReadonlyMap<string, string>> {
  const loads = programLoads(batch)
  const from = micros(loads.reduce((first, { at }) => Math.min(first, at), Number.MAX_SAFE_INTEGER))
  const rows = await readChunks([...new Set(loads.map(({ device }) => device))], (chunk) =>
    tx
      .selectFrom('state_seen')
      .distinctOn('device')
      .select(['device', 'value'])
      .where('site', '=', site)
      .where('field', '=', 'key-switch')
      .where('device', 'in', [...chunk])
      .where('last_at', '<', sqlInstant(from) as never)
      .orderBy('device')
      .orderBy('last_at', 'desc')
      .orderBy('id', 'desc')
      .execute(),
  )
  return new Map(rows.map(({ device, value }) => [device, value]))
}
