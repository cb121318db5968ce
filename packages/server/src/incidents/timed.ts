// Cases and handoffs with their instants, for the metrics: what the entries of a case say of its time, as far as the role of the transaction reads.
import type { Entry, EntryBody, Handoff } from '@penstock/model/incidents'
import { type Domain, type EpochMicros, idOfUuid, uuidOfId } from '@penstock/model/kernel'
import type { SiteScope } from '@penstock/model/operating-model'
import { sqlInstant } from '@penstock/store/state'
import { handoffOf } from './handoff-queries.ts'
import type { Tx } from './queries.ts'

export interface TimedFilter {
  readonly sites: SiteScope
  readonly since: EpochMicros
}

interface TimedSide {
  readonly id: string
  readonly reference: string
  readonly domain: Domain
  /** Both domains have a part in it. */
  readonly isJoint: boolean
  readonly entries: readonly Entry[]
}

export interface TimedCases {
  /** Of a joint incident each side that the role reads, the earlier one first. */
  readonly sides: readonly TimedSide[]
  readonly entriesOf: (domain: Domain) => (incident: string) => readonly Entry[]
}

/** Entries that say when, how bad and what became of it. */
const KINDS: readonly EntryBody['kind'][] = [
  'opened',
  'acknowledged',
  'reassessed',
  'milestone',
  'closed',
  'reopened',
  'merged',
  'merged-into',
  'split-from',
]

/** Cases that were opened since, or are open still. */
export async function listTimedCases(tx: Tx, { sites, since }: TimedFilter): Promise<TimedCases> {
  const rows = await tx
    .selectFrom('incident_side as side')
    .innerJoin('incident', 'incident.id', 'side.incident_id')
    .select(['side.incident_id', 'side.domain', 'side.reference', 'incident.domains'])
    .where((where) => (sites === '*' ? where.lit(true) : where('side.site', 'in', sites.length === 0 ? [''] : sites)))
    .where((where) =>
      where.or([where('side.opened_at', '>=', sqlInstant(since)), where('side.state', 'in', ['open', 'acknowledged'])]),
    )
    .orderBy('side.opened_at')
    .orderBy('side.id')
    .execute()
  const known = new Map<string, Entry[]>()
  let wanted = rows.map(({ incident_id, domain }) => ({ incident: incident_id, domain }))
  while (wanted.length > 0) {
    for (const { incident, domain } of wanted) known.set(`${domain} ${incident}`, [])
    const incidents = [...new Set(wanted.map(({ incident }) => incident))]
    const taken = new Map<string, { readonly incident: string; readonly domain: string }>()
    for (const { incident_id, domain, ...entry } of await listSaid(tx, incidents)) {
      const body = entry.body as EntryBody
      known.get(`${domain} ${incident_id}`)?.push({ id: idOfUuid('ent', entry.id), at: entry.at, by: entry.by, body })
      const from = body.kind === 'merged' ? uuidOfId(body.from) : null
      if (from !== null) taken.set(`${domain} ${from}`, { incident: from, domain })
    }
    wanted = [...taken].filter(([key]) => !known.has(key)).map(([, one]) => one)
  }
  return {
    sides: rows.map(({ incident_id, domain, reference, domains }) => ({
      id: idOfUuid('inc', incident_id),
      reference,
      domain: domain as Domain,
      isJoint: domains.length > 1,
      entries: known.get(`${domain} ${incident_id}`) ?? [],
    })),
    entriesOf: (domain) => (incident) => known.get(`${domain} ${uuidOfId(incident) ?? ''}`) ?? [],
  }
}

async function listSaid(tx: Tx, incidents: readonly string[]) {
  return await tx
    .selectFrom('incident_entry')
    .select(['id', 'incident_id', 'domain', 'at', 'by', 'body'])
    .where('incident_id', 'in', incidents)
    .where('kind', 'in', KINDS)
    .orderBy('ordinal')
    .execute()
}

/** Handoffs and tips that were sent since. */
export async function listTimedHandoffs(
  tx: Tx,
  { sites, since }: TimedFilter,
): Promise<readonly { readonly id: string; readonly reference: string; readonly handoff: Handoff }[]> {
  const rows = await tx
    .selectFrom('handoff')
    .selectAll()
    .where((where) => (sites === '*' ? where.lit(true) : where('site', 'in', sites.length === 0 ? [''] : sites)))
    .where('sent_at', '>=', sqlInstant(since))
    .orderBy('sent_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ id: idOfUuid('hnd', row.id), reference: row.reference, handoff: handoffOf(row) }))
}
