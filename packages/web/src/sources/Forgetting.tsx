// Forgetting: what the configuration would forget of events, what a second person agreed to, and what is asked for.
import { Button, TextInput } from '@mantine/core'
import {
  approveForgetting,
  askForgetting,
  endForgetting,
  type ForgettingView,
  listForgetting,
} from '@penstock/contract/operating-model'
import type { KeptEvents } from '@penstock/contract/sources'
import type { Domain } from '@penstock/model/kernel'
import { useMay, useRead, useWrite } from '@penstock/web/api'
import { formatBytes, t } from '@penstock/web/messages'
import { ApproveShown, Chip, Facts, Instant, NoteForm, RefusedNotice, WireText } from '@penstock/web/ui'
import { type ReactNode, type SubmitEvent, useState } from 'react'

const MOVES_MS = 5000

type Asked = KeptEvents['asked']

/** Nothing where neither the configuration nor anybody wants events forgotten. */
export function Forgetting({
  cells,
}: {
  readonly cells: readonly { readonly domain: Domain; readonly asked: Asked }[]
}) {
  const mayRead = useMay('model:read')
  return mayRead ? <Decisions cells={cells} /> : null
}

function Decisions({ cells }: { readonly cells: readonly { readonly domain: Domain; readonly asked: Asked }[] }) {
  const read = useRead(listForgetting, {}, { intervalMs: MOVES_MS })
  const mayAsk = useMay('model:propose')
  const items = read.data?.items ?? []
  const running = items.filter(({ standing }) => standing === 'asked' || standing === 'in-force')
  const open = (domain: Domain, asked: Asked) =>
    wants(asked) &&
    !running.some(({ terms, standing }) => terms.domain === domain && (standing === 'asked' || isMet(terms, asked)))
  const wanted = cells.filter(({ domain, asked }) => open(domain, asked))
  return (
    <>
      {running.map((one) => (
        <Decision key={one.id} one={one} />
      ))}
      {mayAsk && read.data !== undefined ? wanted.map((cell) => <Ask key={cell.domain} {...cell} />) : null}
    </>
  )
}

function wants({ keepDays, coldBytes }: Asked): boolean {
  return keepDays !== null || coldBytes !== null
}

/** What the configuration asks for is agreed to as far. */
function isMet(agreed: Asked, asked: Asked): boolean {
  const isWithin = (wanted: number | null, least: number | null) =>
    wanted === null || (least !== null && wanted >= least)
  return isWithin(asked.keepDays, agreed.keepDays) && isWithin(asked.coldBytes, agreed.coldBytes)
}

function termsText({ keepDays, coldBytes }: Asked): string {
  return [
    ...(keepDays === null ? [] : [t('sources.kept.until', { days: keepDays })]),
    ...(coldBytes === null ? [] : [t('sources.kept.bound', { bytes: formatBytes(coldBytes) })]),
  ].join(' ')
}

function Decision({ one }: { readonly one: ForgettingView }) {
  const mayApprove = useMay('model:approve')
  const { terms, standing, approvals } = one
  const domain = t(`access.domain.${terms.domain}`)
  return (
    <article aria-label={t('sources.forgetting.of', { domain })}>
      <h3>
        <Chip tone={standing === 'in-force' ? 'strong' : 'plain'}>{t(`sources.forgetting.${standing}`)}</Chip> {domain}
      </h3>
      <Facts
        items={[
          [t('sources.forgetting.what'), termsText(terms)],
          [t('sources.forgetting.why'), <WireText key="why" text={terms.reason} />],
          [
            t('sources.forgetting.asked-by'),
            <span key="by">
              <WireText text={one.requestedByName ?? one.requestedBy} /> <Instant at={one.requestedAt} />
            </span>,
          ],
          ...approvals.map(({ subject, name, at }): readonly [string, ReactNode] => [
            t('sources.forgetting.agreed-by'),
            <span key={subject}>
              <WireText text={name ?? subject} /> <Instant at={at} />
            </span>,
          ]),
        ]}
      />
      {mayApprove && standing === 'asked' ? <Approve one={one} /> : null}
      {one.mayEnd ? <End one={one} /> : null}
    </article>
  )
}

function Approve({ one }: { readonly one: ForgettingView }) {
  const { run, ...state } = useWrite(approveForgetting)
  const approve = (body: { readonly payloadSha256: string }) => void run({ params: { requestId: one.id }, body })
  return <ApproveShown request={one} action={t('model.approve')} {...state} onApprove={approve} />
}

function End({ one: { id, standing } }: { readonly one: ForgettingView }) {
  const { run, isRunning, refused } = useWrite(endForgetting)
  return (
    <NoteForm
      label={t('model.note')}
      action={t(standing === 'asked' ? 'glass.refuse' : 'sources.forgetting.end')}
      isRunning={isRunning}
      onSend={(note) => void run({ params: { requestId: id }, body: { note } })}
    >
      {refused === null ? null : <RefusedNotice refused={refused} />}
    </NoteForm>
  )
}

function Ask({ domain, asked }: { readonly domain: Domain; readonly asked: Asked }) {
  const { run, isRunning, refused } = useWrite(askForgetting)
  const [reason, setReason] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void run({ body: { domain, ...asked, reason: reason.trim() } }).then((answer) => {
      if (answer.ok) setReason('')
    })
  }
  const side = t(`access.domain.${domain}`)
  return (
    <form className="form" onSubmit={submit} aria-label={t('sources.forgetting.ask', { domain: side })}>
      <p>{t('sources.forgetting.not-agreed', { domain: side, what: termsText(asked) })}</p>
      <TextInput
        label={t('sources.forgetting.why')}
        value={reason}
        maxLength={500}
        required
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" variant="default" loading={isRunning} disabled={reason.trim() === ''}>
        {t('sources.forgetting.ask', { domain: side })}
      </Button>
    </form>
  )
}
