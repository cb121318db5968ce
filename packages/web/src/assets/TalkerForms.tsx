// The two ways to close an unregistered talker: register it, or record that it was taken away.
import { Button, TextInput } from '@mantine/core'
import { recordRemoval, registerTalker, type UnregisteredView } from '@penstock/contract/assets'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice, showToast } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

/** A finding that is settled goes from the list by itself; one that stays there for now needs a word. */
function tellPending({ isConcluded }: { readonly isConcluded: boolean }): void {
  if (!isConcluded) showToast({ text: t('assets.pending') })
}

interface FormProps {
  readonly talker: UnregisteredView
  readonly onEnd: () => void
}

export function RegisterForm({ talker, onEnd }: FormProps) {
  const { run, isRunning, refused } = useWrite(registerTalker)
  const [entered, setEntered] = useState({ name: '', role: '', zone: talker.zone ?? '', owner: '', reason: '' })
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const { name, role, zone, owner, reason } = entered
    const body = { version: talker.version, name, role: role || null, zone: zone || null, owner: owner || null, reason }
    const answer = await run({ params: { findingId: talker.id }, body })
    if (!answer.ok) return
    tellPending(answer.value)
    onEnd()
  }
  const field = (key: keyof typeof entered, isRequired: boolean) => (
    <TextInput
      label={t(`assets.field.${key}`)}
      value={entered[key]}
      required={isRequired}
      maxLength={key === 'role' || key === 'zone' ? 80 : 200}
      onChange={(event) => setEntered({ ...entered, [key]: event.currentTarget.value })}
    />
  )
  return (
    <form className="talker-form" onSubmit={(event) => void submit(event)}>
      {field('name', true)}
      {field('role', false)}
      {field('zone', false)}
      {field('owner', false)}
      {field('reason', true)}
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('assets.talker.register')}
      </Button>
    </form>
  )
}

export function RemovalForm({ talker, onEnd }: FormProps) {
  const { run, isRunning, refused } = useWrite(recordRemoval)
  const [reason, setReason] = useState('')
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const answer = await run({ params: { findingId: talker.id }, body: { version: talker.version, reason } })
    if (!answer.ok) return
    tellPending(answer.value)
    onEnd()
  }
  return (
    <form className="talker-form" onSubmit={(event) => void submit(event)}>
      <p className="muted">{t('assets.talker.removal.why')}</p>
      <TextInput
        label={t('assets.field.reason')}
        value={reason}
        required
        maxLength={500}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('assets.talker.removal')}
      </Button>
    </form>
  )
}
