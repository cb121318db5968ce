// What, where, who: each with the ground it stands on, its source and its date.
import type { AssetRecord } from '@penstock/contract/assets'
import { t } from '@penstock/web/messages'
import { Instant, Unknown, WireText } from '@penstock/web/ui'
import { Basis } from './Basis.tsx'

const QUESTIONS = ['what', 'where', 'who'] as const

export function Answers({ asset }: { readonly asset: AssetRecord }) {
  return (
    <dl className="three">
      {QUESTIONS.map((question) => {
        const answer = asset[question]
        return (
          <div key={question}>
            <dt>{t(`assets.answer.${question}`)}</dt>
            <dd className="three-value">
              {answer.value === null ? (
                <Unknown reason={t('assets.answer.unknown')} />
              ) : (
                <WireText text={answer.value} />
              )}
            </dd>
            <dd className="muted">
              {answer.value === null ? (
                t('assets.answer.unknown')
              ) : (
                <>
                  <Basis basis={answer.basis} /> <WireText text={answer.source} />{' '}
                  {answer.at === null ? null : <Instant at={answer.at} />}
                </>
              )}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
