// Whom to call: the first one large, with a way that does not rest on corporate IT; a gap in a rota is said, not hidden.
import type { CallView } from '@penstock/contract/triage'
import { t } from '@penstock/web/messages'
import { Chip, WireText } from '@penstock/web/ui'

export function Calls({ calls }: { readonly calls: readonly CallView[] }) {
  const first = calls.findIndex(({ missing }) => missing === null)
  return (
    <section aria-label={t('triage.calls')} className="triage-calls">
      <h3>{t('triage.calls')}</h3>
      {calls.length === 0 ? <p className="muted">{t('triage.calls.none')}</p> : null}
      <ol className="triage-list-plain">
        {calls.map((call, at) => (
          <li key={`${call.reason} ${call.of} ${call.name}`} data-first={at === first}>
            <span className="faint">{t(`triage.call.${call.reason}`)}</span> <Who call={call} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function Who({
  call: { name, title, of, channel, address, isIndependent, verifiedOn, isOnShift, missing },
}: {
  readonly call: CallView
}) {
  if (missing === 'rota-gap') return <Chip tone="strong">{t('triage.call.gap', { rota: of })}</Chip>
  return (
    <>
      <strong>
        <WireText text={name ?? of} />
      </strong>{' '}
      {channel === null || address === null ? null : (
        <span className="triage-phone">
          {channel} <WireText text={address} isMono />
        </span>
      )}{' '}
      {isOnShift === true ? <Chip tone="strong">{t('triage.call.on-shift')}</Chip> : null}{' '}
      {missing === null ? null : <Chip tone="strong">{t(`triage.call.missing.${missing}`)}</Chip>}{' '}
      <span className="faint">
        {title}
        {channel === null ? '' : ` · ${t(isIndependent ? 'triage.call.independent' : 'triage.call.on-it')}`}
        {verifiedOn === null ? '' : ` · ${t('triage.call.verified', { on: verifiedOn })}`}
      </span>
    </>
  )
}
