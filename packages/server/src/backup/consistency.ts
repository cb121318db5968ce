// Whether restored stores fit together: what each says of itself and of the others, and the rules between them. What crosses here is
// what crosses between hub and cells anyway: numbers, versions, and roots of the audit chains.

import {
  type AuditEvent,
  type AuditTx,
  appendAudit,
  findPublicKey,
  readTestimony,
  readWireTestimony,
  verifyChain,
  wireTestimony,
} from '@penstock/server/audit'
import { listSnapshots } from '@penstock/server/facts'
import { endPutBack } from '@penstock/server/jobs'
import { CELL_SERVICE, HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables, MonitoringTables } from '@penstock/store/tables'
import { sql } from 'kysely'
import { SECTIONS, type Section } from './container.ts'

export type SectionStore =
  | { readonly section: 'core'; readonly store: Store<CoreTables> }
  | { readonly section: 'it' | 'ot'; readonly store: Store<MonitoringTables> }

export type Versions = Readonly<Record<string, number>>

export interface SectionClaim {
  readonly section: Section
  /** Of the hub: how far it has read each cell's feed. Of a cell: the last number that it has given. */
  readonly facts: Versions
  /** Newest version of each snapshot: handed down by the hub, held by a cell. */
  readonly snapshots: Versions
  /** Roots of the other chains that this store keeps, as they go over the wire. */
  readonly testimonies: readonly unknown[]
}

export interface ChainState {
  readonly isIntact: boolean
  readonly entries: number
  readonly faults: readonly string[]
}

/** What the store of a section says, for the others to be held against. */
export async function claimOf(opened: SectionStore): Promise<SectionClaim> {
  const own =
    opened.section === 'core' ? await claimOfHub(opened.store) : await claimOfCell(opened.section, opened.store)
  const others = SECTIONS.filter((chain) => chain !== opened.section)
  const testimonies = await inChain(opened, async (tx) => {
    const read: unknown[] = []
    for (const chain of others) read.push(wireTestimony(await readTestimony(tx, chain)))
    return read
  })
  return { section: opened.section, ...own, testimonies }
}

/** Sentences, one for each rule that does not hold; none when the stores fit together. */
export function judgeConsistency(claims: readonly SectionClaim[]): readonly string[] {
  const hub = claims.find(({ section }) => section === 'core')
  if (hub === undefined) return []
  return claims.flatMap((cell) => {
    if (cell.section === 'core') return []
    const { section } = cell
    const read = hub.facts[section] ?? 0
    const given = cell.facts[section] ?? 0
    const ahead = read > given ? [`the hub has read fact ${read} of the ${section} cell, which has given ${given}`] : []
    const held = Object.entries(cell.snapshots)
      .filter(([kind, version]) => version > (hub.snapshots[kind] ?? 0))
      .map(([kind, version]) => `the ${section} cell holds ${kind} ${version}, the hub has ${hub.snapshots[kind] ?? 0}`)
    return [...ahead, ...held]
  })
}

/** Checks the chain of a section against what the other sections keep of it. */
export async function checkChain(
  opened: SectionStore,
  folder: string,
  claims: readonly SectionClaim[],
): Promise<ChainState> {
  const testimonies = claims
    .filter(({ section }) => section !== opened.section)
    .flatMap((claim) => claim.testimonies)
    .map(readWireTestimony)
    .filter(({ chain }) => chain === opened.section)
  const ownKey = findPublicKey(folder)
  const { ok, checkedTo, faults } = await inChain(opened, (tx) =>
    verifyChain(tx, { chain: opened.section, testimonies, ownKey }),
  )
  return {
    isIntact: ok,
    entries: checkedTo,
    faults: faults.map(({ seq, kind, detail }) => `${seq}: ${kind}: ${detail}`),
  }
}

/** Records in the restored chain that it was restored, and ends what its store was in the middle of. */
export async function recordRestored(opened: SectionStore, event: AuditEvent): Promise<void> {
  await inChain(opened, async (tx) => void (await appendAudit(tx, event)))
  if (opened.section === 'core') await opened.store.transaction(HUB_SERVICE, (tx) => endPutBack(tx, event.at))
}

async function inChain<T>(opened: SectionStore, run: (tx: AuditTx) => Promise<T>): Promise<T> {
  return opened.section === 'core'
    ? await opened.store.transaction(HUB_SERVICE, (tx) => run(tx))
    : await opened.store.transaction(CELL_SERVICE, (tx) => run(tx))
}

async function claimOfHub(store: Store<CoreTables>): Promise<Pick<SectionClaim, 'facts' | 'snapshots'>> {
  return await store.transaction(HUB_SERVICE, async (tx) => {
    const cursors = await tx.selectFrom('fact_cursor').select(['cell', 'after_seq']).execute()
    const models = await tx
      .selectFrom('zone_model')
      .select((row) => ['site', row.fn.max('version').as('version')])
      .groupBy('site')
      .execute()
    const policy = await tx
      .selectFrom('policy')
      .select((row) => row.fn.max('version').as('version'))
      .executeTakeFirst()
    const sets = await tx.selectFrom('rule_set').selectAll().execute()
    const ofRules = sets.flatMap(({ domain, folder_version, set_version }) => [
      [`rule-folder/${domain}`, folder_version] as const,
      [`rules/${domain}`, set_version] as const,
    ])
    return {
      facts: Object.fromEntries(cursors.map(({ cell, after_seq }) => [cell, after_seq])),
      snapshots: {
        policy: Number(policy?.version ?? 0),
        ...Object.fromEntries(models.map(({ site, version }) => [`zone-model/${site}`, Number(version)])),
        // 0 before the first: nothing was handed down.
        ...Object.fromEntries(ofRules.filter(([, version]) => version > 0)),
      },
    }
  })
}

async function claimOfCell(
  section: Section,
  store: Store<MonitoringTables>,
): Promise<Pick<SectionClaim, 'facts' | 'snapshots'>> {
  return await store.transaction(CELL_SERVICE, async (tx) => {
    const given = await sql<{ seq: number | null }>`select max(seq) as seq from fact_outbox`.execute(tx)
    const held = await listSnapshots(tx)
    return {
      facts: { [section]: given.rows[0]?.seq ?? 0 },
      snapshots: Object.fromEntries(held.map(({ kind, version }) => [kind, version])),
    }
  })
}
