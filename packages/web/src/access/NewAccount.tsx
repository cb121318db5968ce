// A new account. Its one-time link is shown once, to be handed to the person.
import { Button, Checkbox, TextInput } from '@mantine/core'
import { createAccount } from '@penstock/contract/access'
import { Role } from '@penstock/model/operating-model'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

export function NewAccount() {
  const { run, isRunning, refused } = useWrite(createAccount)
  const [name, setName] = useState('')
  const [roles, setRoles] = useState<readonly Role[]>([])
  const [link, setLink] = useState<string | null>(null)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const answer = await run({ body: { name: name.trim(), roles: [...roles], sites: '*' } })
    if (!answer.ok) return
    setLink(answer.value.link)
    setName('')
    setRoles([])
  }
  return (
    <form className="form invite" onSubmit={(event) => void submit(event)}>
      <h3>{t('access.invite')}</h3>
      <TextInput
        label={t('access.name')}
        description={t('access.name.hint')}
        pattern="[a-z0-9][a-z0-9._@\-]{0,79}"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
      />
      <Checkbox.Group
        label={t('access.roles')}
        description={t('access.roles.hint')}
        value={[...roles]}
        onChange={(chosen) => setRoles(Role.options.filter((role) => chosen.includes(role)))}
      >
        <div className="roles">
          {Role.options.map((role) => (
            <Checkbox key={role} value={role} label={t(`access.role.${role}`)} />
          ))}
        </div>
      </Checkbox.Group>
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('access.invite')}
      </Button>
      <div role="status">
        {link === null ? null : (
          <p>
            {t('access.invite.link')} <code className="secret">{link}</code>
          </p>
        )}
      </div>
    </form>
  )
}
