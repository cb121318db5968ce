// Says who the person behind an account is; where that shows one person with live accounts of both domains, the younger one is suspended.
import { Button } from '@mantine/core'
import { type AccountView, changeAccount } from '@penstock/contract/access'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice, WireText } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import { IdentityFields, trimmed } from './IdentityFields.tsx'

export function IdentityForm({ account }: { readonly account: AccountView }) {
  const { run, isRunning, refused } = useWrite(changeAccount)
  const [identities, setIdentities] = useState(account.identities)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const body = { version: account.version, identities: trimmed(identities) }
    void run({ params: { accountId: account.id }, body })
  }
  return (
    <form className="form" onSubmit={submit}>
      <IdentityFields identities={identities} onChange={(next) => setIdentities([...next])} />
      {account.samePerson.length === 0 ? null : (
        <p>
          {t('access.same-person')} <WireText text={account.samePerson.join(', ')} />
        </p>
      )}
      {account.questions.map(({ name, because }) => (
        <p key={`${name} ${because}`} className="muted">
          <WireText text={name} />: {t(`access.question.${because}`)}
        </p>
      ))}
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" variant="default" loading={isRunning}>
        {t('access.identities.set')}
      </Button>
    </form>
  )
}
