// SQL of handoffs and tips: what crosses, every step, and the cases at both ends.
import type {
  Handoff,
  HandoffDeed,
  HandoffKind,
  HandoffState,
  IncidentSeverity,
  Rung,
  Side,
} from '@penstock/model/incidents'
import type { Domain, EpochMicros } from '@penstock/model/kernel'
import { sqlInstant } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Tx } from './queries.ts'

export type HandoffData = Selectable<CoreTables['handoff']>

export function handoffOf(row: HandoffData): Handoff {
  return {
    kind: row.kind as HandoffKind,
    state: row.state as HandoffState,
    severity: row.severity as IncidentSeverity,
    fromDomain: row.from_domain as Domain,
    toDomain: row.to_domain as Domain,
    draftedAt: row.drafted_at,
    sentAt: row.sent_at,
    deliveredAt: row.delivered_at,
    acknowledgedAt: row.acknowledged_at,
    decidedAt: row.decided_at,
    returnedAt: row.returned_at,
    closedAt: row.closed_at,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at,
    expiryReason: row.expiry_reason,
    alternateToldAt: row.alternate_told_at,
    rung: row.rung as Rung,
  }
}

function columnsOf(given: Handoff) {
  return {
    state: given.state,
    sent_at: instantOrNull(given.sentAt),
    delivered_at: instantOrNull(given.deliveredAt),
    acknowledged_at: instantOrNull(given.acknowledgedAt),
    decided_at: instantOrNull(given.decidedAt),
    returned_at: instantOrNull(given.returnedAt),
    closed_at: instantOrNull(given.closedAt),
    updated_at: instantOrNull(given.updatedAt),
    expiry_reason: given.expiryReason,
    alternate_told_at: instantOrNull(given.alternateToldAt),
    rung: given.rung,
  }
}

function instantOrNull(at: EpochMicros | null): RawBuilder<never> | null {
  return at === null ? null : sqlInstant(at)
}

export async function insertHandoff(
  tx: Tx,
  given: Handoff,
  row: Pick<
    HandoffData,
    'id' | 'reference' | 'site' | 'from_team' | 'to_team' | 'package' | 'sha256' | 'indicators' | 'made_by'
  >,
): Promise<void> {
  await tx
    .insertInto('handoff')
    .values({
      ...row,
      ...columnsOf(given),
      kind: given.kind,
      from_domain: given.fromDomain,
      to_domain: given.toDomain,
      severity: given.severity,
      drafted_at: sqlInstant(given.draftedAt),
      expires_at: instantOrNull(given.expiresAt),
      version: 1,
    })
    .execute()
}

export async function updateHandoff(tx: Tx, id: string, given: Handoff): Promise<void> {
  await tx
    .updateTable('handoff')
    .set({ ...columnsOf(given), version: sql<number>`version + 1` })
    .where('id', '=', id)
    .execute()
}

/** Only while it is a draft, which nobody else has seen. */
export async function rewriteDraft(tx: Tx, id: string, text: string, sha256: Uint8Array): Promise<void> {
  await tx
    .updateTable('handoff')
    .set({ package: text, sha256 })
    .where('id', '=', id)
    .where('state', '=', 'draft')
    .execute()
}

export async function lockHandoff(tx: Tx, id: string): Promise<HandoffData | undefined> {
  return await tx.selectFrom('handoff').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export async function findHandoff(tx: Tx, id: string): Promise<HandoffData | undefined> {
  return await tx.selectFrom('handoff').selectAll().where('id', '=', id).executeTakeFirst()
}

/** As far as the role sees them, the newest first. */
export async function listHandoffs(
  tx: Tx,
  { site, incident, most }: { readonly site?: string | undefined; readonly incident?: string; readonly most: number },
): Promise<HandoffData[]> {
  return await tx
    .selectFrom('handoff')
    .selectAll()
    .where((where) => (site === undefined ? where.lit(true) : where('site', '=', site)))
    .where((where) =>
      incident === undefined
        ? where.lit(true)
        : where('id', 'in', tx.selectFrom('handoff_case').select('handoff_id').where('incident_id', '=', incident)),
    )
    .orderBy('drafted_at', 'desc')
    .orderBy('id')
    .limit(most)
    .execute()
}

export interface HeldSince {
  readonly severity: number
  readonly states: readonly string[]
  readonly from: EpochMicros
  readonly to: EpochMicros
}

/** Handoffs that somebody has had to answer since an instant in one of these, with how each stands. */
export async function listHandoffsHeld(
  tx: Tx,
  windows: readonly HeldSince[],
): Promise<readonly { readonly row: HandoffData; readonly handoff: Handoff }[]> {
  const rows = await tx
    .selectFrom('handoff')
    .selectAll()
    .where((where) =>
      where.or(
        windows.map(({ severity, states, from, to }) => {
          const since = where.fn.coalesce('updated_at', 'sent_at')
          return where.and([
            where('severity', '=', severity),
            where('state', 'in', states),
            where(since, '>=', sqlInstant(from)),
            where(since, '<=', sqlInstant(to)),
          ])
        }),
      ),
    )
    .orderBy('sent_at')
    .execute()
  return rows.map((row) => ({ row, handoff: handoffOf(row) }))
}

/** Handoffs that time may move. */
export async function listRunning(tx: Tx) {
  return await tx
    .selectFrom('handoff')
    .selectAll()
    .where('state', 'in', ['sent', 'delivered', 'acknowledged', 'accepted', 'working'])
    .orderBy('sent_at')
    .execute()
}

export async function listSteps(tx: Tx, handoff: string) {
  return await tx.selectFrom('handoff_step').selectAll().where('handoff_id', '=', handoff).orderBy('ordinal').execute()
}

export interface NewStep {
  readonly handoff_id: string
  readonly site: string
  readonly at: EpochMicros
  readonly deed: HandoffDeed | 'draft'
  readonly side: Side
  readonly by: string | null
  readonly reason: string
  readonly sha256: Uint8Array
}

export async function insertStep(tx: Tx, { at, ...step }: NewStep): Promise<void> {
  const { ordinal } = await tx
    .selectFrom('handoff_step')
    .select(sql<number>`count(*)::integer`.as('ordinal'))
    .where('handoff_id', '=', step.handoff_id)
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('handoff_step')
    .values({ ...step, at: sqlInstant(at), ordinal })
    .execute()
}

export async function insertCase(
  tx: Tx,
  row: {
    readonly handoff_id: string
    readonly domain: Domain
    readonly incident_id: string
    readonly site: string
    readonly nonce: string | null
  },
): Promise<void> {
  await tx
    .insertInto('handoff_case')
    .values(row)
    .onConflict((conflict) => conflict.columns(['handoff_id', 'domain']).doNothing())
    .execute()
}

/** The cases of these handoffs, as far as the role sees them. */
export async function listCases(tx: Tx, handoffs: readonly string[]) {
  if (handoffs.length === 0) return []
  return await tx
    .selectFrom('handoff_case')
    .select(['handoff_id', 'domain', 'incident_id', 'site'])
    .where('handoff_id', 'in', handoffs)
    .orderBy('domain')
    .execute()
}

/** Observables that the receiving cases of these handoffs were ever given. */
export async function listReceived(tx: Tx, handoffs: readonly string[]) {
  if (handoffs.length === 0) return []
  return await tx
    .selectFrom('handoff_case as taken')
    .innerJoin('handoff', 'handoff.id', 'taken.handoff_id')
    .innerJoin('incident_entry as entry', (join) =>
      join.onRef('entry.incident_id', '=', 'taken.incident_id').onRef('entry.domain', '=', 'taken.domain'),
    )
    .select(['taken.handoff_id', 'entry.body'])
    .where('taken.handoff_id', 'in', handoffs)
    .whereRef('taken.domain', '=', 'handoff.to_domain')
    .where('entry.kind', '=', 'observable')
    .execute()
}
