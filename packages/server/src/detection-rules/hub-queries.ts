// SQL of the rules that the hub keeps and hands down: the folder of a domain, and what is switched off and suppressed there.
import type { RuleFolderSet } from '@penstock/model/detections'
import type { Domain, EpochMicros } from '@penstock/model/kernel'
import { chunks } from '@penstock/server/runtime'
import { sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type Selectable, sql, type Transaction } from 'kysely'

export type HubTx = Transaction<CoreTables>
export type ExceptionRow = Selectable<CoreTables['rule_exception']>

const MOST_LISTED = 500

/** Versions of what a domain is handed down, kept from everybody else to the end of the transaction. */
export async function lockSet(tx: HubTx, domain: Domain) {
  return await tx.selectFrom('rule_set').selectAll().where('domain', '=', domain).forUpdate().executeTakeFirstOrThrow()
}

export async function findSet(tx: HubTx, domain: Domain) {
  return await tx.selectFrom('rule_set').selectAll().where('domain', '=', domain).executeTakeFirstOrThrow()
}

export async function moveSet(
  tx: HubTx,
  domain: Domain,
  version: { readonly folder_version?: number; readonly set_version?: number },
): Promise<void> {
  await tx.updateTable('rule_set').set(version).where('domain', '=', domain).execute()
}

/** The folder of a domain as it is in force, or null before its first file. */
export async function findFolder(tx: HubTx, domain: Domain): Promise<RuleFolderSet | null> {
  const rows = await newestFiles(tx, domain).execute()
  if (rows.length === 0) return null
  const version = Math.max(...rows.map((row) => row.version))
  return { domain, version, files: rows.flatMap(({ path, text }) => (text === null ? [] : [{ path, text }])) }
}

function newestFiles(tx: HubTx, domain: Domain) {
  return tx
    .selectFrom('rule_file')
    .distinctOn('path')
    .selectAll()
    .where('domain', '=', domain)
    .orderBy('path')
    .orderBy('version', 'desc')
}

/** What is in force, without the texts. */
export async function listFiles(tx: HubTx, domain: Domain) {
  return await tx
    .selectFrom(newestFiles(tx, domain).as('file'))
    .select(['path', 'version', 'at', 'by', sql<number>`octet_length(text)`.as('bytes')])
    .where('text', 'is not', null)
    .orderBy('path')
    .execute()
}

export async function listTexts(tx: HubTx, domain: Domain, path: string, limit: number) {
  return await tx
    .selectFrom('rule_file')
    .selectAll()
    .where('domain', '=', domain)
    .where('path', '=', path)
    .orderBy('version', 'desc')
    .limit(limit)
    .execute()
}

export async function insertFiles(
  tx: HubTx,
  rows: readonly (Pick<Selectable<CoreTables['rule_file']>, 'domain' | 'path' | 'version' | 'text' | 'by'> & {
    readonly at: EpochMicros
  })[],
): Promise<void> {
  for (const chunk of chunks(rows))
    await tx
      .insertInto('rule_file')
      .values(chunk.map((row) => ({ ...row, at: sqlInstant(row.at) })))
      .execute()
}

/** Those that may be in force or asked for at `at`, then those of before; the newest of each first. */
export async function listExceptions(tx: HubTx, domain: Domain, at: EpochMicros): Promise<ExceptionRow[]> {
  return await tx
    .selectFrom('rule_exception')
    .selectAll()
    .where('domain', '=', domain)
    .orderBy(sql<boolean>`ended_at is null and until > ${sqlInstant(at)}`, 'desc')
    .orderBy('asked_at', 'desc')
    .orderBy('id')
    .limit(MOST_LISTED)
    .execute()
}

/** Those that the cell goes by at `at`. */
export async function listInForce(tx: HubTx, domain: Domain, at: EpochMicros): Promise<ExceptionRow[]> {
  return await tx
    .selectFrom('rule_exception')
    .selectAll()
    .where('domain', '=', domain)
    .where('since', 'is not', null)
    .where('ended_at', 'is', null)
    .where('until', '>', sqlInstant(at))
    .orderBy('since')
    .orderBy('id')
    .execute()
}

/** Held to the end of the transaction. */
export async function lockException(tx: HubTx, domain: Domain, id: string): Promise<ExceptionRow | undefined> {
  return await tx
    .selectFrom('rule_exception')
    .selectAll()
    .where('domain', '=', domain)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export async function insertException(tx: HubTx, row: ExceptionRow): Promise<void> {
  const { until, asked_at, since, ended_at, ...rest } = row
  const instants = {
    ...{ until: sqlInstant(until), asked_at: sqlInstant(asked_at) },
    ...{ since: since === null ? null : sqlInstant(since), ended_at: ended_at === null ? null : sqlInstant(ended_at) },
  }
  await tx
    .insertInto('rule_exception')
    .values({ ...rest, ...instants })
    .execute()
}

export async function beginException(tx: HubTx, id: string, approvedBy: string, at: EpochMicros): Promise<void> {
  const set = { since: sqlInstant(at), approved_by: approvedBy }
  await tx.updateTable('rule_exception').set(set).where('id', '=', id).execute()
}

export async function endException(tx: HubTx, id: string, by: string, note: string, at: EpochMicros): Promise<void> {
  const set = { ended_at: sqlInstant(at), ended_by: by, note }
  await tx.updateTable('rule_exception').set(set).where('id', '=', id).execute()
}

/** Level of consequence from which an asset is a crown jewel: the two worst of the plant's own scale of five. */
const CROWN_JEWEL = 4

/** Whether what an exception leaves unwatched may be a crown jewel: by address and zone where it names them, else anything at its sites. */
export async function reachesCrownJewel(
  tx: HubTx,
  of: { readonly site: string | null; readonly zone: string | null; readonly addresses: readonly string[] | null },
): Promise<boolean> {
  const { site, zone, addresses } = of
  let found = tx
    .selectFrom('asset')
    .innerJoin('asset_criticality as c', (join) =>
      join.onRef('c.site', '=', 'asset.site').onRef('c.declared_id', '=', 'asset.declared_id'),
    )
    .select('asset.id')
    .where('c.level', '>=', CROWN_JEWEL)
    .limit(1)
  if (site !== null) found = found.where('asset.site', '=', site)
  if (zone !== null) found = found.where('asset.zone', '=', zone)
  if (addresses !== null)
    found = found.where(
      'asset.id',
      'in',
      tx
        .selectFrom('asset_key')
        .select('asset_id')
        .where('key', 'in', [...addresses]),
    )
  return (await found.executeTakeFirst()) !== undefined
}
