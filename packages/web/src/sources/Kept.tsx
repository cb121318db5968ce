// What is kept of events in each domain, where, and for how long.
import type { SourcesView } from '@penstock/contract/sources'
import { formatBytes, formatCount, t } from '@penstock/web/messages'
import { type Column, DataTable, Panel } from '@penstock/web/ui'
import { Forgetting } from './Forgetting.tsx'

type Cell = SourcesView['cells'][number]
type Row = Cell & { readonly kept: NonNullable<Cell['kept']> }

export function Kept({ view }: { readonly view: SourcesView }) {
  const rows = view.cells.flatMap(({ kept, ...cell }): Row[] => (kept === null ? [] : [{ ...cell, kept }]))
  if (rows.length === 0) return null
  return (
    <Panel className="source-panel" title={t('sources.kept')}>
      <p className="muted">{t('sources.kept.lead')}</p>
      <DataTable label={t('sources.kept.table')} columns={columnsOf()} rows={rows} rowId={({ domain }) => domain} />
      <Forgetting cells={rows.map(({ domain, kept: { asked } }) => ({ domain, asked }))} />
    </Panel>
  )
}

function columnsOf(): readonly Column<Row>[] {
  return [
    {
      id: 'domain',
      title: t('sources.domain'),
      isRowHead: true,
      cell: ({ domain }) => t(`access.domain.${domain}`),
    },
    { id: 'hot', title: t('sources.kept.hot'), isNumber: true, cell: ({ kept }) => formatCount(kept.hot) },
    { id: 'cold', title: t('sources.kept.cold'), isNumber: true, cell: ({ kept }) => formatCount(kept.cold) },
    {
      id: 'files',
      title: t('sources.kept.files'),
      cell: ({ kept }) =>
        kept.oldestColdDay === null
          ? t('sources.kept.files.none')
          : t('sources.kept.files.some', {
              count: kept.files,
              bytes: formatBytes(kept.bytes),
              day: kept.oldestColdDay,
            }),
    },
    {
      id: 'how-long',
      title: t('sources.kept.how-long'),
      cell: ({ kept: { hotDays, keepDays, coldBytes } }) => (
        <>
          {t('sources.kept.at-hand', { days: hotDays })}{' '}
          {keepDays === null ? t('sources.kept.for-good') : t('sources.kept.until', { days: keepDays })}{' '}
          {coldBytes === null ? null : t('sources.kept.bound', { bytes: formatBytes(coldBytes) })}
        </>
      ),
    },
  ]
}
