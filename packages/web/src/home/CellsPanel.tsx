// The two cells: whether they answer and how fresh their facts are. A silent one is a visible gap.
import type { HomeView } from '@penstock/contract/home'
import { t } from '@penstock/web/messages'
import { Facts, Instant, Panel } from '@penstock/web/ui'

export function CellsPanel({ home }: { readonly home: HomeView }) {
  return (
    <Panel title={t('home.cells')}>
      <div className="cells">
        {home.cells.map((cell) => (
          <section key={cell.domain} className={cell.isAnswering ? 'cell' : 'cell stale'}>
            <div>
              <h3>
                {t(`access.domain.${cell.domain}`)}{' '}
                <span className="muted">{cell.isAnswering ? t('home.cell.answers') : t('home.cell.silent')}</span>
              </h3>
              <Facts
                items={[
                  [t('home.cell.heard'), <Instant key="heard" at={cell.heardAt} />],
                  [t('home.cell.observed'), <Instant key="observed" at={cell.lastObservedAt} />],
                  [
                    t('home.cell.zones'),
                    cell.zoneModelVersion === null
                      ? t('home.cell.no-zones')
                      : t('home.cell.version', { version: cell.zoneModelVersion }),
                  ],
                ]}
              />
            </div>
          </section>
        ))}
      </div>
    </Panel>
  )
}
