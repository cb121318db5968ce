// Invitations that nobody has taken up: until when their link is good, a new one, or none any more.
import { Button } from '@mantine/core'
import { type InvitationView, listInvitations, resendInvitation, withdrawInvitation } from '@penstock/contract/access'
import { useRead, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, Empty, Instant, Loaded, Panel, RefusedNotice, WireOrUnknown, WireText } from '@penstock/web/ui'
import { useState } from 'react'
import { IssuedLink } from './IssuedLink.tsx'
import { RoleChips } from './RoleChips.tsx'

export function InvitationsPanel() {
  const read = useRead(listInvitations, {})
  return (
    <Panel title={t('access.invitations')}>
      <Loaded read={read}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty kind="wrong" title={t('access.invitations.none')} />
          ) : (
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t('access.name')}</th>
                  <th scope="col">{t('access.as')}</th>
                  <th scope="col">{t('access.roles')}</th>
                  <th scope="col">{t('access.invited-by')}</th>
                  <th scope="col">{t('access.link.until')}</th>
                  <th scope="col">{t('access.action')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((invitation) => (
                  <InvitationRow key={invitation.accountId} invitation={invitation} />
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
    </Panel>
  )
}

function InvitationRow({ invitation }: { readonly invitation: InvitationView }) {
  const { accountId, guest } = invitation
  const resend = useWrite(resendInvitation)
  const withdraw = useWrite(withdrawInvitation)
  const [issued, setIssued] = useState<{ link: string; expiresAt: string } | null>(null)
  const again = async () => {
    const answer = await resend.run({ params: { accountId } })
    if (answer.ok) setIssued(answer.value)
  }
  const refused = resend.refused ?? withdraw.refused
  return (
    <tr>
      <th scope="row">
        <WireText text={invitation.name} />
      </th>
      <td>{guest === null ? t('access.member') : t(`access.capacity.${guest.capacity}`)}</td>
      <td>
        <RoleChips roles={invitation.roles} />
      </td>
      <td>
        <WireOrUnknown text={invitation.invitedBy} />
      </td>
      <td>
        <Instant at={invitation.linkExpiresAt} />{' '}
        {invitation.isLapsed ? <Chip tone="strong">{t('access.link.lapsed')}</Chip> : null}
      </td>
      <td className="deeds">
        <Button variant="default" size="compact-sm" loading={resend.isRunning} onClick={() => void again()}>
          {t('access.invitation.resend')}
        </Button>{' '}
        <Button
          variant="default"
          size="compact-sm"
          loading={withdraw.isRunning}
          onClick={() => void withdraw.run({ params: { accountId } })}
        >
          {t('access.invitation.withdraw')}
        </Button>
        <div role="status">{issued === null ? null : <IssuedLink issued={issued} />}</div>
        {refused === null ? null : <RefusedNotice refused={refused} />}
      </td>
    </tr>
  )
}
