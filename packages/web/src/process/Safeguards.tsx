// Safeguards of each scenario that loses one in this outage: what leans on what does not work, and what remains.
import type { ScenarioView } from '@penstock/contract/process'
import { t } from '@penstock/web/messages'
import { SeverityMark, showUnseen } from '@penstock/web/ui'
import type { Names } from './names.ts'
import { hoursText } from './words.ts'

export function Safeguards({
  scenarios,
  names,
}: {
  readonly scenarios: readonly ScenarioView[]
  readonly names: Names
}) {
  if (scenarios.length === 0) return null
  return (
    <section aria-label={t('process.safeguards')}>
      <h3>{t('process.safeguards')}</h3>
      <p className="muted">{t('process.safeguards.how')}</p>
      <ul className="lines">
        {scenarios.map(({ id, title, layers }) => {
          const left = layers.filter(({ fromH }) => fromH === null).length
          return (
            <li key={id}>
              {left === 0 ? <SeverityMark severity={1} /> : null} <b>{showUnseen(`${id} ${title}`)}</b>{' '}
              {t('process.safeguards.left', { left, all: layers.length })}
              <ul className="process-layers">
                {layers.map((layer) => (
                  <li key={layer.id} data-gone={layer.fromH !== null}>
                    <span>{showUnseen(`${layer.id} ${layer.text}`)}</span>{' '}
                    {layer.fromH === null ? (
                      <span className="faint">{t('process.safeguards.remains')}</span>
                    ) : (
                      <b>
                        {t(
                          layer.function === null ? 'process.safeguards.leans' : 'process.safeguards.leans-on-function',
                          {
                            hour: hoursText(layer.fromH),
                            asset: names.nameOf(layer.asset ?? ''),
                            function: names.nameOf(layer.function ?? ''),
                          },
                        )}
                      </b>
                    )}
                  </li>
                ))}
              </ul>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
