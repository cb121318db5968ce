// What happened in the hub that somebody outside is told of. Read under the hub's own role, and only what a notice may hold is taken.
import { CLOCKS, dueAt, type IncidentSeverity, minutesAfter } from '@penstock/model/incidents'
import { type Domain, type EpochMicros, idOfUuid, isoOfMicros, micros } from '@penstock/model/kernel'
import { nearFrom, type Occasion } from '@penstock/model/notices'
import { BreakGlassScope } from '@penstock/model/operating-model'
import { listHandoffsHeld } from '@penstock/server/incidents'
import { sqlInstant } from '@penstock/store/state'
import type { Tx } from './queries.ts'

export interface SilentSource {
  readonly id: string
  readonly name: string
  readonly domain: Domain
  readonly site: string
  readonly heardAt: string
}

/** Of all clocks: a deed or another severity may set any of them anew. */
const LONGEST_MINUTES = Math.max(...Object.values(CLOCKS).map(({ updateEveryMinutes }) => updateEveryMinutes))

type Found = Omit<Occasion, 'siteName'>

/** Deadlines that are near by now, and everything else since. */
export async function listOccasions(
  tx: Tx,
  since: EpochMicros,
  now: EpochMicros,
  silent: readonly SilentSource[],
): Promise<readonly Occasion[]> {
  const names = new Map(
    (await tx.selectFrom('site').select(['site', 'name']).execute()).map((row) => [row.site, row.name]),
  )
  const found: readonly Found[] = [
    ...(await handoffs(tx, since)),
    ...(await deadlines(tx, since, now)),
    ...(await brokenGlass(tx, since)),
    ...(await cases(tx, since)),
    ...(await detections(tx, since)),
    ...silent.map((source) => silence(source, now)),
  ]
  return found.map((one) => ({ ...one, siteName: names.get(one.site) ?? one.site }))
}

/** Its receiver learns of a handoff when it is delivered. */
async function handoffs(tx: Tx, since: EpochMicros): Promise<Found[]> {
  const rows = await tx
    .selectFrom('handoff')
    .select([
      'id',
      'reference',
      'kind',
      'site',
      'marking',
      'to_domain',
      'to_team',
      'severity',
      'sent_at',
      'delivered_at',
    ])
    .where('delivered_at', '>=', sqlInstant(since))
    .execute()
  return rows.flatMap((row) => {
    if (row.delivered_at === null || row.sent_at === null) return []
    const due = minutesAfter(row.sent_at, CLOCKS[row.severity as IncidentSeverity].ackMinutes)
    return {
      kind: 'handoff-sent' as const,
      ...ofSide(row.to_domain as Domain, row),
      team: row.to_team,
      at: row.delivered_at,
      key: [row.id],
      path: `/handoffs/${idOfUuid('hnd', row.id)}`,
      facts: { reference: row.reference, type: row.kind, severity: row.severity, 'answer by': isoOfMicros(due) },
    }
  })
}

/** Of what began within the longest clock before: what waits longer was told, so that a queue of years costs a look nothing. */
async function deadlines(tx: Tx, since: EpochMicros, now: EpochMicros): Promise<Found[]> {
  const windowOf = (minutes: number) => {
    const near = nearFrom(micros(0), minutesAfter(micros(0), minutes))
    return { from: minutesAfter(since, -LONGEST_MINUTES), to: micros(now - near) }
  }
  const severities = Object.entries(CLOCKS).map(([text, clocks]) => ({ severity: Number(text), clocks }))
  const running = await listHandoffsHeld(
    tx,
    severities.flatMap(({ severity, clocks: { ackMinutes, acceptMinutes, updateEveryMinutes } }) => [
      { severity, states: ['sent', 'delivered'], ...windowOf(ackMinutes) },
      { severity, states: ['acknowledged'], ...windowOf(acceptMinutes) },
      { severity, states: ['accepted', 'working'], ...windowOf(updateEveryMinutes) },
    ]),
  )
  const waiting = await tx
    .selectFrom('incident_side')
    .select(['incident_id', 'reference', 'site', 'marking', 'domain', 'team', 'severity', 'opened_at'])
    .where('state', '=', 'open')
    .where((where) =>
      where.or(
        severities.map(({ severity, clocks }) => {
          const { from, to } = windowOf(clocks.ackMinutes)
          return where.and([
            where('severity', '=', severity),
            where('opened_at', '>=', sqlInstant(from)),
            where('opened_at', '<=', sqlInstant(to)),
          ])
        }),
      ),
    )
    .execute()
  return [
    ...running.flatMap(({ row, handoff }) => {
      const due = dueAt(handoff)
      // Before its delivery the receiver knows nothing of it.
      if (due === null || handoff.sentAt === null || handoff.deliveredAt === null) return []
      const near = nearFrom(handoff.updatedAt ?? handoff.sentAt, due)
      if (now < near) return []
      return {
        kind: 'deadline-near' as const,
        ...ofSide(handoff.toDomain, row),
        team: row.to_team,
        at: near,
        key: ['handoff', row.id, due],
        path: `/handoffs/${idOfUuid('hnd', row.id)}`,
        facts: { reference: row.reference, severity: handoff.severity, state: handoff.state, due: isoOfMicros(due) },
      }
    }),
    ...waiting.flatMap((side) => {
      const due = minutesAfter(side.opened_at, CLOCKS[side.severity as IncidentSeverity].ackMinutes)
      const near = nearFrom(side.opened_at, due)
      if (now < near) return []
      return {
        kind: 'deadline-near' as const,
        ...ofSide(side.domain as Domain, side),
        team: side.team,
        at: near,
        key: ['case', side.incident_id, side.domain, due],
        path: `/incidents/${idOfUuid('inc', side.incident_id)}`,
        facts: { reference: side.reference, severity: side.severity, state: 'open', due: isoOfMicros(due) },
      }
    }),
  ]
}

/** Whose domain is opened is told when it is asked for and when it begins. */
async function brokenGlass(tx: Tx, since: EpochMicros): Promise<Found[]> {
  const rows = await tx
    .selectFrom('break_glass as glass')
    .innerJoin('four_eyes as asked', 'asked.id', 'glass.id')
    .select(['glass.id', 'glass.domain', 'glass.site', 'glass.scope', 'glass.begins_at', 'glass.ends_at'])
    .select('asked.requested_at')
    .where((where) =>
      where.or([
        where('asked.requested_at', '>=', sqlInstant(since)),
        where('glass.begins_at', '>=', sqlInstant(since)),
      ]),
    )
    .execute()
  return rows.flatMap((row) => {
    const { reason, minutes } = BreakGlassScope.parse(row.scope)
    const common = {
      kind: 'break-glass' as const,
      ...ofSide(row.domain as Domain, { site: row.site, marking: 0 }),
      team: null,
      path: '/operating-model',
    }
    const facts = { domain: row.domain, reason, minutes }
    const asked = { ...common, at: row.requested_at, key: ['asked', row.id], facts: { turn: 'asked for', ...facts } }
    if (row.begins_at === null || row.ends_at === null) return [asked]
    const until = isoOfMicros(row.ends_at)
    const opened = {
      ...common,
      at: row.begins_at,
      key: ['opened', row.id],
      facts: { turn: 'open', ...facts, until },
    }
    // What begins at once is told once.
    return row.begins_at === row.requested_at ? [opened] : [asked, opened]
  })
}

async function cases(tx: Tx, since: EpochMicros): Promise<Found[]> {
  const rows = await tx
    .selectFrom('incident_side')
    .select(['incident_id', 'reference', 'site', 'marking', 'domain', 'team', 'severity', 'consequence', 'opened_at'])
    .where('opened_at', '>=', sqlInstant(since))
    .execute()
  return rows.map((side) => ({
    kind: 'case-opened',
    ...ofSide(side.domain as Domain, side),
    team: side.team,
    at: side.opened_at,
    key: [side.incident_id, side.domain],
    path: `/incidents/${idOfUuid('inc', side.incident_id)}`,
    facts: { reference: side.reference, severity: side.severity, consequence: side.consequence },
  }))
}

async function detections(tx: Tx, since: EpochMicros): Promise<Found[]> {
  const rows = await tx
    .selectFrom('detection_headline')
    .select(['id', 'site', 'cell', 'domains', 'marking', 'rule', 'techniques', 'kind', 'learned_at'])
    .where('level', '=', 'critical')
    .where('state', '=', 'new')
    .where('learned_at', '>=', sqlInstant(since))
    .execute()
  return rows.map((row) => ({
    kind: 'detection-critical',
    ...ofSide(row.cell as Domain, row),
    labels: row.domains,
    team: null,
    at: row.learned_at,
    key: [row.id],
    path: '/triage',
    facts: { rule: row.rule, type: row.kind, techniques: row.techniques.join(' ') },
  }))
}

function silence({ id, name, domain, site, heardAt }: SilentSource, now: EpochMicros): Found {
  return {
    kind: 'source-silent',
    ...ofSide(domain, { site, marking: 0 }),
    team: null,
    at: now,
    // The next silence is another one.
    key: [id, heardAt],
    path: '/sources',
    facts: { source: name, 'last heard': heardAt },
  }
}

function ofSide(domain: Domain, { site, marking }: { readonly site: string; readonly marking: number }) {
  return { site, marking, domain, labels: [domain] }
}
