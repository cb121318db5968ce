// Away from now: a banner names the instant and the frame is hatched, so that the past is never taken for the present.
import { Button } from '@mantine/core'
import { t } from '@penstock/web/messages'
import { Instant } from '@penstock/web/ui'
import type { ReactNode } from 'react'
import './scope.css'

export function AsOfFrame(props: {
  /** ISO 8601; left out for now. */
  readonly asOf: string | undefined
  readonly onNow: () => void
  readonly children: ReactNode
}) {
  const { asOf, onNow, children } = props
  if (asOf === undefined) return children
  return (
    <div className="as-of">
      <p className="as-of-banner" role="status">
        <span>
          {t('scope.as-of')} <Instant at={asOf} />
        </span>
        <Button variant="default" size="compact-sm" onClick={onNow}>
          {t('scope.now')}
        </Button>
      </p>
      {children}
    </div>
  )
}
