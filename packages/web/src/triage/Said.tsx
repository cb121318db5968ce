// What people said to a detection, in order, and the line for a comment.
import { Button, Textarea } from '@mantine/core'
import { commentDetection } from '@penstock/contract/detections'
import type { TriageRecord } from '@penstock/contract/triage'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Instant, RefusedNotice, WireText } from '@penstock/web/ui'
import { type SubmitEvent, useEffect, useRef, useState } from 'react'
import type { ShownRow } from './shown.ts'

export function Said(props: {
  readonly record: TriageRecord
  readonly row: ShownRow
  readonly isCommenting: boolean
  readonly onCommented: () => void
}) {
  const { record, row, isCommenting, onCommented } = props
  const { entries } = record.detection
  return (
    <section aria-label={t('triage.said')}>
      <h3>{t('triage.said')}</h3>
      {entries.length === 0 ? <p className="muted">{t('triage.said.none')}</p> : null}
      <ol className="triage-list-plain">
        {entries.map(({ id, at, by, kind, verdict, text, reference }) => (
          <li key={id}>
            <Instant at={at} /> <strong>{t(`triage.entry.${kind}`)}</strong>{' '}
            {verdict === null ? null : t(`triage.verdict.${verdict}`)}{' '}
            {reference === null ? null : <WireText text={reference} isMono />}{' '}
            {text === '' ? null : <WireText text={text} />}{' '}
            <span className="faint">
              {by === null ? t('triage.by-product') : <WireText text={record.names[by] ?? by} />}
            </span>
          </li>
        ))}
      </ol>
      {isCommenting ? <CommentForm row={row} onEnd={onCommented} /> : null}
    </section>
  )
}

function CommentForm({ row, onEnd }: { readonly row: ShownRow; readonly onEnd: () => void }) {
  const { run, isRunning, refused } = useWrite(commentDetection)
  const [text, setText] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    field.current?.focus()
  }, [])
  const send = () => {
    if (text.trim() === '') return
    void run({ domain: row.domain, params: { detectionId: row.detection.id }, body: { text: text.trim() } }).then(
      (answer) => answer.ok && onEnd(),
    )
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    send()
  }
  return (
    <form className="triage-form" onSubmit={submit}>
      <Textarea
        ref={field}
        label={t('triage.comment.text')}
        description={t('triage.comment.hint')}
        value={text}
        maxLength={2000}
        autosize
        minRows={2}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
          if (event.key !== 'Escape') return
          event.preventDefault()
          onEnd()
        }}
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('triage.comment.send')}
      </Button>
    </form>
  )
}
