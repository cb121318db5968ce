// One case: header with its clock and main deed, facts, the other side as far as one may know it, and six tabs of what is in it.
import { Button, NativeSelect, Tabs, Textarea } from '@mantine/core'
import { type IncidentRecord, readIncident } from '@penstock/contract/incidents'
import { Verdict } from '@penstock/model/incidents'
import { useMay, useRead } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { Runs } from '@penstock/web/playbooks'
import { SiteName } from '@penstock/web/scope'
import {
  Chip,
  Facts,
  Instant,
  LineField,
  Loaded,
  Page,
  RefusedNotice,
  showUnseen,
  WireOrUnknown,
  WireText,
} from '@penstock/web/ui'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { Ask } from './Ask.tsx'
import { Evidence, Hypotheses, Observables, Tasks } from './CaseParts.tsx'
import { CaseSeverity, ConsequenceText, Due } from './columns.tsx'
import { CaseHandoffs } from './HandOver.tsx'
import { Happened } from './Happened.tsx'
import { ReassessForm } from './Reassess.tsx'
import { IncidentTab } from './search.ts'
import { useEntry } from './use-entry.ts'
import './incidents.css'

const EVERY_MS = 15_000

/** `further`: what later rooms tell of the case. */
export function IncidentPage({ further }: { readonly further?: (record: IncidentRecord) => ReactNode }) {
  const { incidentId } = useParams({ from: '/incidents/$incidentId' })
  const read = useRead(readIncident, { params: { incidentId } }, { intervalMs: EVERY_MS })
  const record = read.data
  return (
    <Page
      title={record === undefined ? t('incidents.case') : showUnseen(record.title)}
      lead={record === undefined ? undefined : <Lead record={record} />}
      actions={record === undefined ? undefined : <Deeds key={record.id} record={record} />}
    >
      <Loaded read={read} lines={12}>
        {(data) => <Body record={data} further={further} />}
      </Loaded>
    </Page>
  )
}

function Lead({ record }: { readonly record: IncidentRecord }) {
  return (
    <p className="incident-head">
      <WireText text={record.reference} isMono /> <Chip tone="strong">{t(`incidents.state.${record.state}`)}</Chip>
      <CaseSeverity row={record} />
      {record.state === 'open' ? <Due row={record} /> : null}
      {record.verdict === null ? null : <Chip>{t(`incidents.verdict.${record.verdict}`)}</Chip>}
    </p>
  )
}

function Body(props: {
  readonly record: IncidentRecord
  readonly further: ((record: IncidentRecord) => ReactNode) | undefined
}) {
  const { record, further } = props
  return (
    <>
      {record.mergedInto === null ? null : (
        <p className="notice" role="status">
          {t('incidents.merged-into')}{' '}
          <Link to="/incidents/$incidentId" params={{ incidentId: record.mergedInto.id }}>
            {record.mergedInto.reference}
          </Link>
        </p>
      )}
      <div className="incident-figures">
        <Facts items={factsOf(record)} />
      </div>
      {further?.(record)}
      <Sides record={record} />
      <Parts record={record} />
    </>
  )
}

function factsOf(record: IncidentRecord): readonly (readonly [string, ReactNode])[] {
  const { consequence, function: at, team, site, openedAt, acknowledgedAt, sources, milestones, leader } = record
  return [
    [t('incidents.column.consequence'), <ConsequenceText key="c" value={consequence} />],
    [t('incidents.column.function'), <WireOrUnknown key="f" text={at} reason={t('incidents.function.unknown')} />],
    [t('incidents.column.team'), <WireText key="t" text={team} />],
    ...(leader === null ? [] : [[t('incidents.fact.leader'), t(`incidents.domain.${leader}`)] as const]),
    [t('incidents.fact.site'), <SiteName key="s" site={site} />],
    [t('incidents.column.opened'), <Instant key="o" at={openedAt} />],
    [t('incidents.fact.acknowledged'), <Instant key="a" at={acknowledgedAt} />],
    ...milestones.map(({ milestone, at: on }): readonly [string, ReactNode] => [
      t(`incidents.milestone.${milestone}`),
      <Instant key={milestone} at={on} />,
    ]),
    ...(sources.length === 0
      ? []
      : [
          [
            t('incidents.fact.sources'),
            <span key="from">
              {sources.map(({ kind, id, label }) => (
                <span key={`${kind} ${id}`}>
                  {kind} <WireText text={label} />{' '}
                </span>
              ))}
            </span>,
          ] as const,
        ]),
  ]
}

/** Of the other domain stands its team and its state; what it wrote is not shown, and it is said so. */
function Sides({ record }: { readonly record: IncidentRecord }) {
  if (record.others.length === 0) return null
  return (
    <section className="notice" aria-label={t('incidents.sides')}>
      <div>
        {record.others.map(({ domain, team, state }) => (
          <p key={domain}>
            <strong>{t(`incidents.domain.${domain}`)}</strong> <WireText text={team} /> {t(`incidents.state.${state}`)}
          </p>
        ))}
        <p className="muted">{t('incidents.sides.redacted')}</p>
      </div>
    </section>
  )
}

function Parts({ record }: { readonly record: IncidentRecord }) {
  const { sheet: tab = 'happened' } = useSearch({ from: '/incidents/$incidentId' })
  const navigate = useNavigate({ from: '/incidents/$incidentId' })
  const open = (next: string | null) => {
    const known = IncidentTab.catch('happened').parse(next)
    void navigate({
      search: (before) => ({ ...before, sheet: known === 'happened' ? undefined : known }),
      replace: true,
    })
  }
  const group = t('incidents.case')
  useCommands(
    IncidentTab.options.map((each) => ({
      id: `incident.tab.${each}`,
      title: t(`incidents.tab.${each}`),
      group,
      run: () => open(each),
    })),
  )
  const counts = {
    happened: record.timeline.length,
    hypotheses: record.hypotheses.length,
    tasks: record.tasks.filter(({ state }) => state === 'open' || state === 'doing').length,
    observables: record.observables.length,
    evidence: record.evidence.length,
    handoffs: record.handoffs.length,
    playbooks: record.entries.filter(({ kind }) => kind === 'playbook-begun').length,
  }
  return (
    <Tabs value={tab} onChange={open} keepMounted={false}>
      <Tabs.List aria-label={t('incidents.tabs')}>
        {IncidentTab.options.map((each) => (
          <Tabs.Tab key={each} value={each}>
            {t(`incidents.tab.${each}`)} {counts[each] === 0 ? null : counts[each]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={tab} pt="md">
        <Part tab={tab} record={record} />
      </Tabs.Panel>
    </Tabs>
  )
}

function Part({ tab, record }: { readonly tab: IncidentTab; readonly record: IncidentRecord }) {
  switch (tab) {
    case 'happened':
      return <Happened record={record} />
    case 'hypotheses':
      return <Hypotheses record={record} />
    case 'tasks':
      return <Tasks record={record} />
    case 'observables':
      return <Observables record={record} />
    case 'evidence':
      return <Evidence record={record} />
    case 'handoffs':
      return <CaseHandoffs record={record} />
    case 'playbooks':
      return <Runs record={record} />
  }
}

function Deeds({ record }: { readonly record: IncidentRecord }) {
  const mayWork = useMay('incident:work')
  const { write, isRunning, refused } = useEntry(record)
  const canAcknowledge = mayWork && record.acknowledgedAt === null && record.state === 'open'
  const acknowledge = () => void write({ kind: 'acknowledged' })
  useCommands(
    canAcknowledge
      ? [
          {
            id: 'incident.acknowledge',
            title: t('incidents.acknowledge'),
            group: t('incidents.case'),
            keys: 'a',
            run: acknowledge,
          },
        ]
      : [],
  )
  if (!mayWork || record.state === 'merged') return null
  return (
    <>
      {refused === null ? null : <RefusedNotice refused={refused} />}
      {canAcknowledge ? (
        <Button loading={isRunning} onClick={acknowledge}>
          {t('incidents.acknowledge')}
        </Button>
      ) : null}
      {record.state === 'closed' ? (
        <Ask title={t('incidents.reopen')}>{(close) => <ReopenForm record={record} onEnd={close} />}</Ask>
      ) : (
        <>
          <Ask title={t('incidents.assign')}>{(close) => <AssignForm record={record} onEnd={close} />}</Ask>
          <Ask title={t('incidents.reassess')}>{(close) => <ReassessForm record={record} onEnd={close} />}</Ask>
          <Ask title={t('incidents.close')}>{(close) => <CloseForm record={record} onEnd={close} />}</Ask>
        </>
      )}
    </>
  )
}

interface FormProps {
  readonly record: IncidentRecord
  readonly onEnd: () => void
}

function AssignForm({ record, onEnd }: FormProps) {
  const { write, isRunning, refused } = useEntry(record)
  const [team, setTeam] = useState(record.team)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void write({ kind: 'assigned', team }).then((isDone) => isDone && onEnd())
  }
  return (
    <form className="incident-form" onSubmit={submit}>
      <LineField label={t('incidents.column.team')} value={team} onChange={setTeam} />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('incidents.assign')}
      </Button>
    </form>
  )
}

function CloseForm({ record, onEnd }: FormProps) {
  const { write, isRunning, refused } = useEntry(record)
  const [verdict, setVerdict] = useState<Verdict>('true-positive')
  const [reason, setReason] = useState('')
  const left = record.tasks.filter(({ state }) => state === 'open' || state === 'doing').length
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void write({ kind: 'closed', verdict, reason }).then((isDone) => isDone && onEnd())
  }
  return (
    <form className="incident-form" onSubmit={submit}>
      {left === 0 ? null : <p className="notice">{t('incidents.close.left', { count: left })}</p>}
      <NativeSelect
        label={t('incidents.field.verdict')}
        value={verdict}
        data={Verdict.options.map((value) => ({ value, label: t(`incidents.verdict.${value}`) }))}
        onChange={(event) => setVerdict(Verdict.catch('undecided').parse(event.currentTarget.value))}
      />
      <Textarea
        label={t('incidents.field.reason')}
        value={reason}
        required
        maxLength={2000}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('incidents.close')}
      </Button>
    </form>
  )
}

function ReopenForm({ record, onEnd }: FormProps) {
  const { write, isRunning, refused } = useEntry(record)
  const [reason, setReason] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void write({ kind: 'reopened', reason }).then((isDone) => isDone && onEnd())
  }
  return (
    <form className="incident-form" onSubmit={submit}>
      <Textarea
        label={t('incidents.field.reason')}
        value={reason}
        required
        maxLength={2000}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('incidents.reopen')}
      </Button>
    </form>
  )
}
