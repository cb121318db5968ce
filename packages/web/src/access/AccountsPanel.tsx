// Accounts: who has which roles, a new one with its one-time link, and suspending one.
import { Button } from '@mantine/core'
import { type AccountView, changeAccount, listAccounts } from '@penstock/contract/access'
import { useRead, useSession, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, Instant, Loaded, Panel, RefusedNotice, WireText } from '@penstock/web/ui'
import { NewAccount } from './NewAccount.tsx'

export function AccountsPanel() {
  const read = useRead(listAccounts, {})
  return (
    <Panel title={t('access.accounts')}>
      <Loaded read={read}>
        {({ items }) => (
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('access.name')}</th>
                <th scope="col">{t('access.roles')}</th>
                <th scope="col">{t('access.sites')}</th>
                <th scope="col">{t('access.state')}</th>
                <th scope="col">{t('access.created')}</th>
                <th scope="col">{t('access.action')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((account) => (
                <AccountRow key={account.id} account={account} />
              ))}
            </tbody>
          </table>
        )}
      </Loaded>
      <NewAccount />
    </Panel>
  )
}

function AccountRow({ account }: { readonly account: AccountView }) {
  const { accountId } = useSession()
  const { run, isRunning, refused } = useWrite(changeAccount)
  const isActive = account.state === 'active'
  const change = () =>
    run({
      params: { accountId: account.id },
      body: { version: account.version, state: isActive ? 'suspended' : 'active' },
    })
  return (
    <tr>
      <th scope="row">
        <WireText text={account.name} />
      </th>
      <td>
        <span className="chips">
          {account.roles.map((role) => (
            <Chip key={role}>{t(`access.role.${role}`)}</Chip>
          ))}
        </span>
      </td>
      <td>{account.sites === '*' ? t('access.sites.all') : account.sites.join(', ')}</td>
      <td>
        {t(isActive ? 'access.state.active' : 'access.state.suspended')}
        {(account.hasPassword && account.hasTotp) || account.passkeys > 0 ? null : (
          <span className="faint"> {t('access.state.not-enrolled')}</span>
        )}
      </td>
      <td>
        <Instant at={account.createdAt} />
      </td>
      <td>
        {account.id === accountId ? (
          t('access.own')
        ) : (
          <Button variant="default" size="compact-sm" loading={isRunning} onClick={() => void change()}>
            {isActive ? t('access.suspend') : t('access.reinstate')}
          </Button>
        )}
        {refused === null ? null : <RefusedNotice refused={refused} />}
      </td>
    </tr>
  )
}
