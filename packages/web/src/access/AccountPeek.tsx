// One account in the drawer: its rights and end, its open sessions, and what an administrator can do about it.
import { Button, TextInput } from '@mantine/core'
import {
  type AccountView,
  changeAccount,
  endAccountSession,
  endAccountSessions,
  listAccountSessions,
  recoverAccount,
} from '@penstock/contract/access'
import { useRead, useSession, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, Facts, Instant, instantOf, Loaded, localOf, PeekDrawer, RefusedNotice, WireText } from '@penstock/web/ui'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { stateOf, waysOf } from './account-words.ts'
import { Ends } from './Ends.tsx'
import { IdentityForm } from './IdentityForm.tsx'
import { IssuedLink } from './IssuedLink.tsx'
import { RightsForm } from './RightsForm.tsx'
import { RoleChips } from './RoleChips.tsx'
import { SessionTable } from './SessionTable.tsx'

export function AccountPeek(props: { readonly account: AccountView | null; readonly onClose: () => void }) {
  const { account, onClose } = props
  return (
    <PeekDrawer title={t('access.peek')} width={720} onClose={onClose}>
      {account === null ? null : <Summary key={account.id} account={account} />}
    </PeekDrawer>
  )
}

function Summary({ account }: { readonly account: AccountView }) {
  const { accountId } = useSession()
  const { guest } = account
  const rows: [string, ReactNode][] = [
    [t('access.state'), stateOf(account)],
    [t('access.as'), guest === null ? t('access.member') : t(`access.capacity.${guest.capacity}`)],
    [t('access.roles'), <RoleChips key="roles" roles={account.roles} />],
    [t('access.sites'), account.sites === '*' ? t('access.sites.all') : account.sites.join(', ')],
    [t('access.ends'), <Ends key="ends" at={account.endsAt} />],
    [t('access.ways'), waysOf(account)],
    [t('access.created'), <Instant key="created" at={account.createdAt} />],
  ]
  if (guest !== null)
    rows.push(
      [
        t('access.rooms'),
        <span key="rooms" className="chips">
          {guest.rooms.map((room) => (
            <Chip key={room}>{t(`access.room.${room}`)}</Chip>
          ))}
        </span>,
      ],
      [t('access.sponsor'), <WireText key="sponsor" text={guest.sponsor} />],
    )
  return (
    <div className="peek">
      <h3>
        <WireText text={account.name} />
      </h3>
      <Facts items={rows} />
      {account.id === accountId ? <p className="muted">{t('access.own')}</p> : <Deeds account={account} />}
      <Sessions account={account} isOwn={account.id === accountId} />
    </div>
  )
}

function Deeds({ account }: { readonly account: AccountView }) {
  const { run, isRunning, refused } = useWrite(changeAccount)
  const [ends, setEnds] = useState(() => localOf(account.endsAt ?? undefined))
  const { version } = account
  const isSuspended = account.state === 'suspended'
  const params = { accountId: account.id }
  const setEnd = (event: SubmitEvent) => {
    event.preventDefault()
    void run({ params, body: { version, endsAt: instantOf(ends) ?? null } })
  }
  return (
    <>
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <form className="row" onSubmit={setEnd}>
        <TextInput
          label={t('access.ends')}
          description={t('access.ends.hint')}
          type="datetime-local"
          value={ends}
          required={account.guest !== null}
          onChange={(event) => setEnds(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={isRunning}>
          {t('access.ends.set')}
        </Button>
        <Button
          variant="default"
          loading={isRunning}
          onClick={() => void run({ params, body: { version, state: isSuspended ? 'active' : 'suspended' } })}
        >
          {isSuspended ? t('access.reinstate') : t('access.suspend')}
        </Button>
      </form>
      <RightsForm account={account} />
      <IdentityForm key={`who ${account.version}`} account={account} />
      <Recovery account={account} />
    </>
  )
}

/** What cannot be undone asks for the name to be typed. */
function Recovery({ account }: { readonly account: AccountView }) {
  const { run, isRunning, refused } = useWrite(recoverAccount)
  const [typed, setTyped] = useState('')
  const [issued, setIssued] = useState<{ link: string; expiresAt: string } | null>(null)
  const recover = async (event: SubmitEvent) => {
    event.preventDefault()
    const answer = await run({ params: { accountId: account.id } })
    if (!answer.ok) return
    setIssued(answer.value)
    setTyped('')
  }
  return (
    <form className="form" onSubmit={(event) => void recover(event)}>
      <h4>{t('access.recover')}</h4>
      <p className="muted">{t('access.recover.lead')}</p>
      <div className="row">
        <TextInput
          label={t('access.recover.name')}
          description={t('access.recover.name.hint', { name: account.name })}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={isRunning} disabled={typed !== account.name}>
          {t('access.recover.do')}
        </Button>
      </div>
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <div role="status">{issued === null ? null : <IssuedLink issued={issued} />}</div>
    </form>
  )
}

function Sessions({ account, isOwn }: { readonly account: AccountView; readonly isOwn: boolean }) {
  const params = { accountId: account.id }
  const read = useRead(listAccountSessions, { params })
  const one = useWrite(endAccountSession)
  const all = useWrite(endAccountSessions)
  return (
    <section>
      <h4>{t('access.sessions')}</h4>
      <Loaded read={read}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">{t('access.sessions.none')}</p>
          ) : (
            <>
              <div className="scroll">
                <SessionTable
                  sessions={items}
                  isBusy={one.isRunning || all.isRunning}
                  onEnd={(session) => void one.run({ params: { ...params, sessionId: session.id } })}
                />
              </div>
              {isOwn ? null : (
                <Button variant="default" mt={12} loading={all.isRunning} onClick={() => void all.run({ params })}>
                  {t('access.session.end-all')}
                </Button>
              )}
            </>
          )
        }
      </Loaded>
      {one.refused === null ? null : <RefusedNotice refused={one.refused} />}
      {all.refused === null ? null : <RefusedNotice refused={all.refused} />}
    </section>
  )
}
