// SQL of chains in cases: which case of a side a chain stands in, and what of it was written there.
import type { Domain } from '@penstock/model/kernel'
import { discloseChain } from '@penstock/server/correlation'
import { sqlJson } from '@penstock/store/state'
import type { Tx } from './queries.ts'

/** Stages as they were written: what was told, by a key that another telling of the same has too. */
export type WrittenStages = Readonly<Record<string, string>>

export interface ChainCaseRow {
  readonly chain: string
  readonly domain: string
  readonly incident_id: string
  readonly site: string
  readonly level: string
  readonly written: WrittenStages
  readonly tip: string | null
}

export async function listChainCases(tx: Tx, chain: string): Promise<readonly ChainCaseRow[]> {
  const rows = await tx
    .selectFrom('incident_chain')
    .select(['chain', 'domain', 'incident_id', 'site', 'level', 'written', 'tip'])
    .where('chain', '=', chain)
    .orderBy('domain')
    .execute()
  return rows.map((row) => ({ ...row, written: row.written as WrittenStages }))
}

export async function saveChainCase(tx: Tx, { written, ...row }: ChainCaseRow): Promise<void> {
  const moved = { level: row.level, written: sqlJson(written), tip: row.tip }
  await tx
    .insertInto('incident_chain')
    .values({ ...row, written: sqlJson(written) })
    .onConflict((conflict) => conflict.columns(['chain', 'domain']).doUpdateSet(moved))
    .execute()
}

/** An incident became a joint one: its chains are told to both sides from now on. */
export async function discloseChainsOf(tx: Tx, incident: string): Promise<void> {
  const rows = await tx
    .selectFrom('incident_chain')
    .select('chain')
    .distinct()
    .where('incident_id', '=', incident)
    .execute()
  for (const { chain } of rows) await discloseChain(tx, chain)
}

/** What the side of a case is told of its chains, as far as the role sees it; none for a case of no chain. */
export async function listToldOfCase(tx: Tx, incident: string, domain: Domain) {
  return await tx
    .selectFrom('incident_chain')
    .innerJoin('correlation_told', (join) =>
      join
        .onRef('correlation_told.chain', '=', 'incident_chain.chain')
        .onRef('correlation_told.viewer', '=', 'incident_chain.domain'),
    )
    .select(['incident_chain.site', 'correlation_told.body'])
    .where('incident_chain.incident_id', '=', incident)
    .where('incident_chain.domain', '=', domain)
    .orderBy('incident_chain.chain')
    .execute()
}

/** Whether a chain stands in it. */
export async function isOfChain(tx: Tx, incident: string): Promise<boolean> {
  const row = await tx
    .selectFrom('incident_chain')
    .select('chain')
    .where('incident_id', '=', incident)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Cases of chains as far as the role sees them. */
export async function listCasesOfChains(tx: Tx, domain: Domain, chains: readonly string[]) {
  if (chains.length === 0) return []
  return await tx
    .selectFrom('incident_chain')
    .innerJoin('incident_side', (join) =>
      join
        .onRef('incident_side.incident_id', '=', 'incident_chain.incident_id')
        .onRef('incident_side.domain', '=', 'incident_chain.domain'),
    )
    .select(['incident_chain.chain', 'incident_side.incident_id', 'incident_side.reference', 'incident_side.state'])
    .where('incident_chain.domain', '=', domain)
    .where('incident_chain.chain', 'in', chains)
    .execute()
}
