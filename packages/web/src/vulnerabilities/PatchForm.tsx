// The decision about one match: the state, what it asks for, and why.
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import type { SentPatchDecision } from '@penstock/contract/vulnerabilities'
import { PatchState } from '@penstock/model/vulnerabilities'
import type { Refused } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { instantOf, RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

interface Entered {
  readonly state: PatchState
  readonly words: string
  readonly until: string
}

export function PatchForm(props: {
  readonly isRunning: boolean
  readonly refused: Refused | null
  readonly onDecide: (decision: SentPatchDecision, reason: string) => void
}) {
  const [entered, setEntered] = useState<Entered>({ state: 'planned', words: '', until: '' })
  const [reason, setReason] = useState('')
  const { state } = entered
  const ends = state === 'planned' || state === 'mitigated'
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    props.onDecide(decisionOf(entered), reason)
  }
  return (
    <form className="vulnerability-form" onSubmit={submit}>
      <NativeSelect
        label={t('vulnerabilities.decide.state')}
        description={t(`vulnerabilities.means.${state}`)}
        value={state}
        data={PatchState.options.map((one) => ({ value: one, label: t(`vulnerabilities.state.${one}`) }))}
        onChange={(event) => setEntered({ ...entered, state: PatchState.parse(event.currentTarget.value) })}
      />
      {ends || state === 'patched' ? (
        <TextInput
          label={t(`vulnerabilities.decide.words.${state}`)}
          value={entered.words}
          required={ends}
          maxLength={200}
          onChange={(event) => setEntered({ ...entered, words: event.currentTarget.value })}
        />
      ) : null}
      {ends ? (
        <TextInput
          label={t(`vulnerabilities.decide.until.${state}`)}
          type="datetime-local"
          value={entered.until}
          required
          onChange={(event) => setEntered({ ...entered, until: event.currentTarget.value })}
        />
      ) : null}
      <Textarea
        label={t('vulnerabilities.decide.reason')}
        description={t('vulnerabilities.decide.reason.hint')}
        value={reason}
        required
        maxLength={500}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {props.refused === null ? null : <RefusedNotice refused={props.refused} />}
      <Button type="submit" loading={props.isRunning}>
        {t('vulnerabilities.decide')}
      </Button>
    </form>
  )
}

function decisionOf({ state, words, until }: Entered): SentPatchDecision {
  const end = instantOf(until) ?? ''
  if (state === 'planned') return { state, stop: words, until: end }
  if (state === 'mitigated') return { state, measure: words, until: end }
  if (state === 'patched') return { state, version: words.trim() === '' ? null : words }
  return { state }
}
