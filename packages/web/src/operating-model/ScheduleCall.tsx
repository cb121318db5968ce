// Schedules a joint call or the visits of a liaison: what, from when, how often.
import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { scheduleJointCall } from '@penstock/contract/operating-model'
import { JointCallKind } from '@penstock/model/operating-model'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { instantOf, Panel, RefusedNotice, showToast } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

const WEEKLY = 7

export function ScheduleCall({ site }: { readonly site: string }) {
  const { run, isRunning, refused } = useWrite(scheduleJointCall)
  const [kind, setKind] = useState<JointCallKind>('joint-call')
  const [name, setName] = useState('')
  const [first, setFirst] = useState('')
  const [days, setDays] = useState(WEEKLY)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const firstAt = instantOf(first)
    if (firstAt === undefined) return
    const answer = await run({ params: { site }, body: { kind, name: name.trim(), firstAt, everyDays: days } })
    if (!answer.ok) return
    showToast({ text: t('calls.scheduled') })
    setName('')
    setFirst('')
  }
  return (
    <Panel title={t('calls.schedule')}>
      <form className="form joint-call-form" onSubmit={(event) => void submit(event)}>
        <NativeSelect
          label={t('calls.kind')}
          value={kind}
          data={JointCallKind.options.map((value) => ({ value, label: t(`calls.kind.${value}`) }))}
          onChange={(event) => setKind(JointCallKind.catch('joint-call').parse(event.currentTarget.value))}
        />
        <TextInput
          label={t('calls.name')}
          value={name}
          maxLength={80}
          required
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t('calls.first')}
          description={t('calls.first.hint')}
          type="datetime-local"
          value={first}
          required
          onChange={(event) => setFirst(event.currentTarget.value)}
        />
        <NumberInput
          label={t('calls.days')}
          value={days}
          min={1}
          max={92}
          onChange={(next) => setDays(Number(next))}
          hideControls
        />
        {refused === null ? null : <RefusedNotice refused={refused} />}
        <Button type="submit" loading={isRunning} disabled={name.trim() === '' || instantOf(first) === undefined}>
          {t('calls.schedule')}
        </Button>
      </form>
    </Panel>
  )
}
