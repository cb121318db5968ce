// SQL of the zones room in the core store: zone models, conversations with their verdicts, breaches, what was seen per conduit.
import type { Domain, EpochMicros } from '@penstock/model/kernel'
import type { ConversationFact } from '@penstock/server/facts'
import { sqlInstant, sqlJson, sqlSpan } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type InsertObject, type Selectable, sql, type Transaction } from 'kysely'

export type Tx = Transaction<CoreTables>
export type ConversationRow = Selectable<CoreTables['conversation']>
export type BreachRow = Selectable<CoreTables['breach']>
export type EdgeRow = Selectable<CoreTables['zone_edge']>

export async function findZoneModel(tx: Tx, site: string) {
  return await tx
    .selectFrom('zone_model')
    .selectAll()
    .where('site', '=', site)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function nextModelVersion(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom('zone_model')
    .select((select) => select.fn.max('version').as('version'))
    .executeTakeFirst()
  return Number(row?.version ?? 0) + 1
}

export async function insertZoneModel(tx: Tx, version: number, site: string, body: unknown, at: EpochMicros) {
  await tx
    .insertInto('zone_model')
    .values({ version, site, body: sqlJson(body), learned_at: sqlInstant(at) })
    .execute()
}

export async function listConversationRows(tx: Tx, site: string): Promise<ConversationRow[]> {
  return await tx.selectFrom('conversation').selectAll().where('site', '=', site).execute()
}

/** Stores a conversation as the cell tells it; its verdict's history is kept whenever the verdict moves. */
export async function storeConversation(
  tx: Tx,
  cell: Domain,
  label: { readonly site: string; readonly domains: readonly string[] },
  fact: ConversationFact,
  at: EpochMicros,
): Promise<void> {
  const { site } = label
  const domains = [...label.domains]
  const { verdict } = fact
  const before = await tx
    .selectFrom('conversation')
    .select(['verdict', 'conduit', 'rule'])
    .where('id', '=', fact.id)
    .executeTakeFirst()
  const change = {
    client_mac: fact.client.mac,
    server_mac: fact.server.mac,
    is_answered: fact.isAnswered,
    packets: fact.packets,
    bytes: fact.bytes,
    functions: sqlJson(fact.functionKinds),
    first_at: sqlInstant(fact.firstAt),
    last_at: sqlInstant(fact.lastAt),
    proof: sqlJson(fact.proof),
    verdict: verdict?.verdict ?? null,
    conduit: verdict?.conduit ?? null,
    rule: verdict?.rule ?? null,
    judged: verdict === null ? null : sqlJson({ ...verdict, sidesFrom: fact.sidesFrom, vlans: fact.vlans }),
    zone_model_version: verdict?.zoneModelVersion ?? null,
    learned_at: sqlInstant(at),
  }
  await tx
    .insertInto('conversation')
    .values({
      id: fact.id,
      cell,
      site,
      domains,
      client_ip: fact.client.ip,
      server_ip: fact.server.ip,
      protocol: fact.protocol,
      port_guess: fact.portGuess,
      transport: fact.transport,
      server_port: fact.serverPort,
      ...change,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(change))
    .execute()
  if (verdict === null) return
  const isSame =
    before?.verdict === verdict.verdict && before.conduit === verdict.conduit && before.rule === verdict.rule
  if (isSame) return
  await tx
    .updateTable('conversation_verdict')
    .set({
      learned: sql<never>`tstzrange(lower(learned), ${sqlInstant(at)}, '[)')`,
      held: sql<never>`tstzrange(lower(held), greatest(lower(held), ${sqlInstant(at)}), '[)')`,
    })
    .where('conversation_id', '=', fact.id)
    .where(sql<boolean>`upper_inf(learned)`)
    .where(sql<boolean>`lower(learned) < ${sqlInstant(at)}`)
    .execute()
  await tx
    .insertInto('conversation_verdict')
    .values({
      conversation_id: fact.id,
      site,
      domains,
      verdict: verdict.verdict,
      conduit: verdict.conduit,
      rule: verdict.rule,
      zone_model_version: verdict.zoneModelVersion,
      held: sqlSpan({ from: before === undefined ? fact.firstAt : at, to: null }),
      learned: sqlSpan({ from: at, to: null }),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function setConversationAssets(
  tx: Tx,
  rows: readonly { readonly id: string; readonly client: string | null; readonly server: string | null }[],
): Promise<void> {
  for (const row of rows)
    await tx
      .updateTable('conversation')
      .set({ client_asset: row.client, server_asset: row.server })
      .where('id', '=', row.id)
      .execute()
}

export async function listBreachRows(tx: Tx, site: string): Promise<BreachRow[]> {
  return await tx.selectFrom('breach').selectAll().where('site', '=', site).execute()
}

export async function upsertBreach(tx: Tx, row: InsertObject<CoreTables, 'breach'>): Promise<void> {
  await tx
    .insertInto('breach')
    .values(row)
    .onConflict((conflict) => {
      const { id: _id, opened_at: _opened, ...change } = row
      return conflict.column('id').doUpdateSet(change)
    })
    .execute()
}

export async function resolveBreach(tx: Tx, id: string, at: EpochMicros): Promise<void> {
  await tx
    .updateTable('breach')
    .set({ state: 'resolved', resolved_at: sqlInstant(at) })
    .where('id', '=', id)
    .execute()
}

/** Replaces what was seen per conduit of a site. */
export async function storeEdges(tx: Tx, site: string, rows: readonly InsertObject<CoreTables, 'zone_edge'>[]) {
  await tx.deleteFrom('zone_edge').where('site', '=', site).execute()
  for (let from = 0; from < rows.length; from += 500)
    await tx
      .insertInto('zone_edge')
      .values(rows.slice(from, from + 500))
      .execute()
}

export async function listEdges(tx: Tx, site: string): Promise<EdgeRow[]> {
  return await tx.selectFrom('zone_edge').selectAll().where('site', '=', site).execute()
}
