// The incidents behind one number: both instants with every word about them, how long it took, waits, or what is missing.
import { type InstantView, listMetricIncidents, type MetricDays, type MetricIncident } from '@penstock/contract/metrics'
import { useRead } from '@penstock/web/api'
import { formatSpan, t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Chip, Empty, Instant, Loaded, PeekDrawer, SeverityMark, Unknown, WireText } from '@penstock/web/ui'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { MetricsSearch } from './search.ts'

export function Behind({ days }: { readonly days: MetricDays }) {
  const { behind, of, severity } = useSearch({ from: '/soc-metrics' })
  const navigate = useNavigate({ from: '/soc-metrics' })
  const close = () =>
    void navigate({
      search: (before) => ({ ...before, behind: undefined, of: undefined }),
      replace: true,
      resetScroll: false,
    })
  const isOpen = behind !== undefined && of !== undefined
  return (
    <PeekDrawer title={isOpen ? t(`metrics.duration.${behind}`) : t('metrics.behind')} width={720} onClose={close}>
      {isOpen ? <List days={days} metric={behind} domain={of} severity={severity} /> : null}
    </PeekDrawer>
  )
}

function List(props: {
  readonly days: MetricDays
  readonly metric: NonNullable<MetricsSearch['behind']>
  readonly domain: MetricIncident['domain']
  readonly severity: number | undefined
}) {
  const { severity, ...asked } = props
  const scope = useScope()
  const query = { ...scope.asked, ...asked, ...(severity === undefined ? {} : { severity: String(severity) }) }
  const read = useRead(listMetricIncidents, { query })
  return (
    <Loaded read={read} lines={6}>
      {({ items, total }) =>
        items.length === 0 ? (
          <Empty kind="matches" title={t('metrics.behind.none')} />
        ) : (
          <>
            {items.length < total ? <p>{t('metrics.behind.more', { shown: items.length, total })}</p> : null}
            <ul className="metrics-behind">
              {items.map((one) => (
                <li key={one.id}>
                  <p>
                    <Link to="/incidents/$incidentId" params={{ incidentId: one.id }}>
                      <WireText text={one.reference} isMono />
                    </Link>{' '}
                    <SeverityMark severity={one.severity} urgency={one.isOpen ? 'open' : 'acknowledged'} />{' '}
                    <Chip>{stateText(one)}</Chip>
                  </p>
                  <Said instant={one.from} />
                  <Said instant={one.to} />
                </li>
              ))}
            </ul>
          </>
        )
      }
    </Loaded>
  )
}

function stateText({ state, seconds, missing }: MetricIncident): string {
  if (state === 'missing') return t('metrics.state.missing', { instant: t(`metrics.instant.${missing ?? 'occurred'}`) })
  if (state === 'reversed') return t('metrics.state.reversed')
  return t(`metrics.state.${state}`, { span: formatSpan(seconds ?? 0) })
}

function Said({ instant }: { readonly instant: InstantView | null }) {
  if (instant === null)
    return (
      <p>
        <Unknown />
      </p>
    )
  const { at, basis, revisions } = instant
  return (
    <div>
      <p>
        <Instant at={at} /> <span className="muted">{t(`metrics.basis.${basis}`)}</span>
      </p>
      {revisions.length === 0 ? null : (
        <details>
          <summary>{t('metrics.revisions', { count: revisions.length })}</summary>
          <ul className="metrics-list">
            {revisions.map((one) => (
              <li key={`${one.writtenAt} ${one.at}`}>
                <Instant at={one.at} />{' '}
                <WireText
                  text={t('metrics.revision', { by: one.byName ?? t('incidents.by-product'), reason: one.reason })}
                />{' '}
                {one.skewMs === null || one.skewMs === 0 ? null : (
                  <span className="muted">
                    {t(one.skewMs > 0 ? 'metrics.skew' : 'metrics.skew.behind', {
                      skew: formatSpan(Math.abs(one.skewMs) / 1000),
                    })}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
