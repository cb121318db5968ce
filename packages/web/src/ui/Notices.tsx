// The three kinds of empty, and a refusal that names its code, what was not done and the next step.
import { Button } from '@mantine/core'
import type { Refused } from '@penstock/web/api'
import { findMessage, t } from '@penstock/web/messages'
import { IconAlertHexagon, IconCircleCheck, IconFilterOff, IconHourglassEmpty } from '@tabler/icons-react'
import type { ReactNode } from 'react'

const EMPTY_ICONS = { yet: IconHourglassEmpty, matches: IconFilterOff, wrong: IconCircleCheck }

export function Empty(props: {
  readonly kind: 'yet' | 'matches' | 'wrong'
  readonly title: string
  readonly children?: ReactNode
}) {
  const Icon = EMPTY_ICONS[props.kind]
  return (
    <div className="empty">
      <Icon aria-hidden="true" size={20} stroke={1.5} />
      <div>
        <p className="empty-title">{props.title}</p>
        {props.children === undefined ? null : <div className="muted">{props.children}</div>}
      </div>
    </div>
  )
}

export function RefusedNotice(props: {
  readonly refused: Refused
  readonly children?: ReactNode
  readonly onRetry?: () => void
}) {
  const { refused } = props
  const what = findMessage(`problems.${refused.code}`) ?? refused.title
  const mend = findMessage(`problems.${refused.code}.mend`) ?? t('problems.unknown.mend')
  return (
    <div className="notice" role="alert">
      <IconAlertHexagon aria-hidden="true" size={20} stroke={1.5} />
      <div>
        <p className="notice-title">{what}</p>
        <p>{mend}</p>
        {props.children}
        <p className="faint">
          {t('ui.refused.code')} <code>{refused.code}</code>
          {refused.instance === null ? null : (
            <>
              {' '}
              · <code>{refused.instance}</code>
            </>
          )}
        </p>
        {props.onRetry === undefined ? null : (
          <Button variant="default" size="xs" mt={8} onClick={props.onRetry}>
            {t('ui.retry')}
          </Button>
        )}
      </div>
    </div>
  )
}
