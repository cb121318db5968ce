// SOC metrics: what the records say, by domain and severity. The address holds the time, the severity and the number that is open.
import { Button, NativeSelect } from '@mantine/core'
import {
  exportSocMetrics,
  type IncidentGroup,
  type MetricDays,
  readSocMetrics,
  type SocMetrics,
} from '@penstock/contract/metrics'
import { urlOf, useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Empty, Facts, Instant, Loaded, Page, Panel } from '@penstock/web/ui'
import { IconDownload } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Behind } from './Behind.tsx'
import { Durations } from './Durations.tsx'
import { Frequency } from './Frequency.tsx'
import { Age, flowOf, Shared } from './figures.tsx'
import { Alerts, BreakGlass, Coverage, Handoffs, Sources } from './Others.tsx'
import { MetricsSearch } from './search.ts'
import './metrics.css'

export function MetricsPage() {
  const search = useSearch({ from: '/soc-metrics' })
  const navigate = useNavigate({ from: '/soc-metrics' })
  const { asked } = useScope()
  const days: MetricDays = search.days ?? '360'
  const read = useRead(readSocMetrics, { query: { ...asked, days } }, { intervalMs: 60_000 })
  const change = (next: MetricsSearch) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false })
  return (
    <Page
      title={t('metrics.title')}
      lead={t('metrics.lead')}
      actions={
        <Button
          component="a"
          href={urlOf(exportSocMetrics, { query: { ...asked, days } })}
          download=""
          variant="default"
          leftSection={<IconDownload size={16} stroke={1.5} aria-hidden="true" />}
        >
          {t('metrics.export')}
        </Button>
      }
    >
      <div className="metrics-filter no-print">
        <NativeSelect
          label={t('metrics.filter.days')}
          value={days}
          data={(['90', '180', '360'] as const).map((value) => ({ value, label: t(`metrics.days.${value}`) }))}
          onChange={(event) => change({ days: MetricsSearch.shape.days.parse(event.currentTarget.value) })}
        />
        <NativeSelect
          label={t('metrics.filter.severity')}
          value={String(search.severity ?? '')}
          data={[
            { value: '', label: t('metrics.severity.all') },
            ...(['critical', 'high', 'medium', 'low'] as const).map((name, i) => ({
              value: String(i + 1),
              label: t(`ui.severity.${name}`),
            })),
          ]}
          onChange={(event) =>
            change({ severity: event.currentTarget.value === '' ? undefined : Number(event.currentTarget.value) })
          }
        />
      </div>
      <Loaded read={read} lines={12}>
        {(metrics) => <Told metrics={metrics} severity={search.severity ?? null} onOpen={change} />}
      </Loaded>
      <Behind days={days} />
    </Page>
  )
}

function Told(props: {
  readonly metrics: SocMetrics
  readonly severity: number | null
  readonly onOpen: (next: MetricsSearch) => void
}) {
  const { metrics, severity, onOpen } = props
  const all = metrics.incidents.filter((group) => group.severity === null)
  return (
    <div className="metrics-parts">
      <p className="muted">
        {t(`metrics.reads.${metrics.reads}`)} <Instant at={metrics.asOf} />
      </p>
      {all.length === 0 ? (
        <Empty kind="yet" title={t('metrics.none')}>
          {t('metrics.none.next')}
        </Empty>
      ) : null}
      {all.map((group) => (
        <Group
          key={group.domain}
          group={
            severity === null
              ? group
              : (metrics.incidents.find((one) => one.domain === group.domain && one.severity === severity) ?? null)
          }
          domain={group.domain}
          metrics={metrics}
          onOpen={onOpen}
        />
      ))}
      <Alerts groups={metrics.alerts.filter((group) => group.severity === severity)} reads={metrics.reads} />
      <Handoffs figures={metrics.handoffs} reads={metrics.reads} />
      {metrics.frequency === null ? null : <Frequency frequency={metrics.frequency} />}
      <Coverage figures={metrics.coverage} reads={metrics.reads} />
      <BreakGlass figures={metrics.breakGlass} />
      {metrics.reads === 'own' ? <Sources sources={metrics.sources} /> : null}
      <Panel title={t('metrics.unmeasured')}>
        <ul className="metrics-list">
          {metrics.unmeasured.map((each) => (
            <li key={each}>{t(`metrics.unmeasured.${each}`)}</li>
          ))}
        </ul>
      </Panel>
    </div>
  )
}

function Group(props: {
  readonly group: IncidentGroup | null
  readonly domain: IncidentGroup['domain']
  readonly metrics: SocMetrics
  readonly onOpen: (next: MetricsSearch) => void
}) {
  const { group, domain, metrics, onOpen } = props
  const name = t(`metrics.domain.${domain}`)
  return (
    <Panel title={t('metrics.incidents', { domain: name, incidents: group?.incidents ?? 0 })}>
      {group === null ? (
        <p className="muted">{t('metrics.none.severity')}</p>
      ) : (
        <>
          <Facts
            items={[
              [t('metrics.figure.escaped'), <Shared key="e" share={group.escaped} />],
              [t('metrics.figure.answered'), <Shared key="a" share={group.answered} />],
              [t('metrics.figure.open'), String(group.backlog.open)],
              [t('metrics.figure.age'), <Age key="age" backlog={group.backlog} reads={metrics.reads} />],
              [t('metrics.figure.flow'), flowOf(group.backlog)],
            ]}
          />
          <Durations group={group} reads={metrics.reads} onOpen={onOpen} />
        </>
      )}
    </Panel>
  )
}
