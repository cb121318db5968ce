// The decision about one finding or many: the state, what it asks for, and why.
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import type { SentDecision } from '@penstock/contract/shadow'
import { TriageState } from '@penstock/model/shadow'
import type { Refused } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { instantOf, RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

interface Entered {
  readonly state: TriageState
  readonly owner: string
  readonly conduit: string
  readonly until: string
  readonly compensation: string
  readonly change: string
}

const NOTHING: Entered = { state: 'adopted', owner: '', conduit: '', until: '', compensation: '', change: '' }

/** What each state asks for; those with a question mark may stay empty. */
const ASKS: Readonly<Record<TriageState, readonly (keyof Entered | `${keyof Entered}?`)[]>> = {
  'under-review': ['owner?'],
  adopted: ['owner', 'conduit?'],
  tolerated: ['owner', 'until', 'compensation'],
  'to-be-removed': ['owner', 'change?'],
  removed: ['change'],
  'false-positive': [],
}
const LENGTHS = { owner: 200, conduit: 80, compensation: 500, change: 120 } as const

export function DecisionForm(props: {
  /** Who answers for it already. */
  readonly owner?: string | null
  readonly button: string
  readonly isRunning: boolean
  readonly refused: Refused | null
  readonly onDecide: (decision: SentDecision, reason: string) => void
}) {
  const [entered, setEntered] = useState<Entered>({ ...NOTHING, owner: props.owner ?? '' })
  const [reason, setReason] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    props.onDecide(decisionOf(entered), reason)
  }
  const asks = ASKS[entered.state]
  const text = (key: keyof typeof LENGTHS) => {
    const isRequired = asks.includes(key)
    if (!isRequired && !asks.includes(`${key}?`)) return null
    return (
      <TextInput
        label={t(`shadow.decide.${key}`)}
        value={entered[key]}
        required={isRequired}
        maxLength={LENGTHS[key]}
        onChange={(event) => setEntered({ ...entered, [key]: event.currentTarget.value })}
      />
    )
  }
  return (
    <form className="shadow-form" onSubmit={submit}>
      <NativeSelect
        label={t('shadow.decide.state')}
        description={t(`shadow.means.${entered.state}`)}
        value={entered.state}
        data={TriageState.options.map((state) => ({ value: state, label: t(`shadow.state.${state}`) }))}
        onChange={(event) => setEntered({ ...entered, state: TriageState.parse(event.currentTarget.value) })}
      />
      {text('owner')}
      {text('conduit')}
      {asks.includes('until') ? (
        <TextInput
          label={t('shadow.decide.until')}
          type="datetime-local"
          value={entered.until}
          required
          onChange={(event) => setEntered({ ...entered, until: event.currentTarget.value })}
        />
      ) : null}
      {text('compensation')}
      {text('change')}
      <Textarea
        label={t('shadow.decide.reason')}
        description={t('shadow.decide.reason.hint')}
        value={reason}
        required
        maxLength={500}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {props.refused === null ? null : <RefusedNotice refused={props.refused} />}
      <Button type="submit" loading={props.isRunning}>
        {props.button}
      </Button>
    </form>
  )
}

function decisionOf({ state, owner, conduit, until, compensation, change }: Entered): SentDecision {
  const given = (value: string) => (value.trim() === '' ? null : value)
  if (state === 'adopted') return { state, owner, conduit: given(conduit) }
  if (state === 'tolerated') return { state, owner, until: instantOf(until) ?? '', compensation }
  if (state === 'to-be-removed') return { state, owner, change: given(change) }
  if (state === 'removed') return { state, change }
  return state === 'under-review' ? { state, owner: given(owner) } : { state }
}
