// How often incidents come, window by window, with the interval, the trend and since when it changed.
import type { FrequencyView } from '@penstock/contract/metrics'
import { formatCount, formatReading, t } from '@penstock/web/messages'
import { type Column, DataTable, Instant, Panel, Unknown } from '@penstock/web/ui'

type Row = FrequencyView['windows'][number]

const SIGNIFICANT = 0.05

export function Frequency({ frequency }: { readonly frequency: FrequencyView }) {
  const { rate, windows, trend, cusum } = frequency
  return (
    <Panel title={t('metrics.frequency')}>
      {rate === null ? <p className="muted">{t('metrics.frequency.none')}</p> : <p>{rateText(rate)}</p>}
      <p>
        {trend === null
          ? t('metrics.frequency.trend.none')
          : t('metrics.frequency.trend', {
              s: trend.s,
              z: short(trend.z),
              p: short(trend.p),
              verdict: t(`metrics.trend.${trend.p >= SIGNIFICANT ? 'steady' : trend.s > 0 ? 'rises' : 'falls'}`),
            })}
      </p>
      <p>
        {cusum === null ? t('metrics.cusum.none') : null}
        {cusum !== null && cusum.signal === null ? t('metrics.cusum.quiet', { reference: cusum.reference }) : null}
        {cusum === null || cusum.signal === null ? null : (
          <>
            {t(`metrics.cusum.signal.${cusum.signal.direction}`)} <Instant at={cusum.signal.since} />
          </>
        )}
      </p>
      <DataTable
        label={t('metrics.windows')}
        columns={COLUMNS}
        rows={windows}
        total={windows.length}
        rowId={({ to }) => to}
        hasKeys={false}
      />
    </Panel>
  )
}

const COLUMNS: readonly Column<Row>[] = [
  { id: 'to', title: t('metrics.window.to'), isRowHead: true, cell: ({ to }) => <Instant at={to} /> },
  { id: 'incidents', title: t('metrics.window.incidents'), isNumber: true, cell: (row) => formatCount(row.incidents) },
  { id: 'assets', title: t('metrics.window.assets'), isNumber: true, cell: ({ assets }) => formatCount(assets) },
  {
    id: 'rate',
    title: t('metrics.window.rate'),
    isNumber: true,
    cell: ({ rate }) => (rate === null ? <Unknown reason={t('metrics.frequency.none')} /> : rateText(rate)),
  },
]

function rateText({ perWindow, interval }: NonNullable<FrequencyView['rate']>): string {
  return t('metrics.frequency.rate', {
    rate: short(perWindow),
    low: short(interval.low),
    high: short(interval.high),
  })
}

function short(value: number): string {
  return formatReading(Number(value.toPrecision(3)))
}
