// Break-glass: asking for the other domain, approving, what is active with the time that is left, and its review.
import { Button, Select, TextInput } from '@mantine/core'
import {
  approveBreakGlass,
  type BreakGlassView,
  endBreakGlass,
  listBreakGlass,
  reviewBreakGlass,
} from '@penstock/contract/operating-model'
import { useMay, useRead, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
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
import { useState } from 'react'
import { AskBreakGlass } from './AskBreakGlass.tsx'

const MOVES_MS = 5000
const VERDICTS = ['justified', 'not-justified'] as const

export function BreakGlass() {
  const read = useRead(listBreakGlass, {}, { intervalMs: MOVES_MS })
  const mayAsk = useMay('break-glass:ask')
  return (
    <>
      {mayAsk ? <AskBreakGlass /> : null}
      <Loaded read={read}>
        {({ items, reviews }) => (
          <Panel
            title={t('glass.list')}
            aside={reviews.due === 0 ? undefined : t('glass.reviews', { inTime: reviews.inTime, due: reviews.due })}
          >
            {items.length === 0 ? (
              <Empty kind="yet" title={t('glass.none')}>
                {t('glass.none.lead')}
              </Empty>
            ) : (
              items.map((glass) => <Glass key={glass.id} glass={glass} />)
            )}
          </Panel>
        )}
      </Loaded>
    </>
  )
}

function Glass({ glass }: { readonly glass: BreakGlassView }) {
  const { scope } = glass
  const mayApprove = useMay('model:approve')
  const name = glass.subjectName ?? glass.subject
  return (
    <article className="model-proposal" aria-label={t('glass.of', { name, incident: scope.incident })}>
      <h3>
        <Chip tone={glass.standing === 'active' ? 'strong' : 'plain'}>{t(`glass.standing.${glass.standing}`)}</Chip>{' '}
        {glass.isOverdue ? <Chip tone="strong">{t('glass.overdue')}</Chip> : null} <WireText text={name} /> →{' '}
        {scope.domain.toUpperCase()} · {scope.site}
      </h3>
      <Facts
        items={[
          [t('glass.reason'), t(`glass.reason.${scope.reason}`)],
          [t('glass.incident'), <WireText key="incident" text={scope.incident} />],
          [t('glass.addresses'), scope.addresses.length === 0 ? t('glass.addresses.all') : scope.addresses.join(', ')],
          [t('glass.minutes'), t('glass.minutes.of', { minutes: scope.minutes })],
          [t('glass.begins'), <Instant key="begins" at={glass.beginsAt} />],
          [t('glass.ends'), <Instant key="ends" at={glass.endsAt} />],
          ...(glass.approvalDueAt === null
            ? []
            : [[t('glass.approval-due'), <Instant key="due" at={glass.approvalDueAt} />] as const]),
          ...(glass.reviewDueAt === null
            ? []
            : [[t('glass.review-due'), <Instant key="review" at={glass.reviewDueAt} />] as const]),
        ]}
      />
      {glass.approvals.map(({ subject, name: by, domain }) => (
        <p key={subject} className="muted">
          {t('model.approved-by', { domain: domain.toUpperCase() })} <WireText text={by ?? subject} />
        </p>
      ))}
      {glass.note === null ? null : (
        <p className="muted">
          <WireText text={glass.note} />
        </p>
      )}
      {glass.review === null ? null : (
        <p>
          <Chip>{t(`glass.verdict.${glass.review.verdict}`)}</Chip> <WireText text={glass.review.note} />{' '}
          <span className="muted">
            <WireText text={glass.review.byName ?? glass.review.by} /> · <Instant at={glass.review.at} />
          </span>
        </p>
      )}
      {mayApprove && glass.state === 'open' ? <Approve glass={glass} /> : null}
      {glass.mayEnd ? <End glass={glass} /> : null}
      {glass.mayReview ? <Review glass={glass} /> : null}
    </article>
  )
}

function Approve({ glass }: { readonly glass: BreakGlassView }) {
  const { run, ...state } = useWrite(approveBreakGlass)
  const approve = (body: { readonly payloadSha256: string }) => void run({ params: { requestId: glass.id }, body })
  return <ApproveShown request={glass} action={t('glass.approve')} {...state} onApprove={approve} />
}

function End({ glass }: { readonly glass: BreakGlassView }) {
  const { run, isRunning, refused } = useWrite(endBreakGlass)
  return (
    <NoteForm
      label={t('model.note')}
      action={t(glass.standing === 'active' ? 'glass.end' : 'glass.refuse')}
      isRunning={isRunning}
      onSend={(note) => void run({ params: { requestId: glass.id }, body: { note } })}
    >
      {refused === null ? null : <RefusedNotice refused={refused} />}
    </NoteForm>
  )
}

function Review({ glass }: { readonly glass: BreakGlassView }) {
  const { run, isRunning, refused } = useWrite(reviewBreakGlass)
  const [verdict, setVerdict] = useState<(typeof VERDICTS)[number]>('justified')
  const [note, setNote] = useState('')
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault()
        void run({ params: { requestId: glass.id }, body: { verdict, note: note.trim() } })
      }}
    >
      <Select
        aria-label={t('glass.verdict')}
        data={VERDICTS.map((value) => ({ value, label: t(`glass.verdict.${value}`) }))}
        value={verdict}
        allowDeselect={false}
        onChange={(value) => setVerdict(VERDICTS.find((one) => one === value) ?? 'justified')}
      />
      <TextInput
        aria-label={t('glass.review.note')}
        placeholder={t('glass.review.note')}
        value={note}
        required
        maxLength={500}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={isRunning} disabled={note.trim() === ''}>
        {t('glass.review')}
      </Button>
      {refused === null ? null : <RefusedNotice refused={refused} />}
    </form>
  )
}
