// What is in a case: hypotheses beside each other with their confidence, tasks of teams, observables with their markings, evidence with its hash.
import { Button, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core'
import type { IncidentRecord } from '@penstock/contract/incidents'
import { HypothesisState, ObservableKind, Pap, TaskState, Tlp } from '@penstock/model/incidents'
import { useMay } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, Empty, Instant, LineField, Panel, RefusedNotice, WireText } from '@penstock/web/ui'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { Ask } from './Ask.tsx'
import { Similar } from './Similar.tsx'
import { Stix } from './Stix.tsx'
import { type EntryWriter, useEntry } from './use-entry.ts'

interface Props {
  readonly record: IncidentRecord
}
interface FormProps extends Props {
  readonly onEnd: () => void
}

function useMayWrite({ state }: IncidentRecord): boolean {
  return useMay('incident:work') && state !== 'merged' && state !== 'closed'
}

export function Hypotheses({ record }: Props) {
  const mayWrite = useMayWrite(record)
  return (
    <Panel
      title={t('incidents.tab.hypotheses')}
      aside={
        mayWrite ? (
          <Ask title={t('incidents.hypothesis.add')}>{(close) => <HypothesisForm record={record} onEnd={close} />}</Ask>
        ) : undefined
      }
    >
      <p className="muted">{t('incidents.hypotheses.lead')}</p>
      {record.hypotheses.length === 0 ? <Empty kind="yet" title={t('incidents.hypotheses.none')} /> : null}
      <ul className="incident-parts">
        {record.hypotheses.map((one) => (
          <li key={one.id}>
            <p>
              <strong>{t('incidents.confidence', { confidence: one.confidence })}</strong>{' '}
              <Chip>{t(`incidents.hypothesis.${one.state}`)}</Chip> <WireText text={one.statement} />
            </p>
            {one.reason === null ? null : (
              <p className="muted">
                <WireText text={one.reason} />
              </p>
            )}
            <Written of={one}>
              {mayWrite ? (
                <Ask title={t('incidents.hypothesis.judge')}>
                  {(close) => <JudgeForm record={record} part={one} onEnd={close} />}
                </Ask>
              ) : null}
            </Written>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

export function Tasks({ record }: Props) {
  const mayWrite = useMayWrite(record)
  return (
    <Panel
      title={t('incidents.tab.tasks')}
      aside={
        mayWrite ? (
          <Ask title={t('incidents.task.add')}>{(close) => <TaskForm record={record} onEnd={close} />}</Ask>
        ) : undefined
      }
    >
      {record.tasks.length === 0 ? <Empty kind="yet" title={t('incidents.tasks.none')} /> : null}
      <ul className="incident-parts">
        {record.tasks.map((one) => (
          <li key={one.id}>
            <p>
              <Chip tone={one.state === 'open' ? 'strong' : 'plain'}>{t(`incidents.task.${one.state}`)}</Chip>{' '}
              <WireText text={one.title} /> <span className="muted">{t('incidents.column.team')}</span>{' '}
              <WireText text={one.team} />
            </p>
            <Written of={one}>
              {mayWrite ? (
                <Ask title={t('incidents.task.move')}>
                  {(close) => <MoveForm record={record} part={one} onEnd={close} />}
                </Ask>
              ) : null}
            </Written>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

export function Observables({ record }: Props) {
  const mayWrite = useMayWrite(record)
  const mayWork = useMay('incident:work')
  return (
    <>
      <Panel
        title={t('incidents.tab.observables')}
        aside={
          mayWrite ? (
            <Ask title={t('incidents.observable.add')}>
              {(close) => <ObservableForm record={record} onEnd={close} />}
            </Ask>
          ) : undefined
        }
      >
        {record.observables.length === 0 ? <Empty kind="yet" title={t('incidents.observables.none')} /> : null}
        <ul className="incident-parts">
          {record.observables.map((one) => (
            <li key={one.id}>
              <p>
                <Chip>{t(`incidents.observable.${one.type}`)}</Chip> <WireText text={one.value} isMono />{' '}
                <span className="muted">
                  {t('incidents.marking', { tlp: one.tlp.toUpperCase(), pap: one.pap.toUpperCase() })}
                </span>
              </p>
              <Written of={one} />
            </li>
          ))}
        </ul>
      </Panel>
      {mayWork ? (
        <Panel title={t('incidents.stix')}>
          <Stix record={record} />
        </Panel>
      ) : null}
      <Panel title={t('incidents.similar')}>
        <Similar record={record} />
      </Panel>
    </>
  )
}

export function Evidence({ record }: Props) {
  const mayWrite = useMayWrite(record)
  return (
    <Panel
      title={t('incidents.tab.evidence')}
      aside={
        mayWrite ? (
          <Ask title={t('incidents.evidence.add')}>{(close) => <EvidenceForm record={record} onEnd={close} />}</Ask>
        ) : undefined
      }
    >
      {record.evidence.length === 0 ? <Empty kind="yet" title={t('incidents.evidence.none')} /> : null}
      <ul className="incident-parts">
        {record.evidence.map((one) => (
          <li key={one.id}>
            <p>
              <WireText text={one.label} /> <span className="muted">{one.source.kind}</span>{' '}
              <WireText text={one.source.label} />
            </p>
            <p className="incident-hash">
              SHA-256 <WireText text={one.sha256} isMono />
            </p>
            <Written of={one} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Written(props: {
  readonly of: { readonly at: string; readonly byName: string | null }
  readonly children?: ReactNode
}) {
  return (
    <div className="incident-written">
      <span className="faint">
        <Instant at={props.of.at} /> {props.of.byName === null ? null : <WireText text={props.of.byName} />}
      </span>
      {props.children}
    </div>
  )
}

function Form(props: {
  readonly title: string
  readonly writer: Omit<EntryWriter, 'write'>
  readonly onSend: () => void
  readonly children: ReactNode
}) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    props.onSend()
  }
  return (
    <form className="incident-form" onSubmit={submit}>
      {props.children}
      {props.writer.refused === null ? null : <RefusedNotice refused={props.writer.refused} />}
      <Button type="submit" loading={props.writer.isRunning}>
        {props.title}
      </Button>
    </form>
  )
}

function Confidence(props: { readonly value: number; readonly onChange: (value: number) => void }) {
  return (
    <NumberInput
      label={t('incidents.field.confidence')}
      description={t('incidents.field.confidence.hint')}
      value={props.value}
      min={0}
      max={100}
      step={5}
      allowDecimal={false}
      clampBehavior="strict"
      hideControls
      onChange={(value) => props.onChange(Number(value))}
    />
  )
}

function HypothesisForm({ record, onEnd }: FormProps) {
  const writer = useEntry(record)
  const [statement, setStatement] = useState('')
  const [confidence, setConfidence] = useState(50)
  const send = () =>
    void writer.write({ kind: 'hypothesis', statement, confidence }).then((isDone) => isDone && onEnd())
  return (
    <Form title={t('incidents.hypothesis.add')} writer={writer} onSend={send}>
      <Textarea
        label={t('incidents.field.statement')}
        value={statement}
        required
        maxLength={2000}
        onChange={(event) => setStatement(event.currentTarget.value)}
      />
      <Confidence value={confidence} onChange={setConfidence} />
    </Form>
  )
}

function JudgeForm({ record, part, onEnd }: FormProps & { readonly part: IncidentRecord['hypotheses'][number] }) {
  const writer = useEntry(record)
  const [state, setState] = useState<HypothesisState>(part.state)
  const [confidence, setConfidence] = useState(part.confidence)
  const [reason, setReason] = useState('')
  const send = () =>
    void writer
      .write({ kind: 'hypothesis-judged', part: part.id, state, confidence, reason })
      .then((isDone) => isDone && onEnd())
  return (
    <Form title={t('incidents.hypothesis.judge')} writer={writer} onSend={send}>
      <NativeSelect
        label={t('incidents.column.state')}
        value={state}
        data={HypothesisState.options.map((value) => ({ value, label: t(`incidents.hypothesis.${value}`) }))}
        onChange={(event) => setState(HypothesisState.catch('open').parse(event.currentTarget.value))}
      />
      <Confidence value={confidence} onChange={setConfidence} />
      <Textarea
        label={t('incidents.field.reason')}
        value={reason}
        required
        maxLength={2000}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Form>
  )
}

function TaskForm({ record, onEnd }: FormProps) {
  const writer = useEntry(record)
  const [title, setTitle] = useState('')
  const [team, setTeam] = useState(record.team)
  const send = () => void writer.write({ kind: 'task', title, team }).then((isDone) => isDone && onEnd())
  return (
    <Form title={t('incidents.task.add')} writer={writer} onSend={send}>
      <LineField label={t('incidents.field.task')} value={title} onChange={setTitle} />
      <LineField label={t('incidents.column.team')} value={team} onChange={setTeam} />
    </Form>
  )
}

function MoveForm({ record, part, onEnd }: FormProps & { readonly part: IncidentRecord['tasks'][number] }) {
  const writer = useEntry(record)
  const [state, setState] = useState<TaskState>(part.state === 'open' ? 'doing' : 'done')
  const [team, setTeam] = useState(part.team)
  const [note, setNote] = useState('')
  const send = () =>
    void writer.write({ kind: 'task-moved', part: part.id, state, team, note }).then((isDone) => isDone && onEnd())
  return (
    <Form title={t('incidents.task.move')} writer={writer} onSend={send}>
      <NativeSelect
        label={t('incidents.column.state')}
        value={state}
        data={TaskState.options.map((value) => ({ value, label: t(`incidents.task.${value}`) }))}
        onChange={(event) => setState(TaskState.catch('open').parse(event.currentTarget.value))}
      />
      <LineField label={t('incidents.column.team')} value={team} onChange={setTeam} />
      <Textarea
        label={t('incidents.note')}
        value={note}
        maxLength={2000}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </Form>
  )
}

function ObservableForm({ record, onEnd }: FormProps) {
  const writer = useEntry(record)
  const [type, setType] = useState<ObservableKind>('ip')
  const [value, setValue] = useState('')
  const [tlp, setTlp] = useState<Tlp>('amber')
  const [pap, setPap] = useState<Pap>('amber')
  const send = () =>
    void writer.write({ kind: 'observable', type, value, tlp, pap }).then((isDone) => isDone && onEnd())
  return (
    <Form title={t('incidents.observable.add')} writer={writer} onSend={send}>
      <NativeSelect
        label={t('incidents.column.kind')}
        value={type}
        data={ObservableKind.options.map((one) => ({ value: one, label: t(`incidents.observable.${one}`) }))}
        onChange={(event) => setType(ObservableKind.catch('other').parse(event.currentTarget.value))}
      />
      <TextInput
        label={t('incidents.field.value')}
        value={value}
        required
        maxLength={2000}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('incidents.field.tlp')}
        description={t('incidents.field.tlp.hint')}
        value={tlp}
        data={Tlp.options.map((one) => ({ value: one, label: `TLP:${one.toUpperCase()}` }))}
        onChange={(event) => setTlp(Tlp.catch('amber').parse(event.currentTarget.value))}
      />
      <NativeSelect
        label={t('incidents.field.pap')}
        description={t('incidents.field.pap.hint')}
        value={pap}
        data={Pap.options.map((one) => ({ value: one, label: `PAP:${one.toUpperCase()}` }))}
        onChange={(event) => setPap(Pap.catch('amber').parse(event.currentTarget.value))}
      />
    </Form>
  )
}

function EvidenceForm({ record, onEnd }: FormProps) {
  const writer = useEntry(record)
  const [label, setLabel] = useState('')
  const [sha256, setSha256] = useState('')
  const [from, setFrom] = useState('')
  const send = () => {
    const source = { kind: 'file', id: from, label: from }
    void writer
      .write({ kind: 'evidence', label, sha256: sha256.trim().toLowerCase(), source })
      .then((isDone) => isDone && onEnd())
  }
  return (
    <Form title={t('incidents.evidence.add')} writer={writer} onSend={send}>
      <LineField label={t('incidents.field.label')} value={label} onChange={setLabel} />
      <TextInput
        label={t('incidents.field.sha256')}
        description={t('incidents.field.sha256.hint')}
        value={sha256}
        required
        minLength={64}
        maxLength={64}
        onChange={(event) => setSha256(event.currentTarget.value)}
      />
      <LineField label={t('incidents.field.where')} value={from} onChange={setFrom} />
    </Form>
  )
}
