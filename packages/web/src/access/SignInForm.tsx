// Name, password and authenticator code.
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type SessionView, signIn } from '@penstock/contract/access'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

export function SignInForm({ onSignedIn }: { readonly onSignedIn: (session: SessionView) => void }) {
  const { run, isRunning, refused } = useWrite(signIn)
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const answer = await run({ body: { name: name.trim(), password, code: code.replaceAll(' ', '') } })
    if (answer.ok) onSignedIn(answer.value)
  }
  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <TextInput
        label={t('access.name')}
        autoComplete="username"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
      />
      <PasswordInput
        label={t('access.password')}
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('access.password.show') }}
        required
      />
      <TextInput
        label={t('access.code')}
        description={t('access.code.hint')}
        autoComplete="one-time-code"
        inputMode="numeric"
        pattern="[0-9 ]{6,7}"
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        required
      />
      <Button type="submit" variant="default" loading={isRunning}>
        {t('access.sign-in')}
      </Button>
    </form>
  )
}
