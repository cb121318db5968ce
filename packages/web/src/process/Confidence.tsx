// How far the model may be trusted, and the knots that a black-out would leave.
import type { ConfidenceView, KnotView } from '@penstock/contract/process'
import { t } from '@penstock/web/messages'
import { Chip, Empty } from '@penstock/web/ui'
import type { Names } from './names.ts'

export function Confidence({ confidence, names }: { readonly confidence: ConfidenceView; readonly names: Names }) {
  const { level, functions } = confidence
  const doubts = [
    { title: t('process.confidence.unowned', { count: confidence.unowned.length }), ids: confidence.unowned },
    { title: t('process.confidence.unreviewed', { count: confidence.unreviewed.length }), ids: confidence.unreviewed },
    {
      title: t('process.confidence.needless', { count: confidence.withoutNeeds.length }),
      ids: confidence.withoutNeeds,
    },
  ].filter(({ ids }) => ids.length > 0)
  return (
    <div className="process-confidence">
      <p>
        <Chip tone="strong">{t(`process.confidence.${level}`)}</Chip> {t('process.confidence.of', { count: functions })}
      </p>
      {doubts.map(({ title, ids }) => (
        <details key={title}>
          <summary>{title}</summary>
          <p className="muted">{ids.map(names.nameOf).join(', ')}</p>
        </details>
      ))}
    </div>
  )
}

export function Knots(props: { readonly knots: readonly KnotView[]; readonly names: Names; readonly none: string }) {
  const { knots, names, none } = props
  if (knots.length === 0) return <Empty kind="wrong" title={none} />
  return (
    <ul className="lines">
      {knots.map(({ cycle, waiting }) => (
        <li key={cycle.join(' ')}>
          <b>{[...cycle, cycle[0] ?? ''].map(names.nameOf).join(' → ')}</b>
          <p className="muted">
            {t('process.knots.how')}
            {waiting.length === 0
              ? ''
              : ` ${t('process.knots.waiting', { names: waiting.map(names.nameOf).join(', ') })}`}
          </p>
        </li>
      ))}
    </ul>
  )
}
