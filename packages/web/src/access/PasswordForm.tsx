// Chooses name and password of the own account.
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { setPassword } from '@penstock/contract/access'
import { useSession, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

const SHORTEST = 12

export function PasswordForm() {
  const session = useSession()
  const { run, isRunning, refused } = useWrite(setPassword)
  const [name, setName] = useState(session.name)
  const [current, setCurrent] = useState('')
  const [chosen, setChosen] = useState('')
  const [isDone, setDone] = useState(false)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setDone(false)
    const isNewName = name.trim() !== session.name
    const answer = await run({
      body: {
        password: chosen,
        ...(isNewName ? { name: name.trim() } : {}),
        ...(session.hasPassword ? { current } : {}),
      },
    })
    if (!answer.ok) return
    setDone(true)
    setCurrent('')
    setChosen('')
  }
  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <TextInput
        label={t('access.name')}
        description={t('access.name.hint')}
        autoComplete="username"
        pattern="[a-z0-9][a-z0-9._@\-]{0,79}"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
      />
      {session.hasPassword ? (
        <PasswordInput
          label={t('access.password.current')}
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('access.password.show') }}
          required
        />
      ) : null}
      <PasswordInput
        label={t('access.password.new')}
        description={t('access.password.hint', { count: SHORTEST })}
        autoComplete="new-password"
        minLength={SHORTEST}
        value={chosen}
        onChange={(event) => setChosen(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('access.password.show') }}
        required
      />
      <Button type="submit" loading={isRunning}>
        {session.hasPassword ? t('access.password.change') : t('access.password.choose')}
      </Button>
      <p role="status">{isDone ? t('access.password.done') : ''}</p>
    </form>
  )
}
