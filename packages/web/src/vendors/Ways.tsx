// The cheapest way to each thing at stake; opened, each hop with whose records show it. Ways through IT into OT are marked.
import type { RadiusView } from '@penstock/contract/vendors'
import { formatCount, t } from '@penstock/web/messages'
import { Chip, Empty, showUnseen } from '@penstock/web/ui'

export function Ways({ paths }: Pick<RadiusView, 'paths'>) {
  if (paths.length === 0) return <Empty kind="wrong" title={t('vendors.paths.none')} />
  return (
    <>
      <p role="status">{t('vendors.paths.count', { count: paths.length })}</p>
      <ul className="vendors-ways">
        {paths.map(({ goal, goalText, cost, steps, isCrossing, hops }) => (
          <li key={goal}>
            <details>
              <summary>
                {t('paths.effort', { cost: formatCount(cost) })} <b>{showUnseen(goalText)}</b>{' '}
                {isCrossing ? <Chip tone="strong">{t('vendors.path.crossing')}</Chip> : null}{' '}
                <span className="muted">{steps.map(showUnseen).join(' → ')}</span>
              </summary>
              {isCrossing ? <p>{t('vendors.path.crossing.why')}</p> : null}
              <ol className="vendors-hops">
                {hops.map(({ rule, text, band, cost: effort, facts }) => (
                  <li key={`${rule} ${text}`}>
                    {showUnseen(text)} <Chip>{t(`paths.band.${band}`, { cost: formatCount(effort) })}</Chip>
                    <ul className="muted">
                      {facts.map(({ id, text: told, domain, places }) => (
                        <li key={id}>
                          {showUnseen(told)}; {t(`paths.shown-by.${domain}`)}:{' '}
                          <code>{places.map(showUnseen).join(', ')}</code>
                        </li>
                      ))}
                    </ul>
                  </li>
                ))}
              </ol>
            </details>
          </li>
        ))}
      </ul>
    </>
  )
}
