// Runs of playbooks in a case: what was done, decided, handed over or refused at each step, when and by whom, and the step that stands next.
import { Button, NativeSelect } from '@mantine/core'
import { beginPlaybook, type IncidentRecord, listPlaybooks, listRuns, type RunView } from '@penstock/contract/incidents'
import { useMay, useRead, useWrite } from '@penstock/web/api'
import { findMessage, t } from '@penstock/web/messages'
import { Chip, Empty, Instant, Loaded, Panel, RefusedNotice, showToast, showUnseen, WireText } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import { StepHead } from './PlaybookPage.tsx'
import { RecordStep } from './RecordStep.tsx'
import './playbooks.css'

export function Runs({ record }: { readonly record: IncidentRecord }) {
  const mayWork = useMay('incident:work') && record.state !== 'merged' && record.state !== 'closed'
  const read = useRead(listRuns, { params: { incidentId: record.id } })
  return (
    <>
      {mayWork ? <Begin record={record} /> : null}
      <Loaded read={read} lines={8}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty kind="yet" title={t('playbooks.runs.none')}>
              {t('playbooks.runs.next')}
            </Empty>
          ) : (
            items.map((run) => <Run key={run.id} run={run} record={record} mayWork={mayWork} />)
          )
        }
      </Loaded>
    </>
  )
}

function Begin({ record }: { readonly record: IncidentRecord }) {
  const read = useRead(listPlaybooks, {})
  const { run, isRunning, refused } = useWrite(beginPlaybook)
  const [chosen, setChosen] = useState('')
  const rows = read.data?.items ?? []
  const id = chosen === '' ? (rows[0]?.id ?? '') : chosen
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void run({ params: { incidentId: record.id }, body: { version: record.version, playbook: { id } } }).then(
      (answer) => answer.ok && showToast({ text: t('playbooks.begun') }),
    )
  }
  return (
    <form className="playbooks-begin" onSubmit={submit}>
      <NativeSelect
        label={t('playbooks.begin.which')}
        value={id}
        data={rows.map((row) => ({
          value: row.id,
          label: `${showUnseen(row.name)}${row.exercised === null ? ` (${t('playbooks.never')})` : ''}`,
        }))}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <Button type="submit" loading={isRunning} disabled={id === ''}>
        {t('playbooks.begin')}
      </Button>
      {refused === null ? null : <RefusedNotice refused={refused} />}
    </form>
  )
}

function Run(props: { readonly run: RunView; readonly record: IncidentRecord; readonly mayWork: boolean }) {
  const { run, record, mayWork } = props
  const done = run.steps.filter(({ outcome }) => outcome !== null).length
  const progress = t('playbooks.run.progress', { done, total: run.steps.length })
  return (
    <Panel
      title={showUnseen(run.name)}
      aside={
        <>
          {run.next === null ? t('playbooks.run.ended') : progress} <Instant at={run.at} />{' '}
          <WireText text={t('playbooks.run.begun', { by: run.byName ?? '?' })} />
        </>
      }
    >
      <ol className="playbooks-steps">
        {run.steps.map((step) => (
          <li key={step.id} aria-current={step.id === run.next ? 'step' : undefined}>
            <StepHead step={step} />
            {step.outcome === null ? null : <Outcome step={step} />}
            {step.id === run.next && mayWork ? (
              <RecordStep key={`${run.id} ${step.id}`} run={run} step={step} record={record} />
            ) : null}
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function Outcome({ step }: { readonly step: RunView['steps'][number] }) {
  const { outcome, at, byName, note, artefacts, refusal, islandMode, agreement, handoff, assets } = step
  if (outcome === null) return null
  const told = [
    note ?? '',
    islandMode === null || islandMode === '' ? '' : t('playbooks.told.island', { text: islandMode }),
    agreement === null ? '' : t('playbooks.told.agreement', agreement),
    handoff === null ? '' : t('playbooks.told.handoff', { reference: handoff }),
    assets.length === 0 ? '' : t('playbooks.told.assets', { assets: assets.join(', ') }),
  ].filter((text) => text !== '')
  return (
    <div className="playbooks-outcome">
      <p>
        <Chip tone="strong">{t(`playbooks.outcome.${outcome}`)}</Chip> <Instant at={at} />{' '}
        <WireText text={byName ?? '?'} />
        {refusal === null ? null : <> {findMessage(`problems.${refusal}`) ?? refusal}</>}
      </p>
      {told.map((text) => (
        <p key={text}>
          <WireText text={text} />
        </p>
      ))}
      {artefacts.map(({ label, sha256 }) => (
        <p key={sha256} className="playbooks-hash">
          <WireText text={t('playbooks.told.artefact', { label })} /> <WireText text={sha256} isMono />
        </p>
      ))}
    </div>
  )
}
