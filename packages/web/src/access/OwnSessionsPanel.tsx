// The own sessions, and ending one or all the others.
import { Button } from '@mantine/core'
import { endOtherSessions, endOwnSession, listOwnSessions } from '@penstock/contract/access'
import { useRead, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Loaded, Panel, RefusedNotice } from '@penstock/web/ui'
import { SessionTable } from './SessionTable.tsx'

export function OwnSessionsPanel() {
  const read = useRead(listOwnSessions, {})
  const one = useWrite(endOwnSession)
  const others = useWrite(endOtherSessions)
  return (
    <Panel title={t('access.sessions')} className="wide">
      <Loaded read={read}>
        {({ items }) => (
          <>
            <SessionTable
              sessions={items}
              isBusy={one.isRunning || others.isRunning}
              onEnd={(session) => void one.run({ params: { sessionId: session.id } })}
            />
            {items.length < 2 ? null : (
              <Button variant="default" mt={12} loading={others.isRunning} onClick={() => void others.run({})}>
                {t('access.session.end-others')}
              </Button>
            )}
          </>
        )}
      </Loaded>
      {one.refused === null ? null : <RefusedNotice refused={one.refused} />}
      {others.refused === null ? null : <RefusedNotice refused={others.refused} />}
    </Panel>
  )
}
