// Hosts that functions use, or that use them, and that they do not say they need: a question to each owner, and what owners answered.
import { listHiddenNeeds } from '@penstock/contract/process'
import { useMay, useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Empty, Instant, Loaded } from '@penstock/web/ui'
import { NeedQuestion } from './NeedQuestion.tsx'
import type { Names } from './names.ts'
import { RestsOn } from './RestsOn.tsx'
import type { Network } from './told.ts'
import { useProcess } from './use-process.ts'

export function HiddenNeeds({ network, names }: { readonly network: Network; readonly names: Names }) {
  const { moment } = useProcess()
  const isNow = moment.asOf === undefined
  const read = useRead(listHiddenNeeds, { params: { site: network.site } }, { isEnabled: isNow })
  const mayAnswer = useMay('process:edit') && isNow
  return (
    <div className="process-answer">
      <h3>{t('process.rests')}</h3>
      <RestsOn network={network} names={names} />
      <h3>{t('process.needs.questions')}</h3>
      {isNow ? (
        <Loaded read={read} lines={8}>
          {({ needs, looked, isCut, asOf }) => (
            <div className="process-answer">
              <p className="muted">{t('process.hidden.how')}</p>
              <p role="status">
                {t('process.hidden.count', { count: needs.length, looked })}
                {isCut ? ` ${t('process.hidden.cut')}` : ''}
              </p>
              {needs.length === 0 ? (
                <Empty
                  kind={looked === 0 ? 'yet' : 'wrong'}
                  title={t(looked === 0 ? 'process.hidden.nothing-seen' : 'process.hidden.none')}
                >
                  {t('process.targets.checked')} <Instant at={asOf} />
                </Empty>
              ) : (
                <ul className="lines">
                  {needs.map((need) => (
                    <NeedQuestion
                      key={`${need.function} ${need.service} ${need.host}`}
                      need={need}
                      names={names}
                      site={network.site}
                      mayAnswer={mayAnswer}
                    />
                  ))}
                </ul>
              )}
            </div>
          )}
        </Loaded>
      ) : (
        <Empty kind="yet" title={t('process.hidden.now-only')} />
      )}
    </div>
  )
}
