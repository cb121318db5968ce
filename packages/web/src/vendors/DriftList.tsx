// Sessions that are not as the register says: what it says, what was seen, what the next session showed, and the conversation that proves it.
import type { DriftView } from '@penstock/contract/vendors'
import { useMay } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Empty, Instant, SeverityMark, severityOf, showUnseen, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

export function DriftList({ drift, hasSeen }: { readonly drift: readonly DriftView[]; readonly hasSeen: boolean }) {
  if (drift.length === 0)
    return (
      <Empty kind={hasSeen ? 'wrong' : 'yet'} title={t(hasSeen ? 'vendors.drift.none' : 'vendors.drift.none.seen')} />
    )
  return (
    <>
      <p role="status">{t('vendors.drift.count', { count: drift.length })}</p>
      <ul className="lines vendors-drift">
        {drift.map((one) => (
          <li key={`${one.id} ${one.openedAt}`}>
            <p>
              <SeverityMark severity={severityOf(one.severity)} /> <b>{t(`vendors.drift.kind.${one.kind}`)}</b>{' '}
              {one.access.length === 0 ? t('vendors.drift.no-entry') : one.access.map(showUnseen).join(', ')}
            </p>
            <p>
              <ToConversation id={one.conversation} label={t('vendors.drift.open', ends(one))}>
                <WireText text={one.client} /> → <WireText text={one.server} />
              </ToConversation>{' '}
              <Instant at={one.lastAt} />
            </p>
            <p className="muted">
              {t('vendors.drift.says', { registered: showUnseen(one.registered), seen: showUnseen(one.seen) })};{' '}
              {t(`vendors.retest.${one.retest?.result ?? 'none'}`)}
            </p>
          </li>
        ))}
      </ul>
    </>
  )
}

function ends({ client, server }: DriftView) {
  return { client: showUnseen(client), server: showUnseen(server) }
}

/** A link for people who may read it; else the text alone. */
export function ToConversation(props: { readonly id: string; readonly label?: string; readonly children: ReactNode }) {
  const { id, label, children } = props
  return useMay('monitoring:read') ? (
    <Link to="/traffic" search={{ peek: id }} aria-label={label}>
      {children}
    </Link>
  ) : (
    children
  )
}
