// What a cell heard of addresses: their names, so that a packet and a line of a log mean the same station, and where key switches stand.
import { micros } from '@penstock/model/kernel'
import { addressOf, type ObservationBatch } from '@penstock/model/observations'
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
  const downloads = batch.operations.filter(({ kind }) => kind === 'program-download')
  const loaded = downloads.map(({ server }) => addressOf(server))
  const from = micros(Math.min(...downloads.map(({ at }) => at), Number.MAX_SAFE_INTEGER))
  const rows = await readChunks([...new Set(loaded)], (chunk) =>
    tx
      .selectFrom('state_seen')
      .select(['device', 'value'])
      .where('site', '=', site)
      .where('field', '=', 'key-switch')
      .where('device', 'in', [...chunk])
      .where('last_at', '<', sqlInstant(from) as never)
      .orderBy('last_at')
      .execute(),
  )
  return new Map(rows.map(({ device, value }) => [device, value]))
}
