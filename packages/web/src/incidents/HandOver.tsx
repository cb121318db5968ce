// What of this case crossed to the other domain, and the two ways to do it: a handoff with chosen parts, or a tip that tells no case.
import { Button, Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core'
import { draftHandoff, draftTip, type IncidentRecord } from '@penstock/contract/incidents'
import { Containment, TipReason, TipRequest } from '@penstock/model/incidents'
import { useMay, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { DataTable, Empty, instantOf, LineField, Panel, RefusedNotice } from '@penstock/web/ui'
import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useMemo, useState } from 'react'
import { Ask } from './Ask.tsx'
import { handoffColumns } from './columns.tsx'

export function CaseHandoffs({ record }: { readonly record: IncidentRecord }) {
  const mayWork = useMay('incident:work') && record.state !== 'merged' && record.state !== 'closed'
  const navigate = useNavigate()
  const columns = useMemo(() => handoffColumns(), [])
  return (
    <Panel
      title={t('incidents.tab.handoffs')}
      aside={
        mayWork ? (
          <span className="incident-bar">
            <Ask title={t('incidents.hand-over')} isMain isWide>
              {() => <HandoffForm record={record} />}
            </Ask>
            <Ask title={t('incidents.tip')} isWide>
              {() => <TipForm record={record} />}
            </Ask>
          </span>
        ) : undefined
      }
    >
      {record.handoffs.length === 0 ? (
        <Empty kind="yet" title={t('incidents.handoffs.none')}>
          {t('incidents.handoffs.of-case')}
        </Empty>
      ) : (
        <DataTable
          label={t('incidents.handoffs.list')}
          columns={columns}
          rows={record.handoffs}
          rowId={(row) => row.id}
          onPeek={(row) => void navigate({ to: '/handoffs/$handoffId', params: { handoffId: row.id } })}
        />
      )}
    </Panel>
  )
}

const FIELDS = ['what', 'soWhat', 'done', 'asked'] as const

function HandoffForm({ record }: { readonly record: IncidentRecord }) {
  const { run, isRunning, refused } = useWrite(draftHandoff)
  const navigate = useNavigate()
  const [words, setWords] = useState<Readonly<Record<(typeof FIELDS)[number], string>>>({
    ...{ what: '', soWhat: '', done: '', asked: '' },
  })
  const [byWhen, setByWhen] = useState('')
  const [toTeam, setToTeam] = useState('')
  const [containment, setContainment] = useState<Containment>('none')
  const [constraints, setConstraints] = useState('')
  const [questions, setQuestions] = useState('')
  const [parts, setParts] = useState<ReadonlySet<string>>(new Set())
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const at = instantOf(byWhen)
    if (at === undefined) return
    const body = {
      version: record.version,
      ...words,
      byWhen: at,
      toTeam,
      parts: [...parts],
      scenario: null,
      containment,
      safetyConstraints: linesOf(constraints),
      openQuestions: linesOf(questions),
      expiresAt: null,
    }
    void run({ params: { incidentId: record.id }, body }).then((answer) => {
      if (answer.ok) void navigate({ to: '/handoffs/$handoffId', params: { handoffId: answer.value.id } })
    })
  }
  const choose = (id: string, isChosen: boolean) => {
    const next = new Set(parts)
    if (isChosen) next.add(id)
    else next.delete(id)
    setParts(next)
  }
  return (
    <form className="incident-form" onSubmit={submit}>
      <p className="muted">{t('incidents.hand-over.lead')}</p>
      {FIELDS.map((field) => (
        <Textarea
          key={field}
          label={t(`incidents.handoff.${field}`)}
          value={words[field]}
          required
          maxLength={2000}
          autosize
          onChange={(event) => setWords({ ...words, [field]: event.currentTarget.value })}
        />
      ))}
      <TextInput
        label={t('incidents.handoff.byWhen')}
        type="datetime-local"
        value={byWhen}
        required
        onChange={(event) => setByWhen(event.currentTarget.value)}
      />
      <LineField label={t('incidents.handoff.toTeam')} value={toTeam} onChange={setToTeam} />
      <NativeSelect
        label={t('incidents.handoff.containment')}
        value={containment}
        data={Containment.options.map((value) => ({ value, label: t(`incidents.containment.${value}`) }))}
        onChange={(event) => setContainment(Containment.catch('none').parse(event.currentTarget.value))}
      />
      <Textarea
        label={t('incidents.handoff.constraints')}
        description={t('incidents.handoff.lines')}
        value={constraints}
        maxLength={4000}
        onChange={(event) => setConstraints(event.currentTarget.value)}
      />
      <Textarea
        label={t('incidents.handoff.questions')}
        description={t('incidents.handoff.lines')}
        value={questions}
        maxLength={4000}
        onChange={(event) => setQuestions(event.currentTarget.value)}
      />
      <Choose record={record} parts={parts} onChoose={choose} />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('incidents.draft')}
      </Button>
    </form>
  )
}

function Choose(props: {
  readonly record: IncidentRecord
  readonly parts: ReadonlySet<string>
  readonly onChoose: (id: string, isChosen: boolean) => void
}) {
  const { hypotheses, observables, evidence } = props.record
  const offered = [
    ...hypotheses.map(({ id, statement }) => ({ id, label: statement, isRed: false })),
    ...observables.map(({ id, type, value, tlp }) => ({
      id,
      label: `${t(`incidents.observable.${type}`)} ${value}`,
      isRed: tlp === 'red',
    })),
    ...evidence.map(({ id, label }) => ({ id, label, isRed: false })),
  ]
  if (offered.length === 0) return <p className="muted">{t('incidents.hand-over.no-parts')}</p>
  return (
    <fieldset className="incident-choose">
      <legend>{t('incidents.hand-over.parts')}</legend>
      {offered.map(({ id, label, isRed }) => (
        <Checkbox
          key={id}
          label={label}
          disabled={isRed}
          {...(isRed ? { description: t('incidents.hand-over.red') } : {})}
          checked={props.parts.has(id)}
          onChange={(event) => props.onChoose(id, event.currentTarget.checked)}
        />
      ))}
    </fieldset>
  )
}

function TipForm({ record }: { readonly record: IncidentRecord }) {
  const { run, isRunning, refused } = useWrite(draftTip)
  const navigate = useNavigate()
  const [reason, setReason] = useState<TipReason>('engineer-account')
  const [request, setRequest] = useState<TipRequest>('check')
  const [confidence, setConfidence] = useState(50)
  const [until, setUntil] = useState('')
  const [toTeam, setToTeam] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const expiresAt = instantOf(until)
    if (expiresAt === undefined) return
    const said = { reason, request, scenario: null, techniques: [], confidence, entities: [], expiresAt, toTeam }
    const body = { version: record.version, ...said }
    void run({ params: { incidentId: record.id }, body }).then((answer) => {
      if (answer.ok) void navigate({ to: '/handoffs/$handoffId', params: { handoffId: answer.value.id } })
    })
  }
  return (
    <form className="incident-form" onSubmit={submit}>
      <p className="muted">{t(record.severity <= 2 ? 'incidents.tip.lead.rule' : 'incidents.tip.lead.person')}</p>
      <NativeSelect
        label={t('incidents.tip.reason')}
        value={reason}
        data={TipReason.options.map((value) => ({ value, label: t(`incidents.tip.reason.${value}`) }))}
        onChange={(event) => setReason(TipReason.catch('dependency').parse(event.currentTarget.value))}
      />
      <NativeSelect
        label={t('incidents.tip.request')}
        value={request}
        data={TipRequest.options.map((value) => ({ value, label: t(`incidents.tip.request.${value}`) }))}
        onChange={(event) => setRequest(TipRequest.catch('check').parse(event.currentTarget.value))}
      />
      <NumberInput
        label={t('incidents.field.confidence')}
        value={confidence}
        min={0}
        max={100}
        allowDecimal={false}
        clampBehavior="strict"
        hideControls
        onChange={(value) => setConfidence(Number(value))}
      />
      <LineField label={t('incidents.handoff.toTeam')} value={toTeam} onChange={setToTeam} />
      <TextInput
        label={t('incidents.tip.until')}
        type="datetime-local"
        value={until}
        required
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('incidents.tip')}
      </Button>
    </form>
  )
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
