// The own account: who I am, what I may, my password and my authenticator.
import { useSession } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, Facts, Instant, Page, Panel } from '@penstock/web/ui'
import { PasswordForm } from './PasswordForm.tsx'
import { TotpEnrolment } from './TotpEnrolment.tsx'

export function AccountPage() {
  const session = useSession()
  return (
    <Page title={t('access.account.title')} lead={t('access.account.lead')}>
      <div className="account">
        <Panel title={t('access.account.person')}>
          <Facts
            items={[
              [t('access.name'), session.name],
              [
                t('access.roles'),
                <span key="roles" className="chips">
                  {session.roles.map((role) => (
                    <Chip key={role}>{t(`access.role.${role}`)}</Chip>
                  ))}
                </span>,
              ],
              [
                t('access.domain'),
                session.domain === null ? t('access.domain.none') : t(`access.domain.${session.domain}`),
              ],
              [t('access.sites'), session.sites === '*' ? t('access.sites.all') : session.sites.join(', ')],
              [t('access.model'), t(`access.model.${session.socModel}`)],
              [t('access.expires'), <Instant key="expires" at={session.expiresAt} />],
            ]}
          />
        </Panel>
        <Panel title={t('access.password.title')}>
          <PasswordForm />
        </Panel>
        <Panel title={t('access.totp.title')}>
          {session.hasTotp ? <p>{t('access.totp.done')}</p> : <TotpEnrolment />}
        </Panel>
      </div>
    </Page>
  )
}
