// One finding of the plan: what it is about, the sentence of its rule, the way, and on demand its facts with their places.
import type { SegmentationFindingView } from '@penstock/contract/zones'
import { t } from '@penstock/web/messages'
import { Chip, WireText } from '@penstock/web/ui'
import { findingSentence } from './describe.ts'

export function FindingLine({ finding }: { readonly finding: SegmentationFindingView }) {
  const { id, path, facts, places, source } = finding
  return (
    <div className="breach">
      <p>
        <WireText text={id} isMono /> {findingSentence(finding.rule)}
      </p>
      {path.length < 2 ? null : (
        <p className="muted">
          {t('zones.finding.by')} <WireText text={path.join(' → ')} />
        </p>
      )}
      <details>
        <summary>{t('zones.finding.facts')}</summary>
        <ul className="protocols">
          {facts.map(({ name, value }) => (
            <li key={name}>
              <WireText text={t('zones.finding.fact', { name, value })} />
            </li>
          ))}
          {places.map((place) => (
            <li key={place}>
              <WireText text={place} isMono />
            </li>
          ))}
        </ul>
        <Chip>{source}</Chip>
      </details>
    </div>
  )
}
