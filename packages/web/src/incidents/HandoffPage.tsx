// One handoff or tip: who holds it and until when, what crosses, every step with its signature, and what this side may do now.
import { Button, Textarea } from '@mantine/core'
import { type HandoffRecord, moveHandoff, readHandoff } from '@penstock/contract/incidents'
import { HANDOFF_RULES, HandoffDeed } from '@penstock/model/incidents'
import { isoOfMicros, micros } from '@penstock/model/kernel'
import { useMay, useRead, useWrite } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import {
  Chip,
  Facts,
  Instant,
  Loaded,
  Page,
  Panel,
  RefusedNotice,
  SeverityMark,
  showToast,
  showUnseen,
  WireText,
} from '@penstock/web/ui'
import { Link, useParams } from '@tanstack/react-router'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { Ask } from './Ask.tsx'
import { Due, tipReason } from './columns.tsx'
import { Words } from './Words.tsx'
import './incidents.css'

const EVERY_MS = 5000

export function HandoffPage() {
  const { handoffId } = useParams({ from: '/handoffs/$handoffId' })
  const read = useRead(readHandoff, { params: { handoffId } }, { intervalMs: EVERY_MS })
  const record = read.data
  return (
    <Page
      title={record === undefined ? t('incidents.kind.handoff') : titleOf(record)}
      lead={record === undefined ? undefined : <Lead record={record} />}
      actions={record === undefined ? undefined : <Deeds record={record} />}
    >
      <Loaded read={read} lines={12}>
        {(data) => <Body record={data} />}
      </Loaded>
    </Page>
  )
}

function titleOf({ kind, subject }: HandoffRecord): string {
  return kind === 'tip' ? t(`incidents.tip.reason.${tipReason(subject)}`) : showUnseen(subject)
}

function Lead({ record }: { readonly record: HandoffRecord }) {
  return (
    <p className="incident-head">
      <WireText text={record.reference} isMono />{' '}
      <Chip tone="strong">{t(`incidents.handoff.state.${record.state}`)}</Chip>
      <SeverityMark severity={record.severity} urgency={record.acknowledgedAt === null ? 'open' : 'acknowledged'} />
      {record.dueAt === null ? null : <Due row={record} />}
    </p>
  )
}

function Body({ record }: { readonly record: HandoffRecord }) {
  return (
    <>
      {record.isIntact ? null : (
        <p className="notice" role="alert">
          {t('incidents.handoff.broken')}
        </p>
      )}
      <div className="incident-figures">
        <Facts
          items={[
            [t('incidents.handoff.from'), <Team key="f" domain={record.fromDomain} team={record.fromTeam} />],
            [t('incidents.handoff.to'), <Team key="t" domain={record.toDomain} team={record.toTeam} />],
            [t('incidents.handoff.holds'), t(holderOf(record))],
            [t('incidents.handoff.sent'), <Instant key="s" at={record.sentAt} />],
            [t('incidents.handoff.acknowledged'), <Instant key="a" at={record.acknowledgedAt} />],
            [t('incidents.handoff.decided'), <Instant key="d" at={record.decidedAt} />],
            ...(record.incidentId === null
              ? []
              : [
                  [
                    t('incidents.case'),
                    <Link key="c" to="/incidents/$incidentId" params={{ incidentId: record.incidentId }}>
                      {t('incidents.handoff.open-case')}
                    </Link>,
                  ] as const,
                ]),
            ...(record.expiryReason === null
              ? []
              : [[t('incidents.handoff.ended'), <WireText key="e" text={record.expiryReason} />] as const]),
          ]}
        />
      </div>
      {record.package === null ? null : <Handed handed={record.package} />}
      {record.tip === null ? null : <Told tip={record.tip} entities={record.entities} />}
      <Steps record={record} />
    </>
  )
}

function holderOf({ state, side }: HandoffRecord) {
  const isWithReceiver = ['delivered', 'acknowledged', 'accepted', 'working'].includes(state)
  if (state === 'closed' || state === 'expired') return 'incidents.holder.nobody'
  return isWithReceiver === (side === 'to') ? 'incidents.holder.you' : 'incidents.holder.they'
}

function Team({ domain, team }: { readonly domain: 'it' | 'ot'; readonly team: string }) {
  return (
    <span>
      {t(`incidents.domain.${domain}`)} <WireText text={team} />
    </span>
  )
}

function Handed({ handed }: { readonly handed: NonNullable<HandoffRecord['package']> }) {
  const { hypotheses, observables, evidence, safetyConstraints, openQuestions, withheld } = handed
  const at = isoOfMicros(micros(handed.byWhen))
  return (
    <Panel title={t('incidents.handoff.carries')}>
      <dl className="incident-words">
        {(['what', 'soWhat', 'done', 'asked'] as const).map((field) => (
          <div key={field}>
            <dt>{t(`incidents.handoff.${field}`)}</dt>
            <dd>
              <Words text={handed[field]} />
            </dd>
          </div>
        ))}
        <div>
          <dt>{t('incidents.handoff.byWhen')}</dt>
          <dd>
            <Instant at={at} />
          </dd>
        </div>
        <div>
          <dt>{t('incidents.handoff.containment')}</dt>
          <dd>{t(`incidents.containment.${handed.containment}`)}</dd>
        </div>
        <Lines term={t('incidents.handoff.constraints')} lines={safetyConstraints} />
        <Lines term={t('incidents.handoff.questions')} lines={openQuestions} />
        <Lines
          term={t('incidents.tab.hypotheses')}
          lines={hypotheses.map(
            ({ statement, confidence }) => `${t('incidents.confidence', { confidence })} ${statement}`,
          )}
        />
        <Lines
          term={t('incidents.tab.observables')}
          lines={observables.map(
            ({ type, value, tlp }) => `${t(`incidents.observable.${type}`)} ${value} TLP:${tlp.toUpperCase()}`,
          )}
        />
        <Lines term={t('incidents.tab.evidence')} lines={evidence.map(({ label, sha256 }) => `${label} ${sha256}`)} />
      </dl>
      {withheld === 0 ? null : <p className="muted">{t('incidents.handoff.withheld', { count: withheld })}</p>}
    </Panel>
  )
}

function Lines({ term, lines }: { readonly term: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        <ul className="plain">
          {lines.map((line) => (
            <li key={line}>
              <WireText text={line} />
            </li>
          ))}
        </ul>
      </dd>
    </div>
  )
}

function Told({
  tip,
  entities,
}: {
  readonly tip: NonNullable<HandoffRecord['tip']>
  readonly entities: HandoffRecord['entities']
}) {
  const from = isoOfMicros(micros(tip.timeBucket.from))
  const items: readonly (readonly [string, ReactNode])[] = [
    [t('incidents.tip.request'), t(`incidents.tip.request.${tip.request}`)],
    [t('incidents.tip.time'), <Bucket key="t" from={from} minutes={tip.timeBucket.minutes} />],
    [t('incidents.field.confidence'), t('incidents.confidence', { confidence: tip.confidence })],
    [t('incidents.tip.markings'), t('incidents.marking', { tlp: tip.tlp.toUpperCase(), pap: tip.pap.toUpperCase() })],
    [t('incidents.tip.until'), <Instant key="u" at={isoOfMicros(micros(tip.expiresAt))} />],
    [t('incidents.tip.commitment'), <WireText key="c" text={tip.commitment} isMono />],
  ]
  return (
    <Panel title={t('incidents.handoff.carries')}>
      <p className="muted">{t('incidents.tip.means')}</p>
      <Facts items={items} />
      <dl className="incident-words">
        <Lines
          term={t('incidents.column.indicators')}
          lines={tip.indicators.map(({ kind, value }) => `${t(`incidents.observable.${kind}`)} ${value}`)}
        />
        <Lines term={t('incidents.tip.accounts')} lines={tip.accounts} />
        {entities.length === 0 ? null : (
          <div>
            <dt>{t('incidents.tip.entities')}</dt>
            <dd>
              <ul className="plain">
                {entities.map(({ id, name }) => (
                  <li key={id}>
                    <Link to="/assets/$assetId" params={{ assetId: id }}>
                      <WireText text={name} />
                    </Link>
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
      </dl>
    </Panel>
  )
}

function Bucket({ from, minutes }: { readonly from: string; readonly minutes: number }) {
  return (
    <span>
      <Instant at={from} /> {t('incidents.tip.bucket', { minutes })}
    </span>
  )
}

function Steps({ record }: { readonly record: HandoffRecord }) {
  return (
    <Panel title={t('incidents.handoff.steps')}>
      <ol className="incident-timeline">
        {record.steps.map(({ at, deed, side, byName, reason, sha256 }) => (
          <li key={`${at} ${deed}`}>
            <Instant at={at} />{' '}
            <strong>
              {deed === 'draft' ? t('incidents.deed.draft') : t(`incidents.deed.${HandoffDeed.parse(deed)}`)}
            </strong>{' '}
            {side === 'clock' ? t('incidents.by-clock') : <WireText text={byName ?? t('incidents.by-side')} />}
            {reason === '' ? null : (
              <p>
                <WireText text={reason} />
              </p>
            )}
            <p className="faint incident-hash">
              {t('incidents.handoff.signed')} <WireText text={sha256.slice(0, 16)} isMono />
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

type Deed = Parameters<ReturnType<typeof useWrite<typeof moveHandoff>>['run']>[0]['body']['deed']

function Deeds({ record }: { readonly record: HandoffRecord }) {
  const mayWork = useMay('incident:work')
  const { run, isRunning, refused } = useWrite(moveHandoff)
  const deeds = record.deeds.map((deed) => HandoffDeed.parse(deed)) as Deed[]
  const act = (deed: Deed, reason: string): Promise<boolean> =>
    run({ params: { handoffId: record.id }, body: { version: record.version, deed, reason } }).then((answer) => {
      if (answer.ok) showToast({ text: t('incidents.written') })
      return answer.ok
    })
  const canAcknowledge = mayWork && deeds.includes('acknowledge')
  useCommands(
    canAcknowledge
      ? [
          {
            id: 'handoff.acknowledge',
            title: t('incidents.deed.acknowledge'),
            group: t('incidents.kind.handoff'),
            keys: 'a',
            run: () => void act('acknowledge', ''),
          },
        ]
      : [],
  )
  if (!mayWork) return null
  return (
    <>
      {refused === null ? null : <RefusedNotice refused={refused} />}
      {deeds.map((deed, i) =>
        HANDOFF_RULES[deed].needsReason === true ? (
          <Ask key={deed} title={t(`incidents.deed.${deed}`)}>
            {(close) => (
              <ReasonForm
                title={t(`incidents.deed.${deed}`)}
                isRunning={isRunning}
                onSend={(reason) => void act(deed, reason).then((isDone) => isDone && close())}
              />
            )}
          </Ask>
        ) : (
          <Button
            key={deed}
            variant={i === 0 ? 'filled' : 'default'}
            loading={isRunning}
            onClick={() => void act(deed, '')}
          >
            {t(`incidents.deed.${deed}`)}
          </Button>
        ),
      )}
    </>
  )
}

function ReasonForm(props: {
  readonly title: string
  readonly isRunning: boolean
  readonly onSend: (reason: string) => void
}) {
  const [reason, setReason] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    props.onSend(reason)
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
      <Button type="submit" loading={props.isRunning}>
        {props.title}
      </Button>
    </form>
  )
}
