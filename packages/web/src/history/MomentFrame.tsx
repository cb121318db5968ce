// Away from now: a banner names the instant and the frame is hatched, so that the past is never taken for the present.
import { Button } from '@mantine/core'
import type { HistoryClock } from '@penstock/contract/history'
import { formatExactInstant, t } from '@penstock/web/messages'
import { showUnseen } from '@penstock/web/ui'
import type { ReactNode } from 'react'
import { NOW, useChangeMoment, useMoment } from './use-moment.ts'
import './history.css'

export function MomentFrame(props: {
  /** Named where two instants are compared, because a comparison is of a whole site. */
  readonly site?: string | undefined
  readonly knows?: HistoryClock
  readonly children: ReactNode
}) {
  const { site, knows, children } = props
  const { asOf, compare, clock, isPast } = useMoment(knows)
  const change = useChangeMoment()
  if (!isPast) return children
  const to = asOf === undefined ? t('history.at-now') : formatExactInstant(asOf)
  return (
    <div className="past">
      <p className="past-banner" role="status">
        <span>
          {compare === undefined
            ? t(`history.banner.${clock}`, { at: to })
            : t(`history.banner.compare.${clock}`, {
                from: formatExactInstant(compare),
                to,
                site: showUnseen(site ?? ''),
              })}{' '}
          <span className="muted">{t('history.banner.off')}</span>
        </span>
        <Button variant="default" size="compact-sm" onClick={() => change(NOW)}>
          {t('history.back')}
        </Button>
      </p>
      {children}
    </div>
  )
}
