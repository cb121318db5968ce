// Own passkeys: the ones there are, another one, and removing one.
import { Button, TextInput } from '@mantine/core'
import { type PasskeyView, removePasskey, type WaysView } from '@penstock/contract/access'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Empty, Instant, Panel, RefusedNotice, WireText } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import { hasPasskeys, useNewPasskey } from './use-passkey.ts'

export function PasskeysPanel({ ways }: { readonly ways: WaysView }) {
  return (
    <Panel title={t('access.passkeys')} className="wide">
      <p className="muted">{t('access.passkeys.lead')}</p>
      {ways.passkeys.length === 0 ? (
        <Empty kind="yet" title={t('access.passkeys.none')} />
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('access.passkey.name')}</th>
              <th scope="col">{t('access.passkey.kept')}</th>
              <th scope="col">{t('access.created')}</th>
              <th scope="col">{t('access.token.used')}</th>
              <th scope="col">{t('access.action')}</th>
            </tr>
          </thead>
          <tbody>
            {ways.passkeys.map((passkey) => (
              <PasskeyRow key={passkey.id} passkey={passkey} />
            ))}
          </tbody>
        </table>
      )}
      {hasPasskeys() ? <NewPasskey /> : <p>{t('access.passkeys.not-here')}</p>}
    </Panel>
  )
}

function PasskeyRow({ passkey }: { readonly passkey: PasskeyView }) {
  const { run, isRunning, refused } = useWrite(removePasskey)
  return (
    <tr>
      <th scope="row">
        <WireText text={passkey.name} />
      </th>
      <td>{passkey.isSynced ? t('access.passkey.synced') : t('access.passkey.device')}</td>
      <td>
        <Instant at={passkey.createdAt} />
      </td>
      <td>
        <Instant at={passkey.lastUsedAt} />
      </td>
      <td>
        <Button
          variant="default"
          size="compact-sm"
          loading={isRunning}
          aria-label={t('access.passkey.remove-one', { name: passkey.name })}
          onClick={() => void run({ params: { passkeyId: passkey.id } })}
        >
          {t('access.passkey.remove')}
        </Button>
        {refused === null ? null : <RefusedNotice refused={refused} />}
      </td>
    </tr>
  )
}

function NewPasskey() {
  const { run, isRunning, refused, trouble } = useNewPasskey()
  const [name, setName] = useState('')
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (await run(name.trim())) setName('')
  }
  return (
    <form className="form invite" onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t('access.passkey.name')}
        description={t('access.passkey.name.hint')}
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('access.passkey.add')}
      </Button>
      <p role="status">{trouble}</p>
    </form>
  )
}
