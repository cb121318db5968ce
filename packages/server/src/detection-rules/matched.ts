// Rules that a cell runs and that met something: what they ask about arrives.
import type { MonitoringTables } from '@penstock/store/tables'
import type { Transaction } from 'kysely'

export async function listMatchedRules(tx: Transaction<MonitoringTables>): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('detection_rule_state')
    .select('id')
    .where('is_present', '=', true)
    .where('standing', '=', 'enabled')
    .where('hits', '>', 0)
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}
