// Durations of one domain: what happened, with those that still wait, and what cannot be measured. Each count opens what it is made of.
import { UnstyledButton } from '@mantine/core'
import type { IncidentGroup, SocMetrics } from '@penstock/contract/metrics'
import { formatCount, formatSpan, t } from '@penstock/web/messages'
import { type Column, DataTable, Unknown } from '@penstock/web/ui'
import type { MetricsSearch } from './search.ts'

type Row = IncidentGroup['durations'][number]

export function Durations(props: {
  readonly group: IncidentGroup
  readonly reads: SocMetrics['reads']
  readonly onOpen: (next: MetricsSearch) => void
}) {
  const { group, reads, onOpen } = props
  const open = ({ metric }: Row) => onOpen({ behind: metric, of: group.domain })
  return (
    <DataTable
      label={t('metrics.durations', { domain: t(`metrics.domain.${group.domain}`) })}
      columns={columnsOf(reads, open)}
      rows={group.durations}
      total={group.durations.length}
      rowId={({ metric }) => metric}
      {...(reads === 'own' ? { onPeek: open } : { hasKeys: false })}
    />
  )
}

function columnsOf(reads: SocMetrics['reads'], open: (row: Row) => void): readonly Column<Row>[] {
  const name = ({ metric }: Row) => t(`metrics.duration.${metric}`)
  const counted = (id: 'mean' | 'median' | 'p90', of: (row: Row) => number | null): Column<Row> => ({
    id,
    title: t(`metrics.column.${id}`),
    isNumber: true,
    cell: (row) => <Time seconds={of(row)} reason={t(reads === 'counts' ? 'metrics.hidden' : 'metrics.no-mean')} />,
  })
  return [
    {
      id: 'metric',
      title: t('metrics.column.metric'),
      isRowHead: true,
      cell: (row) =>
        reads === 'own' ? (
          <UnstyledButton className="row-open metrics-name" data-row-link="" onClick={() => open(row)}>
            {name(row)}
          </UnstyledButton>
        ) : (
          <span className="metrics-name">{name(row)}</span>
        ),
    },
    {
      id: 'n',
      title: t('metrics.column.n'),
      isNumber: true,
      cell: ({ figure }) => (
        <>
          {formatCount(figure.n)}
          {figure.values === null || figure.values.length === 0 ? null : (
            <span className="metrics-values">{figure.values.map(formatSpan).join(', ')}</span>
          )}
        </>
      ),
    },
    counted('mean', ({ figure }) => figure.mean),
    counted('median', ({ figure }) => figure.median),
    counted('p90', ({ figure }) => figure.p90),
    {
      id: 'waiting',
      title: t('metrics.column.waiting'),
      isNumber: true,
      cell: ({ figure }) => formatCount(figure.waiting),
    },
    {
      id: 'km',
      title: t('metrics.column.km'),
      isNumber: true,
      cell: ({ figure }) => (
        <Time
          seconds={figure.medianWithWaiting}
          reason={t(reads === 'counts' ? 'metrics.hidden' : 'metrics.no-median')}
        />
      ),
    },
    { id: 'missing', title: t('metrics.column.missing'), cell: (row) => <Missing row={row} /> },
  ]
}

function Time({ seconds, reason }: { readonly seconds: number | null; readonly reason: string }) {
  return seconds === null ? <Unknown reason={reason} /> : <span>{formatSpan(seconds)}</span>
}

function Missing({ row: { figure } }: { readonly row: Row }) {
  const { missing, reversed, fromOpening } = figure
  return (
    <ul className="metrics-list metrics-name">
      {missing.map(({ instant, count }) => (
        <li key={instant}>{t('metrics.missing.of', { count, instant: t(`metrics.instant.${instant}`) })}</li>
      ))}
      {reversed === 0 ? null : <li>{t('metrics.reversed', { count: reversed })}</li>}
      {fromOpening === 0 ? null : <li className="muted">{t('metrics.from-opening', { count: fromOpening })}</li>}
    </ul>
  )
}
