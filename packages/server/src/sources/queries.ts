// SQL of the room of sources, in the core store.
import type { EpochMicros } from '@penstock/model/kernel'
import { sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Selectable, Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type SourceRow = Selectable<CoreTables['event_source']>
export type MisuseRow = Selectable<CoreTables['event_source_misuse']>

export async function insertSource(tx: Tx, row: Omit<SourceRow, 'ended_at'>): Promise<void> {
  await tx
    .insertInto('event_source')
    .values({ ...row, enrolled_at: sqlInstant(row.enrolled_at) })
    .execute()
}

export async function findSource(tx: Tx, id: string): Promise<SourceRow | undefined> {
  return await tx.selectFrom('event_source').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function listSourceRows(tx: Tx, site: string | undefined): Promise<SourceRow[]> {
  return await tx
    .selectFrom('event_source')
    .selectAll()
    .$if(site !== undefined, (rows) => rows.where('site', '=', site ?? ''))
    .orderBy('name')
    .orderBy('id')
    .execute()
}

export type CredentialRow = Pick<
  Selectable<CoreTables['api_token']>,
  'id' | 'domain' | 'listener' | 'peers' | 'revoked_at'
>

/** Tokens and what stands in place of one, ended ones as well. */
export async function listCredentials(tx: Tx): Promise<CredentialRow[]> {
  return await tx.selectFrom('api_token').select(['id', 'domain', 'listener', 'peers', 'revoked_at']).execute()
}

/** Counts one more attempt at a door; true when it is the first that nobody has looked at. */
export async function countMisuse(
  tx: Tx,
  misuse: Pick<MisuseRow, 'id' | 'source_id' | 'domain' | 'site' | 'asked_domain' | 'asked_site'>,
  at: EpochMicros,
): Promise<boolean> {
  const known = await tx
    .updateTable('event_source_misuse')
    .set((row) => ({ attempts: row('attempts', '+', 1), last_at: sqlInstant(at) }))
    .where('source_id', '=', misuse.source_id)
    .where('asked_domain', '=', misuse.asked_domain)
    .where('asked_site', 'is not distinct from', misuse.asked_site)
    .where('released_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (known !== undefined) return false
  await tx
    .insertInto('event_source_misuse')
    .values({ ...misuse, attempts: 1, first_at: sqlInstant(at), last_at: sqlInstant(at) })
    .execute()
  return true
}

/**
 * What a listener of the other domain heard of a source, of all its life: what was looked at before is not told again. True when it is the
 * first that nobody has looked at.
 */
export async function storeMisuse(
  tx: Tx,
  misuse: Pick<MisuseRow, 'id' | 'source_id' | 'domain' | 'site' | 'asked_domain' | 'asked_site'>,
  heard: { readonly lines: number; readonly lastAt: EpochMicros },
): Promise<boolean> {
  const rows = await tx
    .selectFrom('event_source_misuse')
    .select(['id', 'attempts', 'released_at'])
    .where('source_id', '=', misuse.source_id)
    .where('asked_domain', '=', misuse.asked_domain)
    .where('asked_site', 'is', null)
    .execute()
  const seen = rows.filter((row) => row.released_at !== null).reduce((sum, row) => sum + row.attempts, 0)
  const open = rows.find((row) => row.released_at === null)
  const [attempts, at] = [heard.lines - seen, sqlInstant(heard.lastAt)]
  if (attempts <= 0) return false
  if (open === undefined) {
    await tx
      .insertInto('event_source_misuse')
      .values({ ...misuse, attempts, first_at: at, last_at: at })
      .execute()
    return true
  }
  await tx.updateTable('event_source_misuse').set({ attempts, last_at: at }).where('id', '=', open.id).execute()
  return false
}

export async function listOpenMisuse(tx: Tx): Promise<MisuseRow[]> {
  return await tx
    .selectFrom('event_source_misuse')
    .selectAll()
    .where('released_at', 'is', null)
    .orderBy('first_at')
    .execute()
}

/** Number of rows that were open. */
export async function releaseMisuse(tx: Tx, sourceId: string, by: string, at: EpochMicros): Promise<number> {
  const rows = await tx
    .updateTable('event_source_misuse')
    .set({ released_by: by, released_at: sqlInstant(at) })
    .where('source_id', '=', sourceId)
    .where('released_at', 'is', null)
    .returning('id')
    .execute()
  return rows.length
}
