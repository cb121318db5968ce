// Columns of the queue of cases, and of handoffs. What waits is filled, what somebody has taken is outlined.
import type { HandoffRow, IncidentRow } from '@penstock/contract/incidents'
import { formatCount, t } from '@penstock/web/messages'
import { type Column, Instant, SeverityMark, Unknown, WireOrUnknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'

export function incidentColumns(): readonly Column<IncidentRow>[] {
  return [
    {
      id: 'title',
      title: t('incidents.column.case'),
      isRowHead: true,
      cell: (row) => (
        <Link to="/incidents/$incidentId" params={{ incidentId: row.id }} data-row-link="">
          <WireText text={row.title} />
        </Link>
      ),
    },
    {
      id: 'consequence',
      title: t('incidents.column.consequence'),
      cell: (row) => <ConsequenceText value={row.consequence} />,
    },
    {
      id: 'function',
      title: t('incidents.column.function'),
      cell: (row) => <WireOrUnknown text={row.function} reason={t('incidents.function.unknown')} />,
    },
    { id: 'severity', title: t('incidents.column.severity'), cell: (row) => <CaseSeverity row={row} /> },
    { id: 'state', title: t('incidents.column.state'), cell: (row) => t(`incidents.state.${row.state}`) },
    { id: 'due', title: t('incidents.column.due'), cell: (row) => <Due row={row} /> },
    { id: 'team', title: t('incidents.column.team'), cell: (row) => <WireText text={row.team} /> },
    {
      id: 'joint',
      title: t('incidents.column.sides'),
      cell: (row) => t(row.isJoint ? 'incidents.joint' : 'incidents.own'),
    },
    { id: 'opened', title: t('incidents.column.opened'), cell: (row) => <Instant at={row.openedAt} /> },
    {
      id: 'reference',
      title: t('incidents.column.reference'),
      cell: (row) => <WireText text={row.reference} isMono />,
    },
  ]
}

export function handoffColumns(): readonly Column<HandoffRow>[] {
  return [
    {
      id: 'subject',
      title: t('incidents.column.handed'),
      isRowHead: true,
      cell: (row) => (
        <Link to="/handoffs/$handoffId" params={{ handoffId: row.id }} data-row-link="">
          {row.kind === 'tip' ? t(`incidents.tip.reason.${tipReason(row.subject)}`) : <WireText text={row.subject} />}
        </Link>
      ),
    },
    { id: 'kind', title: t('incidents.column.kind'), cell: (row) => t(`incidents.kind.${row.kind}`) },
    {
      id: 'with',
      title: t('incidents.column.with'),
      cell: (row) => (
        <span>
          {t(`incidents.side.${row.side}`)} <WireText text={row.side === 'from' ? row.toTeam : row.fromTeam} />
        </span>
      ),
    },
    { id: 'severity', title: t('incidents.column.severity'), cell: (row) => <SeverityMark severity={row.severity} /> },
    { id: 'state', title: t('incidents.column.state'), cell: (row) => t(`incidents.handoff.state.${row.state}`) },
    { id: 'due', title: t('incidents.column.answer'), cell: (row) => <Due row={row} /> },
    {
      id: 'indicators',
      title: t('incidents.column.indicators'),
      isNumber: true,
      cell: (row) => formatCount(row.indicators),
    },
    {
      id: 'reference',
      title: t('incidents.column.reference'),
      cell: (row) => <WireText text={row.reference} isMono />,
    },
  ]
}

/** Filled until somebody acknowledged it. */
export function CaseSeverity({ row }: { readonly row: Pick<IncidentRow, 'severity' | 'state'> }) {
  return <SeverityMark severity={row.severity} urgency={row.state === 'open' ? 'open' : 'acknowledged'} />
}

export function ConsequenceText({ value }: { readonly value: number }) {
  if (value === 0) return <Unknown reason={t('incidents.consequence.unknown')} />
  return <span>{t('incidents.consequence', { value: String(value) })}</span>
}

/** When somebody has to answer; late is a word, with the rung that was told. */
export function Due({ row }: { readonly row: Pick<IncidentRow, 'dueAt' | 'isLate' | 'rung'> }) {
  if (row.dueAt === null && row.rung === 0) return <Unknown reason={t('incidents.due.none')} />
  const rung = row.rung as 0 | 1 | 2 | 3
  return (
    <span>
      {row.isLate ? <strong>{t('incidents.late')} </strong> : null}
      {row.dueAt === null ? null : <Instant at={row.dueAt} />}
      {rung === 0 ? null : <span className="muted"> {t(`incidents.rung.${rung}`)}</span>}
    </span>
  )
}

const REASONS = [
  'engineer-account',
  'engineering-host',
  'vendor-account',
  'dmz-session',
  'shared-infrastructure',
  'ot-credential',
  'dependency',
] as const

export function tipReason(text: string): (typeof REASONS)[number] {
  return REASONS.find((one) => one === text) ?? 'dependency'
}
