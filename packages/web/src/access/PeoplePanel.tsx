// Everybody who has come in, guests among them; a row opens in the drawer.
import { SegmentedControl } from '@mantine/core'
import { type AccountView, listAccounts } from '@penstock/contract/access'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, type Column, DataTable, Empty, Instant, Loaded, Panel, WireText } from '@penstock/web/ui'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { AccountPeek } from './AccountPeek.tsx'
import { stateOf, waysOf } from './account-words.ts'
import { Ends } from './Ends.tsx'
import { RoleChips } from './RoleChips.tsx'

const SHOWN = ['all', 'members', 'guests'] as const

const COLUMNS: readonly Column<AccountView>[] = [
  {
    id: 'name',
    title: t('access.name'),
    isRowHead: true,
    cell: (account) => (
      <Link to="/access" search={(before) => ({ ...before, peek: account.id })} data-row-link>
        <WireText text={account.name} />
      </Link>
    ),
  },
  {
    id: 'as',
    title: t('access.as'),
    cell: ({ guest }) => (guest === null ? t('access.member') : <Chip>{t(`access.capacity.${guest.capacity}`)}</Chip>),
  },
  { id: 'roles', title: t('access.roles'), cell: ({ roles }) => <RoleChips roles={roles} /> },
  {
    id: 'sites',
    title: t('access.sites'),
    cell: ({ sites }) => (sites === '*' ? t('access.sites.all') : sites.join(', ')),
  },
  { id: 'ways', title: t('access.ways'), cell: (account) => waysOf(account) },
  { id: 'seen', title: t('access.session.seen'), cell: ({ lastSeenAt }) => <Instant at={lastSeenAt} /> },
  { id: 'ends', title: t('access.ends'), cell: ({ endsAt }) => <Ends at={endsAt} /> },
  { id: 'state', title: t('access.state'), cell: (account) => stateOf(account) },
]

export function PeoplePanel() {
  const { show, peek } = useSearch({ from: '/access' })
  const navigate = useNavigate({ from: '/access' })
  const read = useRead(listAccounts, {})
  const change = (next: { readonly show?: typeof show; readonly peek?: string | undefined }) =>
    void navigate({ to: '/access', search: (before) => ({ ...before, ...next }), replace: true })
  return (
    <Panel
      title={t('access.accounts')}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={t('access.show')}
          data={SHOWN.map((value) => ({ value, label: t(`access.show.${value}`) }))}
          value={show ?? 'all'}
          onChange={(value) => change({ show: SHOWN.find((one) => one === value && one !== 'all') as typeof show })}
        />
      }
    >
      <Loaded read={read}>
        {({ items }) => {
          const rows = items.filter(({ guest }) => show === undefined || (guest !== null) === (show === 'guests'))
          return (
            <>
              {rows.length === 0 ? (
                <Empty kind="yet" title={t('access.guests.none')} />
              ) : (
                <DataTable
                  label={t('access.accounts.list')}
                  columns={COLUMNS}
                  rows={rows}
                  total={rows.length}
                  rowId={({ id }) => id}
                  onPeek={({ id }) => change({ peek: id })}
                />
              )}
              <AccountPeek
                account={items.find(({ id }) => id === peek) ?? null}
                onClose={() => change({ peek: undefined })}
              />
            </>
          )
        }}
      </Loaded>
    </Panel>
  )
}
