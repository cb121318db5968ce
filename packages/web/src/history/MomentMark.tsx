// In the top bar: whether the screen shows now, or which moment.
import { formatInstant, t } from '@penstock/web/messages'
import { useMoment } from './use-moment.ts'
import './history.css'

export function MomentMark() {
  const { asOf, compare, isPast } = useMoment()
  if (!isPast)
    return (
      <span className="topbar-time" title={t('history.mark.now.why')}>
        {t('history.now')}
      </span>
    )
  const to = asOf === undefined ? t('history.at-now') : formatInstant(asOf)
  return (
    <strong className="topbar-time">
      {compare === undefined
        ? t('history.mark.as-of', { at: to })
        : t('history.mark.compare', { from: formatInstant(compare), to })}
    </strong>
  )
}
