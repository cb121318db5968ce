// Open sessions: when, last seen, how the person came in, with which kind of browser; each can be ended.
import { Button } from '@mantine/core'
import type { OpenSessionView } from '@penstock/contract/access'
import { t } from '@penstock/web/messages'
import { Chip, Instant } from '@penstock/web/ui'

const HOW = {
  link: 'access.how.link',
  'password and code': 'access.how.password',
  passkey: 'access.how.passkey',
  'recovery code': 'access.how.recovery',
} as const

export function SessionTable(props: {
  readonly sessions: readonly OpenSessionView[]
  readonly isBusy: boolean
  readonly onEnd: (session: OpenSessionView) => void
}) {
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t('access.session.agent')}</th>
          <th scope="col">{t('access.session.how')}</th>
          <th scope="col">{t('access.session.seen')}</th>
          <th scope="col">{t('access.session.since')}</th>
          <th scope="col">{t('access.action')}</th>
        </tr>
      </thead>
      <tbody>
        {props.sessions.map((session) => (
          <tr key={session.id}>
            <th scope="row">
              {session.agent} {session.isCurrent ? <Chip tone="strong">{t('access.session.this')}</Chip> : null}
            </th>
            <td>{t(HOW[session.how])}</td>
            <td>
              <Instant at={session.lastSeenAt} />
            </td>
            <td>
              <Instant at={session.createdAt} />
            </td>
            <td>
              {session.isCurrent ? null : (
                <Button
                  variant="default"
                  size="compact-sm"
                  disabled={props.isBusy}
                  onClick={() => props.onEnd(session)}
                >
                  {t('access.session.end')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
