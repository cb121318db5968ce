// A recovery code in place of passkey or password; it is spent by it.
import { Button, TextInput } from '@mantine/core'
import { type SessionView, signInWithRecoveryCode } from '@penstock/contract/access'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

export function RecoveryForm({ onSignedIn }: { readonly onSignedIn: (session: SessionView) => void }) {
  const { run, isRunning, refused } = useWrite(signInWithRecoveryCode)
  const [name, setName] = useState('')
  const [code, setCode] = useState('')
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const answer = await run({ body: { name: name.trim(), code } })
    if (answer.ok) onSignedIn(answer.value)
  }
  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      <p className="muted">{t('access.recovery.lead')}</p>
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <TextInput
        label={t('access.name')}
        autoComplete="username"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
      />
      <TextInput
        label={t('access.recovery.code')}
        description={t('access.recovery.code.hint')}
        autoComplete="off"
        maxLength={60}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        required
      />
      <Button type="submit" loading={isRunning}>
        {t('access.recovery.sign-in')}
      </Button>
    </form>
  )
}
