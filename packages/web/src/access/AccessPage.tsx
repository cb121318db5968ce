// Who may come in: accounts of people, and the write-only tokens of sensors.
import { useMay } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Page } from '@penstock/web/ui'
import { AccountsPanel } from './AccountsPanel.tsx'
import { TokensPanel } from './TokensPanel.tsx'
import './access.css'

export function AccessPage() {
  const mayManage = useMay('access:manage')
  const maySeeTokens = useMay('sensor:read')
  return (
    <Page title={t('access.title')} lead={t('access.lead')}>
      {mayManage ? <AccountsPanel /> : null}
      {maySeeTokens ? <TokensPanel /> : null}
    </Page>
  )
}
