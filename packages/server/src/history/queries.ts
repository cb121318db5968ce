// SQL of the history: the newest version of each thing, what ends and begins, and what was so at a moment.

import type { Closing, Opening, State, Version } from '@penstock/model/history'
import { type EpochMicros, microsOfIso } from '@penstock/model/kernel'
import { chunks } from '@penstock/server/runtime'
import { manyRows, spanOfText, spanText, sqlInstant, sqlInstants, sqlTexts } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type RawBuilder, type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type VersionRow = Selectable<CoreTables['state_version']>
export type HistoryKind = 'asset' | 'zone' | 'conduit' | 'flow' | 'breach' | 'talker'

/** An instant on one of the two clocks. */
export interface Moment {
  readonly at: EpochMicros
  readonly clock: 'held' | 'learned'
}

/** For `where`: the row of a table with both ranges that was so at the moment. */
export function wasSoAt({ at, clock }: Moment): RawBuilder<boolean> {
  return clock === 'held' ? sql<boolean>`held @> ${sqlInstant(at)}` : sql<boolean>`learned @> ${sqlInstant(at)}`
}

/** The newest version of each thing of a kind. */
export async function listNewest(tx: Tx, site: string, kind: HistoryKind): Promise<Map<string, Version>> {
  const rows = await tx
    .selectFrom('state_version')
    .distinctOn('object_id')
    .select(['object_id', 'state', 'shown', 'learned'])
    .select([
      sql<string | null>`case when isempty(held) then null else held::text end`.as('held'),
      sql<number>`count(*) filter (where not isempty(held)) over (partition by object_id)`.as('lived'),
    ])
    .where('site', '=', site)
    .where('kind', '=', kind)
    .orderBy('object_id')
    .orderBy('learned', 'desc')
    .execute()
  return new Map(
    rows.map((row) => {
      const held = row.held === null ? null : spanOfText(row.held)
      const version: Version = {
        state: row.state as State,
        shown: row.shown as State,
        heldFrom: held?.from ?? null,
        heldTo: held?.to ?? null,
        learnedTo: spanOfText(row.learned).to,
        isFirst: Number(row.lived) <= 1,
      }
      return [row.object_id, version]
    }),
  )
}

export async function closeVersions(
  tx: Tx,
  site: string,
  kind: HistoryKind,
  closed: readonly Closing[],
  at: EpochMicros,
): Promise<void> {
  for (const chunk of chunks(closed)) {
    const ids = sqlTexts(chunk.map(({ id }) => id))
    const ends = sqlInstants(chunk.map(({ heldTo }) => heldTo))
    await tx
      .updateTable('state_version')
      .from(sql<{ id: string; end: string }>`unnest(${ids}, ${ends})`.as<'closed'>(sql`closed (id, "end")`))
      .set({
        learned: sql<never>`tstzrange(lower(learned), ${sqlInstant(at)}, '[)')`,
        held: sql<never>`case when isempty(held) then held else tstzrange(lower(held), greatest(lower(held), closed."end"), '[)') end`,
      })
      .where('site', '=', site)
      .where('kind', '=', kind)
      .whereRef('object_id', '=', 'closed.id')
      .where(sql<boolean>`upper_inf(learned)`)
      .execute()
  }
}

export async function insertVersions(
  tx: Tx,
  site: string,
  kind: HistoryKind,
  opened: readonly Opening[],
  at: EpochMicros,
): Promise<void> {
  const learned = spanText({ from: at, to: null })
  for (const chunk of chunks(opened)) {
    const { columns, query } = manyRows(
      'state_version',
      chunk.map(({ id, heldFrom, ...version }) => {
        const held = spanText({ from: heldFrom, to: null })
        return { site, kind, object_id: id, ...version, held, learned }
      }),
    )
    await tx.insertInto('state_version').columns(columns).expression(query).execute()
  }
}

/** The last instant at which anything of the site was learned, or null. */
export async function findLastLearned(tx: Tx, site: string): Promise<EpochMicros | null> {
  const row = await tx
    .selectFrom('state_version')
    .select([
      sql<string | null>`max(lower(learned))::text`.as('begun'),
      sql<string | null>`max(upper(learned))::text`.as('ended'),
    ])
    .where('site', '=', site)
    .executeTakeFirst()
  const instants = [row?.begun, row?.ended].flatMap((text) => microsOfIso(text ?? '') ?? [])
  return instants.length === 0 ? null : (Math.max(...instants) as EpochMicros)
}

/** The versions of a kind that were so at a moment. */
export async function listAt(tx: Tx, site: string, kind: HistoryKind, moment: Moment): Promise<VersionRow[]> {
  return await tx
    .selectFrom('state_version')
    .selectAll()
    .where('site', '=', site)
    .where('kind', '=', kind)
    .where(wasSoAt(moment))
    .orderBy('object_id')
    .execute()
}
