// What happened, in order, on one of two clocks: when it happened in the world, or when somebody wrote it down. Deeds of people stand among it.
import { Button, NativeSelect, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import type { EntryView, IncidentRecord } from '@penstock/contract/incidents'
import { Lane, Milestone } from '@penstock/model/incidents'
import { useMay } from '@penstock/web/api'
import { findMessage, t } from '@penstock/web/messages'
import { Chip, Instant, instantOf, Panel, RefusedNotice, WireText } from '@penstock/web/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type SubmitEvent, useState } from 'react'
import { Ask } from './Ask.tsx'
import { useEntry } from './use-entry.ts'
import { Words } from './Words.tsx'

type Line = Pick<EntryView, 'id' | 'at' | 'byName' | 'lane' | 'text' | 'kind'> & { readonly on: string }

export function Happened({ record }: { readonly record: IncidentRecord }) {
  const { by = 'happened' } = useSearch({ from: '/incidents/$incidentId' })
  const navigate = useNavigate({ from: '/incidents/$incidentId' })
  const mayWork = useMay('incident:work') && record.state !== 'merged' && record.state !== 'closed'
  const lines = linesOf(record, by)
  return (
    <Panel title={t('incidents.tab.happened')}>
      <div className="incident-bar no-print">
        <SegmentedControl
          aria-label={t('incidents.clock')}
          value={by}
          data={[
            { value: 'happened', label: t('incidents.clock.happened') },
            { value: 'written', label: t('incidents.clock.written') },
          ]}
          onChange={(next) =>
            void navigate({
              search: (before) => ({ ...before, by: next === 'written' ? 'written' : undefined }),
              replace: true,
            })
          }
        />
        {mayWork ? (
          <>
            <Ask title={t('incidents.tell')}>{(close) => <TellForm record={record} onEnd={close} />}</Ask>
            <Ask title={t('incidents.milestone')}>{(close) => <MilestoneForm record={record} onEnd={close} />}</Ask>
            <Ask title={t('incidents.note')}>{(close) => <NoteForm record={record} onEnd={close} />}</Ask>
          </>
        ) : null}
      </div>
      <ol className="incident-timeline">
        {lines.map((line) => (
          <li key={line.id}>
            <Instant at={line.on} /> <Chip>{t(`incidents.lane.${line.lane}`)}</Chip>
            <p>
              <strong>{findMessage(`incidents.entry.${line.kind}`) ?? line.kind}</strong> <Words text={line.text} />
            </p>
            <p className="faint">
              {line.byName === null ? t('incidents.by-product') : <WireText text={line.byName} />}{' '}
              {line.on === line.at ? null : (
                <>
                  {t(by === 'happened' ? 'incidents.clock.written' : 'incidents.clock.happened')}{' '}
                  <Instant at={by === 'happened' ? line.at : line.on} />
                </>
              )}
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

/** Deeds of this case, and what happened in those that it took up. */
function linesOf({ entries, timeline }: IncidentRecord, by: 'happened' | 'written'): readonly Line[] {
  const known = new Set(entries.map(({ id }) => id))
  const taken = timeline.filter(({ id }) => !known.has(id)).map((one) => ({ ...one, kind: 'happened' }))
  return [...entries, ...taken]
    .map((one) => ({ ...one, on: by === 'happened' ? (one.happenedAt ?? one.at) : one.at }))
    .toSorted((a, b) => (a.on < b.on ? 1 : a.on > b.on ? -1 : 0))
}

interface FormProps {
  readonly record: IncidentRecord
  readonly onEnd: () => void
}

function TellForm({ record, onEnd }: FormProps) {
  const { write, isRunning, refused } = useEntry(record)
  const [lane, setLane] = useState<Lane>('network')
  const [text, setText] = useState('')
  const [at, setAt] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const happenedAt = instantOf(at)
    if (happenedAt !== undefined)
      void write({ kind: 'happened', lane, text, happenedAt }).then((isDone) => isDone && onEnd())
  }
  return (
    <form className="incident-form" onSubmit={submit}>
      <Textarea
        label={t('incidents.field.what')}
        value={text}
        required
        maxLength={2000}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <TextInput
        label={t('incidents.field.at')}
        type="datetime-local"
        value={at}
        required
        onChange={(event) => setAt(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('incidents.field.lane')}
        value={lane}
        data={Lane.options.map((value) => ({ value, label: t(`incidents.lane.${value}`) }))}
        onChange={(event) => setLane(Lane.catch('network').parse(event.currentTarget.value))}
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('incidents.tell')}
      </Button>
    </form>
  )
}

function MilestoneForm({ record, onEnd }: FormProps) {
  const { write, isRunning, refused } = useEntry(record)
  const [milestone, setMilestone] = useState<Milestone>('declared')
  const [reason, setReason] = useState('')
  const [at, setAt] = useState('')
  const [skew, setSkew] = useState<number | string>('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const happenedAt = instantOf(at)
    const corrected = typeof skew === 'number' && skew !== 0 ? { skewMs: Math.round(skew * 1000) } : {}
    if (happenedAt !== undefined)
      void write({ kind: 'milestone', milestone, happenedAt, reason, ...corrected }).then((isDone) => isDone && onEnd())
  }
  return (
    <form className="incident-form" onSubmit={submit}>
      <NativeSelect
        label={t('incidents.milestone')}
        description={t('incidents.milestone.hint')}
        value={milestone}
        data={Milestone.options.map((value) => ({ value, label: t(`incidents.milestone.${value}`) }))}
        onChange={(event) => setMilestone(Milestone.catch('declared').parse(event.currentTarget.value))}
      />
      <TextInput
        label={t('incidents.field.at')}
        type="datetime-local"
        value={at}
        required
        onChange={(event) => setAt(event.currentTarget.value)}
      />
      <NumberInput
        label={t('incidents.field.skew')}
        description={t('incidents.field.skew.hint')}
        value={skew}
        onChange={setSkew}
      />
      <Textarea
        label={t('incidents.field.how-known')}
        value={reason}
        required
        maxLength={2000}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('incidents.milestone')}
      </Button>
    </form>
  )
}

function NoteForm({ record, onEnd }: FormProps) {
  const { write, isRunning, refused } = useEntry(record)
  const [text, setText] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void write({ kind: 'noted', text }).then((isDone) => isDone && onEnd())
  }
  return (
    <form className="incident-form" onSubmit={submit}>
      <Textarea
        label={t('incidents.note')}
        value={text}
        required
        maxLength={2000}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('incidents.note')}
      </Button>
    </form>
  )
}
