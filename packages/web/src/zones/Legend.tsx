// What the lines mean, in words.
import { ChangeMark } from '@penstock/web/history'
import { t } from '@penstock/web/messages'
import { SeverityShape } from '@penstock/web/ui'

export function Legend({ isCompared }: { readonly isCompared: boolean }) {
  return (
    <ul className="legend" aria-label={t('zones.legend')}>
      <li>
        <Sample className="line-allowed-seen" /> {t('zones.judgement.allowed-seen')}
      </li>
      <li>
        <Sample className="line-allowed-never-seen" /> {t('zones.judgement.allowed-never-seen')}
      </li>
      <li>
        <Sample className="line-breach line-severity-2" />
        <SeverityShape severity={2} /> {t('zones.judgement.breach')}
      </li>
      <li>
        <Sample className="line-unknown" /> {t('zones.judgement.unknown')}
      </li>
      <li>
        <span className="crossing" aria-hidden="true">
          ⇊
        </span>{' '}
        {t('zones.crossing')}
      </li>
      {isCompared
        ? (['added', 'removed', 'changed'] as const).map((change) => (
            <li key={change}>
              <ChangeMark change={change} isSilent /> {t(`history.change.${change}`)}
            </li>
          ))
        : null}
    </ul>
  )
}

function Sample({ className }: { readonly className: string }) {
  return (
    <svg viewBox="0 0 36 8" width="36" height="8" aria-hidden="true">
      <path d="M0 4h36" className={`line ${className}`} />
    </svg>
  )
}
