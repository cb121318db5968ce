// What the rule saw and what proves it: values as the wire told them, packets, lines and records.
import type { EvidenceView } from '@penstock/contract/detections'
import type { TriageRecord } from '@penstock/contract/triage'
import { formatCount, t } from '@penstock/web/messages'
import { PacketButton } from '@penstock/web/observations'
import { Facts, ScrollRegion, showUnseen, Unknown, WireText } from '@penstock/web/ui'

export function Evidence({ record: { detection } }: { readonly record: TriageRecord }) {
  const values = Object.entries(detection.values)
  return (
    <section aria-label={t('triage.evidence')}>
      <h3>{t('triage.evidence')}</h3>
      {values.length === 0 ? null : (
        <Facts
          items={values.map(([name, value]) => [showUnseen(name), <WireText key={name} text={String(value)} isMono />])}
        />
      )}
      {detection.evidence.length === 0 ? <p className="muted">{t('triage.evidence.none')}</p> : null}
      <ul className="triage-list-plain">
        {detection.evidence.map((one, at) => (
          <li key={at}>
            <One evidence={one} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function One({ evidence }: { readonly evidence: EvidenceView }) {
  switch (evidence.kind) {
    case 'proof':
      return evidence.proof === null ? (
        <Unknown reason={t('triage.evidence.withheld')} />
      ) : (
        <PacketButton proof={evidence.proof} />
      )
    case 'fact':
      return (
        <>
          <WireText text={evidence.of} /> <WireText text={evidence.id} isMono />
        </>
      )
    case 'event':
      return (
        <>
          <span className="faint">{t('triage.evidence.line', { line: formatCount(evidence.line) })}</span>{' '}
          {evidence.event === null ? (
            <span className="muted">
              {t(evidence.standing === 'gone' ? 'triage.evidence.gone' : 'triage.evidence.withheld')}
            </span>
          ) : (
            <ScrollRegion
              label={t('triage.evidence.line', { line: formatCount(evidence.line) })}
              className="triage-raw"
            >
              <bdi>{showUnseen(evidence.event.raw)}</bdi>
            </ScrollRegion>
          )}
        </>
      )
  }
}
