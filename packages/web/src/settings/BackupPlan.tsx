// When backups are made by themselves, how many are kept, and who can open them.
import { Button, NumberInput, Textarea, TextInput } from '@mantine/core'
import { type BackupSettings, changeBackupSettings } from '@penstock/contract/settings'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Instant, RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

export function BackupPlan({
  settings,
  nextAt,
}: {
  readonly settings: BackupSettings
  readonly nextAt: string | null
}) {
  const { run, isRunning, refused } = useWrite(changeBackupSettings)
  const [time, setTime] = useState(settings.nightlyAt ?? '')
  const [keep, setKeep] = useState<number>(settings.keep)
  const [recipients, setRecipients] = useState(settings.recipients.join('\n'))
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    await run({
      body: {
        version: settings.version,
        nightlyAt: time.trim() === '' ? null : time.trim(),
        keep,
        recipients: recipients.split(/\s+/).filter((key) => key !== ''),
      },
    })
  }
  return (
    <form className="form plan" onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t('settings.nightly')}
        description={t('settings.nightly.hint')}
        pattern="([01]\d|2[0-3]):[0-5]\d"
        value={time}
        onChange={(event) => setTime(event.currentTarget.value)}
      />
      <NumberInput
        label={t('settings.keep')}
        min={1}
        max={365}
        value={keep}
        onChange={(value) => setKeep(Number(value))}
        required
      />
      <Textarea
        label={t('settings.recipients')}
        description={t('settings.recipients.hint')}
        value={recipients}
        onChange={(event) => setRecipients(event.currentTarget.value)}
        spellCheck={false}
        rows={3}
      />
      {nextAt === null ? null : (
        <p className="muted">
          {t('settings.next')} <Instant at={nextAt} />
        </p>
      )}
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" variant="default" loading={isRunning}>
        {t('settings.save')}
      </Button>
    </form>
  )
}
