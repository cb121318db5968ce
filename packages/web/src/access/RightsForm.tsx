// Changes what another account may: its roles, sites and, of a guest, rooms. It ends the sessions that had the old rights.
import { Button } from '@mantine/core'
import { type AccountView, changeAccount } from '@penstock/contract/access'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import { RightsFields } from './RightsFields.tsx'
import { changeOfRights, rightsOf } from './rights.ts'

export function RightsForm({ account }: { readonly account: AccountView }) {
  const { run, isRunning, refused } = useWrite(changeAccount)
  const before = rightsOf(account)
  const [rights, setRights] = useState(before)
  const change = changeOfRights(before, rights)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (change) void run({ params: { accountId: account.id }, body: { version: account.version, ...change } })
  }
  return (
    <form className="form" onSubmit={submit}>
      <h4>{t('access.rights')}</h4>
      <p className="muted">{t('access.rights.lead')}</p>
      <RightsFields capacity={account.guest?.capacity ?? null} rights={rights} onChange={setRights} />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" variant="default" loading={isRunning} disabled={change === undefined}>
        {t('access.rights.set')}
      </Button>
    </form>
  )
}
