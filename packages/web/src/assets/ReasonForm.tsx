// The end of every dialog that decides something: why, the refusal if there was one, and the one button.
import { Button, TextInput } from '@mantine/core'
import type { Refused } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { type ReactNode, type SubmitEvent, useState } from 'react'

export function ReasonForm(props: {
  readonly button: string
  readonly isRunning: boolean
  readonly isReady?: boolean
  readonly refused: Refused | null
  readonly onSubmit: (reason: string) => void
  readonly children?: ReactNode
}) {
  const [reason, setReason] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    props.onSubmit(reason)
  }
  return (
    <form className="csv" onSubmit={submit}>
      {props.children}
      <TextInput
        label={t('assets.reason')}
        description={t('assets.reason.hint')}
        value={reason}
        maxLength={500}
        required
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {props.refused === null ? null : <RefusedNotice refused={props.refused} />}
      <Button type="submit" loading={props.isRunning} disabled={props.isReady === false}>
        {props.button}
      </Button>
    </form>
  )
}
