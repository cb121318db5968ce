// Seen but not allowed, worst first, each with its rule and its place on the map.
import type { HomeView } from '@penstock/contract/home'
import { listBreaches } from '@penstock/contract/zones'
import { useMay, useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Loaded, Panel, SeverityMark, severityOf } from '@penstock/web/ui'
import { BreachLine, NoBreach } from '@penstock/web/zones'
import { Link } from '@tanstack/react-router'

const MOST = 4

export function BreachPanel({ home }: { readonly home: HomeView }) {
  const { total, bySeverity } = home.openBreaches
  const query = home.site === null ? {} : { site: home.site }
  const read = useRead(listBreaches, { query }, { isEnabled: useMay('zone:read') && total > 0 })
  return (
    <Panel
      title={t('home.breaches', { count: total })}
      aside={total === 0 ? undefined : <Link to="/breaches">{t('home.breaches.all')}</Link>}
    >
      {total === 0 ? (
        <NoBreach />
      ) : (
        <>
          <ul className="severities">
            {bySeverity.map((count, at) =>
              count === 0 ? null : (
                <li key={severityOf(at + 1)}>
                  <Link to="/breaches" search={{ severity: severityOf(at + 1) }}>
                    <SeverityMark severity={severityOf(at + 1)} count={count} />
                  </Link>
                </li>
              ),
            )}
          </ul>
          <Loaded read={read}>
            {({ items }) => (
              <ul className="lines">
                {items.slice(0, MOST).map((breach) => (
                  <li key={breach.id}>
                    <BreachLine breach={breach} />
                  </li>
                ))}
                {items.length > MOST ? (
                  <li>
                    <Link to="/breaches">{t('home.more', { count: items.length - MOST })}</Link>
                  </li>
                ) : null}
              </ul>
            )}
          </Loaded>
        </>
      )}
    </Panel>
  )
}
