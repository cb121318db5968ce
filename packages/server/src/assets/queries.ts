// SQL of the assets room: what interfaces said, people's decisions, the register as concluded, unregistered talkers.
import type { Domain, EpochMicros } from '@penstock/model/kernel'
import type { InterfacesFact } from '@penstock/server/facts'
import { chunks } from '@penstock/server/runtime'
import { manyRows, spanText, sqlInstant, sqlJson, sqlTexts } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type InsertObject, type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type AssetTableRow = Selectable<CoreTables['asset']>
export type BindingRow = Selectable<CoreTables['asset_binding']>
export type ClaimRow = Selectable<CoreTables['asset_claim']>
export type DecisionRow = Selectable<CoreTables['asset_decision']>
export type TalkerRow = Selectable<CoreTables['unregistered_talker']>
export type FieldRow = Pick<Selectable<CoreTables['asset_field']>, 'asset_id' | 'field' | 'value' | 'basis'>

/** Keys take no null: a missing address is empty, a missing VLAN is -1. */
const NONE = ''
const NO_VLAN = -1
export async function storeInterfaces(tx: Tx, cell: Domain, site: string, body: InterfacesFact): Promise<void> {
  if (body.bindings.length > 0)
    await tx
      .insertInto('asset_binding')
      .values(
        body.bindings.map((row) => ({
          site,
          cell,
          mac: row.mac,
          ip: row.ip ?? NONE,
          vlan: row.vlan ?? NO_VLAN,
          ground: row.ground,
          protocol: row.protocol,
          packets: row.packets,
          first_at: sqlInstant(row.firstAt),
          last_at: sqlInstant(row.lastAt),
          proof: sqlJson(row.proof),
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['site', 'cell', 'mac', 'ip', 'vlan', 'ground', 'protocol']).doUpdateSet((update) => ({
          packets: update.ref('excluded.packets'),
          first_at: sql<never>`excluded.first_at`,
          last_at: sql<never>`excluded.last_at`,
        })),
      )
      .execute()
  if (body.claims.length > 0)
    await tx
      .insertInto('asset_claim')
      .values(
        body.claims.map((row) => ({
          site,
          cell,
          mac: row.about.mac ?? NONE,
          ip: row.about.ip ?? NONE,
          field: row.field,
          value: row.value,
          protocol: row.protocol,
          method: row.method,
          basis: row.basis,
          first_at: sqlInstant(row.firstAt),
          last_at: sqlInstant(row.lastAt),
          proof: sqlJson(row.proof),
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['site', 'cell', 'mac', 'ip', 'field', 'value', 'protocol', 'method']).doUpdateSet({
          first_at: sql<never>`excluded.first_at`,
          last_at: sql<never>`excluded.last_at`,
        }),
      )
      .execute()
}

export async function listBindings(tx: Tx, site: string): Promise<BindingRow[]> {
  return await tx.selectFrom('asset_binding').selectAll().where('site', '=', site).execute()
}

export async function listClaims(tx: Tx, site: string): Promise<ClaimRow[]> {
  return await tx.selectFrom('asset_claim').selectAll().where('site', '=', site).execute()
}

export async function listDecisions(tx: Tx, site: string): Promise<DecisionRow[]> {
  return await tx
    .selectFrom('asset_decision')
    .selectAll()
    .where('site', '=', site)
    .orderBy('decided_at')
    .orderBy('id')
    .execute()
}

/** The decisions of one deed, kept from everybody else's undoing to the end of the transaction. */
export async function lockDeed(tx: Tx, deed: string): Promise<DecisionRow[]> {
  return await tx
    .selectFrom('asset_decision')
    .selectAll()
    .where((where) =>
      where.or([where('batch', '=', deed), where.and([where('batch', 'is', null), where('id', '=', deed)])]),
    )
    .orderBy('decided_at')
    .orderBy('id')
    .forUpdate()
    .execute()
}

export async function insertDecisions(
  tx: Tx,
  rows: readonly Pick<
    DecisionRow,
    'id' | 'site' | 'kind' | 'body' | 'reason' | 'decided_by' | 'decided_at' | 'batch'
  >[],
): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('asset_decision')
      .values(chunk.map((row) => ({ ...row, body: sqlJson(row.body), decided_at: sqlInstant(row.decided_at) })))
      .execute()
}

export async function listAssetRows(tx: Tx, site: string): Promise<AssetTableRow[]> {
  return await tx.selectFrom('asset').selectAll().where('site', '=', site).execute()
}

export async function findAssetRow(tx: Tx, id: string): Promise<AssetTableRow | undefined> {
  return await tx.selectFrom('asset').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The living asset on this anchor. */
export async function findAssetByAnchor(tx: Tx, site: string, anchor: string): Promise<AssetTableRow | undefined> {
  return await tx
    .selectFrom('asset')
    .selectAll()
    .where('site', '=', site)
    .where('anchor', '=', anchor)
    .where('merged_into', 'is', null)
    .executeTakeFirst()
}

const MOST_MODULES = 1000

/** What stands behind the asset with this key. */
export async function listModules(tx: Tx, site: string, key: string) {
  return await tx
    .selectFrom('asset')
    .select(['id', 'reference', 'name', 'ips', 'macs', 'role', 'vendor', 'model'])
    .select(sql<string>`body -> 'asset' -> 'behind' ->> 'path'`.as('path'))
    .where('site', '=', site)
    .where(sql<boolean>`body -> 'asset' -> 'behind' ->> 'gateway' = ${key}`)
    .where('merged_into', 'is', null)
    .where('withdrawn_at', 'is', null)
    .limit(MOST_MODULES)
    .execute()
}

/** The asset, kept from everybody else's decisions to the end of the transaction. */
export async function lockAssetRow(tx: Tx, id: string): Promise<AssetTableRow | undefined> {
  return await tx.selectFrom('asset').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

/** These assets, as far as they stand for themselves; locked in one order always. */
export async function lockAssetRows(tx: Tx, ids: readonly string[]): Promise<AssetTableRow[]> {
  if (ids.length === 0) return []
  return await tx
    .selectFrom('asset')
    .selectAll()
    .where('id', 'in', [...ids])
    .where('merged_into', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** Names of accounts, by id. */
export async function listAccountNames(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('account')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Every value that the fields of an asset ever had. */
export async function listFieldHistory(tx: Tx, id: string) {
  return await tx
    .selectFrom('asset_field')
    .select(['field', 'value', 'basis', 'source', 'learned'])
    .where('asset_id', '=', id)
    .execute()
}

/** Those of the references that an asset of any site has. */
export async function findGivenReferences(tx: Tx, references: readonly string[]): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('asset')
    .select('reference')
    .where('reference', '=', sql<string>`any(${sqlTexts(references)})`)
    .execute()
  return new Set(rows.map(({ reference }) => reference))
}

/** What people call assets, by id. */
export async function listReferences(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('asset')
    .select(['id', 'reference'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map(({ id, reference }) => [id, reference]))
}

/** A row of the register as it is stored; instants as ISO text. */
export type AssetToStore = Omit<
  AssetTableRow,
  'withdrawn_at' | 'first_at' | 'last_at' | 'learned_at' | 'owner_confirmed_at'
> & {
  readonly withdrawn_at: null
  readonly first_at: string | null
  readonly last_at: string | null
  readonly learned_at: string
  readonly owner_confirmed_at: string | null
}

export async function upsertAssets(tx: Tx, rows: readonly AssetToStore[]): Promise<void> {
  for (const chunk of chunks(rows)) {
    const { columns, query } = manyRows('asset', chunk)
    await tx
      .insertInto('asset')
      .columns(columns)
      .expression(query)
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((update) => ({
          anchor: update.ref('excluded.anchor'),
          declared_id: update.ref('excluded.declared_id'),
          status: update.ref('excluded.status'),
          name: update.ref('excluded.name'),
          vendor: update.ref('excluded.vendor'),
          model: update.ref('excluded.model'),
          role: update.ref('excluded.role'),
          purdue_level: update.ref('excluded.purdue_level'),
          zone: update.ref('excluded.zone'),
          function: update.ref('excluded.function'),
          owner: update.ref('excluded.owner'),
          team: update.ref('excluded.team'),
          owner_confirmed_at: sql<never>`excluded.owner_confirmed_at`,
          care: sql<never>`excluded.care`,
          macs: update.ref('excluded.macs'),
          ips: update.ref('excluded.ips'),
          first_at: sql<never>`excluded.first_at`,
          last_at: sql<never>`excluded.last_at`,
          unknowns: update.ref('excluded.unknowns'),
          conflicts: update.ref('excluded.conflicts'),
          merged_into: update.ref('excluded.merged_into'),
          withdrawn_at: sql<never>`excluded.withdrawn_at`,
          body: sql<never>`excluded.body`,
          version: update.ref('excluded.version'),
          learned_at: sql<never>`excluded.learned_at`,
        })),
      )
      .execute()
  }
}

export async function mergeAssetRow(tx: Tx, id: string, into: string, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('asset')
    .set({
      status: 'merged',
      merged_into: into,
      learned_at: sqlInstant(at),
      anchor: sql<never>`anchor || ' merged ' || id`,
    })
    .where('id', '=', id)
    .execute()
}

/** These rows no longer stand on their anchors, which are free for others. */
export async function leaveAnchors(tx: Tx, site: string, rows: readonly AssetTableRow[]): Promise<void> {
  for (const { id, anchor } of rows)
    await tx
      .updateTable('asset')
      .set({ anchor: sql<never>`anchor || ' left ' || id` })
      .where('site', '=', site)
      .where('id', '=', id)
      .where('anchor', '=', anchor)
      .execute()
}

/** Marks an asset that nothing declares or shows any more; it is listed no longer, its history stays. */
export async function withdrawAssetRow(tx: Tx, id: string, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('asset')
    .set({ withdrawn_at: sqlInstant(at), learned_at: sqlInstant(at) })
    .where('id', '=', id)
    .execute()
}

/** What people call the assets of a site, by id. */
export async function listSiteReferences(tx: Tx, site: string): Promise<Map<string, string>> {
  const rows = await tx.selectFrom('asset').select(['id', 'reference']).where('site', '=', site).execute()
  return new Map(rows.map(({ id, reference }) => [id, reference]))
}

export async function listMergedIds(tx: Tx, site: string): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('asset')
    .select('id')
    .where('site', '=', site)
    .where('merged_into', 'is not', null)
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** The fields of a site's assets as known now. */
export async function listCurrentFields(tx: Tx, site: string): Promise<FieldRow[]> {
  return await tx
    .selectFrom('asset_field')
    .select(['asset_id', 'field', 'value', 'basis'])
    .where('site', '=', site)
    .where(sql<boolean>`upper_inf(learned)`)
    .execute()
}

/** Ends what we took for true of these fields: a later value replaces it. */
export async function closeFields(
  tx: Tx,
  fields: readonly { readonly asset_id: string; readonly field: string }[],
  at: EpochMicros,
): Promise<void> {
  for (const chunk of chunks(fields))
    await tx
      .updateTable('asset_field')
      .set({
        learned: sql<never>`tstzrange(lower(learned), ${sqlInstant(at)}, '[)')`,
        held: sql<never>`tstzrange(lower(held), greatest(lower(held), ${sqlInstant(at)}), '[)')`,
      })
      .where(sql<boolean>`upper_inf(learned)`)
      .where((where) =>
        where(
          where.refTuple('asset_id', 'field'),
          'in',
          chunk.map((row) => where.tuple(row.asset_id, row.field)),
        ),
      )
      .execute()
}

export async function insertFields(
  tx: Tx,
  rows: readonly (FieldRow & { readonly site: string; readonly source: unknown; readonly heldFrom: EpochMicros })[],
  at: EpochMicros,
): Promise<void> {
  const learned = spanText({ from: at, to: null })
  for (const chunk of chunks(rows)) {
    const { columns, query } = manyRows(
      'asset_field',
      chunk.map(({ heldFrom, ...row }) => ({ ...row, held: spanText({ from: heldFrom, to: null }), learned })),
    )
    await tx.insertInto('asset_field').columns(columns).expression(query).execute()
  }
}

export async function listTalkers(tx: Tx, site: string): Promise<TalkerRow[]> {
  return await tx.selectFrom('unregistered_talker').selectAll().where('site', '=', site).execute()
}

/** The finding, kept from everybody else's changes to the end of the transaction. */
export async function lockTalker(tx: Tx, id: string): Promise<TalkerRow | undefined> {
  return await tx.selectFrom('unregistered_talker').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export async function findTalker(tx: Tx, id: string): Promise<TalkerRow | undefined> {
  return await tx.selectFrom('unregistered_talker').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function upsertTalker(tx: Tx, row: InsertObject<CoreTables, 'unregistered_talker'>): Promise<void> {
  await tx
    .insertInto('unregistered_talker')
    .values(row)
    .onConflict((conflict) => {
      const { id: _id, site: _site, ...change } = row
      return conflict.column('id').doUpdateSet(change)
    })
    .execute()
}
