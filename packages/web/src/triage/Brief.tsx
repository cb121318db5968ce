// The detection in plain words for the team that does not have the context: what crosses when it is handed over.
import type { BriefView } from '@penstock/contract/triage'
import { t } from '@penstock/web/messages'

export function Brief({ brief }: { readonly brief: BriefView }) {
  return (
    <section aria-label={t('triage.brief', { domain: t(`access.domain.${brief.to}`) })}>
      <h3>{t('triage.brief', { domain: t(`access.domain.${brief.to}`) })}</h3>
      <p className="muted">{t('triage.brief.lead')}</p>
      <BriefWords brief={brief} />
    </section>
  )
}

export function BriefWords({ brief }: { readonly brief: BriefView }) {
  return (
    <dl className="triage-brief">
      {(['what', 'soWhat', 'asked'] as const).map((part) => (
        <div key={part}>
          <dt>{t(`triage.brief.${part}`)}</dt>
          <dd>{brief[part]}</dd>
        </div>
      ))}
      {(['constraints', 'calls', 'notKnown'] as const).map((part) => (
        <div key={part}>
          <dt>{t(`triage.brief.${part}`)}</dt>
          <dd>
            <ul>
              {brief[part].map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            {brief[part].length === 0 ? t('triage.brief.nothing') : null}
          </dd>
        </div>
      ))}
    </dl>
  )
}
