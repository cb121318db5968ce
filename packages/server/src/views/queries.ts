// SQL of saved views. An author who left has an account that is not active, or that has ended.
import type { EpochMicros } from '@penstock/model/kernel'
import { sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Selectable, Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type ViewRow = Selectable<CoreTables['saved_view']> & {
  readonly author_name: string
  readonly author_state: string
  /** When the account of a guest ends. */
  readonly author_ends_at: EpochMicros | null
}

function joined(tx: Tx) {
  return tx
    .selectFrom('saved_view')
    .innerJoin('account', 'account.id', 'saved_view.author_id')
    .selectAll('saved_view')
    .select(['account.name as author_name', 'account.state as author_state', 'account.ends_at as author_ends_at'])
}

export async function listVisible(
  tx: Tx,
  who: { readonly author: string; readonly roles: readonly string[] },
  path: string | undefined,
): Promise<ViewRow[]> {
  let found = joined(tx).where((where) =>
    where.or([
      where('author_id', '=', who.author),
      where('audience', '=', 'shared'),
      ...(who.roles.length === 0 ? [] : [where('role', 'in', who.roles)]),
    ]),
  )
  if (path !== undefined) found = found.where('path', '=', path)
  return await found.orderBy('saved_view.name').orderBy('saved_view.id').execute()
}

/** The view, kept from everybody else's changes to the end of the transaction. */
export async function lockView(tx: Tx, id: string): Promise<ViewRow | undefined> {
  return await joined(tx).where('saved_view.id', '=', id).forUpdate('saved_view').executeTakeFirst()
}

export async function getView(tx: Tx, id: string): Promise<ViewRow> {
  return await joined(tx).where('saved_view.id', '=', id).executeTakeFirstOrThrow()
}

export async function findDefault(tx: Tx, path: string, role: string): Promise<{ readonly id: string } | undefined> {
  return await tx
    .selectFrom('saved_view')
    .select('id')
    .where('path', '=', path)
    .where('role', '=', role)
    .executeTakeFirst()
}

export async function countOfAuthor(tx: Tx, author: string): Promise<number> {
  const row = await tx
    .selectFrom('saved_view')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('author_id', '=', author)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export async function insertView(tx: Tx, row: Omit<Selectable<CoreTables['saved_view']>, 'version'>): Promise<void> {
  await tx
    .insertInto('saved_view')
    .values({ ...row, created_at: sqlInstant(row.created_at) })
    .execute()
}

export async function updateView(
  tx: Tx,
  id: string,
  change: Pick<ViewRow, 'name' | 'search' | 'audience' | 'role' | 'version'>,
): Promise<void> {
  await tx.updateTable('saved_view').set(change).where('id', '=', id).execute()
}

export async function removeView(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('saved_view').where('id', '=', id).execute()
}
