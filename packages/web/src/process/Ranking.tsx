// What the plant stands or falls with: each unit out alone, or pairs that cost what neither costs alone; the worst first.
import { NativeSelect } from '@mantine/core'
import { type ContingencyView, listContingencies } from '@penstock/contract/process'
import { useList } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { type Column, DataTable, Empty, Loaded, SeverityMark, Unknown } from '@penstock/web/ui'
import type { Names } from './names.ts'
import type { Network } from './told.ts'
import { useProcess } from './use-process.ts'
import { hoursText, moneyText } from './words.ts'

/** Of the targets that a line costs; playing it tells the rest. */
const MOST_NAMED = 2

export function Ranking({ network, names }: { readonly network: Network; readonly names: Names }) {
  const { hours, order, moment, change, setDown } = useProcess()
  const read = useList<ContingencyView, typeof listContingencies>(listContingencies, {
    params: { site: network.site },
    query: { order: String(order) as '1' | '2', hours, limit: 100, ...moment },
  })
  const rows = read.items ?? []
  const about = read.data?.pages[0] as { readonly compared: number; readonly leftOut: number } | undefined
  const columns: readonly Column<ContingencyView>[] = [
    {
      id: 'units',
      title: t('process.ranking.down'),
      isRowHead: true,
      cell: ({ units }) => (
        <button
          type="button"
          className="row-open"
          data-row-link
          onClick={() => setDown(units, { answer: undefined, open: undefined })}
        >
          {units.map(names.nameOf).join(' + ')}
        </button>
      ),
    },
    {
      id: 'broken',
      title: t('process.ranking.broken'),
      cell: ({ mtpdsBroken }) =>
        mtpdsBroken === 0 ? t('process.ranking.none-broken') : <SeverityMark severity={2} count={mtpdsBroken} />,
    },
    {
      id: 'targets',
      title: t('process.ranking.targets'),
      isNumber: true,
      cell: ({ targetsLost }) => formatCount(targetsLost),
    },
    {
      id: 'first',
      title: t('process.ranking.first'),
      isNumber: true,
      cell: ({ firstTargetLostH }) => (firstTargetLostH === null ? <Unknown /> : hoursText(firstTargetLostH)),
    },
    {
      id: 'hours',
      title: t('process.ranking.hours'),
      isNumber: true,
      cell: ({ targetDowntimeH }) => hoursText(targetDowntimeH),
    },
    {
      id: 'margin',
      title: t('process.ranking.margin'),
      isNumber: true,
      cell: ({ lostMargin }) => (lostMargin === 0 ? <Unknown /> : moneyText(lostMargin, network.currency)),
    },
    {
      id: 'which',
      title: t('process.ranking.which'),
      cell: ({ targets, targetsLost }) =>
        t('process.ranking.which-of', {
          names: targets
            .slice(0, MOST_NAMED)
            .map(({ id }) => names.nameOf(id))
            .join(', '),
          more: targetsLost - Math.min(MOST_NAMED, targets.length),
        }),
    },
  ]
  return (
    <div className="process-answer">
      <div className="process-bar-head">
        <NativeSelect
          aria-label={t('process.ranking.order')}
          value={String(order)}
          data={[
            { value: '1', label: t('process.ranking.single') },
            { value: '2', label: t('process.ranking.pairs') },
          ]}
          onChange={(event) => change({ order: event.currentTarget.value === '2' ? 2 : undefined })}
        />
        <p className="muted">{t('process.ranking.how', { hours: hoursText(hours) })}</p>
      </div>
      <Loaded read={read} lines={8}>
        {() => (
          <>
            <p role="status">
              {t(order === 1 ? 'process.ranking.count' : 'process.ranking.count-pairs', {
                total: read.total,
                compared: about?.compared ?? 0,
              })}
              {about === undefined || about.leftOut === 0
                ? ''
                : ` ${t('process.ranking.left-out', { count: about.leftOut })}`}
            </p>
            {rows.length === 0 ? (
              <Empty kind="wrong" title={t(order === 1 ? 'process.ranking.no-single' : 'process.ranking.no-pair')} />
            ) : (
              <DataTable
                label={t('process.show.ranking')}
                columns={columns}
                rows={rows}
                total={read.total}
                rowId={({ units }) => units.join(' ')}
                onReachEnd={read.loadMore}
              />
            )}
          </>
        )}
      </Loaded>
    </div>
  )
}
