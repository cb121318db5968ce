// Who may come in: people, guests until their end, invitations, and the write-only tokens of sensors.
import { useMay } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Page } from '@penstock/web/ui'
import { InvitationsPanel } from './InvitationsPanel.tsx'
import { InviteForm } from './InviteForm.tsx'
import { PeoplePanel } from './PeoplePanel.tsx'
import { TokensPanel } from './TokensPanel.tsx'
import './access.css'

export function AccessPage() {
  const mayManage = useMay('access:manage')
  const maySeeTokens = useMay('sensor:read')
  return (
    <Page title={t('access.title')} lead={t('access.lead')}>
      {mayManage ? (
        <>
          <PeoplePanel />
          <InvitationsPanel />
          <InviteForm />
        </>
      ) : null}
      {maySeeTokens ? <TokensPanel /> : null}
    </Page>
  )
}
