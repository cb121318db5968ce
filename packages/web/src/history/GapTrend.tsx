// How many gaps stood open at the end of each day, as a line and as a table that says the same.
import { type GapKind, readGapTrend } from '@penstock/contract/drift'
import type { HistoryClock } from '@penstock/contract/history'
import type { Response } from '@penstock/contract/route'
import type { SiteKey } from '@penstock/model/kernel'
import { useRead } from '@penstock/web/api'
import { formatCount, formatInstant, t } from '@penstock/web/messages'
import { Instant, Loaded } from '@penstock/web/ui'
import { useState } from 'react'

const SHOWN_MS = 60 * 86_400_000
const HEIGHT = 40

type Points = Response<typeof readGapTrend>['points']

export function GapTrend(props: {
  readonly site: SiteKey
  readonly now: string
  readonly kind: GapKind | undefined
  readonly clock: HistoryClock
}) {
  const { site, now, kind, clock } = props
  // Once for as long as the page is open: a start that moves would be another question every time.
  const [from] = useState(() => new Date(Date.parse(now) - SHOWN_MS).toISOString())
  const read = useRead(readGapTrend, {
    params: { site },
    query: { from, clock, ...(kind === undefined ? {} : { kind }) },
  })
  return (
    <Loaded read={read}>
      {({ points }) => (
        <div className="trend">
          <h3>{t('history.trend')}</h3>
          <Chart points={points} />
          <details>
            <summary>{t('history.trend.table')}</summary>
            <table className="changes-fields">
              <thead>
                <tr>
                  <th scope="col">{t('history.trend.day')}</th>
                  <th scope="col">{t('history.gap.open')}</th>
                  <th scope="col">{t('history.gap.opened')}</th>
                  <th scope="col">{t('history.gap.closed')}</th>
                </tr>
              </thead>
              <tbody>
                {points.toReversed().map((point) => (
                  <tr key={point.at}>
                    <th scope="row">
                      <Instant at={point.at} />
                    </th>
                    <td>{formatCount(point.open)}</td>
                    <td>{formatCount(point.opened)}</td>
                    <td>{formatCount(point.closed)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </div>
      )}
    </Loaded>
  )
}

function Chart({ points }: { readonly points: Points }) {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return null
  const most = Math.max(0, ...points.map(({ open }) => open))
  const step = 100 / Math.max(1, points.length - 1)
  const heightOf = (open: number) => HEIGHT - 1 - (open / Math.max(1, most)) * (HEIGHT - 2)
  const path = points.map(({ open }, at) => `${at === 0 ? 'M' : 'L'}${at * step} ${heightOf(open)}`).join('')
  const label = t('history.trend.label', {
    from: formatInstant(first.at),
    to: formatInstant(last.at),
    before: first.open,
    after: last.open,
    most,
  })
  return (
    <div className="trend-chart">
      <span className="trend-scale" aria-hidden="true">
        <span>{formatCount(most)}</span>
        <span>{formatCount(0)}</span>
      </span>
      <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
        <path d={path} />
      </svg>
      <span className="trend-days" aria-hidden="true">
        <Instant at={first.at} />
        <Instant at={last.at} />
      </span>
    </div>
  )
}
