// Says anew what is at stake in a case, and why.
import { Button, Textarea } from '@mantine/core'
import type { IncidentRecord } from '@penstock/contract/incidents'
import { t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import { type SaidStake, StakeFields } from './StakeFields.tsx'
import { useEntry } from './use-entry.ts'

export function ReassessForm({ record, onEnd }: { readonly record: IncidentRecord; readonly onEnd: () => void }) {
  const { write, isRunning, refused } = useEntry(record)
  const { severity, consequence, function: at } = record
  const [stake, setStake] = useState<SaidStake>({ severity, consequence, function: at })
  const [reason, setReason] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void write({ kind: 'reassessed', ...stake, reason }).then((isDone) => isDone && onEnd())
  }
  return (
    <form className="incident-form" onSubmit={submit}>
      <StakeFields stake={stake} onChange={setStake} />
      <Textarea
        label={t('incidents.field.reason')}
        value={reason}
        required
        maxLength={2000}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('incidents.reassess')}
      </Button>
    </form>
  )
}
