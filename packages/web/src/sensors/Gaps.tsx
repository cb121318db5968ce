// The gaps of a timeline as a list, newest first.
import type { StretchView } from '@penstock/contract/sensors'
import { formatDuration, t } from '@penstock/web/messages'
import { Instant } from '@penstock/web/ui'

const MOST = 50

export function Gaps({ gaps }: { readonly gaps: readonly StretchView[] }) {
  if (gaps.length === 0) return <p className="muted">{t('sensors.gaps.none')}</p>
  const newest = gaps.toReversed()
  return (
    <table className="table">
      <caption className="visually-hidden">{t('sensors.gaps')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('sensors.gap.from')}</th>
          <th scope="col">{t('sensors.gap.to')}</th>
          <th scope="col">{t('sensors.gap.length')}</th>
        </tr>
      </thead>
      <tbody>
        {newest.slice(0, MOST).map((gap) => (
          <tr key={gap.from}>
            <td>
              <Instant at={gap.from} />
            </td>
            <td>
              <Instant at={gap.to} />
            </td>
            <td>{formatDuration((Date.parse(gap.to) - Date.parse(gap.from)) / 1000)}</td>
          </tr>
        ))}
      </tbody>
      {newest.length <= MOST ? null : (
        <tfoot>
          <tr>
            <td colSpan={3}>{t('sensors.gaps.more', { count: newest.length - MOST })}</td>
          </tr>
        </tfoot>
      )}
    </table>
  )
}
