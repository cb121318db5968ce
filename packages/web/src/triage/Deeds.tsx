// What may be done, each with its safety class; what is refused says why. Asking sends nothing anywhere: it is recorded for those who run it.
import { Button } from '@mantine/core'
import { askDeed, type DeedView, type TriageRecord } from '@penstock/contract/triage'
import { useMay, useWrite } from '@penstock/web/api'
import { findMessage, t } from '@penstock/web/messages'
import { Chip, RefusedNotice, showToast, WireText } from '@penstock/web/ui'

export function Deeds({ record }: { readonly record: TriageRecord }) {
  const { run, isRunning, refused } = useWrite(askDeed)
  const mayAsk = useMay('incident:work') && record.detection.mayWork
  const ask = ({ kind, target }: DeedView) =>
    void run({
      params: { domain: record.domain, detectionId: record.detection.id },
      body: { kind, target },
    }).then((answer) => {
      if (answer.ok) showToast({ text: t('triage.deed.asked') })
    })
  return (
    <section aria-label={t('triage.deeds')}>
      <h3>{t('triage.deeds')}</h3>
      <p className="muted">{t('triage.deeds.lead')}</p>
      <ul className="triage-list-plain">
        {(record.context?.deeds ?? []).map((deed) => (
          <li key={`${deed.kind} ${deed.target}`}>
            <span>{t(`triage.deed.${deed.kind}`)}</span>{' '}
            {deed.target === null ? null : <WireText text={deed.target} isMono />}{' '}
            <Chip>{t(`triage.class.${deed.safety}`)}</Chip>{' '}
            {deed.refusal === null ? (
              deed.safety === 'observe' || deed.safety === 'contact' ? (
                <span className="muted">{t('triage.deed.free')}</span>
              ) : mayAsk ? (
                <Button
                  size="compact-sm"
                  variant="default"
                  loading={isRunning}
                  aria-label={t('triage.deed.ask-of', {
                    deed: t(`triage.deed.${deed.kind}`),
                    target: deed.target ?? '',
                  })}
                  onClick={() => ask(deed)}
                >
                  {t('triage.deed.ask')}
                </Button>
              ) : null
            ) : (
              <p className="muted">{refusalText(deed.refusal)}</p>
            )}
          </li>
        ))}
      </ul>
      {refused === null ? null : <RefusedNotice refused={refused} />}
    </section>
  )
}

function refusalText({ code, why }: NonNullable<DeedView['refusal']>): string {
  return (why === null ? null : findMessage(`triage.never.${why}`)) ?? findMessage(`triage.refusal.${code}`) ?? code
}
