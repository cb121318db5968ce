// SQL of the segmentation room: decisions about proposals; what was seen and who stands where, as other rooms keep it.
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Selectable, Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type DecisionRow = Selectable<CoreTables['partition_decision']>

/** Conversations that were seen by their packets, the newest first; no more than `most`. */
export async function listSeen(tx: Tx, site: string, most: number) {
  return await tx
    .selectFrom('conversation')
    .select([
      'id',
      'client_mac',
      'client_ip',
      'server_mac',
      'server_ip',
      'protocol',
      'port_guess',
      'transport',
      'server_port',
      'is_answered',
      'kinds',
      'judged',
    ])
    .where('site', '=', site)
    .where('packets', '>', 0)
    .orderBy('last_at', 'desc')
    .orderBy('id')
    .limit(most)
    .execute()
}

/** Devices of the register that the plant file does not have: seen only, or declared on a page. */
export async function listOtherAssets(tx: Tx, site: string) {
  return await tx
    .selectFrom('asset')
    .select(['id', 'declared_id', 'name', 'role', 'purdue_level', 'zone', 'body'])
    .where('site', '=', site)
    .where('merged_into', 'is', null)
    .where('withdrawn_at', 'is', null)
    .orderBy('id')
    .execute()
}

/** The last decision about each key that the person may see. */
export async function listLastDecisions(tx: Tx, site: string): Promise<DecisionRow[]> {
  return await tx
    .selectFrom('partition_decision')
    .selectAll()
    .distinctOn('key')
    .where('site', '=', site)
    .orderBy('key')
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

export async function insertDecision(tx: Tx, row: DecisionRow): Promise<void> {
  await tx
    .insertInto('partition_decision')
    .values({
      ...row,
      facts: sqlJson(row.facts),
      proposal: sqlJson(row.proposal),
      accepted: row.accepted === null ? null : sqlJson(row.accepted),
      at: sqlInstant(row.at),
    })
    .execute()
}
