// Dated exceptions: who works in the other domain for a while, what is suspended meanwhile, who agreed to it, and how it ended.
import {
  approveException,
  type DomainExceptionView,
  endException,
  listExceptions,
} from '@penstock/contract/operating-model'
import { useMay, useRead, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { SiteNames } from '@penstock/web/scope'
import {
  ApproveShown,
  Chip,
  Empty,
  Facts,
  Instant,
  Loaded,
  NoteForm,
  Panel,
  RefusedNotice,
  WireText,
} from '@penstock/web/ui'
import { AskException } from './AskException.tsx'

const MOVES_MS = 5000

export function Exceptions() {
  const read = useRead(listExceptions, {}, { intervalMs: MOVES_MS })
  const mayAsk = useMay('model:propose')
  return (
    <Loaded read={read}>
      {({ items, people }) => (
        <>
          <Panel title={t('exceptions.list')}>
            <p className="muted">{t('exceptions.lead')}</p>
            {items.length === 0 ? (
              <Empty kind="yet" title={t('exceptions.none')} />
            ) : (
              items.map((one) => <Exception key={one.id} exception={one} />)
            )}
          </Panel>
          {mayAsk ? <AskException people={people} /> : null}
        </>
      )}
    </Loaded>
  )
}

function Exception({ exception }: { readonly exception: DomainExceptionView }) {
  const { terms, standing, approvals, ended } = exception
  const mayApprove = useMay('model:approve')
  const name = exception.subjectName ?? terms.subject
  const [from, to] = [terms.from.toUpperCase(), terms.to.toUpperCase()]
  return (
    <article className="model-proposal" aria-label={t('exceptions.of', { name, to })}>
      <h3>
        <Chip tone={standing === 'active' ? 'strong' : 'plain'}>{t(`exceptions.standing.${standing}`)}</Chip>{' '}
        <WireText text={name} /> · {from} → {to}
      </h3>
      <Facts
        items={[
          [t('exceptions.role'), t(`access.role.${terms.role}`)],
          [t('exceptions.suspended'), t('exceptions.suspended.of', { from })],
          [t('exceptions.sites'), <SiteNames key="sites" sites={terms.sites} />],
          [t('exceptions.since'), <Instant key="since" at={terms.since} />],
          [t('exceptions.until'), <Instant key="until" at={terms.until} />],
          [t('exceptions.reason'), <WireText key="reason" text={terms.reason} />],
          [t('exceptions.asked-by'), <WireText key="by" text={exception.requestedByName ?? exception.requestedBy} />],
        ]}
      />
      {approvals.map(({ subject, name: by, domain }) => (
        <p key={subject} className="muted">
          {t('model.approved-by', { domain: domain.toUpperCase() })} <WireText text={by ?? subject} />
        </p>
      ))}
      {exception.note === null ? null : (
        <p className="muted">
          <WireText text={exception.note} />
        </p>
      )}
      {ended === null ? null : (
        <p className="muted">
          {t('exceptions.ended-by')} <WireText text={ended.byName ?? ended.by} /> · <Instant at={ended.at} /> ·{' '}
          <WireText text={ended.note} />
        </p>
      )}
      {mayApprove && standing === 'asked' ? <Approve exception={exception} /> : null}
      {exception.mayEnd ? <End exception={exception} /> : null}
    </article>
  )
}

function Approve({ exception }: { readonly exception: DomainExceptionView }) {
  const { run, ...state } = useWrite(approveException)
  const approve = (body: { readonly payloadSha256: string }) => void run({ params: { requestId: exception.id }, body })
  return <ApproveShown request={exception} action={t('model.approve')} {...state} onApprove={approve} />
}

function End({ exception: { id, standing } }: { readonly exception: DomainExceptionView }) {
  const { run, isRunning, refused } = useWrite(endException)
  return (
    <NoteForm
      label={t('model.note')}
      action={t(standing === 'asked' ? 'glass.refuse' : 'exceptions.end')}
      isRunning={isRunning}
      onSend={(note) => void run({ params: { requestId: id }, body: { note } })}
    >
      {refused === null ? null : <RefusedNotice refused={refused} />}
    </NoteForm>
  )
}
