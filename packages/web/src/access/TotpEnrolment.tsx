// Enrols an authenticator: the secret as picture and as text, shown once, then proved with a code.
import { Button, TextInput } from '@mantine/core'
import { confirmTotp, startTotp } from '@penstock/contract/access'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import { QrCode } from './QrCode.tsx'

export function TotpEnrolment() {
  const start = useWrite(startTotp)
  const confirm = useWrite(confirmTotp)
  const [enrolment, setEnrolment] = useState<{ secret: string; uri: string } | null>(null)
  const [code, setCode] = useState('')
  const begin = async () => {
    const answer = await start.run({})
    if (answer.ok) setEnrolment(answer.value)
  }
  const prove = async (event: SubmitEvent) => {
    event.preventDefault()
    await confirm.run({ body: { code: code.replaceAll(' ', '') } })
  }
  if (enrolment === null)
    return (
      <div className="form">
        <p className="muted">{t('access.totp.lead')}</p>
        {start.refused === null ? null : <RefusedNotice refused={start.refused} />}
        <Button onClick={() => void begin()} loading={start.isRunning}>
          {t('access.totp.start')}
        </Button>
      </div>
    )
  return (
    <form className="form" onSubmit={(event) => void prove(event)}>
      <p>{t('access.totp.scan')}</p>
      <QrCode text={enrolment.uri} title={t('access.totp.picture')} />
      <p>
        {t('access.totp.secret')} <code className="secret">{spaced(enrolment.secret)}</code>
      </p>
      {confirm.refused === null ? null : <RefusedNotice refused={confirm.refused} />}
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
      <Button type="submit" loading={confirm.isRunning}>
        {t('access.totp.confirm')}
      </Button>
    </form>
  )
}

/** In groups of four, as people read it out. */
function spaced(secret: string): string {
  return secret.replaceAll(/(.{4})(?=.)/g, '$1 ')
}
