// The own account: who I am, what I may and until when, every way in, and where I am signed in.
import { readWays } from '@penstock/contract/access'
import { useRead, useSession } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, Facts, Instant, Loaded, Page, Panel } from '@penstock/web/ui'
import { OwnSessionsPanel } from './OwnSessionsPanel.tsx'
import { PasskeysPanel } from './PasskeysPanel.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import { ProgramTokensPanel } from './ProgramTokensPanel.tsx'
import { RecoveryPanel } from './RecoveryPanel.tsx'
import { RoleChips } from './RoleChips.tsx'
import { TotpPanel } from './TotpPanel.tsx'
import './access.css'

export function AccountPage() {
  const read = useRead(readWays, {})
  const { guest } = useSession()
  return (
    <Page title={t('access.account.title')} lead={t('access.account.lead')}>
      <div className="account">
        <PersonPanel />
        <Loaded read={read}>
          {(ways) => (
            <>
              <PasskeysPanel ways={ways} />
              <Panel title={t('access.password.title')}>
                <PasswordForm />
              </Panel>
              <TotpPanel ways={ways} />
              <RecoveryPanel ways={ways} />
            </>
          )}
        </Loaded>
        {guest === null ? <ProgramTokensPanel /> : null}
        <OwnSessionsPanel />
      </div>
    </Page>
  )
}

function PersonPanel() {
  const session = useSession()
  const { guest } = session
  const rows: [string, React.ReactNode][] = [
    [t('access.name'), session.name],
    [t('access.roles'), <RoleChips key="roles" roles={session.roles} />],
    [t('access.domain'), session.domain === null ? t('access.domain.none') : t(`access.domain.${session.domain}`)],
    [t('access.sites'), session.sites === '*' ? t('access.sites.all') : session.sites.join(', ')],
    [t('access.model'), t(`access.model.${session.socModel}`)],
    [t('access.expires'), <Instant key="expires" at={session.expiresAt} />],
  ]
  if (guest !== null)
    rows.push(
      [t('access.guest'), t(`access.capacity.${guest.capacity}`)],
      [
        t('access.rooms'),
        <span key="rooms" className="chips">
          {guest.rooms.map((room) => (
            <Chip key={room}>{t(`access.room.${room}`)}</Chip>
          ))}
        </span>,
      ],
      [t('access.sponsor'), guest.sponsor],
    )
  if (session.endsAt !== null) rows.push([t('access.ends'), <Instant key="ends" at={session.endsAt} />])
  return (
    <Panel title={t('access.account.person')} className={guest === null ? 'wide' : 'wide guest'}>
      <Facts items={rows} />
    </Panel>
  )
}
