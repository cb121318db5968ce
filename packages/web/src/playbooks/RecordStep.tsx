// The form of the step that stands next. It asks for what its safety class needs and for nothing else; the hub judges.
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { type IncidentRecord, type RunView, recordStep } from '@penstock/contract/incidents'
import type { StepOutcome } from '@penstock/model/incidents'
import { useSession, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice, showToast } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

const ACTION = ['done', 'skipped', 'refused', 'handed'] as const satisfies readonly StepOutcome[]
const DECISION = ['yes', 'no', 'skipped', 'handed'] as const satisfies readonly StepOutcome[]

interface Fields {
  readonly note: string
  readonly label: string
  readonly sha256: string
  readonly islandMode: string
  readonly owner: string
  readonly rollback: string
  readonly handoff: string
  readonly assets: string
}
const NOTHING: Fields = {
  note: '',
  label: '',
  sha256: '',
  islandMode: '',
  owner: '',
  rollback: '',
  handoff: '',
  assets: '',
}

export function RecordStep(props: {
  readonly run: RunView
  readonly step: RunView['steps'][number]
  readonly record: IncidentRecord
}) {
  const { run, step, record } = props
  const { domain } = useSession()
  const { run: send, isRunning, refused } = useWrite(recordStep)
  const isTheirs = (step.lane === 'it' || step.lane === 'ot') && step.lane !== domain
  const outcomes = step.kind === 'decision' ? DECISION : ACTION
  const [outcome, setOutcome] = useState<StepOutcome>(isTheirs ? 'handed' : outcomes[0])
  const [fields, setFields] = useState(NOTHING)
  const set = (name: keyof Fields) => (event: { readonly currentTarget: { readonly value: string } }) => {
    const { value } = event.currentTarget
    setFields((before) => ({ ...before, [name]: value }))
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const { note, label, sha256, islandMode, owner, rollback, handoff, assets } = fields
    const body = {
      ...{ version: record.version, step: step.id, outcome, note },
      artefacts: label === '' || sha256 === '' ? [] : [{ label, sha256: sha256.trim().toLowerCase() }],
      islandMode: islandMode === '' ? null : islandMode,
      agreement: owner === '' || rollback === '' ? null : { owner, rollback },
      handoff: outcome === 'handed' && handoff !== '' ? handoff : null,
      assets: assets.split(/\s+/).filter((id) => id !== ''),
    }
    void send({ params: { incidentId: record.id, runId: run.id }, body }).then(
      (answer) => answer.ok && showToast({ text: t('playbooks.recorded') }),
    )
  }
  const sent = record.handoffs.filter(({ sentAt, side }) => sentAt !== null && side === 'from')
  const isDone = outcome === 'done'
  return (
    <form className="playbooks-form" onSubmit={submit} aria-label={t('playbooks.record')}>
      <NativeSelect
        label={t('playbooks.field.outcome')}
        value={outcome}
        data={outcomes.map((value) => ({ value, label: t(`playbooks.outcome.${value}`) }))}
        onChange={(event) => {
          const { value } = event.currentTarget
          setOutcome(outcomes.find((each) => each === value) ?? outcomes[0])
        }}
      />
      <Textarea
        label={t('playbooks.field.note')}
        description={t('playbooks.field.note.hint')}
        value={fields.note}
        maxLength={2000}
        required={outcome === 'skipped'}
        onChange={set('note')}
      />
      {isDone && step.safety === 'conduit-contain' ? (
        <TextInput
          label={t('playbooks.field.island')}
          value={fields.islandMode}
          maxLength={200}
          onChange={set('islandMode')}
        />
      ) : null}
      {isDone && step.safety === 'ot-touch' ? (
        <>
          <TextInput label={t('playbooks.field.owner')} value={fields.owner} maxLength={200} onChange={set('owner')} />
          <Textarea
            label={t('playbooks.field.rollback')}
            value={fields.rollback}
            maxLength={2000}
            onChange={set('rollback')}
          />
        </>
      ) : null}
      {isDone && step.safety?.endsWith('contain') ? (
        <Textarea
          label={t('playbooks.field.assets')}
          description={t('playbooks.field.assets.hint')}
          value={fields.assets}
          onChange={set('assets')}
        />
      ) : null}
      {outcome === 'handed' ? (
        <NativeSelect
          label={t('playbooks.field.handoff')}
          value={fields.handoff}
          data={[
            { value: '', label: t('playbooks.field.handoff.none') },
            ...sent.map(({ reference }) => ({ value: reference, label: reference })),
          ]}
          onChange={set('handoff')}
        />
      ) : (
        <>
          <TextInput
            label={t('playbooks.field.artefact')}
            value={fields.label}
            maxLength={200}
            onChange={set('label')}
          />
          <TextInput
            label={t('playbooks.field.sha256')}
            value={fields.sha256}
            maxLength={64}
            required={fields.label !== ''}
            onChange={set('sha256')}
          />
        </>
      )}
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('playbooks.record')}
      </Button>
    </form>
  )
}
