// Puts a backup in the place of everything that is here. The reference is typed, because it cannot be undone by a click.
import { Button, Textarea, TextInput } from '@mantine/core'
import { type BackupView, restoreBackup } from '@penstock/contract/settings'
import { useWrite } from '@penstock/web/api'
import { formatInstant, t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

export function RestoreForm({ backup, onEnd }: { readonly backup: BackupView; readonly onEnd: () => void }) {
  const { run, isRunning, refused } = useWrite(restoreBackup)
  const [typed, setTyped] = useState('')
  const [keys, setKeys] = useState('')
  const identities = keys.split(/\s+/).filter((key) => key !== '')
  const isReady = typed.trim() === backup.reference && identities.length > 0
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const answer = await run({ params: { reference: backup.reference }, body: { identities } })
    if (answer.ok) onEnd()
  }
  return (
    <form className="form restore" aria-label={t('settings.restore')} onSubmit={(event) => void submit(event)}>
      <h3>{t('settings.restore.of', { reference: backup.reference, at: formatInstant(backup.createdAt) })}</h3>
      <p>{t('settings.restore.what')}</p>
      <TextInput
        label={t('settings.restore.type')}
        description={backup.reference}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
        required
      />
      <Textarea
        label={t('settings.restore.key')}
        description={t('settings.restore.key.hint')}
        value={keys}
        onChange={(event) => setKeys(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
        rows={3}
        required
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <div className="row">
        <Button type="submit" loading={isRunning} disabled={!isReady}>
          {t('settings.restore')}
        </Button>
        <Button variant="default" onClick={onEnd}>
          {t('settings.restore.cancel')}
        </Button>
      </div>
    </form>
  )
}
