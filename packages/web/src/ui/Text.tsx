// Text from the wire, instants and unknown values, each in one safe form.
import { formatExactInstant, formatInstant, t } from '@penstock/web/messages'
import { showUnseen } from './safe-text.ts'

/** A name or value that somebody else chose: isolated, unseen characters shown, cut with its whole text as title. */
export function WireText({ text, isMono = false }: { readonly text: string; readonly isMono?: boolean }) {
  const shown = showUnseen(text)
  return (
    <bdi className={isMono ? 'wire mono' : 'wire'} title={shown}>
      {shown}
    </bdi>
  )
}

/** Unknown is a value: a dash for the eye, the reason for everybody. */
export function Unknown({ reason }: { readonly reason?: string }) {
  const why = reason ?? t('ui.unknown')
  return (
    <span className="faint" title={why}>
      <span aria-hidden="true">—</span>
      <span className="visually-hidden">{why}</span>
    </span>
  )
}

export function WireOrUnknown(props: {
  readonly text: string | null
  readonly isMono?: boolean
  readonly reason?: string
}) {
  const { text, isMono = false, reason } = props
  if (text === null || text === '') return <Unknown {...(reason === undefined ? {} : { reason })} />
  return <WireText text={text} isMono={isMono} />
}

export function Instant({ at }: { readonly at: string | null }) {
  if (at === null) return <Unknown reason={t('ui.never')} />
  return (
    <time dateTime={at} title={formatExactInstant(at)}>
      {formatInstant(at)}
    </time>
  )
}
