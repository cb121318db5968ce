// Recovery codes: how many are left, and new ones that are shown once.
import { Button } from '@mantine/core'
import { makeRecoveryCodes, type WaysView } from '@penstock/contract/access'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Instant, Panel, RefusedNotice } from '@penstock/web/ui'
import { useState } from 'react'

export function RecoveryPanel({ ways }: { readonly ways: WaysView }) {
  const { run, isRunning, refused } = useWrite(makeRecoveryCodes)
  const [codes, setCodes] = useState<readonly string[]>([])
  const { remaining, createdAt } = ways.recovery
  const make = async () => {
    const answer = await run({})
    if (answer.ok) setCodes(answer.value.codes)
  }
  return (
    <Panel title={t('access.recovery.title')}>
      <div className="form">
        <p className="muted">{t('access.recovery.codes.lead')}</p>
        <p>
          {t('access.recovery.remaining', { count: remaining })}
          {createdAt === null ? null : (
            <span className="faint">
              {' '}
              {t('access.recovery.made')} <Instant at={createdAt} />
            </span>
          )}
        </p>
        {refused === null ? null : <RefusedNotice refused={refused} />}
        <Button variant="default" loading={isRunning} onClick={() => void make()}>
          {remaining === 0 ? t('access.recovery.make') : t('access.recovery.renew')}
        </Button>
        <div role="status">
          {codes.length === 0 ? null : (
            <>
              <p>{t('access.recovery.shown')}</p>
              <ul className="codes">
                {codes.map((code) => (
                  <li key={code}>
                    <code>{code}</code>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      </div>
    </Panel>
  )
}
