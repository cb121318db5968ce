// What an import stored, and the way back.
import { Button, TextInput } from '@mantine/core'
import { type AssetImport, type TakenBack, takeBackImport } from '@penstock/contract/assets'
import { useMay, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { type FormEvent, useState } from 'react'

export function ImportDone({ site, done }: { readonly site: string; readonly done: AssetImport }) {
  return (
    <>
      <p>✓ {t('assets.import.did', { added: done.added, changed: done.changed, bad: done.bad })}</p>
      <p className="muted">{t('assets.import.concluding')}</p>
      <TakeBack site={site} done={done} />
    </>
  )
}

export function TakeBack({ site, done }: { readonly site: string; readonly done: AssetImport }) {
  const mayEdit = useMay('asset:edit')
  const write = useWrite(takeBackImport)
  const [isAsking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const [taken, setTaken] = useState<TakenBack | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const answer = await write.run({ params: { site, importId: done.id }, body: { reason } })
    if (answer.ok) setTaken(answer.value)
  }
  if (taken !== null)
    return <p role="status">✓ {t('assets.import.taken-back', { undone: taken.undone, kept: taken.kept })}</p>
  if (!mayEdit) return null
  if (!isAsking)
    return (
      <Button variant="default" size="xs" className="exchange-go" onClick={() => setAsking(true)}>
        {t('assets.import.take-back')}
      </Button>
    )
  return (
    <form className="exchange" onSubmit={(event) => void submit(event)}>
      <p className="muted">{t('assets.import.take-back.why')}</p>
      <TextInput
        label={t('assets.reason')}
        value={reason}
        required
        maxLength={500}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {write.refused === null ? null : <RefusedNotice refused={write.refused} />}
      <Button type="submit" variant="default" className="exchange-go" loading={write.isRunning}>
        {t('assets.import.take-back.go', { count: done.added + done.changed })}
      </Button>
    </form>
  )
}
