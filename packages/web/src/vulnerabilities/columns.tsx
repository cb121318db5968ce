// Columns of the queue. When to act is a shape and a word: the four decisions of SSVC in the four severities of the pages.
import type { VulnerabilityRow } from '@penstock/contract/vulnerabilities'
import { formatShare, t } from '@penstock/web/messages'
import { SiteName } from '@penstock/web/scope'
import { type Column, Instant, SeverityShape, Unknown, WireOrUnknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'

export const HIDDEN_AT_FIRST: readonly string[] = ['vendor', 'since', 'epss', 'domain', 'site']

export function vulnerabilityColumns(onOpen: (id: string) => void): readonly Column<VulnerabilityRow>[] {
  return [
    {
      id: 'advisory',
      title: t('vulnerabilities.column.advisory'),
      isRowHead: true,
      cell: (row) => (
        <button type="button" className="row-open" data-row-link="" onClick={() => onOpen(row.id)}>
          <WireText text={row.title} />
        </button>
      ),
    },
    { id: 'when', title: t('vulnerabilities.column.when'), cell: (row) => <WhenMark row={row} /> },
    { id: 'how', title: t('vulnerabilities.column.how'), cell: (row) => <How row={row} /> },
    { id: 'device', title: t('vulnerabilities.column.device'), cell: (row) => <Device row={row} /> },
    {
      id: 'zone',
      title: t('vulnerabilities.column.zone'),
      cell: (row) => <WireOrUnknown text={row.zone} reason={t('vulnerabilities.zone.unknown')} />,
    },
    { id: 'grade', title: t('vulnerabilities.column.grade'), cell: (row) => t(`vulnerabilities.grade.${row.grade}`) },
    {
      id: 'kev',
      title: t('vulnerabilities.column.kev'),
      cell: (row) =>
        row.isKnownExploited ? <strong>{t('vulnerabilities.kev.yes')}</strong> : t('vulnerabilities.kev.no'),
    },
    { id: 'safety', title: t('vulnerabilities.column.safety'), cell: (row) => <Safety row={row} /> },
    { id: 'reach', title: t('vulnerabilities.column.reach'), cell: (row) => <Reach row={row} /> },
    {
      id: 'cves',
      title: t('vulnerabilities.column.cves'),
      cell: (row) => <WireText text={cvesText(row.cves)} isMono />,
    },
    { id: 'state', title: t('vulnerabilities.column.state'), cell: (row) => stateText(row) },
    {
      id: 'vendor',
      title: t('vulnerabilities.column.vendor'),
      cell: (row) => <WireOrUnknown text={row.vendor} reason={t('vulnerabilities.vendor.unknown')} />,
    },
    { id: 'since', title: t('vulnerabilities.column.since'), cell: (row) => <Instant at={row.openedAt} /> },
    { id: 'epss', title: t('vulnerabilities.column.epss'), cell: (row) => <Epss row={row} /> },
    {
      id: 'domain',
      title: t('vulnerabilities.column.domain'),
      cell: (row) => t(`vulnerabilities.domain.${row.domain}`),
    },
    { id: 'site', title: t('vulnerabilities.column.site'), cell: (row) => <SiteName site={row.site} /> },
  ]
}

const SEVERITIES = { immediate: 1, 'out-of-cycle': 2, scheduled: 3, defer: 4 } as const
const CLASSES = { 1: 'critical', 2: 'high', 3: 'medium', 4: 'low' } as const

/** Filled while somebody has to act, outlined once something is decided. */
export function WhenMark({ row }: { readonly row: Pick<VulnerabilityRow, 'when' | 'state' | 'isOverdue'> }) {
  if (row.when === null) return <span>{t('vulnerabilities.when.none')}</span>
  const severity = SEVERITIES[row.when]
  const waits = row.state === 'open' || row.isOverdue
  return (
    <span className={`severity severity-${CLASSES[severity]}`}>
      <SeverityShape severity={severity} urgency={waits ? 'open' : 'acknowledged'} />
      <span>{t(`vulnerabilities.when.${row.when}`)}</span>
    </span>
  )
}

export function How({ row }: { readonly row: Pick<VulnerabilityRow, 'how' | 'fixedIn'> }) {
  if (row.how === null) return <span>{t('vulnerabilities.how.none')}</span>
  const how = t(`vulnerabilities.how.${row.how}`)
  if (row.fixedIn.length === 0) return <span>{how}</span>
  return (
    <span>
      {how} <span className="muted">{t('vulnerabilities.fixed-in', { versions: row.fixedIn.join(', ') })}</span>
    </span>
  )
}

export function Device({ row }: { readonly row: VulnerabilityRow }) {
  return (
    <Link to="/assets/$assetId" params={{ assetId: row.assetId }}>
      <WireText text={row.label} />
    </Link>
  )
}

export function Safety({ row }: { readonly row: VulnerabilityRow }) {
  if (row.isSafetyLinked === null) return <Unknown reason={t('vulnerabilities.safety.unknown')} />
  return row.isSafetyLinked ? (
    <strong>{t('vulnerabilities.safety.yes')}</strong>
  ) : (
    <span>{t('vulnerabilities.safety.no')}</span>
  )
}

export function Reach({ row }: { readonly row: VulnerabilityRow }) {
  const { conduitsFromOutside: conduits } = row
  if (conduits === null) return <Unknown reason={t('vulnerabilities.reach.unknown')} />
  return <span>{conduits === 'none' ? t('vulnerabilities.reach.none') : t('vulnerabilities.reach', { conduits })}</span>
}

export function Epss({ row }: { readonly row: VulnerabilityRow }) {
  if (row.epss === null) return <Unknown reason={t('vulnerabilities.epss.none')} />
  const { probability, scoredOn } = row.epss
  return (
    <span>
      {formatShare(probability)}
      {scoredOn === null ? null : <span className="muted"> {scoredOn.slice(0, 10)}</span>}
    </span>
  )
}

export function stateText(row: Pick<VulnerabilityRow, 'state' | 'isOverdue'>): string {
  const state = t(`vulnerabilities.state.${row.state}`)
  return row.isOverdue ? t('vulnerabilities.overdue', { state }) : state
}

function cvesText(cves: readonly string[]): string {
  const [first = '', ...others] = cves
  return others.length === 0 ? first : t('vulnerabilities.cves.more', { first, count: others.length })
}
