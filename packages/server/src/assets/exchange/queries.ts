// SQL of imports and exports of the register.
import type { PersonDecision } from '@penstock/model/assets'
import { type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import { chunks } from '@penstock/server/runtime'
import { manyRows, sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type Selectable, sql } from 'kysely'
import type { Tx } from '../queries.ts'

export type ImportRow = Selectable<CoreTables['asset_import']>

export async function findSiteName(tx: Tx, site: string): Promise<string | undefined> {
  const row = await tx.selectFrom('site').select('name').where('site', '=', site).executeTakeFirst()
  return row?.name
}

/** A declaration or an undoing, as far as it is needed to tell which declarations hold. */
export interface DeclarationRow {
  readonly id: string
  readonly kind: string
  readonly at: EpochMicros
  readonly entryId: string | null
  readonly decisionId: string | null
  readonly importId: string | null
}

export async function listDeclarations(tx: Tx, site: string): Promise<DeclarationRow[]> {
  return await tx
    .selectFrom('asset_decision')
    .select(['id', 'kind', 'decided_at as at', 'batch as importId'])
    .select(sql<string | null>`body->'asset'->>'id'`.as('entryId'))
    .select(sql<string | null>`body->>'decisionId'`.as('decisionId'))
    .where('site', '=', site)
    .where('kind', 'in', ['declare', 'undo', 'edit-field'])
    .execute()
}

/** What moves when somebody decides about the register of a site, or brings a plant file, or a device is new. */
export async function findMark(tx: Tx, site: string): Promise<readonly unknown[]> {
  const decided = await tx
    .selectFrom('asset_decision')
    .select(({ fn }) => [fn.countAll().as('all'), fn.count('undone_at').as('undone')])
    .where('site', '=', site)
    .executeTakeFirstOrThrow()
  const known = await tx
    .selectFrom('asset')
    .select(({ fn }) => [
      fn.countAll().as('all'),
      fn.count('declared_id').as('declared'),
      fn.count('merged_into').as('merged'),
    ])
    .where('site', '=', site)
    .executeTakeFirstOrThrow()
  return [decided, known]
}

export async function insertImport(
  tx: Tx,
  row: Pick<ImportRow, 'id' | 'site' | 'format' | 'file_name' | 'sha256' | 'imported_by'>,
  at: EpochMicros,
): Promise<void> {
  const counts = { added: 0, changed: 0, unchanged: 0, bad: 0 }
  await tx
    .insertInto('asset_import')
    .values({ ...row, ...counts, imported_at: sqlInstant(at), taken_back_by: null, taken_back_at: null })
    .execute()
}

export async function countImport(
  tx: Tx,
  id: string,
  counts: Pick<ImportRow, 'added' | 'changed' | 'unchanged' | 'bad'>,
): Promise<void> {
  const { added, changed, unchanged, bad } = counts
  await tx.updateTable('asset_import').set({ added, changed, unchanged, bad }).where('id', '=', id).execute()
}

export async function insertImportDecisions(
  tx: Tx,
  site: string,
  batch: string,
  decisions: readonly PersonDecision[],
): Promise<void> {
  for (const chunk of chunks(decisions)) {
    const { columns, query } = manyRows(
      'asset_decision',
      chunk.map((decision) => ({
        id: decision.id,
        site,
        kind: decision.kind,
        body: decision,
        reason: decision.reason,
        decided_by: decision.by,
        decided_at: isoOfMicros(decision.at),
        batch,
      })),
    )
    await tx.insertInto('asset_decision').columns(columns).expression(query).execute()
  }
}

export async function listImportRows(tx: Tx, site: string): Promise<ImportRow[]> {
  return await tx
    .selectFrom('asset_import')
    .selectAll()
    .where('site', '=', site)
    .orderBy('imported_at', 'desc')
    .orderBy('id')
    .limit(50)
    .execute()
}

/** The import, kept from everybody else to the end of the transaction. */
export async function lockImport(tx: Tx, site: string, id: string): Promise<ImportRow | undefined> {
  return await tx
    .selectFrom('asset_import')
    .selectAll()
    .where('site', '=', site)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export async function findImport(tx: Tx, id: string): Promise<ImportRow> {
  return await tx.selectFrom('asset_import').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

export async function markTakenBack(tx: Tx, id: string, by: string, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('asset_import')
    .set({ taken_back_by: by, taken_back_at: sqlInstant(at) })
    .where('id', '=', id)
    .execute()
}
