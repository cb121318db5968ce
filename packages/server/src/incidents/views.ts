// Rows and cases as the pages are told of them.
import type { EntryView, HandoffRecord, HandoffRow, IncidentRecord, IncidentRow } from '@penstock/contract/incidents'
import {
  CLOCKS,
  dueAt,
  type Entry,
  HANDOFF_RULES,
  type HandoffDeed,
  HandoffPackage,
  isLate,
  type Lane,
  minutesAfter,
  Tip,
} from '@penstock/model/incidents'
import { type Domain, type EpochMicros, idOfUuid, isoOfMicros, isoOrNull } from '@penstock/model/kernel'
import type { LoadedCase } from './cases.ts'
import { type HandoffData, handoffOf, type listSteps } from './handoff-queries.ts'
import type { SideRow } from './queries.ts'

export type Names = ReadonlyMap<string, string>

export function incidentRow(row: SideRow, isJoint: boolean, now: EpochMicros): IncidentRow {
  const severity = row.severity as IncidentRow['severity']
  const next = CLOCKS[severity].unacknowledged[row.rung]
  const first = minutesAfter(row.opened_at, CLOCKS[severity].ackMinutes)
  return {
    id: idOfUuid('inc', row.incident_id),
    reference: row.reference,
    site: row.site as IncidentRow['site'],
    title: row.title,
    severity,
    consequence: row.consequence,
    function: row.function,
    team: row.team,
    state: row.state as IncidentRow['state'],
    openedAt: isoOfMicros(row.opened_at),
    acknowledgedAt: isoOrNull(row.acknowledged_at),
    dueAt: row.state === 'open' && next !== undefined ? isoOfMicros(minutesAfter(row.opened_at, next)) : null,
    isLate: row.state === 'open' && isLate(first, now),
    rung: row.rung,
    isJoint,
    version: row.version,
  }
}

export function caseView(
  row: IncidentRow,
  domain: Domain,
  { case: found, entries }: LoadedCase,
  names: Names,
): Omit<IncidentRecord, 'others' | 'handoffs' | 'similar' | 'mergedInto'> {
  const part = ({ id, at, by }: { readonly id: string; readonly at: EpochMicros; readonly by: string | null }) => ({
    id,
    at: isoOfMicros(at),
    by,
    byName: by === null ? null : (names.get(by) ?? null),
  })
  return {
    ...row,
    domain,
    sources: found.sources.map((one) => ({ ...one })),
    closedAt: isoOrNull(found.closedAt),
    verdict: found.verdict,
    leader: found.leader,
    milestones: Object.entries(found.milestones).map(([milestone, at]) => ({
      milestone: milestone as IncidentRecord['milestones'][number]['milestone'],
      at: isoOfMicros(at),
    })),
    hypotheses: found.hypotheses
      .map(({ statement, confidence, state, reason, ...one }) => ({
        ...part(one),
        statement,
        confidence,
        state,
        reason,
      }))
      .toSorted((a, b) => b.confidence - a.confidence),
    tasks: found.tasks.map(({ title, team, state, movedAt, ...one }) => ({
      ...part(one),
      title,
      team,
      state,
      movedAt: isoOfMicros(movedAt),
    })),
    observables: found.observables.map(({ type, value, tlp, pap, ...one }) => ({
      ...part(one),
      type,
      value,
      tlp,
      pap,
    })),
    evidence: found.evidence.map(({ label, sha256, source, ...one }) => ({ ...part(one), label, sha256, source })),
    timeline: found.timeline
      .toSorted((a, b) => a.happenedAt - b.happenedAt)
      .map(({ happenedAt, lane, text, ...one }) => ({
        ...part(one),
        happenedAt: isoOfMicros(happenedAt),
        lane,
        text,
      })),
    entries: entries.map((entry) => ({ ...part(entry), ...toldEntry(entry) })),
  }
}

/** What an entry says, in the words that were written; the pages name the deed. */
export function toldEntry({ body }: Pick<Entry, 'body'>): Pick<EntryView, 'kind' | 'happenedAt' | 'lane' | 'text'> {
  const happenedAt = 'happenedAt' in body ? isoOfMicros(body.happenedAt) : null
  const lane: Lane = body.kind === 'happened' ? body.lane : body.kind === 'escalated' ? 'people' : 'decisions'
  return { kind: body.kind, happenedAt, lane, text: wordsOf(body) }
}

function wordsOf(body: Entry['body']): string {
  switch (body.kind) {
    case 'opened':
      return body.title
    case 'acknowledged':
      return ''
    case 'assigned':
      return body.team
    case 'noted':
    case 'happened':
      return body.text
    case 'hypothesis':
      return `${body.statement} (${body.confidence} %)`
    case 'hypothesis-judged':
      return `${body.state}, ${body.confidence} %: ${body.reason}`
    case 'task':
      return `${body.title} (${body.team})`
    case 'task-moved':
      return [`${body.state} (${body.team})`, body.note].filter((one) => one !== '').join(': ')
    case 'observable':
      return `${body.type} ${body.value}`
    case 'evidence':
      return `${body.label} ${body.sha256.slice(0, 12)}`
    case 'reassessed':
      return `severity ${body.severity}, consequence ${body.consequence}: ${body.reason}`
    case 'milestone':
      return `${body.milestone}: ${body.reason}`
    case 'closed':
      return `${body.verdict}: ${body.reason}`
    case 'reopened':
      return body.reason
    case 'merged':
    case 'split-from':
      return body.from
    case 'merged-into':
      return body.into
    case 'split-off':
      return body.to
    case 'handed':
      return `${body.deed}, ${body.to.toUpperCase()}, ${body.handoff}`
    case 'shared':
      return `${body.tip}: ${body.why}`
    case 'led':
      return `${body.domain.toUpperCase()} leads: ${body.reason}`
    case 'escalated':
      return body.role
    case 'playbook-begun':
      return body.playbook.name
    case 'playbook-step':
      return [body.outcome, body.note].filter((one) => one !== '').join(': ')
  }
}

export function handoffRow(row: HandoffData, domain: Domain, incident: string | null, now: EpochMicros): HandoffRow {
  const given = handoffOf(row)
  const due = dueAt(given)
  return {
    id: idOfUuid('hnd', row.id),
    reference: row.reference,
    kind: given.kind,
    site: row.site as HandoffRow['site'],
    fromDomain: given.fromDomain,
    toDomain: given.toDomain,
    fromTeam: row.from_team,
    toTeam: row.to_team,
    state: given.state,
    severity: given.severity,
    side: domain === given.fromDomain ? 'from' : 'to',
    subject: subjectOf(row),
    indicators: row.indicators,
    sentAt: isoOrNull(row.sent_at),
    acknowledgedAt: isoOrNull(row.acknowledged_at),
    dueAt: isoOrNull(due),
    isLate: isLate(due, now),
    rung: row.rung,
    incidentId: incident === null ? null : idOfUuid('inc', incident),
    version: row.version,
  }
}

export function readPackage(row: HandoffData): { readonly package: HandoffPackage | null; readonly tip: Tip | null } {
  const value = JSON.parse(row.package) as unknown
  return row.kind === 'tip'
    ? { package: null, tip: Tip.parse(value) }
    : { package: HandoffPackage.parse(value), tip: null }
}

function subjectOf(row: HandoffData): string {
  const { package: handed, tip } = readPackage(row)
  return handed?.what.slice(0, 200) ?? tip?.reason ?? ''
}

/** Of a tip the receiver learns no name: who sent it, and in which case, stays at home. */
export function handoffRecord(
  row: HandoffRow,
  data: HandoffData,
  isIntact: boolean,
  steps: Awaited<ReturnType<typeof listSteps>>,
  names: Names,
  entities: HandoffRecord['entities'],
): HandoffRecord {
  const isHidden = (side: string): boolean => row.kind === 'tip' && row.side === 'to' && side === 'from'
  return {
    ...row,
    ...readPackage(data),
    entities,
    sha256: Buffer.from(data.sha256).toString('hex'),
    isIntact,
    draftedAt: isoOfMicros(data.drafted_at),
    deliveredAt: isoOrNull(data.delivered_at),
    decidedAt: isoOrNull(data.decided_at),
    returnedAt: isoOrNull(data.returned_at),
    closedAt: isoOrNull(data.closed_at),
    expiresAt: isoOrNull(data.expires_at),
    expiryReason: data.expiry_reason,
    madeBy: isHidden('from') ? null : (names.get(data.made_by) ?? data.made_by),
    steps: steps.map(({ at, deed, side, by, reason, sha256 }) => ({
      at: isoOfMicros(at),
      deed,
      side: side as 'from' | 'to' | 'clock',
      by: isHidden(side) ? null : by,
      byName: by === null || isHidden(side) ? null : (names.get(by) ?? null),
      reason,
      sha256: Buffer.from(sha256).toString('hex'),
    })),
    deeds: Object.entries(HANDOFF_RULES)
      .filter(([deed, rule]) => {
        const isHis = rule.by.includes(row.side) && rule.from.includes(row.state)
        return isHis && !((deed as HandoffDeed) === 'reopen' && data.returned_at === null)
      })
      .map(([deed]) => deed),
  }
}
