// Shadow infrastructure that waits for a decision: how many by severity, and how long the oldest waits.
import type { HomeView } from '@penstock/contract/home'
import { readShadowMetrics } from '@penstock/contract/shadow'
import { useMay, useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Age, NothingWaits, UNDECIDED } from '@penstock/web/shadow'
import { Loaded, Panel, SeverityMark, severityOf } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'

export function ShadowPanel({ home }: { readonly home: HomeView }) {
  const query = home.site === null ? {} : { site: home.site }
  const read = useRead(readShadowMetrics, { query }, { intervalMs: 60_000, isEnabled: useMay('asset:read') })
  const undecided = read.data?.undecided ?? 0
  return (
    <Panel
      title={t('home.shadow', { count: undecided })}
      aside={undecided === 0 ? undefined : <Link to="/shadow">{t('home.shadow.all')}</Link>}
    >
      <Loaded read={read} lines={2}>
        {({ bySeverity, unknownSeverity, oldestAgeMicros }) =>
          undecided === 0 ? (
            <NothingWaits />
          ) : (
            <>
              <ul className="severities">
                {bySeverity.map((count, at) =>
                  count === 0 ? null : (
                    <li key={severityOf(at + 1)}>
                      <Link to="/shadow" search={{ q: `${UNDECIDED} severity:${at + 1}` }}>
                        <SeverityMark severity={severityOf(at + 1)} count={count} />
                      </Link>
                    </li>
                  ),
                )}
                {unknownSeverity === 0 ? null : (
                  <li>
                    <Link to="/shadow" search={{ q: `${UNDECIDED} severity:unknown` }}>
                      {t('home.shadow.unknown', { count: unknownSeverity })}
                    </Link>
                  </li>
                )}
              </ul>
              <p className="muted">
                {t('home.shadow.oldest')}{' '}
                <Link to="/shadow" search={{ sort: 'since' }}>
                  <Age micros={oldestAgeMicros} />
                </Link>
              </p>
            </>
          )
        }
      </Loaded>
    </Panel>
  )
}
