// Columns of the list of findings; their ids are those of the export.
import type { ShadowColumn, ShadowRow } from '@penstock/contract/shadow'
import { formatShare, t } from '@penstock/web/messages'
import { SiteName } from '@penstock/web/scope'
import { type Column, Instant, SeverityMark, severityOf, Unknown, WireOrUnknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'

export const HIDDEN_AT_FIRST: readonly string[] = ['category', 'until', 'host', 'firstAt', 'domain', 'site']

type FindingColumn = Column<ShadowRow> & { readonly id: ShadowColumn }

export function shadowColumns(onOpen: (id: string) => void): readonly FindingColumn[] {
  return [
    {
      id: 'name',
      title: t('shadow.column.name'),
      isRowHead: true,
      cell: (row) => (
        <button type="button" className="row-open" data-row-link="" onClick={() => onOpen(row.id)}>
          <WireText text={row.name} />
        </button>
      ),
    },
    {
      id: 'severity',
      title: t('shadow.column.severity'),
      isSortable: true,
      cell: (row) => <FindingSeverity row={row} />,
    },
    { id: 'device', title: t('shadow.column.device'), isSortable: true, cell: (row) => <Device row={row} /> },
    {
      id: 'zone',
      title: t('shadow.column.zone'),
      cell: (row) => <WireOrUnknown text={row.zone} reason={t('shadow.zone.unknown')} />,
    },
    { id: 'category', title: t('shadow.column.category'), cell: (row) => <WireText text={row.categoryTitle} /> },
    {
      id: 'confidence',
      title: t('shadow.column.confidence'),
      isNumber: true,
      isSortable: true,
      cell: (row) => formatShare(row.confidence),
    },
    {
      id: 'control',
      title: t('shadow.column.control'),
      cell: (row) => (row.isBesideControl ? <strong>{t('shadow.control.yes')}</strong> : t('shadow.control.no')),
    },
    { id: 'state', title: t('shadow.column.state'), cell: (row) => t(`shadow.state.${row.state}`) },
    {
      id: 'since',
      title: t('shadow.column.since'),
      isSortable: true,
      cell: (row) => <Instant at={row.since} />,
    },
    {
      id: 'owner',
      title: t('shadow.column.owner'),
      cell: (row) => <WireOrUnknown text={row.owner} reason={t('shadow.owner.none')} />,
    },
    { id: 'until', title: t('shadow.column.until'), cell: (row) => <Until at={row.until} /> },
    { id: 'host', title: t('shadow.column.host'), cell: (row) => <WireText text={row.host} isMono /> },
    {
      id: 'firstAt',
      title: t('shadow.column.first'),
      isSortable: true,
      cell: (row) => <Instant at={row.firstAt} />,
    },
    { id: 'lastAt', title: t('shadow.column.last'), isSortable: true, cell: (row) => <Instant at={row.lastAt} /> },
    { id: 'domain', title: t('shadow.column.domain'), cell: (row) => t(`shadow.domain.${row.domain}`) },
    { id: 'site', title: t('shadow.column.site'), cell: (row) => <SiteName site={row.site} /> },
  ]
}

/** Filled while somebody has to decide, outlined afterwards. */
export function FindingSeverity({ row }: { readonly row: Pick<ShadowRow, 'severity' | 'state'> }) {
  if (row.severity === null) return <Unknown reason={t('shadow.severity.unknown')} />
  const urgency = row.state === 'under-review' ? 'open' : row.state === 'to-be-removed' ? 'acknowledged' : 'suppressed'
  return <SeverityMark severity={severityOf(row.severity)} urgency={urgency} />
}

export function Device({ row }: { readonly row: Pick<ShadowRow, 'assetId' | 'label'> }) {
  if (row.assetId === null) return <WireText text={row.label} />
  return (
    <Link to="/assets/$assetId" params={{ assetId: row.assetId }}>
      <WireText text={row.label} />
    </Link>
  )
}

function Until({ at }: { readonly at: string | null }) {
  return at === null ? <Unknown reason={t('shadow.until.none')} /> : <Instant at={at} />
}
