// SQL of the segmentation room: decisions about proposals, readings of firewalls; what was seen and who stands where, as other rooms keep it.
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

export type ReadingRow = Selectable<CoreTables['firewall_reading']>

/** The last readings of a site, the newest first. */
export async function listReadings(tx: Tx, site: string): Promise<ReadingRow[]> {
  return await tx
    .selectFrom('firewall_reading')
    .selectAll()
    .where('site', '=', site)
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(500)
    .execute()
}

export async function insertReading(tx: Tx, row: ReadingRow): Promise<void> {
  await tx
    .insertInto('firewall_reading')
    .values({ ...row, at: sqlInstant(row.at) })
    .execute()
}

/** Which of these conversations the person may see. */
export async function listVisible(tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await tx.selectFrom('conversation').select('id').where('id', 'in', ids).execute()
  return rows.map(({ id }) => id)
}

/** A record with the decision about it; the fields of the decision are null while there is none. */
function records(tx: Tx, site: string) {
  return tx
    .selectFrom('partition_record as made')
    .leftJoin('partition_approval as decided', 'decided.record_id', 'made.id')
    .select([
      'made.id',
      'made.site',
      'made.as_of',
      'made.plant_source',
      'made.record',
      'made.sha256',
      'made.note',
      'made.made_by',
      'made.made_at',
      'decided.decision',
      'decided.reason',
      'decided.decided_by',
      'decided.at as decided_at',
    ])
    .where('made.site', '=', site)
}

export type RecordRow = Awaited<ReturnType<typeof listRecords>>[number]

export async function listRecords(tx: Tx, site: string) {
  return await records(tx, site).orderBy('made.made_at', 'desc').orderBy('made.id').limit(200).execute()
}

export async function findRecord(tx: Tx, site: string, id: string): Promise<RecordRow | undefined> {
  return await records(tx, site).where('made.id', '=', id).executeTakeFirst()
}

export async function insertRecord(tx: Tx, row: Selectable<CoreTables['partition_record']>): Promise<void> {
  await tx
    .insertInto('partition_record')
    .values({ ...row, as_of: sqlInstant(row.as_of), made_at: sqlInstant(row.made_at) })
    .execute()
}

/** False where somebody decided before. */
export async function insertApproval(tx: Tx, row: Selectable<CoreTables['partition_approval']>): Promise<boolean> {
  const stored = await tx
    .insertInto('partition_approval')
    .values({ ...row, at: sqlInstant(row.at) })
    .onConflict((conflict) => conflict.column('record_id').doNothing())
    .returning('record_id')
    .execute()
  return stored.length > 0
}

export type AssessmentRow = Selectable<CoreTables['level_assessment']>
export type MeasureRow = Selectable<CoreTables['level_measure']>

/** The last assessment of each requirement of each zone and conduit. */
export async function listAssessments(tx: Tx, site: string): Promise<AssessmentRow[]> {
  return await tx
    .selectFrom('level_assessment')
    .selectAll()
    .distinctOn(['subject_kind', 'subject', 'requirement'])
    .where('site', '=', site)
    .orderBy('subject_kind')
    .orderBy('subject')
    .orderBy('requirement')
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

/** The last word on each measure. */
export async function listMeasures(tx: Tx, site: string): Promise<MeasureRow[]> {
  return await tx
    .selectFrom('level_measure')
    .selectAll()
    .distinctOn(['subject_kind', 'subject', 'name'])
    .where('site', '=', site)
    .orderBy('subject_kind')
    .orderBy('subject')
    .orderBy('name')
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

export async function insertAssessment(tx: Tx, row: AssessmentRow): Promise<void> {
  await tx
    .insertInto('level_assessment')
    .values({ ...row, at: sqlInstant(row.at) })
    .execute()
}

export async function insertMeasure(tx: Tx, row: MeasureRow): Promise<void> {
  await tx
    .insertInto('level_measure')
    .values({ ...row, at: sqlInstant(row.at) })
    .execute()
}
