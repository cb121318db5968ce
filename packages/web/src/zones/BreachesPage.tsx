// Seen but not allowed, worst first; filtered by scope, severity and state in the address.
import { Button, SegmentedControl } from '@mantine/core'
import { listBreaches } from '@penstock/contract/zones'
import { useRead } from '@penstock/web/api'
import { MomentFrame, TimeBar, useMoment } from '@penstock/web/history'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Empty, Loaded, Page, SEVERITIES, SeverityMark, severityOf } from '@penstock/web/ui'
import { SavedViews } from '@penstock/web/views'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { BreachLine } from './BreachLine.tsx'
import { NoBreach } from './NoBreach.tsx'

export function BreachesPage() {
  const search = useSearch({ from: '/breaches' })
  const { state = 'open', severity, conduit } = search
  const navigate = useNavigate({ from: '/breaches' })
  const { asked, zone, site } = useScope()
  const { asked: moment, isPast } = useMoment()
  const read = useRead(listBreaches, {
    query: {
      state,
      ...asked,
      ...moment,
      ...(zone === null ? {} : { zone }),
      ...(conduit === undefined ? {} : { conduit }),
    },
  })
  const clear = () =>
    void navigate({ to: '/breaches', search: { ...search, severity: undefined, conduit: undefined, zone: undefined } })
  return (
    <Page
      title={t('zones.breaches.title')}
      lead={t('zones.breaches.lead')}
      actions={
        <>
          <SavedViews path="/breaches" />
          <SegmentedControl
            aria-label={t('zones.breaches.state')}
            value={state}
            data={[
              { value: 'open', label: t('zones.breaches.open') },
              { value: 'resolved', label: t('zones.breaches.resolved') },
            ]}
            onChange={(next) =>
              void navigate({
                to: '/breaches',
                search: { ...search, state: next === 'resolved' ? 'resolved' : undefined },
              })
            }
          />
        </>
      }
    >
      <MomentFrame>
        <Loaded read={read}>
          {({ items }) => {
            const shown = items.filter((breach) => severity === undefined || severityOf(breach.severity) === severity)
            if (items.length === 0 && zone === null && conduit === undefined)
              return <NoneAtAll state={state} isPast={isPast} />
            return (
              <>
                <div className="breach-filter">
                  <span role="status">{t('zones.breaches.count', { shown: shown.length, total: items.length })}</span>
                  {SEVERITIES.map((each) => (
                    <Button
                      key={each}
                      variant="default"
                      size="compact-sm"
                      aria-pressed={severity === each}
                      data-on={severity === each}
                      onClick={() =>
                        void navigate({
                          to: '/breaches',
                          search: { ...search, severity: severity === each ? undefined : each },
                        })
                      }
                    >
                      <SeverityMark
                        severity={each}
                        count={items.filter((breach) => severityOf(breach.severity) === each).length}
                      />
                    </Button>
                  ))}
                </div>
                {shown.length === 0 ? (
                  <Empty kind="matches" title={t('zones.breaches.no-match')}>
                    <Button variant="default" size="xs" onClick={clear}>
                      {t('zones.clear')}
                    </Button>
                  </Empty>
                ) : (
                  <ul className="lines breach-list">
                    {shown.map((breach) => (
                      <li key={breach.id}>
                        <BreachLine breach={breach} />
                      </li>
                    ))}
                  </ul>
                )}
              </>
            )
          }}
        </Loaded>
      </MomentFrame>
      <TimeBar site={site?.site ?? null} isOfOne />
    </Page>
  )
}

function NoneAtAll({ state, isPast }: { readonly state: 'open' | 'resolved'; readonly isPast: boolean }) {
  if (isPast) return <Empty kind="yet" title={t('zones.breaches.none-then')} />
  return state === 'open' ? <NoBreach /> : <Empty kind="yet" title={t('zones.breaches.none-resolved')} />
}
