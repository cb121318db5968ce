// SQL of notices: the channels that are known, the queue, and how it does.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { NoticeBody, NoticeSide } from '@penstock/model/notices'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type NoticeRow = Selectable<CoreTables['notice']>
export type ChannelRow = Selectable<CoreTables['notice_channel']>

const HOUR_MICROS = 3_600_000_000

/** A channel that is new begins now. */
export async function knowChannel(tx: Tx, name: string, at: EpochMicros): Promise<ChannelRow> {
  await tx
    .insertInto('notice_channel')
    .values({ name, since: sqlInstant(at), looked_to: sqlInstant(at) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  return await tx.selectFrom('notice_channel').selectAll().where('name', '=', name).executeTakeFirstOrThrow()
}

export async function listKnown(tx: Tx): Promise<ChannelRow[]> {
  return await tx.selectFrom('notice_channel').selectAll().execute()
}

/** One that is configured again later begins anew. */
export async function forgetChannels(tx: Tx, known: readonly string[], at: EpochMicros): Promise<void> {
  const names = known.length === 0 ? [''] : known
  await tx.deleteFrom('notice_channel').where('name', 'not in', names).execute()
  await tx
    .updateTable('notice')
    .set({ state: 'given-up', failed_at: sqlInstant(at), detail: 'its channel is not configured any more' })
    .where('state', '=', 'waiting')
    .where('channel', 'not in', names)
    .execute()
}

export async function markLooked(tx: Tx, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('notice_channel')
    .set({ looked_to: sqlInstant(at) })
    .execute()
}

export async function countOfHour(tx: Tx, channel: string, kind: string, at: EpochMicros): Promise<number> {
  const { count } = await tx
    .selectFrom('notice')
    .select(sql<number>`count(*)::integer`.as('count'))
    .where('channel', '=', channel)
    .where('kind', '=', kind)
    .where('state', '<>', 'held')
    .where('made_at', '>', sqlInstant(micros(at - HOUR_MICROS)))
    .executeTakeFirstOrThrow()
  return count
}

export async function isKnown(tx: Tx, id: string): Promise<boolean> {
  return (await tx.selectFrom('notice').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}

export async function insertNotice(
  tx: Tx,
  { channel, side, body }: { readonly channel: string; readonly side: NoticeSide; readonly body: NoticeBody },
  state: 'waiting' | 'held',
  at: EpochMicros,
): Promise<void> {
  await tx
    .insertInto('notice')
    .values({
      ...{ id: body.id, channel, side, kind: body.kind, state, tries: 0 },
      body: sqlJson(body),
      made_at: sqlInstant(at),
      next_at: sqlInstant(at),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

export async function listDue(tx: Tx, channel: string, at: EpochMicros, most: number): Promise<NoticeRow[]> {
  return await tx
    .selectFrom('notice')
    .selectAll()
    .where('channel', '=', channel)
    .where('state', '=', 'waiting')
    .where('next_at', '<=', sqlInstant(at))
    .orderBy('next_at')
    .orderBy('id')
    .limit(most)
    .execute()
}

export async function markSent(tx: Tx, id: string, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('notice')
    .set({ state: 'sent', sent_at: sqlInstant(at), tries: sql<number>`tries + 1` })
    .where('id', '=', id)
    .execute()
}

/** Without a next time it is given up. */
export async function markFailed(
  tx: Tx,
  id: string,
  { detail, next }: { readonly detail: string; readonly next: EpochMicros | null },
  at: EpochMicros,
): Promise<void> {
  await tx
    .updateTable('notice')
    .set({
      ...{ detail, failed_at: sqlInstant(at), tries: sql<number>`tries + 1` },
      ...(next === null ? { state: 'given-up' as const } : { next_at: sqlInstant(next) }),
    })
    .where('id', '=', id)
    .execute()
}

export async function forgetOld(tx: Tx, before: EpochMicros): Promise<void> {
  await tx.deleteFrom('notice').where('made_at', '<', sqlInstant(before)).where('state', '<>', 'waiting').execute()
}

export async function countByChannel(tx: Tx) {
  return await tx
    .selectFrom('notice')
    .select(['channel', 'state', sql<number>`count(*)::integer`.as('count')])
    .select((row) => row.fn.max('sent_at').as('sent_at'))
    .groupBy(['channel', 'state'])
    .execute()
}

/** The last failure of each channel. */
export async function listFailures(tx: Tx) {
  return await tx
    .selectFrom('notice')
    .distinctOn('channel')
    .select(['channel', 'failed_at', 'detail'])
    .where('failed_at', 'is not', null)
    .orderBy('channel')
    .orderBy('failed_at', 'desc')
    .execute()
}
