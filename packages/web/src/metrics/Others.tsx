// What stands beside the durations: alerts, handoffs and tips, break-glass, and how late events come.
import type { AlertGroup, HandoffFigures, SocMetrics } from '@penstock/contract/metrics'
import { formatCount, formatShare, formatSpan, t } from '@penstock/web/messages'
import { type Column, DataTable, Facts, Panel, Unknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { Age, flowOf, Shared, Spread } from './figures.tsx'

type Reads = SocMetrics['reads']

export function Alerts({ groups, reads }: { readonly groups: readonly AlertGroup[]; readonly reads: Reads }) {
  return (
    <Panel title={t('metrics.alerts')}>
      {groups.length === 0 ? <p className="muted">{t('metrics.alerts.none')}</p> : null}
      {groups.map((group) => (
        <section key={group.domain}>
          <h3>{t('metrics.alerts.domain', { domain: t(`metrics.domain.${group.domain}`), alerts: group.alerts })}</h3>
          <Facts
            items={[
              [t('metrics.figure.acknowledge'), <Spread key="k" figure={group.acknowledge} reads={reads} />],
              [t('metrics.figure.fidelity'), <Shared key="f" share={group.fidelity} />],
              [t('metrics.figure.benign'), formatCount(group.benign)],
              [t('metrics.figure.untriaged'), <Shared key="u" share={group.untriaged} />],
              [t('metrics.figure.open'), formatCount(group.backlog.open)],
              [t('metrics.figure.age'), <Age key="age" backlog={group.backlog} reads={reads} />],
              [t('metrics.figure.flow'), flowOf(group.backlog)],
            ]}
          />
        </section>
      ))}
    </Panel>
  )
}

export function Handoffs({ figures, reads }: { readonly figures: HandoffFigures; readonly reads: Reads }) {
  const isReader = reads === 'own'
  return (
    <Panel
      title={t('metrics.handoffs')}
      aside={
        isReader ? (
          <Link to="/incidents" search={{ part: 'handoffs' }}>
            {t('incidents.part.handoffs')}
          </Link>
        ) : undefined
      }
    >
      <Facts
        items={[
          [t('metrics.figure.sent'), formatCount(figures.sent)],
          [t('metrics.figure.accepted'), <Spread key="a" figure={figures.accepted} reads={reads} />],
          [t('metrics.figure.kept'), <Shared key="k" share={figures.answered} />],
          [t('metrics.figure.breached'), <Shared key="b" share={figures.breached} />],
          [t('metrics.figure.tips'), formatCount(figures.tips)],
          [t('metrics.figure.lost'), <Shared key="l" share={figures.lost} />],
        ]}
      />
    </Panel>
  )
}

export function Coverage({ figures, reads }: { readonly figures: SocMetrics['coverage']; readonly reads: Reads }) {
  return (
    <Panel
      title={t('metrics.coverage')}
      aside={
        reads === 'own' ? (
          <Link to="/detection-rules" search={{ part: 'coverage' }}>
            {t('rules.part.coverage')}
          </Link>
        ) : undefined
      }
    >
      <Facts
        items={figures.map(({ domain, matrix, figure }) => [
          t('metrics.coverage.of', {
            domain: t(`metrics.domain.${domain}`),
            matrix: t(`rules.coverage.matrix.${matrix}`),
          }),
          figure === null ? (
            <Unknown key={`${domain} ${matrix}`} reason={t('metrics.coverage.unheard')} />
          ) : (
            <span key={`${domain} ${matrix}`}>
              {figure.applicable === 0
                ? t('metrics.coverage.none')
                : t('metrics.coverage.figure', { ...figure, share: formatShare(figure.covered / figure.applicable) })}
            </span>
          ),
        ])}
      />
      <p className="muted">{t('metrics.coverage.means')}</p>
    </Panel>
  )
}

export function BreakGlass({ figures }: { readonly figures: SocMetrics['breakGlass'] }) {
  return (
    <Panel
      title={t('metrics.break-glass')}
      aside={
        <Link to="/operating-model" search={{ part: 'break-glass' }}>
          {t('metrics.break-glass')}
        </Link>
      }
    >
      <Facts
        items={[
          [t('metrics.figure.begun'), formatCount(figures.begun)],
          [t('metrics.figure.reviewed'), <Shared key="r" share={figures.reviewed} />],
        ]}
      />
    </Panel>
  )
}

type SourceRow = SocMetrics['sources'][number]

const SOURCE_COLUMNS: readonly Column<SourceRow>[] = [
  { id: 'name', title: t('metrics.source'), isRowHead: true, cell: ({ name }) => <WireText text={name} /> },
  ...(['p50', 'p95', 'p99'] as const).map((part) => ({
    id: part,
    title: t(`metrics.source.${part}`),
    isNumber: true,
    cell: ({ delayMs }: SourceRow) =>
      delayMs === null ? (
        <Unknown reason={t('metrics.source.silent')} />
      ) : (
        <span>{formatSpan(Math.max(0, delayMs[part]) / 1000)}</span>
      ),
  })),
]

export function Sources({ sources }: { readonly sources: readonly SourceRow[] }) {
  return (
    <Panel title={t('metrics.sources')} aside={<Link to="/sources">{t('sources.title')}</Link>}>
      {sources.length === 0 ? (
        <p className="muted">{t('metrics.sources.none')}</p>
      ) : (
        <DataTable
          label={t('metrics.sources.list')}
          columns={SOURCE_COLUMNS}
          rows={sources}
          total={sources.length}
          rowId={({ id }) => id}
          hasKeys={false}
        />
      )}
    </Panel>
  )
}
