// The authenticator: enrol one, or remove the one that there is.
import { Button } from '@mantine/core'
import { removeTotp, type WaysView } from '@penstock/contract/access'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Panel, RefusedNotice } from '@penstock/web/ui'
import { TotpEnrolment } from './TotpEnrolment.tsx'

export function TotpPanel({ ways }: { readonly ways: WaysView }) {
  const { run, isRunning, refused } = useWrite(removeTotp)
  return (
    <Panel title={t('access.totp.title')}>
      {ways.hasTotp ? (
        <div className="form">
          <p>{t('access.totp.done')}</p>
          {refused === null ? null : <RefusedNotice refused={refused} />}
          <Button variant="default" loading={isRunning} onClick={() => void run({})}>
            {t('access.totp.remove')}
          </Button>
        </div>
      ) : (
        <TotpEnrolment />
      )}
    </Panel>
  )
}
